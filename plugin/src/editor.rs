//! The editor: the macros, what kind of loss it is, and a picture of the current loss over the live spectrum.

use std::sync::Arc;
use std::time::Duration;

use egui::{CentralPanel, Context, Ui};
use nice_plug::context::gui::GuiContext;
use nice_plug::editor::dpi::LogicalSize;
use nice_plug::editor::{ResizeHint, SizeConstraints};
use nice_plug_egui::baseview::HandlerError;
use nice_plug_egui::{EguiEditor, EguiNiceSettings, Frame, NiceEguiApp, RepaintNotifier, create_egui_editor};

use crate::audition::Audition;
use crate::params::ThresholdParams;
use crate::telemetry::Reader;

mod areas;
mod audiogram;
mod axes;
mod bar;
mod browser;
mod chart;
mod choice;
mod controls;
mod curves;
mod desk;
mod ears;
mod fold;
mod gesture;
mod ghost;
mod hand;
mod header;
mod keyboard;
mod meters;
mod palette;
mod peaks;
mod picture;
mod press;
mod recall;
mod scenes;
mod setter;
mod slider;
mod sounding;
mod spectrum;
mod steps;
mod switch;
mod view;
mod words;

use areas::{Areas, SMALLEST};
use bar::Bar;
use browser::Browser;
use chart::ChartPanel;
use controls::Controls;
use desk::Desk;
use hand::Hand;
use header::Header;
use keyboard::Keyboard;
use meters::Levels;
use picture::Picture;
use scenes::Scenes;
use setter::ParamSetter;
use sounding::Sounding;
use view::View;

/// How often the picture is drawn while the window is open: 30 times a second.
const FRAME: Duration = Duration::from_millis(33);
/// Longest time between two frames that needles and spectra make up for, seconds.
const LONGEST_FRAME: f32 = 0.25;

/// One open or closed editor.
pub struct App {
    title: &'static str,
    params: Arc<ThresholdParams>,
    telemetry: Reader,
    desk: Desk,
    browser: Browser,
    /// What exists only while the window is open.
    open: Option<Open>,
}

/// What an open window needs: the host to talk to, and whatever moves from frame to frame.
struct Open {
    host: GuiContext,
    picture: Picture,
    levels: Levels,
    keyboard: Keyboard,
    sounding: Sounding,
    scenes: Scenes,
    chart: ChartPanel,
}

/// The editor of an instance called `title`.
pub fn create(
    params: Arc<ThresholdParams>,
    telemetry: Reader,
    title: &'static str,
) -> Option<EguiEditor<App>> {
    let state = Arc::clone(&params.editor_state);
    let smallest = LogicalSize::new(SMALLEST.x, SMALLEST.y);
    let resize =
        ResizeHint { size_constraints: SizeConstraints::min_logical_size(smallest), ..ResizeHint::RESIZABLE };
    let settings = EguiNiceSettings::new().with_tile(title).with_resize_hint(resize);
    let app =
        App { title, params, telemetry, desk: Desk::default(), browser: Browser::default(), open: None };
    create_egui_editor(state, RepaintNotifier::new(), settings, app)
}

impl NiceEguiApp for App {
    fn build(&mut self, context: Context, host: GuiContext, frame: &mut Frame) -> Result<(), HandlerError> {
        palette::apply(&context);
        frame.set_clear_color(palette::ROOM.into());
        // The framework does not always say when a window closes: whatever an earlier one left goes now.
        self.params.audition.set(Audition::Result);
        self.open = Some(Open {
            host,
            picture: Picture::new(self.telemetry.stretch()),
            levels: Levels::default(),
            keyboard: Keyboard::default(),
            sounding: Sounding::default(),
            scenes: Scenes::default(),
            chart: ChartPanel::default(),
        });
        self.browser.read();
        Ok(())
    }

    fn ui(&mut self, ui: &mut Ui, frame: &mut Frame) {
        let Some(mut open) = self.open.take() else { return };
        Keyboard::begin(ui.ctx());
        CentralPanel::default()
            .frame(egui::Frame::NONE.fill(palette::ROOM))
            .show(ui, |ui| self.show(ui, &mut open));
        open.keyboard.end(ui.ctx(), frame, open.chart.is_open());
        ui.ctx().request_repaint_after(FRAME);
        self.open = Some(open);
    }

    fn editor_closed(&mut self) {
        self.params.audition.set(Audition::Result);
        self.open = None;
    }
}

impl App {
    fn show(&mut self, ui: &mut Ui, open: &mut Open) {
        let seconds = ui.input(|input| input.unstable_dt).min(LONGEST_FRAME);
        let params = &*self.params;
        let setter = ParamSetter::new(open.host.param_setter(), params);
        self.desk.begin(params);
        keyboard::steps(ui, &mut self.desk);
        open.sounding.follow(params, self.telemetry.cued());
        let (view, asked) = (View::of(&open.sounding.values), View::of(&open.sounding.lanes));
        let areas = Areas::of(ui.max_rect(), asked.takes_custom());
        let running = self.telemetry.running();
        let track = running.map(|(rate, latency, layout)| {
            [layout.name.to_owned(), words::rate(rate), words::latency(latency, rate)]
        });
        let state = words::state(&view);
        Header { title: self.title, state: &state, active: view.active(), track }.show(
            ui,
            areas.header,
            &params.bypass,
            &setter,
        );
        let values = params.values();
        let loaded = self.browser.called(&self.desk.document().preset);
        let is_changed = loaded.is_some_and(|preset| bar::is_changed(preset, &values, self.desk.document()));
        let bar = Bar { preset: &self.desk.document().preset.clone(), is_changed };
        if let Some(wish) = bar.show(ui, areas.bar, &mut self.desk) {
            self.browser.grant(wish, &mut self.desk);
        }

        open.levels.follow(&self.telemetry, seconds);
        let rate = running.map_or(0.0, |(rate, ..)| rate);
        open.picture.hear(self.telemetry.take_sound(), rate, seconds);
        open.picture.show(ui, areas.picture, &view);
        open.levels.show(ui, areas.meters, params.ceiling.value());

        open.scenes.show(ui, areas.story, params, &setter, &open.sounding);
        let controls = Controls { params, hand: Hand::new(&setter, &open.sounding) };
        if let Some(rect) = areas.audiogram {
            controls.audiogram(ui, rect);
        }
        controls.macros(ui, areas.macros, &asked);
        controls.inner(ui, areas.inner);
        controls.kind(ui, areas.kind);
        controls.detail(ui, areas.detail);
        controls.ring(ui, areas.ring);
        controls.implant(ui, areas.implant);
        controls.event(ui, areas.event);
        controls.small(ui, areas.small);

        self.browser.show(ui.ctx(), &values, &mut self.desk);
        open.chart.show(ui.ctx(), params, &mut self.desk);
        let (pointer_is_down, time) = ui.input(|input| (input.pointer.any_down(), input.time));
        self.desk.end(params, &setter, pointer_is_down, time);
    }
}
