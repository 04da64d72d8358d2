//! Where panics stop. A panic that left one of our functions in a host's or a framework's C code would end the host.
//!
//! There are two fences, because C code lies between them. Every function that a host or the framework calls through a
//! table begins with [`guarded`] (`cargo xtask check` sees to it). Behind the framework, whose own functions nothing
//! can unwind through, [`Guarded`](super::guarded::Guarded) does the same for the plugin and its parameters, and
//! [`Tidy`](super::window::Tidy) for the editor.
//!
//! What a panic has to say, the panic hook says, on the thread where it happens. It allocates and writes, on the audio
//! thread too: once, because from then on the instance is silent and that code never runs again; and the sound, which
//! this would disturb, is lost already.

use std::any::Any;
use std::mem::ManuallyDrop;
use std::ops::{Deref, DerefMut};
use std::panic::{AssertUnwindSafe, catch_unwind};

#[cfg(panic = "abort")]
compile_error!("the plugin must not be built with panic = \"abort\": hosts would end with it");

/// What `call` returns; `None` if it panics. Any thread; a call that does not panic costs nothing.
///
/// What a call that panics leaves behind may be half done. Whoever goes on using it has a reason to: it is plain
/// numbers and atomics, or behind a lock that forgives, or marked as broken
/// ([`Link::break_down`](crate::link::Link::break_down)).
pub(crate) fn caught<T>(call: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(call)).map_err(forget).ok()
}

/// What `call` returns; `fallback` if it panics. Otherwise as [`caught`].
pub(crate) fn guarded<T>(fallback: T, call: impl FnOnce() -> T) -> T {
    caught(call).unwrap_or(fallback)
}

/// Keeps a panic's message for ever, at most one a fault: letting it go would free memory, maybe on the audio thread,
/// and run code that may panic again.
fn forget(message: Box<dyn Any + Send>) {
    std::mem::forget(message);
}

/// What goes quietly: a panic on its way out ends there.
pub(super) struct Quiet<T>(ManuallyDrop<T>);

impl<T> Quiet<T> {
    pub(super) const fn new(value: T) -> Self {
        Self(ManuallyDrop::new(value))
    }

    /// The value, which may go loudly from now on.
    pub(super) fn into_inner(self) -> T {
        let mut this = ManuallyDrop::new(self);
        // SAFETY: `this` is never looked at again, and never dropped: the value leaves it once.
        unsafe { ManuallyDrop::take(&mut this.0) }
    }
}

impl<T> Deref for Quiet<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Quiet<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T> Drop for Quiet<T> {
    fn drop(&mut self) {
        let value = &mut self.0;
        // SAFETY: this is the one place where the value goes, and nobody looks at it afterwards, whether or not it
        // panics on its way.
        guarded((), || unsafe { ManuallyDrop::drop(value) });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Its end panics.
    struct Loud;

    impl Drop for Loud {
        fn drop(&mut self) {
            panic!("on its way out");
        }
    }

    #[test]
    fn a_panic_becomes_the_fallback_and_anything_else_passes() {
        assert_eq!(guarded(1, || 2), 2);
        assert_eq!(guarded(1, || panic!("no")), 1);
        assert_eq!(caught(|| 2), Some(2));
        assert_eq!(caught::<u8>(|| panic!("no")), None);
    }

    #[test]
    fn a_message_that_panics_when_it_goes_stays() {
        assert_eq!(guarded(1, || std::panic::resume_unwind(Box::new(Loud))), 1);
    }

    #[test]
    fn what_is_quiet_goes_once_and_without_a_sound() {
        let shared = std::rc::Rc::new(());
        let quiet = Quiet::new((std::rc::Rc::clone(&shared), Loud));
        assert_eq!(std::rc::Rc::strong_count(&quiet.0.0), 2);
        drop(quiet);
        assert_eq!(std::rc::Rc::strong_count(&shared), 1);
        assert_eq!(Quiet::new(std::rc::Rc::clone(&shared)).into_inner(), shared);
        assert_eq!(std::rc::Rc::strong_count(&shared), 1);
    }
}
