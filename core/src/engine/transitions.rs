//! All transitions between states. The table in the crate's documentation describes this module.

mod end;
mod failure;
mod idx;
mod loopback;
mod rate_limit;
mod submit;

use self::end::{failed, on_interaction_code};
use super::deadline;
use super::flow::Flow;
use super::redirect::{self, RedirectResult};
use super::state::{Completion, Introspection, PromptState, State};
use super::submission::{self, Checked};
use crate::config::FlowConfig;
use crate::error::{AnswerError, RedirectError};
use crate::exchange::Response;
use crate::exchange::reply::Reply;
use crate::failure::{Failure, FailureKind as Kind};
use crate::retry::{Retry, RetryCause};
use crate::tokens::validate::validate_tokens;
use crate::wire::time::Millis;

pub(super) use failure::{after_last_request, on_failure};
pub(super) use loopback::{abandon_device_challenge, on_loopback_status};
pub(super) use submit::on_answer;

/// The state of a new flow.
pub(super) fn first_state(config: &FlowConfig) -> State {
    match config.parts.state_token {
        Some(_) => State::Introspect(Introspection::default()),
        None => State::Interact(Retry::default()),
    }
}

/// The state after a response to the current request.
pub(super) fn on_response(flow: &mut Flow, response: Response, now: Millis) -> State {
    let id = response.okta_request_id().map(str::to_owned);
    let reply = Reply::read(response, deadline::server_time(flow, now));
    match on_reply(flow, reply, now) {
        State::Failed(failure) => State::Failed(Box::new(Failure {
            okta_request_id: id,
            messages: failure::with_pending_messages(flow, failure.messages),
            ..*failure
        })),
        state => failure::remember_response(state, id.as_deref()),
    }
}

fn on_reply(flow: &mut Flow, reply: Reply, now: Millis) -> State {
    use State::{Done, Exchange, Failed, Interact, Introspect, Prompt, Submit};
    match (flow.state.clone(), reply) {
        (end @ (Done(_) | Failed(_)), _) => end,
        (_, Reply::LimitExceeded(error)) => failed(Failure::limit(&error)),

        (Interact(_), Reply::Handle(handle)) => {
            flow.handle = Some(handle);
            Introspect(Introspection::default())
        }
        (Introspect(_) | Prompt(_) | Submit(_), Reply::Idx(reply)) => {
            idx::on_idx_response(flow, *reply, now)
        }
        (Exchange(_), Reply::Tokens(tokens)) => {
            let times = (now, deadline::trusted_time(flow, now));
            let nonce = &flow.secrets.nonce;
            match validate_tokens(&flow.config, nonce, *tokens, times) {
                Ok(tokens) => Done(Completion::Tokens(Box::new(tokens))),
                Err(detail) => failed(Failure::detailed(Kind::TokenRejected, detail)),
            }
        }

        (Submit(submission), Reply::ApiError(error)) if !error.is_end() => {
            submit::on_rejection(flow, &submission, vec![error.to_message()])
        }
        (Exchange(_), Reply::ApiError(error)) => failed(Failure {
            kind: Kind::TokenRejected,
            ..error.into_failure()
        }),
        (_, Reply::ApiError(error)) => failed(error.into_failure()),
        (Exchange(_), Reply::OAuthError(detail)) => {
            failed(Failure::detailed(Kind::TokenRejected, detail))
        }
        (_, Reply::OAuthError(detail)) => failed(Failure::detailed(Kind::Denied, detail)),

        (Submit(submission), Reply::RateLimited { wait, messages }) => {
            rate_limit::on_rate_limit(flow, submission, wait, messages, now)
        }
        (state, Reply::RateLimited { wait, .. }) => failure::on_rate_limit(flow, state, wait, now),
        (
            Submit(submission),
            Reply::Transient {
                status,
                wait,
                messages,
            },
        ) => {
            let cause = RetryCause::Status(status);
            submit::on_loss(flow, &submission, cause, wait, messages, now)
        }
        (state, Reply::Transient { status, wait, .. }) => {
            on_failure(flow, state, RetryCause::Status(status), wait, now)
        }

        (Interact(_), Reply::UnexpectedJson { .. }) => {
            failed(Failure::missing("interaction_handle"))
        }
        (Exchange(_), Reply::UnexpectedJson { .. }) => failed(Failure::missing("access_token")),
        (Interact(_) | Introspect(_) | Exchange(_), Reply::ClientError { status }) => {
            failed(Failure::status(status))
        }
        (
            state,
            Reply::ClientError { status }
            | Reply::Unusable { status }
            | Reply::UnexpectedJson { status },
        ) => failure::on_unusable(flow, state, status, now),

        // JSON that does not belong to this state: the server speaks another protocol
        (_, Reply::Idx(_) | Reply::Handle(_) | Reply::Tokens(_)) => {
            failed(Failure::new(Kind::Protocol))
        }
    }
}

/// The state after a return to the redirect URI.
pub(super) fn on_redirect(flow: &Flow, url: &str, now: Millis) -> Result<State, RedirectError> {
    let result = redirect::read(flow, url)?;
    let (_, response) = flow.at_prompt().ok_or(RedirectError::NotExpected)?;
    Ok(match result {
        RedirectResult::InteractionCode(code) => on_interaction_code(flow, code, None),
        RedirectResult::InteractionRequired => State::Introspect(Introspection::default()),
        RedirectResult::Denied(detail) => failed(Failure::detailed(Kind::Denied, detail)),
        RedirectResult::EmailCode(code) => {
            let answer = submission::email_code_answer(&response.prompt, code)?;
            match submission::check_answer(flow, &answer, now)? {
                Checked::Form(submission) => State::Submit(submission),
                Checked::Navigate(id) => return Err(AnswerError::NoUrl(id).into()),
            }
        }
    })
}

/// The prompt that the user left for a browser or an app, and has returned to without a result.
pub(super) fn on_redirect_canceled(flow: &mut Flow, now: Millis) -> Option<State> {
    let State::Prompt(state) = flow.state.clone() else {
        return None;
    };
    state.redirect.as_ref()?;
    idx::end_rate_limit(flow, now);
    Some(State::Prompt(PromptState {
        redirect: None,
        ..state
    }))
}

/// The flow as a snapshot saves it. A request that may have been sent already is not saved. The request
/// that replaces it gets a new id, because the response to the first one may still arrive. After the
/// end, the last response is not saved either.
pub(super) fn persistable(mut flow: Flow) -> Flow {
    let mut is_submitting = false;
    if let State::Submit(submission) = &flow.state {
        is_submitting = true;
        flow.state = State::Introspect(Introspection {
            follows_automatic: !submission.is_user,
            ..Introspection::default()
        });
    }
    if abandon_device_challenge(&mut flow) || is_submitting {
        flow.skip_ids();
    }
    if flow.state.ends_transaction() {
        flow.response = None;
    }
    flow
}
