//! Token requests after a flow: refresh and revocation.

use idx_flow::{RequestId, Secret, TokenAction, TokenKind, TokenRequest, Tokens};
use idx_flow_sim::faults::Outcome;
use idx_flow_sim::{Request, Response};

use super::exchange::TIMEOUT;
use super::state::{Host, Interruption, Restart, StepResult, config};
use super::wire::{engine_response, sim_request};
use crate::invariants;

impl Host {
    /// Refreshes the tokens, for all scopes or for the given ones.
    ///
    /// # Errors
    /// [`Interruption::Failed`] if the server refuses.
    pub fn refresh(&mut self, tokens: &Tokens, scopes: Option<&[&str]>) -> StepResult<Tokens> {
        let request = self.refresh_request(tokens, scopes);
        let fresh = self.run_token_request(&request)?;
        Ok(fresh.unwrap_or_else(|| panic!("no tokens: {}", self.transcript)))
    }

    /// Revokes a token.
    ///
    /// # Errors
    /// [`Interruption::Failed`] if the server refuses.
    pub fn revoke(&mut self, token: &Secret, kind: TokenKind) -> StepResult {
        let request = TokenRequest::revoke(config(self.org.setup()), token.clone(), kind);
        let tokens = self.run_token_request(&request)?;
        assert_eq!(tokens, None);
        Ok(())
    }

    /// Refreshes the tokens, but the process is killed before the response arrives.
    pub fn refresh_without_response(&mut self, tokens: &Tokens) {
        let token_request = self.refresh_request(tokens, None);
        let TokenAction::Send { request } = token_request.next_action(self.now) else {
            panic!("nothing to send: {}", self.transcript);
        };
        self.transcript.add_request(&request);
        self.transcript.add_response("the process dies");
        let response = self.org.handle(&sim_request(&request), self.now);
        self.secrets.add_response(&response);
        assert_eq!(response.status, 200);
    }

    /// Whether the server reports the token as active (RFC 7662).
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

    fn refresh_request(&self, tokens: &Tokens, scopes: Option<&[&str]>) -> TokenRequest {
        let request = TokenRequest::refresh(config(self.org.setup()), tokens).unwrap();
        match scopes {
            Some(scopes) => request.scopes(scopes.iter().copied()),
            None => request,
        }
    }

    /// Runs a token request to its end and checks its invariants at every step. For
    /// [`Restart::InFlight`] the process is killed once, and the request starts again.
    fn run_token_request(&mut self, initial: &TokenRequest) -> StepResult<Option<Tokens>> {
        // The ids of a token request are independent of the flow's.
        self.sent_ids.clear();
        let mut token_request = initial.clone();
        let mut is_killed = self.restart == Restart::InFlight;
        for _ in 0..200 {
            invariants::check_token_request(&token_request, &self.observe());
            match token_request.next_action(self.now) {
                TokenAction::Send { request } => {
                    self.record_request(&request);
                    let outcome =
                        self.faults
                            .handle(&mut self.org, &sim_request(&request), self.now);
                    if std::mem::take(&mut is_killed) {
                        self.transcript.add_response("the process dies");
                        self.sent_ids.clear();
                        token_request = initial.clone();
                    } else {
                        self.apply_outcome(&mut token_request, request.id, outcome);
                    }
                }
                TokenAction::Wait { duration, .. } => self.now += duration,
                TokenAction::Issued { tokens } => {
                    let scopes = tokens.scopes.join(" ");
                    self.transcript.add(&format!("refreshed: {scopes}"));
                    return Ok(Some(*tokens));
                }
                TokenAction::Revoked => {
                    self.transcript.add("revoked");
                    return Ok(None);
                }
                TokenAction::Failed { failure } => {
                    let code = failure.code().unwrap_or_default();
                    self.transcript
                        .add(&format!("failed: {:?} {code}", failure.kind));
                    return Err(Interruption::Failed(Box::new(failure)));
                }
                other => panic!("unknown action: {other:?}"),
            }
        }
        panic!(
            "every-run-ends: the token request does not end: {}",
            self.transcript
        );
    }

    fn apply_outcome(&mut self, request: &mut TokenRequest, id: RequestId, outcome: Outcome) {
        match outcome {
            Outcome::Reply(response) => self.deliver_to(request, id, &response),
            Outcome::Delayed { at, response } if at <= self.now + TIMEOUT => {
                self.now = at;
                self.deliver_to(request, id, &response);
            }
            Outcome::Lost => self.report_loss_to(request, id),
            Outcome::Delayed { response, .. } => {
                self.now += TIMEOUT;
                self.report_loss_to(request, id);
                self.deliver_stale_to(request, id, &response);
            }
            Outcome::Duplicated(response) => {
                self.deliver_to(request, id, &response);
                self.deliver_stale_to(request, id, &response);
            }
        }
    }

    fn deliver_to(&mut self, request: &mut TokenRequest, id: RequestId, response: &Response) {
        self.record_response(response);
        request.handle_response(id, engine_response(response), self.now);
    }

    fn report_loss_to(&mut self, request: &mut TokenRequest, id: RequestId) {
        self.transcript.add_response("nothing");
        request.handle_failure(id, self.now);
    }

    fn deliver_stale_to(&mut self, request: &mut TokenRequest, id: RequestId, response: &Response) {
        self.secrets.add_response(response);
        let before = request.clone();
        request.handle_response(id, engine_response(response), self.now);
        let is_unchanged = *request == before;
        assert!(
            is_unchanged,
            "stale-id-is-noop: a late response changed the request"
        );
    }
}
