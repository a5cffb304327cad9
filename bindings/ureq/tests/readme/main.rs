//! Runs the README's sample against the simulator.
#![allow(
    unreachable_pub,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests unwrap what they expect; the samples print and are public"
)]

include!("sign_in.rs");

#[path = "short.rs"]
#[allow(dead_code, reason = "`main` connects to a simulator on a fixed port")]
mod short;

use std::io::Cursor;

use idx_flow_sim::faults::{Fault, Rule};
use idx_flow_sim::server::Server;
use idx_flow_sim::setup::{AuthenticatorKey as Authenticator, IdentityVerification, Policy, Setup};

const CREDENTIALS: &str = "ada@example.com\nCorrect-Horse-1\n";

/// Starts an org that asks for the username first, whose user has a phone with Okta Verify.
fn start_identifier_first(first_factor: &str) -> Server {
    let setup = serde_json::json!({
        "policy": {
            "sign_in": "identifier_first",
            "first_factor": [first_factor],
            "okta_verify": {"number_challenge": "at_once"},
            "poll_interval_ms": 1000,
        },
        "users": [{"enrolled": [{"okta_verify": "Ada's phone"}]}],
    });
    Server::start(serde_json::from_value(setup).unwrap()).unwrap()
}

fn start(policy: Policy) -> Server {
    let setup = Setup {
        policy,
        ..Setup::default()
    };
    Server::start(setup).unwrap()
}

fn config(server: &Server) -> FlowConfig {
    let info = server.info();
    let redirect_uri = info.redirect_uri.unwrap();
    FlowConfig::new(server.issuer(), &info.client_id, redirect_uri).unwrap()
}

fn terminal(input: &str) -> Terminal<Cursor<String>> {
    Terminal::new(Cursor::new(input.to_owned()))
}

fn is_signed_in(result: &Result<Completion, Error>) -> bool {
    matches!(result, Ok(Completion::Tokens(tokens)) if tokens.id_token.is_some())
}

/// A terminal whose user also has a phone with Okta Verify and a browser.
struct Devices<'s> {
    server: &'s Server,
    terminal: Terminal<Cursor<String>>,
    scans: u32,
    redirects: u32,
    numbers: u32,
}

impl<'s> Devices<'s> {
    fn new(server: &'s Server) -> Self {
        Self {
            server,
            terminal: terminal(CREDENTIALS),
            scans: 0,
            redirects: 0,
            numbers: 0,
        }
    }
}

impl Ui for Devices<'_> {
    fn on_action(&mut self, action: &Action, wait: Option<Duration>) -> Event {
        let mut state = self.server.state();
        let now = state.now();
        match action {
            Action::ShowQr { qr, .. } => {
                let (org, phone) = state.phone(None);
                phone.scan(org, &qr.png().unwrap(), now).unwrap();
                self.scans += 1;
            }
            Action::Redirect { url, .. } => {
                let request = idx_flow_sim::Request::get(url);
                let response = state.org.handle(&request, now);
                let location = response.header("location").unwrap();
                self.terminal = terminal(&format!("{location}\n"));
                self.redirects += 1;
            }
            Action::Wait { .. } => {
                let lines = lines(action).join("\n");
                let number = lines.strip_prefix("In Okta Verify, tap ").unwrap();
                let number = number.strip_suffix('.').unwrap();
                let (org, phone) = state.phone(None);
                if phone.pending(org, now).is_some() {
                    phone.choose_number(org, number, now).unwrap();
                    self.numbers += 1;
                }
            }
            _ => {}
        }
        drop(state);
        self.terminal.on_action(action, wait)
    }
}

#[test]
fn the_readme_contains_the_sample_that_these_tests_run() {
    let readme = include_str!("../../README.md");
    let sample = format!("```no_run\n{}```\n", include_str!("sign_in.rs"));
    assert!(readme.contains(&sample));
}

#[test]
fn the_sample_signs_in_with_username_and_password() {
    let server = start(Policy::default());
    let result = sign_in(config(&server), &mut terminal(CREDENTIALS));
    assert!(is_signed_in(&result), "{result:?}");
}

#[test]
fn the_sample_asks_again_after_a_wrong_password() {
    let server = start(Policy::default());
    let input = format!("ada@example.com\nwrong\n{CREDENTIALS}");
    let result = sign_in(config(&server), &mut terminal(&input));
    assert!(is_signed_in(&result), "{result:?}");
}

fn lose_answer(server: &Server) {
    let rule = Rule::once(Fault::RequestLost).at("/identify");
    server.state().faults.add(rule);
}

#[test]
fn the_sample_asks_again_after_a_lost_answer() {
    let server = start(Policy::default());
    lose_answer(&server);
    let input = format!("{CREDENTIALS}{CREDENTIALS}");
    let mut terminal = terminal(&input);
    let result = sign_in(config(&server), &mut terminal);
    assert!(is_signed_in(&result), "{result:?}");
    let left = terminal.input.get_ref().len() as u64 - terminal.input.position();
    assert_eq!(left, 0, "the credentials were asked once only");
}

#[test]
fn an_empty_line_cancels_the_sample() {
    let server = start(Policy::default());
    let input = "ada@example.com\nwrong\n\n";
    let result = sign_in(config(&server), &mut terminal(input));
    assert_eq!(result, Err(Error::Canceled));
}

#[test]
fn the_sample_enrolls_okta_verify_with_a_qr_code() {
    let server = start(Policy {
        required: vec![Authenticator::OktaVerify],
        poll_interval_ms: 1000,
        ..Policy::default()
    });
    let mut devices = Devices::new(&server);
    let result = sign_in(config(&server), &mut devices);
    assert!(is_signed_in(&result), "{result:?}");
    assert_eq!(devices.scans, 1);
}

#[test]
fn the_sample_shows_the_number_of_a_push_and_asks_for_no_password_that_it_does_not_send() {
    let server = start_identifier_first("push");
    let mut devices = Devices::new(&server);
    devices.terminal = terminal("ada@example.com\n");
    let result = sign_in(config(&server), &mut devices);
    assert!(is_signed_in(&result), "{result:?}");
    assert_eq!(devices.numbers, 1);
}

#[test]
fn the_sample_asks_for_the_password_after_the_username() {
    let server = start_identifier_first("password");
    let result = sign_in(config(&server), &mut terminal(CREDENTIALS));
    assert!(is_signed_in(&result), "{result:?}");
}

#[test]
fn the_sample_handles_a_redirect() {
    let service = IdentityVerification {
        name: "Verida".to_owned(),
        verified: true,
    };
    let server = start(Policy {
        identity_verification: Some(service),
        ..Policy::default()
    });
    let mut devices = Devices::new(&server);
    let result = sign_in(config(&server), &mut devices);
    assert!(is_signed_in(&result), "{result:?}");
    assert_eq!(devices.redirects, 1);
}

#[test]
fn the_readme_of_the_repository_contains_the_short_sample() {
    let readme = include_str!("../../../../README.md");
    let sample = format!("```rust,no_run\n{}```\n", include_str!("short.rs"));
    assert!(readme.contains(&sample));
}

#[test]
fn the_short_sample_signs_in_and_stops_at_a_wrong_password_or_a_lost_answer() {
    let server = start(Policy::default());
    let signed_in =
        |password: &str| short::sign_in(config(&server), "ada@example.com", &password.into());
    let result = signed_in("Correct-Horse-1");
    assert!(is_signed_in(&result), "{result:?}");
    assert_eq!(signed_in("wrong"), Err(Error::Canceled));
    lose_answer(&server);
    assert_eq!(signed_in("Correct-Horse-1"), Err(Error::Canceled));
}
