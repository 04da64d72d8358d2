//! What the host says about the stretch of sound it is asking for: where in the programme it lies, which
//! loudspeakers it feeds, and which of the optional inputs carry something.
//!
//! The export layer knows these facts and the framework has no place for them, so they travel beside the call, on
//! the same thread. Nothing here allocates, locks or initialises lazily.

use std::cell::Cell;

/// Facts about one process call of the host. The framework may split the call at events into several calls of
/// `Plugin::process`; these facts are those of the whole.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HostBlock {
    /// Position of the block's first sample on the host's timeline, in samples. `None` while the transport stands
    /// still or gives no position.
    pub position: Option<i64>,
    /// VST3 speaker mask of the main bus, as the host asked for it. `None` where the format has none.
    pub arrangement: Option<u64>,
    /// Whether the `Key` input carries something.
    pub key_connected: bool,
    /// Whether the `Inside` input carries something.
    pub inside_connected: bool,
}

#[derive(Clone, Copy)]
struct Standing {
    block: HostBlock,
    taken: bool,
}

thread_local! {
    static STANDING: Cell<Option<Standing>> = const { Cell::new(None) };
}

/// Puts the facts before last back, also when the call unwinds.
struct Restore(Option<Standing>);

impl Drop for Restore {
    fn drop(&mut self) {
        STANDING.set(self.0);
    }
}

/// Runs `call` with `block` in force on this thread, and only during it. Calls may nest: the outer block is back in
/// force when the inner one ends.
///
/// Any thread; real-time safe.
pub fn during<R>(block: HostBlock, call: impl FnOnce() -> R) -> R {
    let _restore = Restore(STANDING.replace(Some(Standing { block, taken: false })));
    call()
}

/// The facts of the host's block, once: the first call within one host block gets them, later ones `None`.
///
/// Any thread; real-time safe.
pub fn take() -> Option<HostBlock> {
    let standing = STANDING.get().filter(|standing| !standing.taken)?;
    STANDING.set(Some(Standing { taken: true, ..standing }));
    Some(standing.block)
}

/// The facts of the host's block, as often as asked. `None` outside a host's process call.
///
/// Any thread; real-time safe.
pub fn current() -> Option<HostBlock> {
    STANDING.get().map(|standing| standing.block)
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;

    fn at(position: i64) -> HostBlock {
        HostBlock { position: Some(position), ..HostBlock::default() }
    }

    #[test]
    fn a_block_is_taken_once_and_read_as_often_as_asked() {
        let result = during(at(48_000), || {
            assert_eq!(current(), Some(at(48_000)));
            assert_eq!(take(), Some(at(48_000)));
            assert_eq!(take(), None);
            assert_eq!(current(), Some(at(48_000)));
            "result"
        });
        assert_eq!(result, "result");
        assert_eq!(during(at(1), take), Some(at(1)), "the next block is new");
    }

    #[test]
    fn there_is_none_outside_a_call_or_on_another_thread() {
        assert_eq!((take(), current()), (None, None));
        during(at(7), || {
            let elsewhere = std::thread::spawn(|| (take(), current())).join().expect("the thread ends");
            assert_eq!(elsewhere, (None, None));
        });
        assert_eq!((take(), current()), (None, None));
    }

    #[test]
    fn an_unwinding_call_leaves_nothing_behind() {
        let unwound =
            catch_unwind(AssertUnwindSafe(|| during(at(3), || std::panic::resume_unwind(Box::new(())))));
        assert!(unwound.is_err());
        assert_eq!(current(), None);
    }

    #[test]
    fn nested_calls_return_to_the_outer_block() {
        during(at(1), || {
            assert_eq!(take(), Some(at(1)));
            during(at(2), || assert_eq!(take(), Some(at(2))));
            assert_eq!(current(), Some(at(1)));
            assert_eq!(take(), None, "taken before the inner call");
        });
    }
}
