//! Complete runs of a flow.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use idx_flow::{
    Action, Answer, AnswerError, FailureKind, Flow, Notice, Purpose, Request, Response, Snapshot,
    StateName,
};
use idx_flow_ureq::{CancelHandle, Completion, Error, Event, Runner, TransportError, Ui};

use crate::server::{Reply, Server, json};

const HANDLE: &str = r#"{"interaction_handle": "handle-1"}"#;
const IDENTIFY: &str = r#"{"version": "1.0.0", "stateHandle": "state-1", "remediation": {"value": [
    {"name": "identify", "href": "/idp/idx/identify", "method": "POST", "value": [
        {"name": "identifier", "required": true},
        {"name": "stateHandle", "value": "state-1", "required": true, "mutable": false}]}]}}"#;
const PUSH: &str = r#"{"version": "1.0.0", "stateHandle": "state-2", "remediation": {"value": [
    {"name": "challenge-poll", "href": "/idp/idx/poll", "method": "POST", "refresh": 60000, "value": [
        {"name": "stateHandle", "value": "state-2", "required": true, "mutable": false}]}]}}"#;
const SUCCESS: &str = r#"{"version": "1.0.0", "successWithInteractionCode": {"name": "issue",
    "href": "/oauth2/v1/token", "method": "POST", "value": [
        {"name": "interaction_code", "value": "code-1"}]}}"#;
const TOKENS: &str =
    r#"{"access_token": "access-1", "token_type": "Bearer", "expires_in": 60, "scope": "profile"}"#;

/// Answers an unknown remediation, then the identify form. Records every call.
#[derive(Default)]
struct ScriptedUi {
    actions: u32,
    answer_errors: Vec<AnswerError>,
    snapshots: Vec<Snapshot>,
    exchanges: Vec<(Purpose, Result<u16, TransportError>)>,
}

impl Ui for ScriptedUi {
    fn on_action(&mut self, action: &Action, _wait: Option<Duration>) -> Event {
        self.actions += 1;
        let prompt = action.prompt().unwrap();
        match self.actions {
            1 => Event::Answer(Answer::new(prompt, "no-such-remediation")),
            _ => Event::Answer(Answer::identify(prompt, "ada@acme.example", None).unwrap()),
        }
    }

    fn on_answer_error(&mut self, error: AnswerError) -> Result<(), AnswerError> {
        self.answer_errors.push(error);
        Ok(())
    }

    fn on_state_change(&mut self, flow: &Flow) {
        self.snapshots.push(flow.snapshot());
    }

    fn on_exchange(&mut self, request: &Request, outcome: Result<&Response, &TransportError>) {
        let outcome = outcome
            .map(|response| response.status)
            .map_err(Clone::clone);
        self.exchanges.push((request.purpose, outcome));
    }
}

/// Answers the identify form and cancels at any other prompt.
fn identify(action: &Action, _wait: Option<Duration>) -> Event {
    let prompt = action.prompt();
    let answer = prompt.map(|prompt| Answer::identify(prompt, "ada@acme.example", None));
    match answer {
        Some(Ok(answer)) => Event::Answer(answer),
        _ => Event::Cancel,
    }
}

fn unavailable(status: u16) -> TransportError {
    TransportError::Unavailable {
        status,
        okta_request_id: None,
    }
}

fn unexpected(action: &Action, _wait: Option<Duration>) -> Event {
    panic!("unexpected action: {action:?}");
}

fn sign_in() -> [Reply; 5] {
    [HANDLE, IDENTIFY, SUCCESS, TOKENS, "{}"].map(|body| json(200, body))
}

#[test]
fn a_run_signs_in_from_the_first_request_to_the_tokens() {
    let server = Server::start(sign_in().into_iter().take(4));
    let runner = Runner::new();
    let mut flow = runner.start(server.config()).unwrap();
    let mut ui = ScriptedUi::default();
    let Completion::Tokens(tokens) = runner.run(&mut flow, &mut ui).unwrap() else {
        panic!("expected tokens");
    };
    assert_eq!(tokens.access_token.expose(), "access-1");
    let unknown = AnswerError::UnknownRemediation("no-such-remediation".into());
    assert_eq!(ui.answer_errors, [unknown]);
    use Purpose::{Exchange, Interact, Introspect, Submit};
    assert_eq!(
        ui.exchanges,
        [Interact, Introspect, Submit, Exchange].map(|purpose| (purpose, Ok(200)))
    );
    // one for each of the four exchanges, and one for the answer
    assert_eq!(ui.snapshots.len(), 5);
    let restored = Flow::restore(ui.snapshots.last().unwrap()).unwrap();
    assert_eq!(restored.snapshot(), flow.snapshot());
}

