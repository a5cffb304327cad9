//! `Runner::step`, for a custom loop.

use std::time::SystemTime;

use idx_flow::{Action, Answer, Flow, StateName};
use idx_flow_ureq::{CancelHandle, Error, Runner, TransportError};

use crate::server::{Server, json};

const HANDLE: &str = r#"{"interaction_handle": "handle-1"}"#;
const IDENTIFY: &str = r#"{"stateHandle": "state-1", "remediation": {"value": [
    {"name": "identify", "href": "/idp/idx/identify", "value": [{"name": "identifier"}]}]}}"#;

#[test]
fn a_step_sends_a_request_or_returns_the_action() {
    let server = Server::start([HANDLE, IDENTIFY].map(|body| json(200, body)));
    let runner = Runner::new();
    let mut flow = runner.start(server.config()).unwrap();
    for state in [StateName::Introspect, StateName::Prompt] {
        let action = runner.step(&mut flow).unwrap();
        assert!(matches!(action, Action::Send { .. }));
        assert_eq!(flow.state(), state);
        // the flow continues from its snapshot
        flow = Flow::restore(&flow.snapshot()).unwrap();
    }
    let before = flow.clone();
    let action = runner.step(&mut flow).unwrap();
    assert!(matches!(action, Action::Ask { .. }), "{action:?}");
    assert!(flow == before);
    let prompt = action.prompt().unwrap();
    let answer = Answer::identify(prompt, "ada@acme.example", None).unwrap();
    flow.submit(answer, SystemTime::now()).unwrap();
    assert_eq!(flow.state(), StateName::Submit);
}

#[test]
fn after_a_failed_step_the_flow_waits_before_it_retries() {
    let runner = Runner::new();
    let mut flow = runner.start(Server::closed().config()).unwrap();
    let outcome = runner.step(&mut flow);
    assert!(
        matches!(
            outcome,
            Err(Error::Transport(TransportError::Connection(_)))
        ),
        "{outcome:?}"
    );
    let next = flow.next_action(SystemTime::now());
    assert!(matches!(next, Action::Wait { .. }), "{next:?}");
}

#[test]
fn a_canceled_runner_does_not_change_the_flow() {
    let cancel = CancelHandle::new();
    let runner = Runner::new().canceled_by(&cancel);
    let mut flow = runner.start(Server::closed().config()).unwrap();
    let before = flow.clone();
    cancel.cancel();
    assert_eq!(runner.step(&mut flow), Err(Error::Canceled));
    assert!(flow == before);
}

#[test]
fn each_flow_has_its_own_random_bytes() {
    let runner = Runner::new();
    let config = Server::closed().config();
    let (first, second) = (runner.start(config.clone()), runner.start(config));
    assert!(first.unwrap() != second.unwrap());
}
