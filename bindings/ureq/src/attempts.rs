//! The limit on consecutive failed exchanges.

use idx_flow::Request;

use crate::error::TransportError;

/// Counts consecutive failures and ends a run that has too many.
#[derive(Debug)]
pub(crate) struct Attempts {
    max: u32,
    failures: u32,
}

impl Attempts {
    pub(crate) fn new(max: u32) -> Self {
        Self { max, failures: 0 }
    }

    /// Records the outcome of an exchange. Background requests are not counted: polling continues
    /// through any failure.
    ///
    /// # Errors
    /// The failure itself, if it is permanent or the last one allowed.
    pub(crate) fn record(
        &mut self,
        request: &Request,
        outcome: Result<(), TransportError>,
    ) -> Result<(), TransportError> {
        if request.is_background {
            return Ok(());
        }
        let Err(error) = outcome else {
            self.failures = 0;
            return Ok(());
        };
        self.failures = self.failures.saturating_add(1);
        if error.is_permanent() || self.failures >= self.max {
            return Err(error);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use idx_flow::{Action, Entropy, Flow, FlowConfig};

    use super::*;

    const TIMEOUT: Result<(), TransportError> = Err(TransportError::Timeout);

    fn request(background: bool) -> Request {
        let issuer = "http://127.0.0.1:9";
        let config = FlowConfig::new(issuer, "client", "com.acme.app:/callback").unwrap();
        let flow = Flow::start(config, Entropy::from([7; 96]));
        match flow.next_action(SystemTime::now()) {
            Action::Send { request } => Request {
                is_background: background,
                ..request
            },
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_last_of_the_allowed_consecutive_failures_ends_the_run() {
        let mut attempts = Attempts::new(3);
        let request = request(false);
        assert_eq!(attempts.record(&request, TIMEOUT), Ok(()));
        assert_eq!(attempts.record(&request, TIMEOUT), Ok(()));
        assert_eq!(attempts.record(&request, TIMEOUT), TIMEOUT);
    }

    #[test]
    fn a_success_resets_the_count() {
        let mut attempts = Attempts::new(2);
        let request = request(false);
        for _ in 0..3 {
            assert_eq!(attempts.record(&request, TIMEOUT), Ok(()));
            assert_eq!(attempts.record(&request, Ok(())), Ok(()));
        }
    }

    #[test]
    fn a_permanent_failure_is_not_retried() {
        let untrusted = Err(TransportError::Tls("UnknownIssuer".into()));
        let outcome = Attempts::new(5).record(&request(false), untrusted.clone());
        assert_eq!(outcome, untrusted);
    }

    #[test]
    fn no_failure_ends_polling() {
        let mut attempts = Attempts::new(1);
        for error in [TransportError::Timeout, TransportError::InsecureUrl] {
            assert_eq!(attempts.record(&request(true), Err(error)), Ok(()));
        }
    }
}
