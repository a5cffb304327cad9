//! Whole runs.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use idx_flow::{
    Action, Answer, FailureKind, Flow, InputError, Purpose, Request, Response, Snapshot, StateName,
};
use idx_flow_ureq::{CancelHandle, Completed, Error, Event, Runner, TransportError, Ui};

use crate::server::{Reply, Server, json};

const HANDLE: &str = r#"{"interaction_handle": "handle-1"}"#;
const PAGE: &str = r#"{"version": "1.0.0", "stateHandle": "state-1", "remediation": {"value": [
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

/// Says who signs in, and keeps what it is told.
#[derive(Default)]
struct ScriptedUi {
    answers: u32,
    rejected: Vec<InputError>,
    snapshots: Vec<Snapshot>,
    trace: Vec<(Purpose, Result<u16, TransportError>)>,
}

impl Ui for ScriptedUi {
    fn on_action(&mut self, action: &Action, _wait: Option<Duration>) -> Event {
        self.answers += 1;
        let prompt = action.prompt().unwrap();
        match self.answers {
            1 => Event::Answer(Answer::new("no-such-remediation")),
            _ => Event::Answer(Answer::identify(prompt, "ada@acme.example", None).unwrap()),
        }
    }

    fn on_input_error(&mut self, error: InputError) -> Result<(), InputError> {
        self.rejected.push(error);
        Ok(())
    }

    fn on_state_change(&mut self, flow: &Flow) {
        self.snapshots.push(flow.snapshot());
    }

    fn on_exchange(&mut self, request: &Request, outcome: Result<&Response, &TransportError>) {
        let outcome = outcome
            .map(|response| response.status)
            .map_err(Clone::clone);
        self.trace.push((request.purpose, outcome));
    }
}

/// Says who signs in; closes the window where there is nobody to name.
fn clerk(action: &Action, _wait: Option<Duration>) -> Event {
    let prompt = action.prompt();
    let answer = prompt.map(|prompt| Answer::identify(prompt, "ada@acme.example", None));
    match answer {
        Some(Ok(answer)) => Event::Answer(answer),
        _ => Event::Cancel,
    }
}

fn nobody(action: &Action, _wait: Option<Duration>) -> Event {
    panic!("{action:?} was shown");
}

fn sign_in() -> [Reply; 5] {
    [HANDLE, PAGE, SUCCESS, TOKENS, "{}"].map(|body| json(200, body))
}

#[test]
fn from_the_first_request_to_the_tokens() {
    let server = Server::start(sign_in().into_iter().take(4));
    let runner = Runner::new();
    let mut flow = runner.start(server.config()).unwrap();
    let mut clerk = ScriptedUi::default();
    let Completed::Tokens(tokens) = runner.run(&mut flow, &mut clerk).unwrap() else {
        panic!("a code");
    };
    assert_eq!(tokens.access_token.expose(), "access-1");
    let unknown = InputError::UnknownRemediation("no-such-remediation".into());
    assert_eq!(clerk.rejected, [unknown]);
    use Purpose::{Exchange, Interact, Introspect, Submit};
    assert_eq!(
        clerk.trace,
        [Interact, Introspect, Submit, Exchange].map(|purpose| (purpose, Ok(200)))
    );
    // four exchanges and one answer, each a change to save
    assert_eq!(clerk.snapshots.len(), 5);
    let last = Flow::restore(clerk.snapshots.last().unwrap()).unwrap();
    assert!(last == flow);
}

#[test]
fn stops_at_the_code_where_the_flow_does() {
    let server = Server::start(sign_in().into_iter().take(3));
    let runner = Runner::new();
    let mut flow = runner.start(server.config().stop_at_code()).unwrap();
    match runner.run(&mut flow, &mut clerk).unwrap() {
        Completed::Code(code) => assert_eq!(code.code.expose(), "code-1"),
        Completed::Tokens(_) => panic!("tokens"),
    }
}

