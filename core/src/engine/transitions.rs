//! All transitions between states. The table in the crate's documentation describes this file.

use std::time::Duration;

use super::challenge::{is_awaiting_reply, is_first_challenge, set_step};
use super::flow::Flow;
use super::parsed_response::{ParsedResponse, PromptKind};
use super::redirect::RedirectResult;
use super::state::{Completion, LoopbackStep, PendingExchange, PromptState, State};
use super::submission::Checked;
use super::{challenge, deadline, loopback, redirect, submission};
use crate::answer::Answer;
use crate::config::FlowConfig;
use crate::error::InputError;
use crate::exchange::Response;
use crate::exchange::reply::Reply;
use crate::failure::{Failure, FailureKind as Kind};
use crate::prompt::cancel::{RETURNED_ERROR, UNREACHABLE};
use crate::prompt::response::{IdxResponse, ResponseKind};
use crate::retry::Retry;
use crate::secret::Secret;
use crate::tokens::InteractionCode;
use crate::tokens::validate::validate_tokens;
use crate::wire::time::{Millis, Timer};

/// The state of a new flow.
pub(super) fn first_state(config: &FlowConfig) -> State {
    match config.parts.state_token {
        Some(_) => State::Introspect(Retry::default()),
        None => State::Interact(Retry::default()),
    }
}

/// The state after a response to the current request.
pub(super) fn on_response(flow: &mut Flow, response: Response, now: Millis) -> State {
    use State::{Exchange, Failed, Interact, Introspect, Prompt, Submit};
    let reply = Reply::read(response, deadline::server_time(flow, now));
    match (flow.state.clone(), reply) {
        (state @ (State::Done(_) | Failed(_)), _) => state,
        (_, Reply::LimitExceeded(error)) => failed(Failure::limit(&error)),

        (Interact(_), Reply::Handle(handle)) => {
            flow.handle = Some(handle);
            Introspect(Retry::default())
        }
        (Introspect(_) | Prompt(_) | Submit(_), Reply::Idx(response, text)) => {
            on_idx_response(flow, *response, text, now)
        }
        (Exchange(_), Reply::Tokens(tokens)) => {
            let server_now = deadline::server_time(flow, now);
            match validate_tokens(&flow.config, &flow.secrets, *tokens, (now, server_now)) {
                Ok(tokens) => State::Done(Completion::Tokens(Box::new(tokens))),
                Err(claim) => failed(Failure::coded(Kind::TokenRejected, claim)),
            }
        }

        (state, Reply::OAuthError { code, description }) => {
            let kind = match state {
                Exchange(_) => Kind::TokenRejected,
                _ => Kind::Denied,
            };
            failed(Failure::coded(kind, code).described(description))
        }

        (Interact(_), Reply::RateLimited(wait)) => Interact(Retry::after(now, wait)),
        (Introspect(_) | Submit(_), Reply::RateLimited(wait)) => {
            Introspect(Retry::after(now, wait))
        }
        (Prompt(state), Reply::RateLimited(wait)) => Prompt(await_poll(flow, state, now, wait)),
        (Exchange(exchange), Reply::RateLimited(wait)) => Exchange(PendingExchange {
            retry: Retry::after(now, wait),
            ..exchange
        }),

        (Interact(_) | Introspect(_) | Exchange(_), Reply::ClientError { status }) => {
            failed(Failure::coded(Kind::Protocol, status.to_string()))
        }
        (state, Reply::Transient(wait)) => on_failure(flow, state, wait, now),
        (state @ (Prompt(_) | Submit(_)), Reply::ClientError { .. })
        | (state @ (Introspect(_) | Prompt(_) | Submit(_)), Reply::UnexpectedJson) => {
            on_failure(flow, state, None, now)
        }

        // JSON that does not belong to this state: the server speaks another protocol
        (_, Reply::Idx(..) | Reply::Handle(_) | Reply::Tokens(_) | Reply::UnexpectedJson) => {
            failed(Failure::new(Kind::Protocol))
        }
    }
}

/// The state after a request without a response, or with an unusable one.
pub(super) fn on_failure(
    flow: &Flow,
    state: State,
    min_wait: Option<Duration>,
    now: Millis,
) -> State {
    match state {
        State::Interact(retry) => State::Interact(retry.after_failure(now, min_wait)),
        State::Introspect(retry) => State::Introspect(retry.after_failure(now, min_wait)),
        State::Prompt(state) => {
            State::Prompt(await_poll(flow, state, now, min_wait.unwrap_or_default()))
        }
        // the server may have acted or not: ask it, and never send the answer again
        State::Submit(_) => {
            State::Introspect(min_wait.map_or(Retry::default(), |wait| Retry::after(now, wait)))
        }
        State::Exchange(exchange) => State::Exchange(PendingExchange {
            retry: exchange.retry.after_failure(now, min_wait),
            ..exchange
        }),
        end @ (State::Done(_) | State::Failed(_)) => end,
    }
}

