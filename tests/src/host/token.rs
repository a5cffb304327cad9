//! What becomes of tokens after a flow: refreshed and taken back, in whatever weather there is.

use idx_flow::{RequestId, Secret, TokenAction, TokenKind, TokenRequest, Tokens};
use idx_flow_sim::faults::Outcome;
use idx_flow_sim::{Request, Response};

use super::exchange::TIMEOUT;
use super::{Host, Interruption, Restart, StepResult, carried, config, returned};
use crate::invariants;

impl Host {
    /// Fresh tokens for these, for all scopes or for fewer.
    ///
    /// # Errors
    /// Where the server refuses.
    pub fn refresh(&mut self, held: &Tokens, fewer: Option<&[&str]>) -> StepResult<Tokens> {
        let call = self.refreshing(held, fewer);
        let fresh = self.tend(&call)?;
        Ok(fresh.unwrap_or_else(|| panic!("no tokens: {}", self.transcript)))
    }

    /// Has a token taken back.
    ///
    /// # Errors
    /// Where the server refuses.
    pub fn revoke(&mut self, token: &Secret, kind: TokenKind) -> StepResult {
        let call = TokenRequest::revoke(config(self.org.setup()), token.clone(), kind);
        let none = self.tend(&call)?;
        assert_eq!(none, None);
        Ok(())
    }

    /// A refresh whose reply nobody hears, for the process dies.
    pub fn refresh_unheard(&mut self, held: &Tokens) {
        let call = self.refreshing(held, None);
        let TokenAction::Send { request } = call.next_action(self.now) else {
            panic!("nothing to send: {}", self.transcript);
        };
        self.transcript.request(&request);
        self.transcript.reply("the process dies");
        let reply = self.org.handle(&carried(&request), self.now);
        self.secrets.response(&reply);
        assert_eq!(reply.status, 200);
    }

    /// Whether the server says that this token is good (RFC 7662).
    pub fn is_active(&mut self, token: &Secret) -> bool {
        let setup = self.org.setup().clone();
        let pairs = [("client_id", &*setup.client_id), ("token", token.expose())];
        let secret = setup.client_secret.as_deref();
        let pairs: Vec<_> = pairs
            .into_iter()
            .chain(secret.map(|secret| ("client_secret", secret)))
            .collect();
        let request = Request::form("/oauth2/v1/introspect", &pairs);
        self.org.handle(&request, self.now).body_json()["active"] == true
    }

    fn refreshing(&self, held: &Tokens, fewer: Option<&[&str]>) -> TokenRequest {
        let call = TokenRequest::refresh(config(self.org.setup()), held).unwrap();
        match fewer {
            Some(fewer) => call.scopes(fewer.iter().copied()),
            None => call,
        }
    }

    /// Drives a call to its end, with its invariants held at every step.
    fn tend(&mut self, anew: &TokenRequest) -> StepResult<Option<Tokens>> {
        // its ids are its own
        self.sent.clear();
        let mut call = anew.clone();
        let mut dies = self.restart == Restart::InFlight;
        for _ in 0..200 {
            invariants::check_token_request(self, &call);
            match call.next_action(self.now) {
                TokenAction::Send { request } => {
                    self.send(&request);
                    let outcome = self
                        .faults
                        .handle(&mut self.org, &carried(&request), self.now);
                    if std::mem::take(&mut dies) {
                        self.transcript.reply("the process dies");
                        self.sent.clear();
                        call = anew.clone();
                    } else {
                        self.take(&mut call, request.id, outcome);
                    }
                }
                TokenAction::Wait { duration } => self.now += duration,
                TokenAction::Refreshed { tokens } => {
                    let scopes = tokens.scopes.join(" ");
                    self.transcript.say(&format!("refreshed: {scopes}"));
                    return Ok(Some(*tokens));
                }
                TokenAction::Revoked => {
                    self.transcript.say("revoked");
                    return Ok(None);
                }
                TokenAction::Failed { failure } => {
                    let code = failure.code.as_deref().unwrap_or_default();
                    self.transcript
                        .say(&format!("failed: {:?} {code}", failure.kind));
                    return Err(Interruption::Failed(failure));
                }
            }
        }
        panic!("the call never ends: {}", self.transcript);
    }

    fn take(&mut self, call: &mut TokenRequest, id: RequestId, outcome: Outcome) {
        match outcome {
            Outcome::Reply(response) => self.tell(call, id, &response),
            Outcome::Late { at, response } if at <= self.now + TIMEOUT => {
                self.now = at;
                self.tell(call, id, &response);
            }
            Outcome::Lost => self.tell_nothing(call, id),
            Outcome::Late { response, .. } => {
                self.now += TIMEOUT;
                self.tell_nothing(call, id);
                self.tell_late(call, id, &response);
            }
            Outcome::Twice(response) => {
                self.tell(call, id, &response);
                self.tell_late(call, id, &response);
            }
        }
    }

    fn tell(&mut self, call: &mut TokenRequest, id: RequestId, response: &Response) {
        self.hear(response);
        call.handle_response(id, returned(response), self.now);
    }

    fn tell_nothing(&mut self, call: &mut TokenRequest, id: RequestId) {
        self.transcript.reply("nothing");
        call.handle_failure(id, self.now);
    }

    fn tell_late(&mut self, call: &mut TokenRequest, id: RequestId, response: &Response) {
        self.secrets.response(response);
        let before = call.clone();
        call.handle_response(id, returned(response), self.now);
        assert!(*call == before, "law 5: a late reply changed the call");
    }
}