#[test]
fn a_refusal_ends_the_run_and_the_flow() {
    let refusal = r#"{"error": "invalid_client", "error_description": "canary"}"#;
    let server = Server::start([json(401, refusal)]);
    let runner = Runner::new();
    let mut flow = runner.start(server.config()).unwrap();
    let error = runner.run(&mut flow, &mut nobody).unwrap_err();
    assert!(!error.to_string().contains("canary"));
    match error {
        Error::Failed(failure) => assert_eq!(failure.kind, FailureKind::Denied),
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_answer_that_does_not_fit_ends_the_run_of_a_closure_and_not_the_flow() {
    let server = Server::start(sign_in());
    let runner = Runner::new();
    let mut flow = runner.start(server.config()).unwrap();
    let mut wrong = |_: &Action, _: Option<Duration>| Event::Answer(Answer::new("identify"));
    let missing = InputError::Missing("identifier".into());
    assert_eq!(
        runner.run(&mut flow, &mut wrong),
        Err(Error::Input(missing))
    );
    assert!(runner.run(&mut flow, &mut clerk).is_ok());
}

#[test]
fn gives_up_after_so_many_failures_in_a_row_and_can_go_on() {
    // the answer is lost, and the engine asks at once what has become of it
    let mut replies: Vec<Reply> = sign_in().into_iter().take(2).collect();
    replies.extend([Reply::Raw(""), Reply::Raw("")]);
    let server = Server::start(replies);
    let runner = Runner::builder().max_attempts(2).build();
    let mut flow = runner.start(server.config()).unwrap();
    let error = runner.run(&mut flow, &mut clerk).unwrap_err();
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
    // run again: the engine is patient first, and nothing can be answered meanwhile
    let mut shown = Vec::new();
    let mut patient = |action: &Action, wait: Option<Duration>| {
        let is_wait = matches!(action, Action::Wait { prompt: None, .. });
        shown.push((is_wait, wait.is_some()));
        Event::Cancel
    };
    assert_eq!(runner.run(&mut flow, &mut patient), Err(Error::Canceled));
    assert_eq!(shown, [(true, true)]);
}

#[test]
fn a_lost_answer_alone_is_no_reason_to_give_up() {
    let [handle, page, success, tokens, _] = sign_in();
    let again = json(200, PAGE);
    let server = Server::start([handle, page, Reply::Raw(""), again, success, tokens]);
    let runner = Runner::builder().max_attempts(2).build();
    let mut flow = runner.start(server.config()).unwrap();
    assert!(runner.run(&mut flow, &mut clerk).is_ok());
}

#[test]
fn a_server_that_is_down_counts_as_a_failure() {
    let server = Server::start([json(503, "<html>")]);
    let runner = Runner::builder().max_attempts(1).build();
    let mut flow = runner.start(server.config()).unwrap();
    let unavailable = TransportError::Unavailable(503);
    assert_eq!(
        runner.run(&mut flow, &mut nobody),
        Err(Error::Transport(unavailable))
    );
}

#[test]
fn another_thread_wakes_a_run_that_waits_for_the_phone() {
    let server = Server::start([HANDLE, PUSH].map(|body| json(200, body)));
    let cancel = CancelHandle::new();
    let runner = Runner::new().canceled_by(&cancel);
    let mut flow = runner.start(server.config()).unwrap();
    let shown = Arc::new(Mutex::new(0));
    let mut ui = {
        let shown = Arc::clone(&shown);
        move |action: &Action, _: Option<Duration>| {
            assert!(matches!(action, Action::Wait { .. }), "{action:?}");
            *shown.lock().unwrap() += 1;
            let cancel = cancel.clone();
            std::thread::spawn(move || cancel.cancel());
            Event::Timeout
        }
    };
    assert_eq!(runner.run(&mut flow, &mut ui), Err(Error::Canceled));
    assert_eq!(*shown.lock().unwrap(), 1);
    assert_eq!(flow.state(), StateName::Prompt);
}

#[test]
fn what_was_in_flight_when_canceled_reaches_the_flow() {
    let server = Server::start([json(200, HANDLE)]);
    let cancel = CancelHandle::new();
    let runner = Runner::new().canceled_by(&cancel);
    let mut flow = runner.start(server.config()).unwrap();
    struct CancelingUi(CancelHandle);
    impl Ui for CancelingUi {
        fn on_action(&mut self, action: &Action, _: Option<Duration>) -> Event {
            panic!("{action:?} was shown");
        }
        fn on_exchange(&mut self, _: &Request, _: Result<&Response, &TransportError>) {
            self.0.cancel();
        }
    }
    let outcome = runner.run(&mut flow, &mut CancelingUi(cancel));
    assert_eq!(outcome, Err(Error::Canceled));
    assert_eq!(flow.state(), StateName::Introspect);
    // and a runner with another handle goes on from there
    let other = Runner::builder().max_attempts(1).build();
    let outcome = other.run(&mut flow, &mut nobody);
    assert!(matches!(outcome, Err(Error::Transport(_))), "{outcome:?}");
}
