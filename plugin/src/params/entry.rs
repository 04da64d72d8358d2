//! A host's parameter made from its entry in the table, and read as the table's plain value.

use std::sync::Arc;

use nice_plug::prelude::*;
use threshold_core::parameters::{BYPASS, Kind, Parameter};

use crate::export::guard::guarded;

/// One of the framework's parameters, as the table knows it.
pub trait Entry: Param + Sized {
    /// A parameter that is what `entry` says.
    fn made(entry: &'static Parameter) -> Self;

    /// Its plain value, the host's modulation included.
    fn lane(&self) -> f32;

    /// Its plain value, without the host's modulation.
    fn plain(&self) -> f32;

    /// Its plain value at a place on the host's 0..1 lane.
    fn plain_at(&self, normalized: f32) -> f32;

    /// Where a plain value lies on the host's 0..1 lane.
    fn normalized(&self, plain: f32) -> f32;

    /// The plain value that it has after it was set to `plain` by way of the host's lane.
    fn settled(&self, plain: f32) -> f32;
}

/// Somebody who is shown every parameter.
pub trait Visitor {
    /// One parameter, the next one in the table's order.
    fn visit<P: Entry>(&mut self, param: &P);
}

/// Somebody who moves parameters.
pub trait Hand {
    /// Moves one to a place on its lane, 0..=1.
    fn move_to<P: Entry>(&mut self, param: &P, lane: f32);
}

/// How a value is said. A panic, which would end the host (the framework asks from C code), says nothing.
fn said<T>(text: impl Fn(T) -> String) -> impl Fn(T) -> String {
    move |value| guarded(String::new(), || text(value))
}

/// What value a text means. A panic means none.
fn understood<T>(parse: impl Fn(&str) -> Option<T>) -> impl Fn(&str) -> Option<T> {
    move |text| guarded(None, || parse(text))
}

impl Entry for FloatParam {
    fn made(entry: &'static Parameter) -> Self {
        let (min, max) = entry.range();
        let range = match entry.kind {
            Kind::Skewed { skew, .. } => FloatRange::Skewed { min, max, factor: skew },
            _ => FloatRange::Linear { min, max },
        };
        let param = Self::new(entry.name, entry.default, range)
            .with_value_to_string(Arc::new(said(|value| entry.text(value))))
            .with_string_to_value(Arc::new(understood(|text| entry.parse(text))));
        if entry.automatable { param } else { param.non_automatable() }
    }

    fn lane(&self) -> f32 {
        self.modulated_plain_value()
    }

    fn plain(&self) -> f32 {
        self.unmodulated_plain_value()
    }

    fn plain_at(&self, normalized: f32) -> f32 {
        self.preview_plain(normalized)
    }

    fn normalized(&self, plain: f32) -> f32 {
        self.preview_normalized(plain)
    }

    fn settled(&self, plain: f32) -> f32 {
        self.preview_plain(self.preview_normalized(plain))
    }
}

impl Entry for IntParam {
    fn made(entry: &'static Parameter) -> Self {
        let (min, max) = entry.range();
        let range = IntRange::Linear { min: min as i32, max: max as i32 };
        let param = Self::new(entry.name, entry.default as i32, range)
            .with_value_to_string(Arc::new(said(|value| entry.text(value as f32))))
            .with_string_to_value(Arc::new(understood(|text| {
                entry.parse(text).map(|value| value.round() as i32)
            })));
        if entry.automatable { param } else { param.non_automatable() }
    }

    fn lane(&self) -> f32 {
        self.modulated_plain_value() as f32
    }

    fn plain(&self) -> f32 {
        self.unmodulated_plain_value() as f32
    }

    fn plain_at(&self, normalized: f32) -> f32 {
        self.preview_plain(normalized) as f32
    }

    fn normalized(&self, plain: f32) -> f32 {
        self.preview_normalized(plain.round() as i32)
    }

    fn settled(&self, plain: f32) -> f32 {
        self.preview_plain(self.normalized(plain)) as f32
    }
}

impl Entry for BoolParam {
    fn made(entry: &'static Parameter) -> Self {
        let param = Self::new(entry.name, entry.default > 0.5);
        let param = if entry.id == BYPASS.id { param.make_bypass() } else { param };
        if entry.automatable { param } else { param.non_automatable() }
    }

    fn lane(&self) -> f32 {
        f32::from(u8::from(self.modulated_plain_value()))
    }

    fn plain(&self) -> f32 {
        f32::from(u8::from(self.unmodulated_plain_value()))
    }

    fn plain_at(&self, normalized: f32) -> f32 {
        f32::from(u8::from(self.preview_plain(normalized)))
    }

    fn normalized(&self, plain: f32) -> f32 {
        self.preview_normalized(plain > 0.5)
    }

    fn settled(&self, plain: f32) -> f32 {
        f32::from(u8::from(plain > 0.5))
    }
}

/// A struct of parameters, from the id, the field, the type and the table's entry of each, and of whatever goes with them.
macro_rules! parameters {
    (
        $(#[$doc:meta])*
        $name:ident { $($id:literal $field:ident: $type:ty = $entry:expr;)* }
        and { $($(#[$more:meta])* $other:ident: $other_type:ty = $value:expr;)* }
    ) => {
        $(#[$doc])*
        #[derive(Params)]
        #[allow(missing_docs)] // the table documents each
        pub struct $name {
            $(#[id = $id] pub $field: $type,)*
            $($(#[$more])* pub $other: $other_type,)*
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $($field: <$type as Entry>::made(&$entry),)* $($other: $value,)* }
            }
        }

        impl $name {
            /// Every parameter of its own, in the table's order.
            pub fn each_single(&self, visitor: &mut impl Visitor) {
                $(visitor.visit(&self.$field);)*
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_says_nothing_and_means_nothing() {
        let text = said(|value: f32| if value > 0.5 { panic!("no") } else { "low".to_owned() });
        assert_eq!((text(0.0), text(1.0)), ("low".to_owned(), String::new()));
        let parse = understood(|text: &str| if text == "low" { Some(0.0_f32) } else { panic!("no") });
        assert_eq!((parse("low"), parse("high")), (Some(0.0), None));
    }
}
