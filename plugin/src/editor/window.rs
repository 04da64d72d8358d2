//! What an open window shows, whoever draws it: a host's window, or a test.

use std::sync::Arc;

use egui::{Context, Ui};
use nice_plug::context::gui::GuiContext;

use super::areas::Areas;
use super::bar::{self, Bar};
use super::browser::Browser;
use super::calibrate::Calibrate;
use super::chart::ChartPanel;
use super::desk::Desk;
use super::header::Header;
use super::keyboard::{self, Keyboard};
use super::meters::Levels;
use super::page::{self, Page};
use super::pages::{detail::Detail, implant::Implant, lab::Lab, story::Story};
use super::preferences::Preferences;
use super::setter::ParamSetter;
use super::sounding::Sounding;
use super::spectra::Spectra;
use super::tools::Tools;
use super::view::View;
use super::{palette, words};
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
    preferences: Preferences,
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
    levels: Levels,
    sounding: Sounding,
    chart: ChartPanel,
    calibrate: Calibrate,
    story: Story,
    detail: Detail,
    implant: Implant,
    lab: Lab,
}

impl Window {
    /// The editor of an instance called `title`, which is not open yet.
    pub fn new(params: Arc<ThresholdParams>, telemetry: Reader, title: &'static str) -> Self {
        Self {
            title,
            params,
            telemetry,
            preferences: Preferences::default(),
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
        self.open = Some(Open {
            host,
            spectra: Spectra::new(self.telemetry.stretch()),
            levels: Levels::default(),
            sounding: Sounding::default(),
            chart: ChartPanel::default(),
            calibrate: Calibrate::default(),
            story: Story::default(),
            detail: Detail::default(),
            implant: Implant,
            lab: Lab,
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
        let seconds = ui.input(|input| input.unstable_dt).min(LONGEST_FRAME);
        let params = &*self.params;
        let setter = ParamSetter::new(open.host.param_setter(), params);
        self.desk.begin(params);
        keyboard::steps(ui, &mut self.desk);
        open.sounding.follow(params, self.telemetry.cued());
        let (view, asked) = (View::of(&open.sounding.values), View::of(&open.sounding.lanes));
        let running = self.telemetry.running();
        open.levels.follow(&self.telemetry, seconds);
        let rate = running.map_or(0.0, |(rate, ..)| rate);
        open.spectra.hear(self.telemetry.take_sound(), rate, seconds);

        let areas = Areas::of(ui.max_rect());
        let track = running.map(|(rate, latency, layout)| {
            [layout.name.to_owned(), words::rate(rate), words::latency(latency, rate)]
        });
        let state = words::state(&view);
        let header = Header { title: self.title, state: &state, active: view.active(), track };
        let tabs = header.show(ui, areas.header, &params.bypass, &setter);
        self.page = page::tabs(ui, tabs, self.page);
        let values = params.values();
        let preset = self.desk.document().preset.clone();
        let loaded = self.browser.called(&preset);
        let is_changed = loaded.is_some_and(|preset| bar::is_changed(preset, &values, self.desk.document()));
        if let Some(wish) = (Bar { preset: &preset, is_changed }).show(ui, areas.bar, &mut self.desk) {
            self.browser.grant(wish, &mut self.desk);
        }
        open.levels.show(ui, areas.meters, params.ceiling.value());

        let mut tools = Tools {
            params,
            setter: &setter,
            sounding: &open.sounding,
            view: &view,
            asked: &asked,
            spectra: &open.spectra,
            levels: &open.levels,
            desk: &mut self.desk,
            preferences: &self.preferences,
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
        let (pointer_is_down, time) = ui.input(|input| (input.pointer.any_down(), input.time));
        self.desk.end(params, &setter, pointer_is_down, time);
    }
}
