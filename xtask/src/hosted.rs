//! The built bundle as something that plays: what the story's checks measure, for tests and demo alike.

use integration::player::{Player, Point, Value};
use threshold_core::parameters::{self, Parameter};

use crate::automation::{Automation, Shape};
use crate::host::{Bundle, Plugin, Preset};
use crate::render::{Job, render};

/// Sample rate of everything it plays, Hz.
const RATE: u32 = 48_000;

/// A plugin of a bundle in the offline host's hands. Everything it plays is played by a new instance.
#[derive(Clone)]
pub struct Hosted {
    /// Where the plugin is from.
    pub bundle: Bundle,
    /// Which one it is.
    pub plugin: Plugin,
    /// The preset it starts from; `None` is the plugin as inserted.
    pub preset: Option<Preset>,
}

impl Hosted {
    /// The plugin as inserted.
    pub fn new(bundle: Bundle, plugin: Plugin) -> Self {
        Self { bundle, plugin, preset: None }
    }

    fn render(
        &self,
        input: &[Vec<f32>],
        key: Option<&[Vec<f32>]>,
        inside: Option<&[Vec<f32>]>,
        start: &[Value],
        points: &[Point],
    ) -> Vec<Vec<f32>> {
        let values: Vec<_> = start.iter().map(|(id, value)| (entry(id), *value)).collect();
        let mut automation = Automation::new();
        for (sample, id, value) in points {
            automation.point(*sample, entry(id), *value, Shape::Step).expect("points ascend");
        }
        let job = Job {
            preset: self.preset.as_ref(),
            values: &values,
            key,
            inside,
            ..Job::new(self.plugin, RATE, input, &automation)
        };
        render(&self.bundle, &job, |_| {}).unwrap_or_else(|error| panic!("the bundle renders: {error:#}"))
    }
}

/// The parameter called `id`.
fn entry(id: &str) -> &'static Parameter {
    parameters::find(id).unwrap_or_else(|| panic!("{id} is no parameter"))
}

/// Panics if the bundle refuses to play, or a check asks for what there is not.
impl Player for Hosted {
    fn name(&self) -> String {
        format!("bundle, {:?}", self.plugin)
    }

    fn play(&mut self, input: &[Vec<f32>], start: &[Value], points: &[Point]) -> Vec<Vec<f32>> {
        self.render(input, None, None, start, points)
    }

    fn play_with_inside(
        &mut self,
        input: &[Vec<f32>],
        inside: &[Vec<f32>],
        start: &[Value],
        points: &[Point],
    ) -> Vec<Vec<f32>> {
        self.render(input, None, Some(inside), start, points)
    }

    fn play_keyed(&mut self, input: &[Vec<f32>], key: &[Vec<f32>], start: &[Value]) -> Vec<Vec<f32>> {
        self.render(input, Some(key), None, &[start, &[("key", 1.0)]].concat(), &[])
    }
}
