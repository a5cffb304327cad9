//! Polls.

use serde_json::Value;

use super::body::flag;
use super::context::{HandlerResult, RequestContext};
use super::message::Message;
use super::rejection::Rejection;
use super::step::{Challenge, Enroll, PushState, Step};
use crate::state::Credential;

impl RequestContext<'_> {
    pub(crate) fn poll(&mut self, body: &Value) -> HandlerResult {
        self.tx.poll_count += 1;
        if self.org_state.setup.policy.rotate_state_handle {
            self.tx.rotate_state_handle(&mut self.org_state.ids);
        }
        self.remember_auto_challenge(flag(body, "autoChallenge"));
        match self.tx.step.clone() {
            Step::Verify(method, Challenge::Code(sent)) if sent.opened => {
                self.method_verified(method)
            }
            Step::Verify(method, Challenge::Push(push)) => match push.state {
                PushState::Waiting => {}
                PushState::Approved => self.method_verified(method),
                // The response has the message already.
                PushState::Rejected => return Err(Rejection::without_message(400)),
            },
            Step::Launch(challenge) | Step::Verify(_, Challenge::Device(challenge)) => {
                self.poll_fastpass(challenge);
            }
            Step::Enroll(Enroll::Email(sent)) if sent.opened => {
                self.add_enrollment(Credential::Email);
                self.advance();
            }
            Step::Enroll(Enroll::OktaVerify(activation)) if activation.activated => self.advance(),
            _ => {}
        }
        Ok(())
    }

    /// Ends the transaction if its push was not answered in time.
    pub(crate) fn expire_push(&mut self) {
        let Step::Verify(_, Challenge::Push(push)) = &self.tx.step else {
            return;
        };
        if push.state == PushState::Waiting && push.expires_at <= self.now {
            let text = "The push was not answered in time.";
            let message = Message::error("core.system.transaction_resource_not_found", text);
            self.tx.move_to(Step::Terminal(404, message));
        }
    }
}
