//! Lists of changes as no host should send them.

use super::super::bench::Sent;
use super::*;
use crate::export::lanes::Lane;

fn changes() -> Changes {
    Changes::new(Lanes::new([11, 22].into_iter().map(|id| Lane { id, top: 1.0 })))
}

/// What the framework reads: offset, id and value of every point.
fn gathered(
    changes: &Changes,
    host: Option<&ComWrapper<Sent>>,
    frames: u32,
) -> Vec<(int32, ParamID, ParamValue)> {
    let host = host.and_then(ComWrapper::as_com_ref).map_or(null_mut(), |host| host.as_ptr());
    // SAFETY: null or alive; every list is read before the next is asked for.
    unsafe {
        changes.gather(host, frames);
        let count = changes.getParameterCount();
        assert!(changes.getParameterData(count).is_null() && changes.getParameterData(-1).is_null());
        (0..count)
            .map(|idx| {
                let queue = ComRef::from_raw(changes.getParameterData(idx)).expect("a list");
                assert_eq!(queue.getPointCount(), 1);
                let (mut offset, mut value) = (0, 0.0);
                assert_eq!(queue.getPoint(0, &raw mut offset, &raw mut value), kResultOk);
                assert_eq!(queue.getPoint(1, &raw mut offset, &raw mut value), kInvalidArgument);
                (offset, queue.getParameterId(), value)
            })
            .collect()
    }
}

#[test]
fn lists_of_parameters_become_one_in_order_of_time() {
    let host = Sent::new(&[(22, &[(5, 0.1), (90, 0.2)]), (11, &[(5, 0.3), (0, 0.4)]), (22, &[(5, 0.5)])]);
    assert_eq!(
        gathered(&changes(), Some(&host), 64),
        [(0, 11, 0.4), (5, 11, 0.3), (5, 22, 0.5), (63, 22, 0.2)]
    );
    assert_eq!(gathered(&changes(), Some(&host), 0), [(0, 11, 0.4), (0, 22, 0.5)]);
}

#[test]
fn values_and_offsets_come_into_range_and_the_unknown_stays_behind() {
    let host = Sent::new(&[
        (33, &[(0, 0.5)]),
        (11, &[(i32::MIN, -5.0), (i32::MAX, 5.0), (3, f64::NAN), (4, f64::NEG_INFINITY)]),
        (22, &[]),
    ]);
    assert_eq!(gathered(&changes(), Some(&host), 64), [(0, 11, 0.0), (63, 11, 1.0)]);
}

#[test]
fn no_list_is_an_empty_list() {
    let changes = changes();
    gathered(&changes, Some(&Sent::new(&[(11, &[(0, 0.5)])])), 64);
    assert_eq!(gathered(&changes, None, 64), []);
}
