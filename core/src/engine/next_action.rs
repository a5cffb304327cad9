//! The next action: a pure function of the flow and the time.

use std::sync::Arc;
use std::time::Duration;

use super::flow::Flow;
use super::parsed_response::{ParsedResponse, PromptKind};
use super::state::{Completion, PromptState, State};
use super::{deadline, loopback};
use crate::action::Action;
use crate::answer::{Answer, build};
use crate::exchange::build::{IntrospectToken, RequestBuilder};
use crate::exchange::post::Post;
use crate::exchange::{Purpose, Request, RequestId};
use crate::failure::{Failure, FailureKind};
use crate::prompt::remediation::Remediation;
use crate::retry::Retry;
use crate::wire::time::Millis;

pub(super) fn next_action(flow: &Flow, now: Millis) -> Action {
    match &flow.state {
        State::Interact(retry) => send(retry, now, || builder(flow, Some(retry)).interact()),
        State::Introspect(introspection) => match introspect_token(flow) {
            Some(token) => {
                let retry = &introspection.retry;
                send(retry, now, || builder(flow, Some(retry)).introspect(&token))
            }
            None => invalid_state(),
        },
        State::Prompt(state) => match &flow.response {
            Some(response) => at_prompt(flow, response, state, now),
            None => invalid_state(),
        },
        State::Submit(submission) => {
            let (url, accepts) = (submission.url.clone(), submission.accepts.as_deref());
            let (method, body) = (&submission.method, submission.body.clone());
            let request = builder(flow, None).form(Purpose::Submit, method, url, accepts, body);
            Action::Send { request }
        }
        State::Exchange(exchange) => {
            let (retry, endpoint) = (&exchange.retry, exchange.endpoint.as_deref());
            let token = || builder(flow, Some(retry)).token(&exchange.code, endpoint);
            send(retry, now, token)
        }
        State::Done(Completion::Tokens(tokens)) => Action::Done {
            tokens: tokens.clone(),
        },
        State::Done(Completion::Code(code)) => Action::DoneWithCode {
            code: code.as_ref().clone(),
        },
        State::Failed(failure) => Action::Failed {
            failure: failure.as_ref().clone(),
        },
    }
}

/// The same action, except that the prompt replaces a background request.
pub(super) fn screen(flow: &Flow, now: Millis) -> Action {
    match (next_action(flow, now), &flow.state, &flow.response) {
        (Action::Send { request }, State::Prompt(state), Some(response))
            if request.is_background =>
        {
            let interval = response.poll.map(|poll| poll.interval);
            prompt_action(response, state, until_expiry(flow, interval, now))
        }
        (action, ..) => action,
    }
}

fn builder<'f>(flow: &'f Flow, retry: Option<&'f Retry>) -> RequestBuilder<'f> {
    RequestBuilder {
        post: Post {
            config: &flow.config,
            id: RequestId(flow.request_id),
            retry,
        },
        secrets: &flow.secrets,
    }
}

fn send(retry: &Retry, now: Millis, request: impl Fn() -> Request) -> Action {
    match retry.remaining(now) {
        Some(duration) => Action::Wait {
            duration,
            reason: retry.reason(),
            prompt: None,
        },
        None => Action::Send { request: request() },
    }
}

/// The interaction handle; in a hosted flow, the newest state token.
fn introspect_token(flow: &Flow) -> Option<IntrospectToken<'_>> {
    let response = flow.response.as_ref();
    let newest = response.and_then(|response| response.state_handle.as_ref());
    let state_token = newest.or(flow.config.parts.state_token.as_ref());
    let handle = flow.handle.as_ref().map(IntrospectToken::InteractionHandle);
    handle.or_else(|| state_token.map(IntrospectToken::StateToken))
}

fn at_prompt(flow: &Flow, response: &ParsedResponse, state: &PromptState, now: Millis) -> Action {
    let open = |remediation: &Remediation| {
        let destination = remediation.destination()?;
        Some(Action::Redirect {
            url: flow.config.issuer.resolve_navigable(destination)?,
            prompt: Arc::clone(&response.prompt),
        })
    };
    let selected = state.redirect.as_deref();
    let selected = selected.and_then(|id| response.prompt.remediation(id));
    if let Some(action) = selected.and_then(open) {
        return action;
    }
    if let PromptKind::Redirect(index) = response.kind {
        let only = response.prompt.remediations.get(index).and_then(open);
        return only.unwrap_or_else(invalid_state);
    }
    if let Some(request) = loopback::request(flow) {
        return Action::Send { request };
    }
    if deadline::has_expired(flow, now) {
        return last_request(flow, response, state);
    }
    let wait = response.poll.and_then(|_| state.poll.remaining(now));
    match (response.poll_form(), wait) {
        (Some(form), None) => match poll(flow, form, state) {
            Some(request) => Action::Send { request },
            None => invalid_state(),
        },
        (_, wait) => prompt_action(response, state, until_expiry(flow, wait, now)),
    }
}

/// The request that is sent when the prompt has expired: the server may have extended the transaction,
/// or the clock may be wrong.
fn last_request(flow: &Flow, response: &ParsedResponse, state: &PromptState) -> Action {
    let request = match (response.poll_form(), introspect_token(flow)) {
        (Some(form), _) => poll(flow, form, state),
        (None, Some(token)) => Some(builder(flow, Some(&state.poll)).introspect(&token)),
        (None, None) => None,
    };
    match request {
        Some(request) => Action::Send {
            request: Request {
                id: flow.last_request_id(),
                is_background: true,
                ..request
            },
        },
        None => invalid_state(),
    }
}

