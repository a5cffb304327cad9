//! The next action: a function of the flow and the time.

use std::sync::Arc;
use std::time::Duration;

use super::device;
use super::flow::Flow;
use super::page::{Page, PageKind};
use super::state::{Outcome, Retry, State, Turn};
use crate::action::Action;
use crate::answer::{Answer, build};
use crate::exchange::build::{Builder, Conversation};
use crate::exchange::{Purpose, Request, RequestId};
use crate::failure::{Failure, FailureKind};
use crate::prompt::qr::QrCode;
use crate::prompt::remediation::Remediation;
use crate::wire::time::Millis;

pub(crate) fn action(flow: &Flow, now: Millis) -> Action {
    if flow.has_expired(now) {
        return Action::Failed {
            failure: Failure::new(FailureKind::Expired),
        };
    }
    let builder = Builder {
        config: &flow.config,
        keys: &flow.keys,
        id: RequestId(flow.turn),
    };
    match &flow.state {
        State::Interact(retry) => send(retry, now, || builder.interact()),
        State::Introspect(retry) => match conversation(flow) {
            Some(conversation) => send(retry, now, || builder.introspect(&conversation)),
            None => broken(),
        },
        State::Prompt(turn) => match &flow.page {
            Some(page) => show(flow, page, turn, builder, now),
            None => broken(),
        },
        State::Submit(submission) => {
            let (url, accepts) = (submission.url.clone(), submission.accepts.as_deref());
            let body = submission.body.clone();
            let request = builder.form(Purpose::Submit, &submission.method, url, accepts, body);
            Action::Send { request }
        }
        State::Exchange(grant) => send(&grant.retry, now, || builder.token(&grant.code)),
        State::Done(outcome) => match outcome {
            Outcome::Tokens(tokens) => Action::Done {
                tokens: tokens.clone(),
            },
            Outcome::Code(code) => Action::DoneWithCode {
                code: code.as_ref().clone(),
            },
        },
        State::Failed(failure) => Action::Failed {
            failure: failure.as_ref().clone(),
        },
    }
}

/// The same action, but that a page takes the place of its poll.
pub(crate) fn shown(flow: &Flow, now: Millis) -> Action {
    match (action(flow, now), &flow.page) {
        (Action::Send { request }, Some(page)) if request.background => {
            picture(page, page.poll.map(|poll| poll.interval))
        }
        (action, _) => action,
    }
}

fn send(retry: &Retry, now: Millis, request: impl Fn() -> Request) -> Action {
    match retry.left(now) {
        Some(duration) => Action::Wait {
            duration,
            prompt: None,
        },
        None => Action::Send { request: request() },
    }
}

/// The interaction's handle, or the newest one of a hosted conversation.
fn conversation(flow: &Flow) -> Option<Conversation<'_>> {
    let newest = flow
        .page
        .as_ref()
        .and_then(|page| page.state_handle.as_ref());
    let hosted = newest.or(flow.config.parts.state_token.as_ref());
    let interaction = flow.handle.as_ref().map(Conversation::Interaction);
    interaction.or_else(|| hosted.map(Conversation::State))
}

fn show(flow: &Flow, page: &Page, turn: &Turn, builder: Builder<'_>, now: Millis) -> Action {
    let prompt = || Arc::clone(&page.prompt);
    let open = |remediation: &Remediation| {
        let url = flow.config.issuer.openable(remediation.destination()?)?;
        Some(Action::Redirect {
            url,
            prompt: prompt(),
        })
    };
    let chosen = turn
        .redirect
        .as_deref()
        .and_then(|id| page.prompt.remediation(id));
    if let Some(action) = chosen.and_then(open) {
        return action;
    }
    if let PageKind::Redirect(index) = page.kind {
        let only = page.prompt.remediations.get(index).and_then(open);
        return only.unwrap_or_else(broken);
    }
    if let Some(request) = device::request(flow) {
        return Action::Send { request };
    }
    // no wait goes beyond the end: what is over shows at once
    let end = flow.expires_in(now.into());
    let until = |wait: Duration| end.map_or(wait, |end| wait.min(end));
    let wait = page.poll.and_then(|_| turn.timer.left(now)).map(until);
    match (page.polled(), wait) {
        (Some(polled), None) => poll(flow, polled, builder),
        _ => picture(page, wait),
    }
}

