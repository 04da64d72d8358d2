//! Something that one thread at a time may use: whoever comes second is turned away and never waits.

use std::cell::UnsafeCell;
use std::sync::atomic::{AtomicBool, Ordering};

/// Storage of the audio thread, safe from a host that calls from two threads at once or back into its own call.
pub(super) struct Solo<T> {
    busy: AtomicBool,
    value: UnsafeCell<T>,
}

// SAFETY: `with` hands out the value to at most one caller at a time, so sharing a `Solo` only ever moves access to
// the value between threads, which `T: Send` allows.
unsafe impl<T: Send> Sync for Solo<T> {}

/// Opens the door again, also when the call unwinds.
struct Leave<'a>(&'a AtomicBool);

impl Drop for Leave<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

impl<T> Solo<T> {
    pub(super) const fn new(value: T) -> Self {
        Self { busy: AtomicBool::new(false), value: UnsafeCell::new(value) }
    }

    /// Runs `call` on the value. `None`, and no call, if someone is already using it.
    ///
    /// Any thread; real-time safe.
    pub(super) fn with<R>(&self, call: impl FnOnce(&mut T) -> R) -> Option<R> {
        if self.busy.swap(true, Ordering::Acquire) {
            return None;
        }
        let _leave = Leave(&self.busy);
        // SAFETY: `busy` was false and is true now, so no other call holds the value until `_leave` drops.
        Some(call(unsafe { &mut *self.value.get() }))
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;

    #[test]
    fn the_second_comer_is_turned_away() {
        let solo = Solo::new(1);
        let inner = solo.with(|value| {
            *value += 1;
            solo.with(|_| ())
        });
        assert_eq!(inner, Some(None));
        assert_eq!(solo.with(|value| *value), Some(2));
    }

    #[test]
    fn a_call_that_unwinds_leaves_the_door_open() {
        let solo = Solo::new(0);
        let unwound =
            catch_unwind(AssertUnwindSafe(|| solo.with(|_| std::panic::resume_unwind(Box::new(())))));
        assert!(unwound.is_err());
        assert_eq!(solo.with(|_| ()), Some(()));
    }

    #[test]
    fn threads_never_overlap() {
        let solo = Solo::new(0_u64);
        let counted: u64 = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4)
                .map(|_| {
                    scope.spawn(|| {
                        (0..20_000).filter(|_| solo.with(|value| *value += 1).is_some()).count() as u64
                    })
                })
                .collect();
            threads.into_iter().map(|thread| thread.join().expect("the thread ends")).sum()
        });
        assert_eq!(solo.with(|value| *value), Some(counted));
    }
}
