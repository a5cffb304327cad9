//! One flow that changes hands: begun in Rust, it is carried on by programs in Kotlin and Swift, each
//! from the snapshot that the one before left behind, against one org over loopback HTTP.
//!
//! `cargo xtask test handover` builds the programs and names their commands.
#![expect(
    clippy::unwrap_used,
    reason = "tests say what they expect by panicking"
)]

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::SystemTime;

use idx_flow::{Action, Answer, AuthenticatorKey, Flow, FlowConfig, Secret, Snapshot};
use idx_flow_sim::Setup;
use idx_flow_sim::server::Server;
use idx_flow_sim::setup::{AuthenticatorKey as Key, Policy};
use idx_flow_ureq::Runner;

const KOTLIN: &str = "IDX_FLOW_ENROLL_KOTLIN";
const SWIFT: &str = "IDX_FLOW_ENROLL_SWIFT";

#[test]
#[ignore = "needs programs in Kotlin and Swift: cargo xtask test handover"]
fn a_flow_goes_from_rust_to_kotlin_to_swift_and_ends_in_kotlin() {
    let relay = Handover::begin("ends-in-kotlin");
    relay.hand_to(KOTLIN);
    relay.hand_to(SWIFT);
    relay.poll_in_rust();
    relay.end_with(KOTLIN);
}

#[test]
#[ignore = "needs programs in Kotlin and Swift: cargo xtask test handover"]
fn a_flow_goes_from_rust_to_swift_to_kotlin_and_ends_in_swift() {
    let relay = Handover::begin("ends-in-swift");
    relay.hand_to(SWIFT);
    relay.hand_to(KOTLIN);
    relay.poll_in_rust();
    relay.end_with(SWIFT);
}

struct Handover {
    server: Server,
    runner: Runner,
    /// Where the snapshot is.
    state: PathBuf,
}

impl Handover {
    /// A flow whose QR code is on the screen, saved.
    fn begin(name: &str) -> Self {
        let policy = Policy {
            poll_interval_ms: 1000,
            ..Policy::with_required(&[Key::OktaVerify])
        };
        let server = Server::start(Setup {
            policy,
            ..Setup::default()
        });
        let relay = Self {
            server: server.unwrap(),
            runner: Runner::new(),
            state: Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.snapshot")),
        };
        let info = relay.server.info();
        let uri = info.redirect_uri.unwrap();
        let config = FlowConfig::new(relay.server.issuer(), &info.client_id, uri).unwrap();
        let mut flow = relay.runner.start(config).unwrap();
        relay.settle(&mut flow);
        let password = Secret::from("Correct-Horse-1");
        let page = flow.prompt().unwrap();
        let identify = Answer::identify(page, "ada@example.com", Some(&password)).unwrap();
        flow.submit(identify).unwrap();
        relay.settle(&mut flow);
        let page = flow.prompt().unwrap();
        let choose =
            Answer::select_authenticator(page, &AuthenticatorKey::OktaVerify, None).unwrap();
        flow.submit(choose).unwrap();
        relay.settle(&mut flow);
        relay.save(&flow);
        relay
    }

    /// Another language goes on from the snapshot, and leaves after one poll.
    fn hand_to(&self, program: &str) {
        let (code, before) = (self.code(), fs::read(&self.state).unwrap());
        let said = self.run(program, &["--polls", "1"]);
        assert!(said.status.success(), "{program}: {}", text(&said));
        assert_ne!(
            fs::read(&self.state).unwrap(),
            before,
            "{program} did not poll"
        );
        assert_eq!(self.code(), code, "{program} left another page behind");
    }

    /// Another language goes on from the snapshot to the end.
    fn end_with(&self, program: &str) {
        let said = self.run(program, &[]);
        let text = text(&said);
        assert!(said.status.success(), "{program}: {text}");
        assert!(text.contains("Signed in as ada@example.com"), "{text}");
        assert!(
            !self.state.exists(),
            "{program} kept the state of an ended flow"
        );
    }

    /// The poll that the flow waits for is sent early: the org does not mind.
    fn poll_in_rust(&self) {
        let mut flow = self.restore();
        let wait = flow
            .next_action(SystemTime::now())
            .wait()
            .unwrap_or_default();
        let due = SystemTime::now() + wait;
        let Action::Send { request } = flow.next_action(due) else {
            panic!("no poll is due")
        };
        let response = self.runner.exchange(&request).unwrap();
        flow.handle_response(request.id, response, SystemTime::now());
        self.save(&flow);
    }

    fn run(&self, program: &str, arguments: &[&str]) -> std::process::Output {
        let words = env::var(program).unwrap_or_else(|_| panic!("{program} is not set"));
        let words: Vec<String> = serde_json::from_str(&words).unwrap();
        let (name, rest) = words.split_first().unwrap();
        let mut command = Command::new(name);
        command.args(rest).arg("--state").arg(&self.state);
        let org = serde_json::to_string(&self.server.info()).unwrap();
        command.args(arguments).env("IDX_FLOW_ORG", org);
        command.stdin(Stdio::null()).output().unwrap()
    }

    /// What the QR code on the saved screen says to those who cannot see it, and its bytes.
    fn code(&self) -> (String, Vec<u8>) {
        let flow = self.restore();
        let context = flow.prompt().unwrap().contextual_data().unwrap();
        let qr = context.qr.as_ref().unwrap();
        (qr.alt.clone(), qr.png().unwrap())
    }

    fn settle(&self, flow: &mut Flow) {
        while let Action::Send { .. } = self.runner.step(flow).unwrap() {}
    }

    fn save(&self, flow: &Flow) {
        fs::write(&self.state, flow.snapshot().expose()).unwrap();
    }

    fn restore(&self) -> Flow {
        Flow::restore(&Snapshot::new(fs::read_to_string(&self.state).unwrap())).unwrap()
    }
}

fn text(output: &std::process::Output) -> String {
    let both = [&output.stdout[..], &output.stderr[..]].concat();
    String::from_utf8_lossy(&both).into_owned()
}
