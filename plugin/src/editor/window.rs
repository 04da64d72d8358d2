//! What an open window shows, whoever draws it: a host's window, or a test.

use std::sync::Arc;

use egui::{Context, Ui, vec2};
use nice_plug::context::gui::GuiContext;

use super::areas::Areas;
use super::bar::{self, Bar};
use super::browser::Browser;
use super::calibrate::Calibrate;
use super::chart::ChartPanel;
use super::desk::Desk;
use super::electrodes::Electrodogram;
use super::header::{Header, Wish};
use super::keyboard::{self, Keyboard};
use super::loudspeakers::Loudspeakers;
use super::meters::Levels;
use super::page::Page;
use super::pages::{detail::Detail, implant::Implant, lab::Lab, story::Story};
use super::panel::Panel;
use super::preferences::Kept;
use super::ring::Ring;
use super::setter::ParamSetter;
use super::sounding::Sounding;
use super::spectra::Spectra;
use super::status::Status;
use super::tools::Tools;
use super::view::View;
use super::zoom::Zoom;
use super::{help, palette, settings, told, words};
use crate::audition::Audition;
use crate::params::ThresholdParams;
use crate::telemetry::Reader;

/// Longest time between two frames that needles and spectra make up for, seconds.
const LONGEST_FRAME: f32 = 0.25;

/// The editor of an instance: what outlives its window, and what does not.
pub struct Window {
    title: &'static str,
    params: Arc<ThresholdParams>,
    telemetry: Reader,
    preferences: Kept,
    page: Page,
    desk: Desk,
    browser: Browser,
    /// What exists only while the window is open.
    open: Option<Open>,
}

/// What moves from frame to frame.
struct Open {
    host: GuiContext,
    spectra: Spectra,
    electrodes: Electrodogram,
    levels: Levels,
    zoom: Zoom,
    ring: Ring,
    help: Panel,
    settings: Panel,
    sounding: Sounding,
    chart: ChartPanel,
    calibrate: Calibrate,
    story: Story,
    detail: Detail,
    implant: Implant,
    lab: Lab,
}

impl Window {
    /// The editor of an instance called `title`, which is not open yet, as `preferences` have it.
    pub fn new(
        params: Arc<ThresholdParams>,
        telemetry: Reader,
        title: &'static str,
        preferences: Kept,
    ) -> Self {
        Self {
            title,
            params,
            telemetry,
            preferences,
            page: Page::default(),
            desk: Desk::default(),
            browser: Browser::default(),
            open: None,
        }
    }

    /// Opens it: parameters move through `host`. The framework does not always say when a window closes: whatever an
    /// earlier one left goes now.
    pub fn open(&mut self, context: &Context, host: GuiContext) {
        palette::apply(context);
        self.params.audition.set(Audition::Result);
        palette::prefer(context, *self.preferences.now());
        let size = self.params.editor_state.logical_size();
        let zoom = self.preferences.now().zoom_factor();
        self.open = Some(Open {
            host,
            zoom: Zoom::open(context, zoom, vec2(size.width, size.height)),
            ring: Ring::default(),
            help: Panel::default(),
            settings: Panel::default(),
            spectra: Spectra::new(self.telemetry.stretch()),
            electrodes: Electrodogram::default(),
            levels: Levels::default(),
            sounding: Sounding::default(),
            chart: ChartPanel::default(),
            calibrate: Calibrate::default(),
            story: Story::default(),
            detail: Detail::default(),
            implant: Implant::default(),
            lab: Lab::default(),
        });
        self.browser.read();
    }

    /// Closes it; what was auditioned ends with it.
    pub fn close(&mut self) {
        self.params.audition.set(Audition::Result);
        self.open = None;
    }

    /// Shows a frame in all of `ui`. Whether text that is pasted is meant for the editor.
    pub fn show(&mut self, ui: &mut Ui) -> bool {
        let Some(mut open) = self.open.take() else { return false };
        Keyboard::begin(ui.ctx());
        self.frame(ui, &mut open);
        let takes_paste = open.chart.is_open();
        self.open = Some(open);
        takes_paste
    }

