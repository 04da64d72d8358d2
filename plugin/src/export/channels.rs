//! Buffers as hosts hand them over: arrays of channel pointers that may be missing, too few or null.

use super::limits::MAX_WIDTH;

/// A run of silence that stands in for inputs nobody connected.
pub(super) struct Silence(Box<[f32]>);

impl Silence {
    /// Silence for blocks of up to `frames`. Main thread: allocates.
    pub(super) fn new(frames: u32) -> Self {
        Self(vec![0.0; frames as usize].into_boxed_slice())
    }

    /// Pointers to as many silent channels as any bus has. They may be read, never written. Real-time safe.
    pub(super) fn channels(&mut self) -> [*mut f32; MAX_WIDTH] {
        [self.0.as_mut_ptr(); MAX_WIDTH]
    }
}

/// Whether a bus has exactly `width` channels, and a buffer for each.
///
/// # Safety
/// `channels` is null or points to `count` pointers.
pub(super) unsafe fn complete(channels: *const *mut f32, count: u32, width: u32) -> bool {
    !channels.is_null()
        && count == width
        // SAFETY: there are `count` pointers, and `count` is `width`.
        && (0..width as usize).all(|idx| unsafe { !(*channels.add(idx)).is_null() })
}

/// Makes `frames` of every channel that has a buffer silent.
///
/// # Safety
/// `channels` is null or points to `count` pointers, each null or to at least `frames` writable samples.
pub(super) unsafe fn hush(channels: *const *mut f32, count: u32, frames: u32) {
    if channels.is_null() {
        return;
    }
    for idx in 0..count as usize {
        // SAFETY: there are `count` pointers.
        let channel = unsafe { *channels.add(idx) };
        if !channel.is_null() {
            // SAFETY: the channel holds at least `frames` samples.
            unsafe { channel.write_bytes(0, frames as usize) };
        }
    }
}

#[cfg(test)]
mod tests {
    use std::ptr::null_mut;

    use super::*;

    #[test]
    fn a_bus_is_complete_with_its_exact_width_and_every_buffer() {
        let mut samples = [0.0_f32; 4];
        let channel = samples.as_mut_ptr();
        let (full, gap) = ([channel, channel], [channel, null_mut()]);
        // SAFETY: the arrays have two pointers each, and no more are announced.
        unsafe {
            assert!(complete(full.as_ptr(), 2, 2));
            assert!(!complete(full.as_ptr(), 2, 1));
            assert!(!complete(full.as_ptr(), 1, 2));
            assert!(!complete(gap.as_ptr(), 2, 2));
            assert!(!complete(std::ptr::null(), 2, 2));
        }
    }

    #[test]
    fn hushing_writes_what_is_there_and_no_more() {
        let (mut first, mut second) = ([1.0_f32; 4], [1.0_f32; 4]);
        let channels = [first.as_mut_ptr(), null_mut(), second.as_mut_ptr()];
        // SAFETY: three pointers, two of them to four samples each.
        unsafe {
            hush(channels.as_ptr(), 3, 3);
            hush(std::ptr::null(), 9, 9);
        }
        assert_eq!((first, second), ([0.0, 0.0, 0.0, 1.0], [0.0, 0.0, 0.0, 1.0]));
    }

    #[test]
    fn silence_is_as_long_as_the_longest_block() {
        let mut silence = Silence::new(5);
        for channel in silence.channels() {
            // SAFETY: the silence is five samples long.
            assert_eq!(unsafe { std::slice::from_raw_parts(channel, 5) }, [0.0; 5]);
        }
    }
}
