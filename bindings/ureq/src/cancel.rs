//! Cancellation from another thread.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

/// Cancels runs from another thread. Clones share one state. Cancellation is permanent: create a new
/// handle for the next run.
///
/// Attach the handle with [`Runner::canceled_by`](crate::Runner::canceled_by).
#[derive(Debug, Clone, Default)]
pub struct CancelHandle(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    canceled: Mutex<bool>,
    changed: Condvar,
}

impl CancelHandle {
    /// Creates a handle that is not canceled.
    pub fn new() -> Self {
        Self::default()
    }

    /// Wakes sleeping runners and ends each run at its next step with
    /// [`Error::Canceled`](crate::Error::Canceled). A request that is already in flight completes
    /// first, limited by the runner's timeout, and its response still reaches the flow.
    pub fn cancel(&self) {
        *self.lock() = true;
        self.0.changed.notify_all();
    }

    /// Whether [`cancel`](Self::cancel) was called.
    pub fn is_canceled(&self) -> bool {
        *self.lock()
    }

    /// Sleeps for `duration`, or until [`cancel`](Self::cancel) is called. Use it in a
    /// [`Ui`](crate::Ui) that waits.
    pub fn sleep(&self, duration: Duration) {
        let guard = self
            .0
            .changed
            .wait_timeout_while(self.lock(), duration, |canceled| !*canceled);
        drop(guard);
    }

    /// A poisoned lock is safe to use: the flag has no intermediate state.
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
    fn clones_share_the_state_and_new_handles_do_not() {
        let handle = CancelHandle::new();
        let (clone, other) = (handle.clone(), CancelHandle::new());
        handle.cancel();
        assert!(clone.is_canceled());
        assert!(!other.is_canceled());
    }

    #[test]
    fn canceling_wakes_a_sleeping_thread() {
        let handle = CancelHandle::new();
        let sleeper = handle.clone();
        let thread = std::thread::spawn(move || sleeper.sleep(Duration::MAX));
        handle.cancel();
        thread.join().unwrap();
    }
}
