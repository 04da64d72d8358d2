//! The editor: pages of what this ear hears, and of what can be done about it.

use std::sync::Arc;
use std::time::Duration;

use egui::{CentralPanel, Context, Ui};
use nice_plug::context::gui::GuiContext;
use nice_plug::editor::dpi::LogicalSize;
use nice_plug::editor::{ResizeHint, SizeConstraints};
use nice_plug_egui::baseview::HandlerError;
use nice_plug_egui::{EguiEditor, EguiNiceSettings, Frame, NiceEguiApp, RepaintNotifier, create_egui_editor};

use crate::params::ThresholdParams;
use crate::telemetry::Reader;

mod areas;
mod audiogram;
mod axes;
mod bar;
mod browser;
mod calibrate;
mod chart;
mod choice;
mod controls;
mod curves;
mod desk;
mod ears;
mod fold;
mod fonts;
mod gesture;
mod ghost;
mod hand;
mod header;
mod keyboard;
mod meters;
mod page;
mod pages;
mod palette;
mod path_picture;
mod peaks;
mod picture;
mod preferences;
mod press;
mod recall;
mod row;
mod scenes;
mod setter;
mod slider;
mod sounding;
mod spectra;
mod spectrum;
mod steps;
mod switch;
mod tools;
mod view;
pub mod window;
mod words;

pub use areas::SMALLEST;
use keyboard::Keyboard;
use window::Window;

/// How often the picture is drawn while the window is open: 30 times a second.
const FRAME: Duration = Duration::from_millis(33);

/// The editor in a host's window.
pub struct App {
    window: Window,
    keyboard: Keyboard,
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
    let app = App { window: Window::new(params, telemetry, title), keyboard: Keyboard::default() };
    create_egui_editor(state, RepaintNotifier::new(), settings, app)
}

impl NiceEguiApp for App {
    fn build(&mut self, context: Context, host: GuiContext, frame: &mut Frame) -> Result<(), HandlerError> {
        frame.set_clear_color(palette::ROOM.into());
        self.keyboard = Keyboard::default();
        self.window.open(&context, host);
        Ok(())
    }

    fn ui(&mut self, ui: &mut Ui, frame: &mut Frame) {
        let takes_paste = CentralPanel::default()
            .frame(egui::Frame::NONE.fill(palette::ROOM))
            .show(ui, |ui| self.window.show(ui))
            .inner;
        self.keyboard.end(ui.ctx(), frame, takes_paste);
        ui.ctx().request_repaint_after(FRAME);
    }

    fn editor_closed(&mut self) {
        self.window.close();
    }
}
