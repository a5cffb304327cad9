//! Polls: has what we wait for happened?

use serde_json::Value;

use super::context::{Outcome, RequestContext, flag};
use super::message::{Message, Refusal};
use super::transaction::{Enroll, Proof, PushState, Step};
use crate::org::account::Credential;

impl RequestContext<'_> {
    pub(crate) fn poll(&mut self, body: &Value) -> Outcome {
        self.tx.polls += 1;
        if self.org_state.setup.policy.rotate_state_handle {
            let fresh = self.org_state.ids.state_handle();
            let old = std::mem::replace(&mut self.tx.state_handle, fresh);
            self.tx.previous_handle = Some(old);
        }
        self.remember_auto_challenge(flag(body, "autoChallenge"));
        match self.tx.step.clone() {
            Step::Verify(method, Proof::Code(sent)) if sent.opened => self.proven(method),
            Step::Verify(method, Proof::Push(push)) => match push.state {
                PushState::Waiting => {}
                PushState::Approved => self.proven(method),
                PushState::Rejected => return Err(rejected()),
            },
            Step::Launch(challenge) | Step::Verify(_, Proof::Device(challenge)) => {
                self.poll_device(challenge);
            }
            Step::Enroll(Enroll::Email(sent)) if sent.opened => {
                self.enrolled(Credential::Email);
                self.advance();
            }
            Step::Enroll(Enroll::OktaVerify(activation)) if activation.activated => self.advance(),
            _ => {}
        }
        Ok(())
    }

    /// Ends a push that nobody answered in time.
    pub(crate) fn time_out(&mut self) {
        let Step::Verify(_, Proof::Push(push)) = &self.tx.step else {
            return;
        };
        if push.state == PushState::Waiting && push.expires_at <= self.now {
            let text = "The push was not answered in time.";
            let message = Message::error("core.system.transaction_resource_not_found", text);
            self.tx.go(Step::Terminal(404, message));
        }
    }
}

/// The page itself has the message; only the status is to be said.
fn rejected() -> Refusal {
    Refusal {
        status: 400,
        field: None,
        messages: Vec::new(),
    }
}
