//! The door between one instance and whoever wraps it: what the host must hear of although no parameter tells it, and
//! what the host asks for although no parameter carries it.
//!
//! The export layer makes a link per instance and holds it in force on the thread while the framework makes the
//! plugin, which takes it ([`current`]). Elsewhere, as in tests and in the standalone program, links lead nowhere.

use std::cell::RefCell;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

/// A preset the host asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoadRequest<'a> {
    /// The factory preset with this id. Nobody has checked yet that there is one.
    Factory(&'a str),
    /// The preset in this file: an absolute path. Nobody has looked at the file yet.
    File(&'a Path),
}

/// What a host must hear of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum News {
    /// There is something to save.
    Changed,
    /// Parameters are not where the host left them, which is something to save as well.
    Moved,
}

/// Tells the host, and says whether it could.
type Tell = Box<dyn Fn(News) -> bool + Send + Sync>;

/// Loads a preset.
type Load = Box<dyn Fn(LoadRequest) -> Result<(), String> + Send + Sync>;

/// One instance's link.
#[derive(Default)]
pub struct Link {
    tell: RwLock<Option<Tell>>,
    load: OnceLock<Load>,
    broken: AtomicBool,
}

impl Link {
    /// Something that belongs to the project and is no parameter has changed: the host should know that there is
    /// something to save. `false` if it can't be told: nobody wraps this instance, the host has no ear for it, or
    /// (VST3) this is not the thread that its user interface lives on.
    ///
    /// Any thread but the audio thread: it may wait.
    pub fn changed(&self) -> bool {
        self.tell(News::Changed)
    }

    /// Parameters have moved, and neither the host nor a gesture has moved them
    /// ([`set`](crate::export::values::set)): the host should read them again, and save. Otherwise as
    /// [`Self::changed`].
    pub fn moved(&self) -> bool {
        self.tell(News::Moved)
    }

    fn tell(&self, news: News) -> bool {
        let tell = self.tell.read().unwrap_or_else(PoisonError::into_inner);
        tell.as_ref().is_some_and(|tell| tell(news))
    }

    /// Says how presets get into this instance: once, when it is made. `load` runs on the main thread, while sound may
    /// be processed; its errors are sentences for the user. What it works on must be held weakly if that holds the
    /// link. Any later loader is dropped.
    pub fn set_loader(&self, load: impl Fn(LoadRequest) -> Result<(), String> + Send + Sync + 'static) {
        let _ = self.load.set(Box::new(load));
    }

    /// Loads a preset. Main thread.
    ///
    /// # Errors
    /// Says why nothing was loaded; then nothing has changed.
    pub fn load(&self, request: LoadRequest) -> Result<(), String> {
        match self.load.get() {
            Some(load) => load(request),
            None => Err("This plugin loads no presets.".to_owned()),
        }
    }

    /// The instance has panicked where its sound is made: nothing of it may run again. Any thread; real-time safe.
    pub(crate) fn break_down(&self) {
        self.broken.store(true, Ordering::Release);
    }

    /// Whether it has panicked, and is silent for good. Any thread; real-time safe.
    pub fn is_broken(&self) -> bool {
        self.broken.load(Ordering::Acquire)
    }

    /// Leads to a host from now on. Main thread.
    pub(crate) fn connect(&self, tell: impl Fn(News) -> bool + Send + Sync + 'static) {
        *self.tell.write().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(tell));
    }

    /// Leads nowhere from now on: once this returns, nobody is telling the host anything. Main thread.
    pub(crate) fn disconnect(&self) {
        *self.tell.write().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

thread_local! {
    static STANDING: RefCell<Option<Arc<Link>>> = const { RefCell::new(None) };
}

/// Puts the link before last back, also when the call unwinds.
struct Restore(Option<Arc<Link>>);

impl Drop for Restore {
    fn drop(&mut self) {
        STANDING.set(self.0.take());
    }
}

/// Runs `call` with `link` in force on this thread, and only during it. Calls may nest. Main thread.
pub fn during<R>(link: Arc<Link>, call: impl FnOnce() -> R) -> R {
    let _restore = Restore(STANDING.replace(Some(link)));
    call()
}

/// The link in force on this thread, or one that leads nowhere. Main thread: may allocate.
pub fn current() -> Arc<Link> {
    STANDING.with_borrow(Clone::clone).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::params::ThresholdParams;

    #[test]
    fn what_is_made_during_a_link_holds_it_and_nothing_else_does() {
        let (outer, inner) = (Arc::new(Link::default()), Arc::new(Link::default()));
        during(Arc::clone(&outer), || {
            assert!(Arc::ptr_eq(&ThresholdParams::default().link, &outer));
            during(Arc::clone(&inner), || assert!(Arc::ptr_eq(&current(), &inner)));
            assert!(Arc::ptr_eq(&current(), &outer));
            let elsewhere = std::thread::spawn(current).join().expect("the thread ends");
            assert!(!Arc::ptr_eq(&elsewhere, &outer));
        });
        assert!(!Arc::ptr_eq(&current(), &outer));
        assert!(!Arc::ptr_eq(&current(), &current()));
        assert_eq!(Arc::strong_count(&outer), 1);
    }

    #[test]
    fn a_change_is_told_while_there_is_somebody_to_tell() {
        let (link, told) = (Link::default(), Arc::new(AtomicUsize::new(0)));
        assert!(!link.changed());
        let count = Arc::clone(&told);
        link.connect(move |news| {
            count.fetch_add(1, Ordering::Relaxed);
            news == News::Moved
        });
        assert!(link.moved());
        assert!(!link.changed(), "whoever was told has the last word");
        link.disconnect();
        assert!(!link.changed());
        assert_eq!((told.load(Ordering::Relaxed), Arc::strong_count(&told)), (2, 1));
    }

    #[test]
    fn the_first_loader_loads_and_its_errors_arrive() {
        let link = Link::default();
        assert!(link.load(LoadRequest::Factory("a")).is_err());
        link.set_loader(|request| match request {
            LoadRequest::Factory("a") => Ok(()),
            _ => Err(format!("no {request:?}")),
        });
        link.set_loader(|_| Ok(()));
        assert_eq!(link.load(LoadRequest::Factory("a")), Ok(()));
        let refused = link.load(LoadRequest::File(Path::new("/b")));
        assert_eq!(refused, Err("no File(\"/b\")".to_owned()));
    }
}