    fn frame(&mut self, ui: &mut Ui, open: &mut Open) {
        let ground = ui.ctx().layer_painter(ui.layer_id());
        ground.rect_filled(ui.ctx().content_rect(), 0.0, palette::ROOM);
        let seconds = ui.input(|input| input.unstable_dt).min(LONGEST_FRAME);
        let params = &*self.params;
        let setter = ParamSetter::new(open.host.param_setter(), params);
        self.desk.begin(params);
        keyboard::steps(ui, &mut self.desk);
        open.sounding.follow(params, self.telemetry.cued());
        let (view, asked) = (View::of(&open.sounding.values), View::of(&open.sounding.lanes));
        let running = self.telemetry.running();
        let pace = seconds * self.preferences.now().pace();
        let meters = self.telemetry.take_meters();
        let is_named = self.telemetry.is_named();
        let sound = self.telemetry.take_sound();
        open.levels.follow(&meters, sound, pace);
        open.spectra.hear(sound, running.map_or(0.0, |(rate, ..)| rate), pace);
        let electrodes = sound.map(|sound| &sound.electrodes);
        open.electrodes.follow(electrodes, seconds, self.preferences.now().reduced_motion);

        let areas = Areas::of(ui.max_rect());
        let state = words::state(&view);
        let audition = words::auditioned(params.audition.get());
        let header =
            Header { title: self.title, state: &state, active: view.active(), audition, page: self.page };
        match header.show(ui, areas.header, &params.bypass, &setter) {
            Some(Wish::Page(page)) => self.page = page,
            Some(Wish::Result) => params.audition.set(Audition::Result),
            Some(Wish::Help) => open.help.open(),
            Some(Wish::Settings) => open.settings.open(),
            None => {}
        }
        let values = params.values();
        let preset = self.desk.document().preset.clone();
        let loaded = self.browser.called(&preset);
        let is_changed = loaded.is_some_and(|preset| bar::is_changed(preset, &values, self.desk.document()));
        let chosen = params.layout.value();
        let loudspeakers = running.map(|(.., layout)| Loudspeakers { layout, is_named, chosen });
        match (Bar { preset: &preset, is_changed, loudspeakers }).show(ui, areas.bar, &mut self.desk) {
            Some(bar::Wish::Layout) => self.page = Page::Lab,
            Some(bar::Wish::Preset(choice)) => self.browser.grant(choice, &mut self.desk),
            None => {}
        }
        open.levels.show(ui, areas.meters, params.ceiling.value(), &params.story.unlock);

        let mut tools = Tools {
            params,
            setter: &setter,
            sounding: &open.sounding,
            view: &view,
            asked: &asked,
            spectra: &open.spectra,
            electrodes: &open.electrodes,
            preferences: self.preferences.now(),
        };
        match self.page {
            Page::Story => open.story.show(ui, areas.page, &mut tools),
            Page::Detail => open.detail.show(ui, areas.page, &mut tools),
            Page::Implant => open.implant.show(ui, areas.page, &mut tools),
            Page::Lab => open.lab.show(ui, areas.page, &mut tools),
        }

        self.browser.show(ui.ctx(), &values, &mut self.desk);
        open.chart.show(ui.ctx(), params, &mut self.desk);
        let layout = running.map(|(_, _, layout)| layout);
        open.calibrate.show(ui.ctx(), params, &setter, layout);
        help::show(&mut open.help, ui.ctx(), self.page);
        settings::show(&mut open.settings, ui.ctx(), self.title, &mut self.preferences);
        palette::prefer(ui.ctx(), *self.preferences.now());
        let standing = words::standing(&view);
        let status = Status {
            told: told::take(ui.ctx()),
            standing: self.browser.note(&preset).unwrap_or(&standing),
            running: running.map(|(rate, latency, _)| (rate, latency)),
        };
        status.show(ui, areas.status);
        open.ring.show(ui.ctx());
        open.zoom.follow(ui.ctx(), self.preferences.now().zoom_factor());
        let (pointer_is_down, time) = ui.input(|input| (input.pointer.any_down(), input.time));
        self.desk.end(params, &setter, pointer_is_down, time);
    }
}