/// The state after a request to Okta Verify on this device. `status` is `None` if no reply came.
pub(super) fn on_loopback_status(flow: &mut Flow, status: Option<u16>) -> State {
    use LoopbackStep::{Challenge, Done, Probe, ReplyLost};
    let (State::Prompt(state), Some(response)) = (flow.state.clone(), &flow.response) else {
        return flow.state.clone();
    };
    let step = flow.device_challenge.map(|challenge| challenge.step);
    let step = match (step.unwrap_or(Done), status) {
        (Probe(index), Some(200..=299)) => Challenge(index),
        (Probe(index), _) => Probe(index.saturating_add(1)),
        (Challenge(_), Some(200..=299)) => {
            set_step(flow, Done);
            // the server knows the answer by now: poll immediately
            return State::Prompt(match is_first_challenge(flow) {
                true => poll_now(state),
                false => state,
            });
        }
        // the app may have been suspended while Okta Verify was in front: the server may know more
        (Challenge(_), None) => {
            set_step(flow, ReplyLost);
            return State::Prompt(poll_now(state));
        }
        // the Okta Verify of another user of this device
        (Challenge(index), Some(503)) => Probe(loopback::next_port(response, index)),
        (Challenge(_), status) => {
            return cancel_device_challenge(flow, state, RETURNED_ERROR, status);
        }
        (step @ (ReplyLost | Done), _) => step,
    };
    set_step(flow, step);
    next_loopback_step(flow, state)
}

/// The state after an answer to the prompt.
pub(super) fn on_answer(flow: &mut Flow, answer: &Answer) -> Result<State, InputError> {
    let checked = submission::check_answer(flow, answer)?;
    let state = match (checked, &flow.state) {
        (Checked::Form(submission), _) => State::Submit(submission),
        (Checked::Navigate(id), State::Prompt(state)) => State::Prompt(PromptState {
            redirect: Some(id),
            ..state.clone()
        }),
        (Checked::Navigate(_), _) => return Err(InputError::NotExpected),
    };
    challenge::reset_challenge_budget(flow, answer);
    Ok(state)
}

/// The state after a return to the redirect URI.
pub(super) fn on_redirect(flow: &Flow, url: &str) -> Result<State, InputError> {
    let (_, response) = submission::at_prompt(flow)?;
    Ok(match redirect::read(flow, url)? {
        RedirectResult::InteractionCode(code) => on_interaction_code(flow, code),
        RedirectResult::InteractionRequired => State::Introspect(Retry::default()),
        RedirectResult::Denied { error, description } => {
            failed(Failure::coded(Kind::Denied, error).described(description))
        }
        RedirectResult::EmailCode(code) => {
            let answer = submission::email_code_answer(&response.prompt, code)?;
            match submission::check_answer(flow, &answer)? {
                Checked::Form(submission) => State::Submit(submission),
                Checked::Navigate(_) => return Err(InputError::NoUrl(answer.remediation)),
            }
        }
    })
}

/// The prompt that the user left for a browser or an app, and has returned to without a result.
pub(super) fn on_redirect_canceled(flow: &Flow) -> Option<State> {
    let State::Prompt(state) = &flow.state else {
        return None;
    };
    state.redirect.as_ref()?;
    Some(State::Prompt(PromptState {
        redirect: None,
        ..state.clone()
    }))
}

/// Ends a flow whose transaction has expired. Returns whether it has.
pub(super) fn expire(flow: &mut Flow, now: Millis) -> bool {
    let has_expired = deadline::has_expired(flow, now);
    if has_expired {
        flow.advance(failed(Failure::new(Kind::Expired)));
    }
    has_expired
}

/// Like [`expire`], but only in the state Prompt: after the expiry, the response to a poll is ignored,
/// but the response to an answer is used.
pub(super) fn expire_prompt(flow: &mut Flow, now: Millis) -> bool {
    matches!(flow.state, State::Prompt(_)) && expire(flow, now)
}