/// The page as it is drawn.
fn picture(page: &Page, wait: Option<Duration>) -> Action {
    let prompt = Arc::clone(&page.prompt);
    match (page.kind, qr(page), wait) {
        (PageKind::Qr, Some(qr), wait) => Action::ShowQr { qr, prompt, wait },
        (PageKind::Waiting, _, Some(duration)) => Action::Wait {
            duration,
            prompt: Some(prompt),
        },
        _ => Action::Ask { prompt, wait },
    }
}

fn qr(page: &Page) -> Option<QrCode> {
    page.prompt.context()?.qr.clone()
}

/// The poll's own form, with what the server proposes in it.
fn poll(flow: &Flow, polled: &Remediation, builder: Builder<'_>) -> Action {
    let own = polled
        .href
        .as_deref()
        .and_then(|href| flow.config.issuer.own(href));
    let Some(url) = own else { return broken() };
    let body = build(polled, &Answer::new(&polled.id));
    let accepts = polled.accepts.as_deref();
    let request = builder.form(Purpose::Poll, &polled.method, url, accepts, body);
    Action::Send { request }
}

/// No transition leads here; a snapshot that somebody edited could.
fn broken() -> Action {
    Action::Failed {
        failure: Failure::new(FailureKind::Protocol),
    }
}

#[cfg(test)]
mod tests {
    use super::super::state::StateName;
    use super::super::trial::{at, on, polled, sent};
    use super::*;
    use serde_json::{Value, json};

    fn shown(page: &Value) -> Action {
        on(page).next_action(at(0.0))
    }

    #[test]
    fn each_kind_of_page_has_its_action() {
        let form =
            json!({"remediation": {"value": [{"name": "identify", "href": "/x", "value": []}]}});
        assert!(matches!(shown(&form), Action::Ask { wait: None, .. }));
        assert!(matches!(
            shown(&polled()),
            Action::Wait {
                prompt: Some(_),
                ..
            }
        ));
        let idp = json!({"remediation": {"value": [
            {"name": "redirect-idp", "href": "https://idp.example/?x=1"}]}});
        assert!(
            matches!(shown(&idp), Action::Redirect { url, .. } if url == "https://idp.example/?x=1")
        );
    }

    #[test]
    fn an_address_that_is_not_safe_is_never_opened() {
        let idp = json!({"remediation": {"value": [{"name": "redirect-idp", "href": "javascript:alert(1)"}]}});
        let flow = on(&idp);
        let Action::Failed { failure } = flow.next_action(at(0.0)) else {
            panic!("it was opened")
        };
        assert_eq!(failure.kind, FailureKind::Untrusted);
        assert_eq!(flow.state(), StateName::Failed);
    }

    #[test]
    fn a_page_is_shown_also_while_its_poll_is_due() {
        let flow = on(&polled());
        assert!(matches!(flow.next_action(at(4.0)), Action::Send { .. }));
        let Action::Wait { duration, prompt } = flow.shown(at(4.0)) else {
            panic!("the page is not shown")
        };
        assert_eq!(
            (duration, prompt.as_ref()),
            (Duration::from_secs(4), flow.prompt())
        );
        assert_eq!(flow.shown(at(1.0)), flow.next_action(at(1.0)));
    }

    #[test]
    fn a_poll_sends_what_the_server_proposes() {
        let page = json!({"remediation": {"value": [{"name": "challenge-poll", "href": "/poll", "value": [
            {"name": "autoChallenge", "type": "boolean", "value": false},
            {"name": "stateHandle", "value": "02h", "mutable": false}]}]}});
        let request = sent(&on(&page), 4.0);
        assert_eq!(
            request.body.expose(),
            r#"{"autoChallenge":false,"stateHandle":"02h"}"#
        );
        assert_eq!(request.url, "https://id.acme.example/poll");
    }

    #[test]
    fn an_address_that_was_chosen_is_opened_until_something_else_is() {
        let mut flow = on(&json!({"remediation": {"value": [
            {"name": "identify", "href": "/x", "value": []},
            {"name": "redirect-idp", "href": "https://one.example/"},
            {"name": "redirect-idp", "href": "https://two.example/"}]}}));
        flow.submit(Answer::new("redirect-idp#2")).unwrap();
        let opened = flow.next_action(at(0.0));
        assert!(matches!(opened, Action::Redirect { url, .. } if url == "https://two.example/"));
        flow.submit(Answer::new("identify")).unwrap();
        assert_eq!(sent(&flow, 0.0).purpose, Purpose::Submit);
    }
}
