//! The limit on consecutive failed exchanges.

use idx_flow::{Purpose, Request};

use crate::error::TransportError;

/// Counts consecutive failures and ends a run that has too many.
#[derive(Debug)]
pub(crate) struct Attempts {
    max: u32,
    failures: u32,
    /// The number of consecutive submissions that were lost. The requests between them may succeed.
    lost_submissions: u32,
}

impl Attempts {
    pub(crate) fn new(max: u32) -> Self {
        Self {
            max,
            failures: 0,
            lost_submissions: 0,
        }
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
        let is_submission = request.purpose == Purpose::Submit;
        let Err(error) = outcome else {
            self.failures = 0;
            if is_submission {
                self.lost_submissions = 0;
            }
            return Ok(());
        };
        self.failures = self.failures.saturating_add(1);
        if is_submission {
            self.lost_submissions = self.lost_submissions.saturating_add(1);
        }
        let failures = self.failures.max(self.lost_submissions);
        if error.is_permanent() || failures >= self.max {
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
        let flow = Flow::start(config, Entropy::new([7; 96]).unwrap());
        match flow.next_action(SystemTime::now()) {
            Action::Send { mut request } => {
                request.is_background = background;
                request
            }
            other => panic!("{other:?}"),
        }
    }

    fn submission() -> Request {
        let mut request = request(false);
        request.purpose = Purpose::Submit;
        request
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
    fn lost_submissions_are_counted_across_other_requests() {
        let mut attempts = Attempts::new(3);
        for outcome in [Ok(()), Ok(()), TIMEOUT] {
            assert_eq!(attempts.record(&submission(), TIMEOUT), outcome);
            assert_eq!(attempts.record(&request(false), Ok(())), Ok(()));
        }
        assert_eq!(attempts.record(&submission(), Ok(())), Ok(()));
        assert_eq!(attempts.record(&submission(), TIMEOUT), Ok(()));
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