/// Gives up on a challenge that may have reached Okta Verify, without sending it again: the next poll
/// is due immediately. Returns whether there was such a challenge.
pub(super) fn abandon_device_challenge(flow: &mut Flow) -> bool {
    let is_out = is_awaiting_reply(flow);
    match &mut flow.state {
        State::Prompt(state) if is_out => state.timer = Timer::elapsed(),
        _ => return false,
    }
    set_step(flow, LoopbackStep::Done);
    true
}

/// The flow as a snapshot saves it. A request that may have been sent already is not saved. The request
/// that replaces it gets a new id, because the response to the first one may still arrive.
pub(super) fn persistable(mut flow: Flow) -> Flow {
    let is_submitting = matches!(flow.state, State::Submit(_));
    if is_submitting {
        flow.state = State::Introspect(Retry::default());
    }
    if abandon_device_challenge(&mut flow) || is_submitting {
        flow.request_id = flow.request_id.wrapping_add(1);
    }
    flow
}

/// The state after an IDX response.
fn on_idx_response(flow: &mut Flow, mut response: IdxResponse, text: Secret, now: Millis) -> State {
    let (kind, success) = (response.kind, response.success.take());
    let mut parsed = ParsedResponse::new(response, text);
    if !parsed.is_trusted(&flow.config.issuer) {
        return failed(Failure::new(Kind::Untrusted));
    }
    // a hosted flow ends with a redirect
    let has_next_step =
        kind == ResponseKind::Prompt || matches!(parsed.kind, PromptKind::Redirect(_));
    match kind {
        ResponseKind::Prompt | ResponseKind::Terminal if has_next_step => {
            challenge::track_device_challenge(flow, &mut parsed);
            flow.deadline = deadline::of_prompt(flow, &parsed.prompt, now);
            flow.response = Some(parsed);
            let state = PromptState {
                timer: Timer::start(now, flow.poll_interval()),
                redirect: None,
            };
            next_loopback_step(flow, state)
        }
        ResponseKind::Prompt | ResponseKind::Terminal => {
            let failure = Failure::terminal(parsed.prompt.messages.clone());
            flow.response = Some(parsed);
            failed(failure)
        }
        ResponseKind::Success => match success.and_then(|form| Some((form.code?, form.href))) {
            None => failed(Failure::new(Kind::Protocol)),
            Some((_, Some(href))) if flow.config.issuer.resolve_same_origin(&href).is_none() => {
                failed(Failure::new(Kind::Untrusted))
            }
            Some((code, _)) => on_interaction_code(flow, code),
        },
    }
}

/// The state after an interaction code, from a response or from a redirect.
fn on_interaction_code(flow: &Flow, code: Secret) -> State {
    if !flow.config.parts.stop_at_code {
        return State::Exchange(PendingExchange {
            code,
            retry: Retry::default(),
        });
    }
    State::Done(Completion::Code(Box::new(InteractionCode {
        code,
        code_verifier: flow.secrets.verifier.clone(),
        nonce: flow.secrets.nonce.clone(),
    })))
}

/// The prompt if there is another loopback request, or none was needed. Otherwise cancels the challenge.
fn next_loopback_step(flow: &mut Flow, state: PromptState) -> State {
    let step = flow.device_challenge.map(|challenge| challenge.step);
    match (step, &flow.response) {
        (Some(LoopbackStep::Probe(index)), Some(response))
            if !loopback::has_address(response, index) =>
        {
            cancel_device_challenge(flow, state, UNREACHABLE, None)
        }
        (Some(LoopbackStep::ReplyLost), _) => {
            cancel_device_challenge(flow, state, RETURNED_ERROR, Some(0))
        }
        _ => State::Prompt(state),
    }
}

/// Cancels the challenge on the server, once and with a reason, if the prompt has a form for that.
fn cancel_device_challenge(
    flow: &mut Flow,
    state: PromptState,
    reason: &str,
    status: Option<u16>,
) -> State {
    set_step(flow, LoopbackStep::Done);
    let response = flow.response.as_ref();
    let cancellation =
        response.and_then(|response| loopback::cancellation(flow, response, reason, status));
    cancellation.map_or(State::Prompt(state), State::Submit)
}

/// The same prompt, polled after the interval, or later if the server asks for that.
fn await_poll(flow: &Flow, state: PromptState, now: Millis, min_wait: Duration) -> PromptState {
    let wait = flow.poll_interval().max(min_wait);
    PromptState {
        timer: Timer::start(now, wait),
        ..state
    }
}

/// The same prompt, polled immediately.
fn poll_now(state: PromptState) -> PromptState {
    PromptState {
        timer: Timer::elapsed(),
        ..state
    }
}

fn failed(failure: Failure) -> State {
    State::Failed(Box::new(failure))
}
