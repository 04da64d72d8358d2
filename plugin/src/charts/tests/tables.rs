//! Audiograms in tables.

use super::*;

/// One level a row, with what tables of clinics have besides.
pub(super) const USUAL: &str = "\u{feff}Freq_Hz,EAR,DB_HL,conduction\r\n1000,Left,40 dB HL,air\r\n\r\n\
    2 kHz,left ear,50,AC\r\n\
    4000,L,>120,\r\n1000,O,10,air\r\n1000,R,5,bone\r\n";

/// One level per frequency a row.
pub(super) const WIDE: &str =
    "id,ear,250,500,1k,2000 Hz,4000,8000\n17,left,10,20,30,40,,60\n17,right,NR,NR,90,85,80,75\n";

/// Tabulators and decimal commas.
pub(super) const GERMAN: &str =
    "Ohr\tFrequenz (kHz)\tH\u{f6}rschwelle\nlinks\t0,25\t12,5\nlinks\t1\t20\nrechts\t1,5\t22,5\n";

#[test]
fn tables_are_read_whatever_separates_and_orders_them() {
    let chart = read(USUAL).unwrap();
    assert_eq!(chart.bone, 1);
    assert_eq!(
        chart.thresholds[Ear::Left].unwrap()[4..9],
        [40.0, 40.0 + 10.0 * 1.5_f32.log2(), 50.0, NO_RESPONSE, NO_RESPONSE]
    );
    assert_eq!(chart.thresholds[Ear::Right], Some([10.0; AUDIOGRAM_POINTS]));
    for separator in [";", "\t"] {
        assert_eq!(read(&USUAL.replace(',', separator)), Ok(chart));
    }
    assert_eq!(ear(WIDE, Ear::Left)[1..3], [10.0, 20.0]);
    assert_eq!(ear(WIDE, Ear::Left)[8], 50.0, "4 kHz was not measured and lies between its neighbours");
    assert_eq!(ear(WIDE, Ear::Right)[..5], [NO_RESPONSE, NO_RESPONSE, NO_RESPONSE, 90.0, 90.0]);
    assert_eq!(ear(GERMAN, Ear::Left)[..2], [12.5, 12.5]);
    assert_eq!(ear(GERMAN, Ear::Right), [22.5; AUDIOGRAM_POINTS]);
    let per_ear = "Hz,left,right,right bone\n500,10,20,5\n1000,30,NR,5\n";
    assert_eq!(ear(per_ear, Ear::Left)[4], 30.0);
    assert_eq!(ear(per_ear, Ear::Right)[4], NO_RESPONSE);
    assert_eq!(read(per_ear).unwrap().bone, 2);
}

#[test]
fn tables_need_no_header() {
    for text in
        ["left,250,20\nleft,500,30", "L;250 Hz;20,0\nX;0,5 kHz;30\n", "\"as\"\t250\t20\n AS \t500\t30 dB\t\t"]
    {
        let left = ear(text, Ear::Left);
        assert_eq!(left[..3], [20.0, 20.0, 30.0], "{text}");
        assert_eq!(
            read(text).unwrap().thresholds[Ear::Right],
            None,
            "an ear that isn't given stays as it was"
        );
    }
    let both = read("both,1000,15").unwrap();
    assert_eq!(both.thresholds, PerEar::same(Some([15.0; AUDIOGRAM_POINTS])));
}

#[test]
fn bone_conduction_is_never_taken_for_air() {
    for text in [
        "ear,hz,db,conduction\nL,1000,40,air\nL,1000,10,bone\nL,2000,10,BC masked",
        "ear,hz,db,remark\nL,1000,40,\nL,1000,10,Bone conduction\nL,2000,10,BC",
        "L,1000,40\nL,1000,10,bone\nL BC,2000,10",
        "L,1000,40\n>,1000,10\n],2000,10",
        "<,1000,10\n[,2000,10\nL,1000,40",
        "[\t1000\t10\n<\t2000\t10\nL\t1000\t40",
        "ear,hz,db\nL AC masked,1000,40\nleft (bone),1000,10\nL BC,2000,10",
    ] {
        assert_eq!(ear(text, Ear::Left), [40.0; AUDIOGRAM_POINTS], "{text}");
        assert_eq!(read(text).unwrap().bone, 2, "{text}");
    }
    assert!(refusal("ear,hz,db,route\nL,1000,10,bone").contains("bone conduction only"));
    assert_eq!(
        refusal("ear,hz,db,route\nL,1000,10,sound field"),
        "line 2: it can't be told whether it is air or bone conduction"
    );
}

#[test]
fn wrong_tables_are_refused_with_line_and_reason() {
    for (text, shown) in [
        (
            "ear,freq_hz,db_hl\nleft,1000,20\n\nleft,2000,130",
            "line 4: the level is not within -10 and 120 dB HL",
        ),
        ("left,1000,-15", "line 1: the level is not within -10 and 120 dB HL"),
        ("left,1000,125", "line 1: the level is not within -10 and 120 dB HL"),
        ("left,10,20", "line 1: the frequency is not within 20 Hz and 20 kHz"),
        ("left,25 kHz,20", "line 1: the frequency is not within 20 Hz and 20 kHz"),
        (
            "left,1000,20\r\nleft,1000,25",
            "line 2: an earlier entry gives another level for the same ear and frequency",
        ),
        (
            "both,1000,20\nleft,1000,25",
            "line 2: an earlier entry gives another level for the same ear and frequency",
        ),
        (",1000,20", "line 1: it does not say which ear"),
        ("middle,1000,20", "line 1: the ear is not left, right or both"),
        ("left,,20", "line 1: it does not say which frequency"),
        ("left,low,20", "line 1: the frequency is no number"),
        ("left,1000,NaN", "line 1: the level is no number"),
        ("left,1000,inf", "line 1: the level is no number"),
        ("left,1000,20 dB SPL", "line 1: the level is not in dB HL"),
        ("left,1000,>25", "line 1: the level is said to be below or above another, which is no threshold"),
        ("left,1000", "line 1: there is no level"),
        ("left,1000,20,5", "line 1: it can't be told whether it is air or bone conduction"),
        (
            "ear,hz,db\nleft,1000,20,5",
            "line 2: the number of columns is wrong; without a header they are ear, frequency, level",
        ),
        ("freq_hz,db_hl\n1000,20", "line 1: it does not say which ear"),
        ("ear,hz,db,value\nleft,1000,20,1", "line 1: the header has two columns for the same"),
        ("ear,hz,dB SPL\nleft,1000,20", "line 1: the level is not in dB HL"),
        ("\u{feff}hello", "line 1: the ear is not left, right or both"),
    ] {
        assert_eq!(refusal(text), shown, "{text}");
    }
    assert_eq!(
        ear("left,1000,20\nL,1 kHz,20.0", Ear::Left),
        [20.0; AUDIOGRAM_POINTS],
        "twice the same is once"
    );
}
