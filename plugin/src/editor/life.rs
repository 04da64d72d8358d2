//! Whether the thread of an editor's window has ended: on X11 each window has a thread of its own.

use std::cell::RefCell;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{self, ThreadId};
use std::time::Duration;

thread_local! {
    /// Let go when this thread ends.
    static HERE: RefCell<Option<Held>> = const { RefCell::new(None) };
}

/// The thread of one editor's window, which is opened once at a time.
#[derive(Debug, Clone, Default)]
pub struct Life(Arc<Lived>);

#[derive(Debug, Default)]
struct Lived {
    thread: Mutex<Option<ThreadId>>,
    ended: Condvar,
}

/// A thread that lives.
#[derive(Debug)]
struct Held(Arc<Lived>, ThreadId);

impl Life {
    /// Says that the window lives on this thread, until it ends or another window begins on it.
    pub fn begin(&self) {
        let this = thread::current().id();
        *self.0.thread.lock().unwrap_or_else(PoisonError::into_inner) = Some(this);
        HERE.set(Some(Held(Arc::clone(&self.0), this)));
    }

    /// Waits until the window's thread has ended, but no longer than `most`. Where windows live on the caller's own
    /// thread, as they do elsewhere, there is nothing to wait for. Whether it has ended.
    pub fn wait(&self, most: Duration) -> bool {
        let this = thread::current().id();
        let lives = |thread: &mut Option<ThreadId>| thread.is_some_and(|thread| thread != this);
        let thread = self.0.thread.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.0.ended.wait_timeout_while(thread, most, lives);
        !waited.unwrap_or_else(PoisonError::into_inner).1.timed_out()
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut thread = self.0.thread.lock().unwrap_or_else(PoisonError::into_inner);
        if *thread == Some(self.1) {
            *thread = None;
            self.0.ended.notify_all();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    const LONG: Duration = Duration::from_mins(1);

    #[test]
    fn a_thread_is_waited_for_until_it_has_ended() {
        let life = Life::default();
        assert!(life.wait(LONG), "nothing has begun");
        let (begun, begins) = mpsc::channel();
        let (end, ends) = mpsc::channel::<()>();
        let of_window = life.clone();
        let window = thread::spawn(move || {
            of_window.begin();
            begun.send(()).expect("somebody waits");
            let _ = ends.recv();
        });
        begins.recv().expect("it begins");
        assert!(!life.wait(Duration::from_millis(1)), "it lives");
        drop(end);
        assert!(life.wait(LONG));
        window.join().expect("it ended well");
    }

    #[test]
    fn a_window_on_the_callers_own_thread_is_not_waited_for() {
        let life = Life::default();
        life.begin();
        assert!(life.wait(LONG));
    }
}
