//! The standalone: Threshold Shift Live over JACK or the system's audio, for stages and classrooms.

fn main() {
    nice_plug::prelude::nice_export_standalone::<threshold_shift::ThresholdShiftLive>();
}
