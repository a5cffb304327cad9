//! Refreshing and revoking tokens after a flow.

use std::time::SystemTime;

use idx_flow::{
    FlowConfig, InteractionCode, Request, Response, Secret, TokenAction, TokenKind, TokenRequest,
    Tokens,
};

use crate::attempts::Attempts;
use crate::error::{Error, TransportError};
use crate::runner::Runner;

impl Runner {
    /// Exchanges the refresh token of `stored` for new tokens. Replace the stored tokens with the
    /// result.
    ///
    /// # Errors
    /// [`Error::Failed`] if the server rejects the request; after
    /// [`TokenRejected`](idx_flow::FailureKind::TokenRejected) the user has to sign in again.
    /// [`Error::Config`] if `stored` has no refresh token. [`Error::Transport`] and
    /// [`Error::Canceled`] as for [`run`](Self::run). After every error except `TokenRejected` the
    /// stored tokens are still valid.
    pub fn refresh(&self, config: FlowConfig, stored: &Tokens) -> Result<Tokens, Error> {
        let tokens = self.run_token_request(TokenRequest::refresh(config, stored)?)?;
        Ok(tokens.expect("a successful refresh returns tokens"))
    }

    /// Exchanges an interaction code for tokens, if the flow ended with the code. The configuration must
    /// be that of the flow, with the secret of a confidential client.
    ///
    /// # Errors
    /// [`Error::Failed`] if the server rejects the code, or the tokens are invalid.
    /// [`Error::Transport`] and [`Error::Canceled`] as for [`run`](Self::run).
    pub fn exchange_code(
        &self,
        config: FlowConfig,
        code: InteractionCode,
    ) -> Result<Tokens, Error> {
        let tokens = self.run_token_request(TokenRequest::exchange(config, code))?;
        Ok(tokens.expect("a successful exchange returns tokens"))
    }

    /// Revokes a token, for example on sign-out.
    ///
    /// # Errors
    /// [`Error::Failed`] if the server rejects the request. [`Error::Transport`] and
    /// [`Error::Canceled`] as for [`run`](Self::run).
    pub fn revoke(
        &self,
        config: FlowConfig,
        token: impl Into<Secret>,
        kind: TokenKind,
    ) -> Result<(), Error> {
        self.run_token_request(TokenRequest::revoke(config, token, kind))
            .map(drop)
    }

    /// Runs a token request to completion. Returns the new tokens, or `None` after a revocation.
    ///
    /// # Errors
    /// As for [`refresh`](Self::refresh).
    pub fn run_token_request(
        &self,
        mut token_request: TokenRequest,
    ) -> Result<Option<Tokens>, Error> {
        let mut attempts = Attempts::new(self.max_attempts);
        loop {
            if self.cancel.is_canceled() {
                return Err(Error::Canceled);
            }
            match token_request.next_action(SystemTime::now()) {
                TokenAction::Send { request } => {
                    let outcome = self.exchange(&request);
                    let outcome = report_outcome(&mut token_request, &request, outcome);
                    attempts.record(&request, outcome)?;
                }
                TokenAction::Wait { duration, reason } => {
                    self.cancel.sleep(self.delay(duration, reason));
                }
                TokenAction::Issued { tokens } => return Ok(Some(*tokens)),
                TokenAction::Failed { failure } => return Err(failure.into()),
                // Revoked
                _ => return Ok(None),
            }
        }
    }
}

/// Reports the outcome of an exchange to the token request.
///
/// # Errors
/// The transport error, or [`TransportError::Unavailable`] if the request has to be repeated.
fn report_outcome(
    token_request: &mut TokenRequest,
    request: &Request,
    outcome: Result<Response, TransportError>,
) -> Result<(), TransportError> {
    let now = SystemTime::now();
    match outcome {
        Ok(response) => {
            let status = response.status;
            let okta_request_id = response.okta_request_id().map(str::to_owned);
            token_request.handle_response(request.id, response, now);
            match token_request.next_action(now) {
                TokenAction::Wait { .. } => Err(TransportError::Unavailable {
                    status,
                    okta_request_id,
                }),
                _ => Ok(()),
            }
        }
        Err(error) => {
            token_request.handle_failure(request.id, now);
            Err(error)
        }
    }
}
