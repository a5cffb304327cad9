//! Tokens after the flow: refreshed, and taken back.

use std::time::SystemTime;

use idx_flow::{
    FlowConfig, Request, Response, Secret, TokenAction, TokenKind, TokenRequest, Tokens,
};

use crate::error::{Error, TransportError};
use crate::runner::Runner;

impl Runner {
    /// Fresh tokens for those that are held: keep them in place of the others.
    ///
    /// # Errors
    /// [`Error::Failed`] where the server refuses: with
    /// [`TokenRejected`](idx_flow::FailureKind::TokenRejected) the user has to sign in again. After
    /// any other error what is held is as good as before. [`Error::Input`] where there is no refresh
    /// token, [`Error::Transport`] and [`Error::Canceled`] as for a run.
    pub fn refresh(&self, config: FlowConfig, held: &Tokens) -> Result<Tokens, Error> {
        let fresh = self.run_token_request(TokenRequest::refresh(config, held)?)?;
        Ok(fresh.expect("a refresh that did not fail ends with tokens"))
    }

    /// Has a token taken back, as on sign-out.
    ///
    /// # Errors
    /// Where the server refuses, or is not reached.
    pub fn revoke(
        &self,
        config: FlowConfig,
        token: impl Into<Secret>,
        kind: TokenKind,
    ) -> Result<(), Error> {
        self.run_token_request(TokenRequest::revoke(config, token, kind))
            .map(drop)
    }

    /// Drives a token call to its end: the fresh tokens, if it was a refresh.
    ///
    /// # Errors
    /// As for [`refresh`](Self::refresh).
    pub fn run_token_request(&self, mut call: TokenRequest) -> Result<Option<Tokens>, Error> {
        let mut failures = 0;
        loop {
            if self.cancel.is_canceled() {
                return Err(Error::Canceled);
            }
            match call.next_action(SystemTime::now()) {
                TokenAction::Send { request } => {
                    let outcome = hand_over(&mut call, &request, self.exchange(&request));
                    failures = self.tally(failures, &request, outcome)?;
                }
                TokenAction::Wait { duration } => self.cancel.sleep(duration),
                TokenAction::Refreshed { tokens } => return Ok(Some(*tokens)),
                TokenAction::Revoked => return Ok(None),
                TokenAction::Failed { failure } => return Err(failure.into()),
            }
        }
    }
}

/// Tells the call what came of the exchange, and the caller whether that was of use.
fn hand_over(
    call: &mut TokenRequest,
    request: &Request,
    outcome: Result<Response, TransportError>,
) -> Result<(), TransportError> {
    let now = SystemTime::now();
    match outcome {
        Ok(response) => {
            let status = response.status;
            call.handle_response(request.id, response, now);
            match call.next_action(now) {
                TokenAction::Wait { .. } => Err(TransportError::Unavailable(status)),
                _ => Ok(()),
            }
        }
        Err(error) => {
            call.handle_failure(request.id, now);
            Err(error)
        }
    }
}