#[test]
fn a_flow_that_stops_at_the_code_completes_with_the_code() {
    let server = Server::start(sign_in().into_iter().take(3));
    let runner = Runner::new();
    let mut flow = runner.start(server.config().stop_at_code()).unwrap();
    match runner.run(&mut flow, &mut identify).unwrap() {
        Completion::Code(code) => assert_eq!(code.code.expose(), "code-1"),
        Completion::Tokens(_) => panic!("expected a code"),
    }
}

#[test]
fn an_oauth_error_ends_the_run_and_the_flow() {
    let oauth_error = r#"{"error": "invalid_client", "error_description": "canary"}"#;
    let server = Server::start([json(401, oauth_error)]);
    let runner = Runner::new();
    let mut flow = runner.start(server.config()).unwrap();
    let error = runner.run(&mut flow, &mut unexpected).unwrap_err();
    assert!(!error.to_string().contains("canary"));
    match error {
        Error::Failed(failure) => assert_eq!(failure.kind, FailureKind::Denied),
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_invalid_answer_of_a_closure_ends_the_run_but_not_the_flow() {
    let server = Server::start(sign_in());
    let runner = Runner::new();
    let mut flow = runner.start(server.config()).unwrap();
    let mut invalid = |action: &Action, _: Option<Duration>| {
        Event::Answer(Answer::new(action.prompt().unwrap(), "identify"))
    };
    let missing = AnswerError::Missing("identifier".into());
    assert_eq!(
        runner.run(&mut flow, &mut invalid),
        Err(Error::Answer(missing))
    );
    assert!(runner.run(&mut flow, &mut identify).is_ok());
}

#[test]
fn a_run_gives_up_after_max_attempts_and_can_be_resumed() {
    // the answer's response is lost, and so is the introspect request that follows
    let mut replies: Vec<Reply> = sign_in().into_iter().take(2).collect();
    replies.extend([Reply::Raw(""), Reply::Raw("")]);
    let server = Server::start(replies);
    let runner = Runner::builder().max_attempts(2).build();
    let mut flow = runner.start(server.config()).unwrap();
    let error = runner.run(&mut flow, &mut identify).unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "{error:?}");
    assert_eq!(flow.state(), StateName::Introspect);
    let paths: Vec<String> = server
        .requests()
        .iter()
        .filter_map(|request| Some(request.split(' ').nth(1)?.to_owned()))
        .collect();
    assert_eq!(
        paths,
        [
            "/oauth2/v1/interact",
            "/idp/idx/introspect",
            "/idp/idx/identify",
            "/idp/idx/introspect"
        ]
    );
    // the next run starts with the wait before the retry, without a prompt
    let mut actions = Vec::new();
    let mut canceling_ui = |action: &Action, wait: Option<Duration>| {
        let is_wait = matches!(action, Action::Wait { prompt: None, .. });
        actions.push((is_wait, wait.is_some()));
        Event::Cancel
    };
    assert_eq!(
        runner.run(&mut flow, &mut canceling_ui),
        Err(Error::Canceled)
    );
    assert_eq!(actions, [(true, true)]);
}

#[test]
fn a_lost_answer_counts_as_one_failure() {
    let [handle, identify_form, success, tokens, _] = sign_in();
    let same_form = json(200, IDENTIFY);
    let server = Server::start([
        handle,
        identify_form,
        Reply::Raw(""),
        same_form,
        success,
        tokens,
    ]);
    let runner = Runner::builder().max_attempts(2).build();
    let mut flow = runner.start(server.config()).unwrap();
    assert!(runner.run(&mut flow, &mut identify).is_ok());
}

#[test]
fn a_run_gives_up_on_answers_that_are_lost_every_time() {
    // the requests for the current step between the answers succeed
    let mut replies = [HANDLE, IDENTIFY]
        .map(|body| json(200, body))
        .into_iter()
        .collect::<Vec<_>>();
    for lost in [Reply::Raw(""), json(403, "<html>")] {
        replies.extend([lost, json(200, IDENTIFY)]);
    }
    let server = Server::start(replies);
    let runner = Runner::builder().max_attempts(2).build();
    let mut flow = runner.start(server.config()).unwrap();
    let mut notices = Vec::new();
    let mut ui = |action: &Action, wait: Option<Duration>| {
        notices.push(action.prompt().unwrap().notice.clone());
        identify(action, wait)
    };
    let error = runner.run(&mut flow, &mut ui).unwrap_err();
    assert_eq!(error, Error::Transport(unavailable(403)));
    assert_eq!(
        notices,
        [None, Some(Notice::AnswerMayBeLost { attempts: 1 })]
    );
    assert_eq!(flow.lost_answers(), 2);
}

#[test]
fn an_answer_to_a_prompt_that_was_replaced_is_not_an_error() {
    let server = Server::start(sign_in());
    let runner = Runner::new();
    let mut flow = runner.start(server.config()).unwrap();
    let mut calls = 0;
    let mut ui = |action: &Action, wait: Option<Duration>| {
        calls += 1;
        match calls {
            1 => Event::Answer(Answer::for_version(0, "identify")),
            _ => identify(action, wait),
        }
    };
    assert!(runner.run(&mut flow, &mut ui).is_ok());
    assert_eq!(calls, 2);
}

#[test]
fn an_unusable_response_counts_as_a_failure() {
    let server = Server::start([json(503, "<html>")]);
    let runner = Runner::builder().max_attempts(1).build();
    let mut flow = runner.start(server.config()).unwrap();
    let unavailable = unavailable(503);
    assert_eq!(
        runner.run(&mut flow, &mut unexpected),
        Err(Error::Transport(unavailable))
    );
}

#[test]
fn canceling_wakes_a_run_that_waits_for_a_poll() {
    let server = Server::start([HANDLE, PUSH].map(|body| json(200, body)));
    let cancel = CancelHandle::new();
    let runner = Runner::new().canceled_by(&cancel);
    let mut flow = runner.start(server.config()).unwrap();
    let calls = Arc::new(Mutex::new(0));
    let mut ui = {
        let calls = Arc::clone(&calls);
        move |action: &Action, _: Option<Duration>| {
            assert!(matches!(action, Action::Wait { .. }), "{action:?}");
            *calls.lock().unwrap() += 1;
            let cancel = cancel.clone();
            std::thread::spawn(move || cancel.cancel());
            Event::Timeout
        }
    };
    assert_eq!(runner.run(&mut flow, &mut ui), Err(Error::Canceled));
    assert_eq!(*calls.lock().unwrap(), 1);
    assert_eq!(flow.state(), StateName::Prompt);
}

#[test]
fn a_response_that_arrives_after_the_cancellation_reaches_the_flow() {
    let server = Server::start([json(200, HANDLE)]);
    let cancel = CancelHandle::new();
    let runner = Runner::new().canceled_by(&cancel);
    let mut flow = runner.start(server.config()).unwrap();
    struct CancelingUi(CancelHandle);
    impl Ui for CancelingUi {
        fn on_action(&mut self, action: &Action, _: Option<Duration>) -> Event {
            panic!("unexpected action: {action:?}");
        }
        fn on_exchange(&mut self, _: &Request, _: Result<&Response, &TransportError>) {
            self.0.cancel();
        }
    }
    let outcome = runner.run(&mut flow, &mut CancelingUi(cancel));
    assert_eq!(outcome, Err(Error::Canceled));
    assert_eq!(flow.state(), StateName::Introspect);
    // a runner with another handle continues from there
    let other = Runner::builder().max_attempts(1).build();
    let outcome = other.run(&mut flow, &mut unexpected);
    assert!(matches!(outcome, Err(Error::Transport(_))), "{outcome:?}");
}
