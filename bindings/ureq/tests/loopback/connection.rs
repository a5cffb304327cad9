//! Connections: idle ones are not used again, and an agent of the host can be used.

use std::time::Duration;

use idx_flow::{Action, Answer, FlowConfig};
use idx_flow_sim::server::{IdleConnections, LateRequest, Server};
use idx_flow_sim::setup::Setup;
use idx_flow_ureq::{Completion, Error, Event, Runner, TransportError};

/// Signs in to a server that drops a connection without notice as soon as it is idle.
fn sign_in(runner: &Runner) -> (Result<Completion, Error>, u32) {
    let server = Server::start(Setup::default()).unwrap();
    server.state().idle_connections = IdleConnections {
        timeout_ms: Some(0),
        late_request: LateRequest::Reset,
    };
    let redirect_uri = server.info().redirect_uri.unwrap();
    let config = FlowConfig::new(server.issuer(), server.info().client_id, redirect_uri).unwrap();
    let mut flow = runner.start(config).unwrap();
    let mut lost = 0;
    let mut ui = |action: &Action, _: Option<Duration>| {
        let Some(prompt) = action.prompt() else {
            return Event::Timeout;
        };
        lost += u32::from(prompt.notice.is_some());
        let password = "Correct-Horse-1".into();
        let answer = Answer::identify(prompt, "ada@example.com", Some(&password));
        answer.map_or(Event::Cancel, Event::Answer)
    };
    let result = runner.run(&mut flow, &mut ui);
    (result, lost)
}

#[test]
fn an_answer_is_not_sent_on_an_idle_connection() {
    let runner = Runner::builder().max_idle(Duration::ZERO).build();
    let (result, lost) = sign_in(&runner);
    assert!(matches!(result, Ok(Completion::Tokens(_))), "{result:?}");
    assert_eq!(lost, 0);
}

/// Shows that the server of the test drops idle connections.
#[test]
fn a_request_on_a_dropped_connection_is_lost() {
    let runner = Runner::builder().max_attempts(1).build();
    let (result, _) = sign_in(&runner);
    let is_lost = matches!(result, Err(Error::Transport(TransportError::Connection(_))));
    assert!(is_lost, "{result:?}");
}

#[test]
fn an_agent_of_the_host_is_used() {
    let config = ureq::Agent::config_builder().user_agent("host").build();
    let server = crate::server::Server::start([crate::server::json(302, "{}")]);
    let runner = Runner::builder().agent(config.new_agent()).build();
    let flow = runner.start(server.config()).unwrap();
    let Action::Send { request } = flow.next_action(std::time::SystemTime::now()) else {
        panic!("nothing to send")
    };
    // neither a redirect nor an error, whatever the settings of the agent are
    assert_eq!(runner.exchange(&request).unwrap().status, 302);
}
