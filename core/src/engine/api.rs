//! The public methods of a flow.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::annotations::Annotations;
use super::flow::Flow;
use super::parsed_response::ParsedResponse;
use super::snapshot::Snapshot;
use super::state::{State, StateName};
use super::{deadline, loopback, next_action, session, transitions};
use crate::action::Action;
use crate::answer::Answer;
use crate::config::FlowConfig;
use crate::entropy::{Entropy, FlowSecrets};
use crate::error::{AnswerError, RedirectError, RestoreError};
use crate::exchange::{RequestId, Response};
use crate::prompt::Prompt;
use crate::retry::RetryCause;
use crate::secret::Secret;
use crate::wire::time::Millis;

impl Flow {
    /// Creates a flow. Nothing is sent yet.
    pub fn start(config: FlowConfig, entropy: Entropy) -> Self {
        Self {
            secrets: FlowSecrets::new(&entropy, config.parts.state.clone()),
            state: transitions::first_state(&config),
            config,
            request_id: 1,
            server_offset: None,
            handle: None,
            deadline: None,
            response: None,
            annotations: Annotations::default(),
            rate_limit: None,
            lost_answers: 0,
            device_challenge: None,
            automatic_challenges: 0,
        }
    }

    /// Restores a flow from a snapshot that this or another process took, in Rust, Swift or Kotlin.
    /// No request is needed. See [`Flow::snapshot`] for the two differences from the original.
    ///
    /// # Errors
    /// [`RestoreError`] if the text is not a snapshot, or has the schema of another version of this
    /// library.
    pub fn restore(snapshot: &Snapshot) -> Result<Self, RestoreError> {
        snapshot.open()
    }

