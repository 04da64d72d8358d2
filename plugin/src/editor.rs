//! The editor: pages of what this ear hears, and of what can be done about it.

use std::sync::Arc;
use std::time::Duration;

use egui::{CentralPanel, Context, Ui};
use nice_plug::context::gui::GuiContext;
use nice_plug::editor::dpi::LogicalSize;
use nice_plug::editor::{ResizeHint, SizeConstraints};
use nice_plug_egui::baseview::HandlerError;
use nice_plug_egui::{EguiEditor, EguiNiceSettings, Frame, NiceEguiApp, RepaintNotifier, create_egui_editor};

use crate::export::guard::guarded;
use crate::link::Link;
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
mod curves;
mod desk;
mod ears;
mod electrodes;
mod fonts;
mod gesture;
mod ghost;
mod hand;
mod header;
mod help;
mod keyboard;
pub mod life;
mod loudspeakers;
mod meters;
mod page;
mod pages;
mod palette;
mod panel;
mod path_picture;
mod peaks;
mod picture;
pub mod preferences;
mod press;
mod recall;
mod ring;
mod row;
mod scenes;
mod setter;
mod settings;
mod slider;
mod sounding;
mod spectra;
mod spectrum;
mod status;
mod steps;
mod switch;
mod told;
mod tools;
mod true_peak;
mod view;
pub mod window;
mod words;
mod zoom;

pub use areas::SMALLEST;
use keyboard::Keyboard;
use life::Life;
use preferences::Kept;
use window::Window;

/// How often the picture is drawn while the window is open: 30 times a second.
const FRAME: Duration = Duration::from_millis(33);

/// The editor in a host's window.
pub struct App {
    window: Window,
    keyboard: Keyboard,
    life: Life,
    link: Arc<Link>,
    /// Whether it has panicked since it was opened.
    stopped: bool,
}

/// What a window shows from its first panic on.
const STOPPED: &str =
    "The editor has stopped after a fault. The sound goes on: close this window, and open it again.";

/// What is shown above an instance whose sound has panicked.
const BROKEN: &str =
    "A fault has silenced this instance for good. Nothing is lost: save the project, and load it again.";

/// The editor of an instance called `title`.
pub fn create(
    params: Arc<ThresholdParams>,
    telemetry: Reader,
    title: &'static str,
    life: Life,
) -> Option<EguiEditor<App>> {
    let state = Arc::clone(&params.editor_state);
    let smallest = LogicalSize::new(SMALLEST.x, SMALLEST.y);
    let resize =
        ResizeHint { size_constraints: SizeConstraints::min_logical_size(smallest), ..ResizeHint::RESIZABLE };
    let settings = EguiNiceSettings::new().with_tile(title).with_resize_hint(resize);
    let link = Arc::clone(&params.link);
    let window = Window::new(params, telemetry, title, Kept::users());
    let app = App { window, keyboard: Keyboard::default(), life, link, stopped: false };
    create_egui_editor(state, RepaintNotifier::new(), settings, app)
}

impl NiceEguiApp for App {
    fn build(&mut self, context: Context, host: GuiContext, frame: &mut Frame) -> Result<(), HandlerError> {
        self.stopped = !guarded(false, || {
            self.life.begin();
            frame.set_clear_color(palette::ROOM.into());
            self.keyboard = Keyboard::default();
            self.window.open(&context, host);
            true
        });
        Ok(())
    }

    fn ui(&mut self, ui: &mut Ui, frame: &mut Frame) {
        let shown = guarded(false, || {
            if self.stopped {
                ui.label(STOPPED);
            } else {
                self.show(ui, frame);
            }
            true
        });
        // On some systems the window's thread is the host's own, and C code called this.
        if !shown && !self.stopped {
            self.stopped = true;
            guarded((), || self.window.close());
        }
        ui.ctx().request_repaint_after(FRAME);
    }

    fn editor_closed(&mut self) {
        guarded((), || self.window.close());
    }
}

impl App {
    fn show(&mut self, ui: &mut Ui, frame: &mut Frame) {
        if self.link.is_broken() {
            ui.label(BROKEN);
        }
        let takes_paste =
            CentralPanel::default().frame(egui::Frame::NONE).show(ui, |ui| self.window.show(ui)).inner;
        self.keyboard.end(ui.ctx(), frame, takes_paste);
    }
}
