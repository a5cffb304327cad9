//! A loop of one's own.

use std::time::SystemTime;

use idx_flow::{Action, Answer, Flow, StateName};
use idx_flow_ureq::{CancelHandle, Error, Runner, TransportError};

use crate::server::{Server, json};

const HANDLE: &str = r#"{"interaction_handle": "handle-1"}"#;
const PAGE: &str = r#"{"stateHandle": "state-1", "remediation": {"value": [
    {"name": "identify", "href": "/idp/idx/identify", "value": [{"name": "identifier"}]}]}}"#;

#[test]
fn a_step_sends_or_gives_the_action_back() {
    let server = Server::start([HANDLE, PAGE].map(|body| json(200, body)));
    let runner = Runner::new();
    let mut flow = runner.start(server.config()).unwrap();
    for state in [StateName::Introspect, StateName::Prompt] {
        let sent = runner.step(&mut flow).unwrap();
        assert!(matches!(sent, Action::Send { .. }));
        assert_eq!(flow.state(), state);
        // saved, and gone on with what was saved
        flow = Flow::restore(&flow.snapshot()).unwrap();
    }
    let before = flow.clone();
    let asked = runner.step(&mut flow).unwrap();
    assert!(matches!(asked, Action::Ask { .. }), "{asked:?}");
    assert!(flow == before);
    let prompt = asked.prompt().unwrap();
    flow.submit(Answer::identify(prompt, "ada@acme.example", None).unwrap())
        .unwrap();
    assert_eq!(flow.state(), StateName::Submit);
}

#[test]
fn a_step_that_fails_leaves_a_flow_that_waits_to_try_again() {
    let runner = Runner::new();
    let mut flow = runner.start(Server::gone().config()).unwrap();
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
fn a_canceled_runner_takes_no_step() {
    let cancel = CancelHandle::new();
    let runner = Runner::new().canceled_by(&cancel);
    let mut flow = runner.start(Server::gone().config()).unwrap();
    let before = flow.clone();
    cancel.cancel();
    assert_eq!(runner.step(&mut flow), Err(Error::Canceled));
    assert!(flow == before);
}

#[test]
fn every_flow_has_randomness_of_its_own() {
    let runner = Runner::new();
    let config = Server::gone().config();
    let (one, other) = (runner.start(config.clone()), runner.start(config));
    assert!(one.unwrap() != other.unwrap());
}
