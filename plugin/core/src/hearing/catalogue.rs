//! Published audiograms as paths: Loss goes from untouched hearing to the audiogram, in dB HL.

use super::audiogram::{Audiogram, FREQUENCIES};
use super::path::{Hearing, Path, Row, Stations};

/// A path that ends at `thresholds` (dB HL), with the recruitment of its hair cells.
macro_rules! audiogram_path {
    ($name:literal, $thresholds:expr) => {
        Path {
            name: $name,
            about: "to a standard audiogram (IEC 60118-15)",
            stations: Stations::Rows(&[audiogram_row($name, $thresholds)]),
        }
    };
}

const fn audiogram_row(name: &'static str, thresholds: [f32; FREQUENCIES.len()]) -> Row {
    Row { name, position: 1.0, hearing: Hearing { thresholds: Audiogram(thresholds), ..Hearing::RECRUITING } }
}

/// The standard audiograms N1-N7 and S1-S3 (Bisgaard, Vlaming & Dahlquist 2010; IEC 60118-15), which give 250 to 6000
/// Hz: 125 Hz holds the threshold of 250, 8000 that of 6000.
pub const STANDARD: [Path; 10] = [
    audiogram_path!("N1 very mild", [10.0, 10.0, 10.0, 10.0, 10.0, 10.0, 10.0, 15.0, 20.0, 30.0, 40.0, 40.0]),
    audiogram_path!("N2 mild", [20.0, 20.0, 20.0, 20.0, 22.5, 25.0, 30.0, 35.0, 40.0, 45.0, 50.0, 50.0]),
    audiogram_path!("N3 moderate", [35.0, 35.0, 35.0, 35.0, 35.0, 40.0, 45.0, 50.0, 55.0, 60.0, 65.0, 65.0]),
    audiogram_path!(
        "N4 moderate to severe",
        [55.0, 55.0, 55.0, 55.0, 55.0, 55.0, 60.0, 65.0, 70.0, 75.0, 80.0, 80.0]
    ),
    audiogram_path!("N5 severe", [65.0, 65.0, 67.5, 70.0, 72.5, 75.0, 80.0, 80.0, 80.0, 80.0, 80.0, 80.0]),
    audiogram_path!("N6 severe", [75.0, 75.0, 77.5, 80.0, 82.5, 85.0, 90.0, 90.0, 95.0, 100.0, 100.0, 100.0]),
    audiogram_path!(
        "N7 profound",
        [90.0, 90.0, 92.5, 95.0, 100.0, 105.0, 105.0, 105.0, 105.0, 105.0, 105.0, 105.0]
    ),
    audiogram_path!(
        "S1 very mild, steep",
        [10.0, 10.0, 10.0, 10.0, 10.0, 10.0, 10.0, 15.0, 30.0, 55.0, 70.0, 70.0]
    ),
    audiogram_path!(
        "S2 mild, steep",
        [20.0, 20.0, 20.0, 20.0, 22.5, 25.0, 35.0, 55.0, 75.0, 95.0, 95.0, 95.0]
    ),
    audiogram_path!(
        "S3 moderate to severe, steep",
        [30.0, 30.0, 30.0, 35.0, 47.5, 60.0, 70.0, 75.0, 80.0, 80.0, 85.0, 85.0]
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn standard_audiograms_are_the_published_table() {
        // `science.md` 1.1.
        const HZ: [f32; 10] = [250.0, 375.0, 500.0, 750.0, 1000.0, 1500.0, 2000.0, 3000.0, 4000.0, 6000.0];
        let table = [
            ("N1", [10.0, 10.0, 10.0, 10.0, 10.0, 10.0, 15.0, 20.0, 30.0, 40.0]),
            ("N2", [20.0, 20.0, 20.0, 22.5, 25.0, 30.0, 35.0, 40.0, 45.0, 50.0]),
            ("N3", [35.0, 35.0, 35.0, 35.0, 40.0, 45.0, 50.0, 55.0, 60.0, 65.0]),
            ("N4", [55.0, 55.0, 55.0, 55.0, 55.0, 60.0, 65.0, 70.0, 75.0, 80.0]),
            ("N5", [65.0, 67.5, 70.0, 72.5, 75.0, 80.0, 80.0, 80.0, 80.0, 80.0]),
            ("N6", [75.0, 77.5, 80.0, 82.5, 85.0, 90.0, 90.0, 95.0, 100.0, 100.0]),
            ("N7", [90.0, 92.5, 95.0, 100.0, 105.0, 105.0, 105.0, 105.0, 105.0, 105.0]),
            ("S1", [10.0, 10.0, 10.0, 10.0, 10.0, 10.0, 15.0, 30.0, 55.0, 70.0]),
            ("S2", [20.0, 20.0, 20.0, 22.5, 25.0, 35.0, 55.0, 75.0, 95.0, 95.0]),
            ("S3", [30.0, 30.0, 35.0, 47.5, 60.0, 70.0, 75.0, 80.0, 80.0, 85.0]),
        ];
        assert_eq!(STANDARD.len(), table.len());
        for (path, (name, thresholds)) in STANDARD.iter().zip(table) {
            assert!(path.name.starts_with(name), "{name}");
            let found = path.hearing(1.0, &Audiogram::default()).thresholds;
            for (hz, threshold) in HZ.into_iter().zip(thresholds) {
                assert_eq!(found.threshold(hz), threshold, "{name}, {hz} Hz");
            }
            assert_eq!((found.threshold(125.0), found.threshold(8000.0)), (thresholds[0], thresholds[9]));
        }
    }
}