    /// Serializes the whole flow as text. The text is a credential: store it in a keychain, never in
    /// a log.
    ///
    /// A restored flow differs from the original in two points. A submission in progress is not
    /// saved, because it may contain a password and may have reached the server: the restored flow
    /// asks the server for the current step, and if the answer never arrived, the user is prompted
    /// again. A challenge that was sent to Okta Verify on this device is not sent again: the
    /// restored flow polls immediately.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot::of(self)
    }

    /// Returns the next action: a pure function of the flow and the time, so that a screen can be
    /// redrawn at any moment. It takes microseconds and parses nothing.
    pub fn next_action(&self, now: SystemTime) -> Action {
        next_action::next_action(self, now.into())
    }

    /// Returns the action to show: the [next action](Flow::next_action), except that a background
    /// request (a poll, a probe or a challenge) is replaced by the prompt, with the full poll interval
    /// as its wait. Use it to redraw while such a request is in progress, for example after
    /// [`Flow::restore`].
    pub fn screen(&self, now: SystemTime) -> Action {
        next_action::screen(self, now.into())
    }

    /// Handles the response to a [`Send`](Action::Send). A response to an older request is ignored, such
    /// as that of a poll which was in progress when the user submitted an answer.
    pub fn handle_response(&mut self, id: RequestId, response: Response, now: SystemTime) {
        let now = Millis::from(now);
        if !self.expects(id) {
            return;
        }
        let state = if loopback::request(self).is_some() {
            transitions::on_loopback_status(self, Some(response.status))
        } else {
            deadline::adjust_clock(self, &response, now);
            transitions::on_response(self, response, now)
        };
        self.finish(id, state, now);
    }

    /// Handles a request without a response: no network, a timeout, a closed connection. The flow
    /// retries the request after a delay. An answer is not sent again, because the server may have
    /// received it: the flow asks the server for the current step, and its prompt then has a
    /// [notice](Prompt::notice). After a request to Okta Verify, the flow continues with the next
    /// address, or with a poll. If the prompt has expired, the flow ends.
    pub fn handle_failure(&mut self, id: RequestId, now: SystemTime) {
        let now = Millis::from(now);
        if !self.expects(id) {
            return;
        }
        let state = if loopback::request(self).is_some() {
            transitions::on_loopback_status(self, None)
        } else {
            let state = self.state.clone();
            transitions::on_failure(self, state, RetryCause::Network, None, now)
        };
        self.finish(id, state, now);
    }

    /// Enters the state that follows this request.
    fn finish(&mut self, id: RequestId, state: State, now: Millis) {
        let state = match id == self.last_request_id() {
            true => transitions::after_last_request(self, state, now),
            false => state,
        };
        self.advance(state);
    }

    /// Handles the URL with which a browser or an app returned to the redirect URI, from an identity
    /// provider or from a magic link (RFC 6749 section 4.1.2; `otp`, IDX wire). A code is used even if the
    /// prompt has expired meanwhile.
    ///
    /// # Errors
    /// [`RedirectError`] if the URL does not belong to this flow (another URI, another `state`), if it
    /// has no result, or if no prompt is shown. The flow is unchanged. A URL of another flow is reported
    /// as such at any time, so an app that was launched by the link in an email can show its code.
    pub fn handle_redirect(&mut self, url: &str, now: SystemTime) -> Result<(), RedirectError> {
        let state = transitions::on_redirect(self, url, now.into())?;
        self.advance(state);
        Ok(())
    }

    /// Handles the user's return without a result: the browser or app that
    /// [`Redirect`](Action::Redirect) opened was closed. The prompt on which it was chosen is shown
    /// again, and a poll that became due in the meantime is sent. If the prompt offers nothing else, the
    /// action stays the redirect.
    pub fn cancel_redirect(&mut self, now: SystemTime) {
        if let Some(state) = transitions::on_redirect_canceled(self, now.into()) {
            self.advance(state);
        }
    }

    /// Answers the prompt. Nothing is sent yet: the next action sends it.
    ///
    /// # Errors
    /// [`AnswerError`] if the answer does not fit the prompt on the screen. The flow is unchanged.
    pub fn submit(&mut self, answer: Answer, now: SystemTime) -> Result<(), AnswerError> {
        let state = transitions::on_answer(self, &answer, now.into())?;
        self.advance(state);
        transitions::abandon_device_challenge(self);
        Ok(())
    }

    /// The time until the transaction expires, for a countdown. `None` if the server sent no plausible
    /// expiry, or if no transaction is open. Unlike [`Prompt::expires_at`](crate::Prompt::expires_at),
    /// the result is correct even if the host's clock differs from the server's.
    pub fn expires_in(&self, now: SystemTime) -> Option<Duration> {
        deadline::expires_in(self, now.into())
    }

    /// The number of the user's consecutive answers that may not have reached the server. A reply to an
    /// answer resets it, and so does another step.
    pub fn lost_answers(&self) -> u32 {
        self.lost_answers
    }

    /// The name of the state, for logs.
    pub fn state(&self) -> StateName {
        self.state.name()
    }

    /// The newest prompt, with the user, the app and the messages of the newest response. After the
    /// end it is that of the last response, also after an interaction code: then it can no longer be
    /// answered. `None` before the first response, and after [`Flow::restore`] of a flow that has
    /// ended.
    pub fn prompt(&self) -> Option<&Arc<Prompt>> {
        self.response.as_ref().map(|response| &response.prompt)
    }

    /// The newest IDX response as received, for members that this library does not know. It contains
    /// handles: never log it. After the end it can be read until the flow is dropped; a snapshot does
    /// not contain it then.
    pub fn response_json(&self) -> Option<&str> {
        self.response.as_ref().map(ParsedResponse::text)
    }

    /// Returns a URL that signs a browser in to the org, once. `None` until the last IDX response has
    /// an interaction code, and in a flow that was restored after that. The URL is a credential: never
    /// log it.
    ///
    /// The server may reject the URL after the code was exchanged for tokens. Use
    /// [`FlowConfig::stop_at_code`](crate::FlowConfig::stop_at_code), open the URL, and exchange the code
    /// with [`TokenRequest::exchange`](crate::TokenRequest::exchange) afterwards.
    pub fn browser_session_url(&self) -> Option<Secret> {
        session::browser_session_url(self)
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_util::{
        answer, at, config, entropy, flow_at, polled, reply, request, wait,
    };
    use super::*;
    use serde_json::json;

    #[test]
    fn a_canceled_redirect_shows_the_prompt_again() {
        let mut flow = flow_at(&json!({"remediation": {"value": [
            {"name": "identify", "href": "/x", "value": []},
            {"name": "redirect-idp", "href": "https://idp.example/"}]}}));
        let prompt = flow.next_action(at(0.0));
        flow.submit(answer(&flow, "redirect-idp"), at(0.0)).unwrap();
        flow.cancel_redirect(at(0.0));
        assert_eq!(flow.next_action(at(0.0)), prompt);
    }

    #[test]
    fn a_hosted_flow_ends_with_a_redirect() {
        let end = json!({"name": "success-redirect", "href": "https://id.acme.example/end"});
        let flow = flow_at(&json!({"version": "1.0.0", "success": end}));
        let action = flow.next_action(at(0.0));
        assert!(matches!(action, Action::Redirect { url, .. } if url.ends_with("/end")));
    }

    #[test]
    fn a_hosted_flow_starts_with_its_state_token() {
        let flow = Flow::start(config().with_state_token("02token"), entropy());
        assert_eq!(
            request(&flow, 0.0).body.expose(),
            r#"{"stateToken":"02token"}"#
        );
    }

    #[test]
    fn a_flow_that_stops_at_the_code_returns_the_verifier_too() {
        let mut flow = Flow::start(config().stop_at_code(), entropy());
        let handle = json!({"interaction_handle": "h"}).to_string();
        reply(&mut flow, 0.0, 200, &[], &handle);
        let code = json!({"name": "interaction_code", "value": "c0de"});
        let success = json!({"successWithInteractionCode": {"value": [code]}});
        reply(&mut flow, 0.0, 200, &[], &success.to_string());
        match flow.next_action(at(0.0)) {
            Action::DoneWithCode { code } => {
                assert_eq!(code.code.expose(), "c0de");
                assert_eq!(code.code_verifier.expose().len(), 43);
            }
            other => panic!("expected a code, got {other:?}"),
        }
    }

    #[test]
    fn the_poll_interval_starts_at_the_last_reply() {
        let mut flow = flow_at(&polled());
        assert_eq!(wait(&flow, 1.5), Some(2.5));
        reply(&mut flow, 6.0, 200, &[], &polled().to_string());
        assert_eq!(wait(&flow, 6.0), Some(4.0));
    }
}
