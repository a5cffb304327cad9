//! The limit on wrong codes.

use std::time::Duration;

use super::context::{HandlerResult, RequestContext};
use super::counters::WrongCodes;
use super::message::too_many_requests;
use super::step::{Enroll, Step};
use crate::setup::{AuthenticatorKey, MethodType};

impl RequestContext<'_> {
    /// Handles an answer to the current step and counts wrong codes. Once the limit is reached, every
    /// answer is refused, even a correct one.
    pub(crate) fn with_code_limit(
        &mut self,
        answer: impl FnOnce(&mut Self) -> HandlerResult,
    ) -> HandlerResult {
        let limit = self.org_state.setup.policy.code_limit;
        let Some((limit, key)) = limit.zip(code_authenticator(&self.tx.step)) else {
            return answer(self);
        };
        let wrong_codes = self.tx.wrong_codes.entry(key).or_default();
        match wrong_codes.refused_until {
            Some(until) if self.now < until => {
                let rejection = too_many_requests().reject_until(until, limit.attempts);
                return Err(rejection.error_only());
            }
            Some(_) => *wrong_codes = WrongCodes::default(),
            None => {}
        }
        let result = answer(self);
        let wrong_codes = self.tx.wrong_codes.entry(key).or_default();
        match &result {
            Ok(()) => *wrong_codes = WrongCodes::default(),
            Err(rejection) if matches!(rejection.status, 401 | 403) => {
                wrong_codes.count += 1;
                let reset = Duration::from_secs(limit.reset_s);
                let is_limit = wrong_codes.count >= limit.attempts;
                wrong_codes.refused_until = is_limit.then(|| self.now + reset);
            }
            Err(_) => {}
        }
        result
    }
}

/// Returns the authenticator whose code the step waits for.
fn code_authenticator(step: &Step) -> Option<AuthenticatorKey> {
    match step {
        Step::Verify(MethodType::Password | MethodType::Webauthn | MethodType::Duo, _) => None,
        Step::Verify(method, _) => Some(method.authenticator()),
        Step::Enroll(Enroll::Email(_)) => Some(AuthenticatorKey::OktaEmail),
        Step::Enroll(Enroll::Phone(..)) => Some(AuthenticatorKey::PhoneNumber),
        Step::Enroll(Enroll::GoogleOtp { .. }) => Some(AuthenticatorKey::GoogleOtp),
        Step::Enroll(Enroll::Token(key, _)) => Some(*key),
        _ => None,
    }
}
