//! How much memory a call takes at a time.
//!
//! With debug assertions the framework brings an allocator of its own, so that this program cannot count what is allocated;
//! Linux counts what is resident instead, in pages. Without them an allocator counts every byte.

#[cfg(not(debug_assertions))]
#[global_allocator]
static MEMORY: peak_alloc::PeakAlloc = peak_alloc::PeakAlloc;

/// What a call returns, and the most memory it held at a time beside what was there, bytes.
#[cfg(not(debug_assertions))]
pub fn watched<R>(call: impl FnOnce() -> R) -> (R, usize) {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let result = call();
    (result, MEMORY.peak_usage().saturating_sub(before))
}

/// What a call returns, and the most memory that became resident during it, bytes. What earlier calls left for reuse is
/// seen with the first of them. 0 where there is no such figure.
#[cfg(debug_assertions)]
pub fn watched<R>(call: impl FnOnce() -> R) -> (R, usize) {
    // 5 lets the peak begin anew (proc(5), "/proc/pid/clear_refs").
    let counts = std::fs::write("/proc/self/clear_refs", "5").is_ok();
    let before = figure("VmRSS:");
    let result = call();
    let after = figure("VmHWM:");
    (result, if counts { after.saturating_sub(before) } else { 0 })
}

/// A line of the process' status, bytes; 0 where there is none.
#[cfg(debug_assertions)]
fn figure(name: &str) -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kib = line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse::<usize>().ok());
    kib.unwrap_or(0) << 10
}