/// No wait is longer than the time to expiry, so that the flow acts on the expiry in time.
fn until_expiry(flow: &Flow, wait: Option<Duration>, now: Millis) -> Option<Duration> {
    let expiry = deadline::expires_in(flow, now).filter(|left| !left.is_zero());
    [wait, expiry].into_iter().flatten().min()
}

/// The action that shows the prompt.
fn prompt_action(response: &ParsedResponse, state: &PromptState, wait: Option<Duration>) -> Action {
    let prompt = Arc::clone(&response.prompt);
    let qr = prompt.contextual_data().and_then(|data| data.qr.clone());
    match (response.kind, qr, wait) {
        (PromptKind::Qr, Some(qr), wait) => Action::ShowQr { qr, prompt, wait },
        (PromptKind::Waiting, _, Some(duration)) => Action::Wait {
            duration,
            reason: state.poll.reason(),
            prompt: Some(prompt),
        },
        _ => Action::Ask { prompt, wait },
    }
}

/// Sends the form of the poll with its defaults.
fn poll(flow: &Flow, form: &Remediation, state: &PromptState) -> Option<Request> {
    let url = flow.config.issuer.resolve_form(form.href.as_deref()?)?;
    let body = build(form, &Answer::unbound(&form.id));
    let accepts = form.accepts.as_deref();
    let builder = builder(flow, Some(&state.poll));
    Some(builder.form(Purpose::Poll, &form.method, url, accepts, body))
}

/// The action for an invalid state, which no transition and no restored snapshot produces.
fn invalid_state() -> Action {
    Action::Failed {
        failure: Failure::new(FailureKind::Protocol),
    }
}

#[cfg(test)]
mod tests {
    use super::super::state::StateName;
    use super::super::test_util::{answer, at, flow_at, polled, request};
    use super::*;
    use serde_json::{Value, json};

    fn action(response: &Value) -> Action {
        flow_at(response).next_action(at(0.0))
    }

    #[test]
    fn each_kind_of_prompt_has_its_action() {
        let form =
            json!({"remediation": {"value": [{"name": "identify", "href": "/x", "value": []}]}});
        assert!(matches!(action(&form), Action::Ask { wait: None, .. }));
        assert!(matches!(
            action(&polled()),
            Action::Wait {
                prompt: Some(_),
                ..
            }
        ));
        let idp = json!({"remediation": {"value": [
            {"name": "redirect-idp", "href": "https://idp.example/?x=1"}]}});
        assert!(
            matches!(action(&idp), Action::Redirect { url, .. } if url == "https://idp.example/?x=1")
        );
    }

    #[test]
    fn an_unsafe_url_is_not_opened() {
        let idp = json!({"remediation": {"value": [{"name": "redirect-idp", "href": "javascript:alert(1)"}]}});
        let flow = flow_at(&idp);
        let Action::Failed { failure } = flow.next_action(at(0.0)) else {
            panic!("the URL was opened")
        };
        assert_eq!(failure.kind, FailureKind::Untrusted);
        assert_eq!(flow.state(), StateName::Failed);
    }

    #[test]
    fn the_screen_shows_the_prompt_while_its_poll_is_due() {
        let flow = flow_at(&polled());
        assert!(matches!(flow.next_action(at(4.0)), Action::Send { .. }));
        let Action::Wait {
            duration, prompt, ..
        } = flow.screen(at(4.0))
        else {
            panic!("the screen does not show the prompt")
        };
        assert_eq!(
            (duration, prompt.as_ref()),
            (Duration::from_secs(4), flow.prompt())
        );
        assert_eq!(flow.screen(at(1.0)), flow.next_action(at(1.0)));
    }

    #[test]
    fn a_poll_sends_the_defaults_of_its_form() {
        let response = json!({"remediation": {"value": [{"name": "challenge-poll", "href": "/poll", "value": [
            {"name": "autoChallenge", "type": "boolean", "value": false},
            {"name": "stateHandle", "value": "02h", "mutable": false}]}]}});
        let request = request(&flow_at(&response), 4.0);
        assert_eq!(
            request.body.expose(),
            r#"{"autoChallenge":false,"stateHandle":"02h"}"#
        );
        assert_eq!(request.url, "https://id.acme.example/poll");
    }

    #[test]
    fn a_selected_redirect_stays_until_another_answer() {
        let mut flow = flow_at(&json!({"remediation": {"value": [
            {"name": "identify", "href": "/x", "value": []},
            {"name": "redirect-idp", "href": "https://one.example/"},
            {"name": "redirect-idp", "href": "https://two.example/"}]}}));
        flow.submit(answer(&flow, "redirect-idp#2"), at(0.0))
            .unwrap();
        let action = flow.next_action(at(0.0));
        assert!(matches!(action, Action::Redirect { url, .. } if url == "https://two.example/"));
        flow.submit(answer(&flow, "identify"), at(0.0)).unwrap();
        assert_eq!(request(&flow, 0.0).purpose, Purpose::Submit);
    }
}
