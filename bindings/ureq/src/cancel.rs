//! Ending a run from another thread.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

/// Ends runs from another thread. Clones are the same handle; once canceled it stays so, and the
/// next run wants a new one.
///
/// A runner heeds the handle that [`Runner::canceled_by`](crate::Runner::canceled_by) gave it.
#[derive(Debug, Clone, Default)]
pub struct CancelHandle(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    canceled: Mutex<bool>,
    changed: Condvar,
}

impl CancelHandle {
    /// A handle that nobody has used yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Wakes the runners that sleep, and ends each run at its next step with
    /// [`Error::Canceled`](crate::Error::Canceled). A request in flight is awaited, up to the
    /// runner's timeout: what it brings is not lost to the flow.
    pub fn cancel(&self) {
        *self.lock() = true;
        self.0.changed.notify_all();
    }

    /// Whether [`cancel`](Self::cancel) was called.
    pub fn is_canceled(&self) -> bool {
        *self.lock()
    }

    /// Sleeps, but not beyond [`cancel`](Self::cancel). For a UI that waits by itself.
    pub fn sleep(&self, duration: Duration) {
        let sleeping = self
            .0
            .changed
            .wait_timeout_while(self.lock(), duration, |canceled| !*canceled);
        drop(sleeping);
    }

    /// A flag is whole even where a thread died holding it.
    fn lock(&self) -> std::sync::MutexGuard<'_, bool> {
        self.0
            .canceled
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_are_one_handle_and_new_ones_are_not() {
        let handle = CancelHandle::new();
        let (clone, other) = (handle.clone(), CancelHandle::new());
        handle.cancel();
        assert!(clone.is_canceled());
        assert!(!other.is_canceled());
    }

    #[test]
    fn a_sleeper_wakes_when_another_thread_cancels() {
        let handle = CancelHandle::new();
        let sleeper = handle.clone();
        let thread = std::thread::spawn(move || sleeper.sleep(Duration::MAX));
        handle.cancel();
        thread.join().unwrap();
    }
}
