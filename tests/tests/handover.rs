//! Cross-language handover: a flow starts in Rust and is continued by programs in Kotlin and Swift.
//! Each restores the snapshot that the previous one saved. All use one org over loopback HTTP.
//!
//! `cargo xtask test handover` builds the programs and sets their commands.
#![expect(
    clippy::unwrap_used,
    reason = "tests state their expectations by panicking"
)]

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::SystemTime;

use idx_flow::{Action, Answer, AuthenticatorKey, Flow, FlowConfig, Secret, Snapshot};
use idx_flow_sim::Setup;
use idx_flow_sim::server::Server;
use idx_flow_sim::setup::{AuthenticatorKey as Key, Policy};
use idx_flow_ureq::Runner;

/// Environment variables with the commands of the programs, each as a JSON array.
const KOTLIN: &str = "IDX_FLOW_ENROLL_KOTLIN";
const SWIFT: &str = "IDX_FLOW_ENROLL_SWIFT";

#[test]
#[ignore = "needs programs in Kotlin and Swift: cargo xtask test handover"]
fn a_flow_moves_from_rust_to_kotlin_to_swift_and_ends_in_kotlin() {
    let handover = Handover::start("ends-in-kotlin");
    handover.poll_in(KOTLIN);
    handover.poll_in(SWIFT);
    handover.poll_in_rust();
    handover.finish_in(KOTLIN);
}

#[test]
#[ignore = "needs programs in Kotlin and Swift: cargo xtask test handover"]
fn a_flow_moves_from_rust_to_swift_to_kotlin_and_ends_in_swift() {
    let handover = Handover::start("ends-in-swift");
    handover.poll_in(SWIFT);
    handover.poll_in(KOTLIN);
    handover.poll_in_rust();
    handover.finish_in(SWIFT);
}

struct Handover {
    server: Server,
    runner: Runner,
    /// The path of the saved snapshot.
    snapshot: PathBuf,
}

impl Handover {
    /// Starts a flow, signs in until the QR code is displayed, and saves the snapshot.
    fn start(name: &str) -> Self {
        let policy = Policy {
            poll_interval_ms: 1000,
            ..Policy::with_required(&[Key::OktaVerify])
        };
        let server = Server::start(Setup {
            policy,
            ..Setup::default()
        });
        let handover = Self {
            server: server.unwrap(),
            runner: Runner::new(),
            snapshot: Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.snapshot")),
        };
        let info = handover.server.info();
        let redirect_uri = info.redirect_uri.unwrap();
        let issuer = handover.server.issuer();
        let config = FlowConfig::new(issuer, &info.client_id, redirect_uri).unwrap();
        let mut flow = handover.runner.start(config).unwrap();
        handover.settle(&mut flow);
        let password = Secret::from("Correct-Horse-1");
        let prompt = flow.prompt().unwrap();
        let identify = Answer::identify(prompt, "ada@example.com", Some(&password)).unwrap();
        flow.submit(identify, SystemTime::now()).unwrap();
        handover.settle(&mut flow);
        let prompt = flow.prompt().unwrap();
        let key = AuthenticatorKey::OktaVerify;
        let select = Answer::select_authenticator(prompt, &key, None).unwrap();
        flow.submit(select, SystemTime::now()).unwrap();
        handover.settle(&mut flow);
        handover.save(&flow);
        handover
    }

    /// Lets a program continue from the snapshot, poll once, and save the snapshot again.
    fn poll_in(&self, program: &str) {
        let (qr_code, before) = (self.qr_code(), fs::read(&self.snapshot).unwrap());
        let output = self.run(program, &["--polls", "1"]);
        assert!(output.status.success(), "{program}: {}", text(&output));
        let after = fs::read(&self.snapshot).unwrap();
        assert_ne!(after, before, "{program} did not poll");
        assert_eq!(self.qr_code(), qr_code, "{program} saved another prompt");
    }

    /// Lets a program continue from the snapshot until the end of the flow.
    fn finish_in(&self, program: &str) {
        let output = self.run(program, &[]);
        let text = text(&output);
        assert!(output.status.success(), "{program}: {text}");
        let headline = "Signed in as Ada Lovelace (ada@example.com)";
        assert!(text.contains(headline), "{text}");
        let is_deleted = !self.snapshot.exists();
        assert!(is_deleted, "{program} kept the snapshot of an ended flow");
    }

    /// Sends the flow's next poll before it is due. The simulator accepts that.
    fn poll_in_rust(&self) {
        let mut flow = self.restore();
        let now = SystemTime::now();
        let wait = flow.next_action(now).wait().unwrap_or_default();
        let Action::Send { request } = flow.next_action(now + wait) else {
            panic!("no poll is due")
        };
        let response = self.runner.exchange(&request).unwrap();
        flow.handle_response(request.id, response, SystemTime::now());
        self.save(&flow);
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Output {
        let command = env::var(program).unwrap_or_else(|_| panic!("{program} is not set"));
        let words: Vec<String> = serde_json::from_str(&command).unwrap();
        let (name, first_arguments) = words.split_first().unwrap();
        let mut command = Command::new(name);
        command.args(first_arguments);
        command.arg("--state").arg(&self.snapshot).args(arguments);
        let info = serde_json::to_string(&self.server.info()).unwrap();
        command.env("IDX_FLOW_ORG", info);
        command.stdin(Stdio::null()).output().unwrap()
    }

    /// The alternative text and the bytes of the QR code in the snapshot.
    fn qr_code(&self) -> (String, Vec<u8>) {
        let flow = self.restore();
        let data = flow.prompt().unwrap().contextual_data().unwrap();
        let qr = data.qr.as_ref().unwrap();
        (qr.alt.clone(), qr.png().unwrap())
    }

    fn settle(&self, flow: &mut Flow) {
        while let Action::Send { .. } = self.runner.step(flow).unwrap() {}
    }

    fn save(&self, flow: &Flow) {
        fs::write(&self.snapshot, flow.snapshot().expose()).unwrap();
    }

    fn restore(&self) -> Flow {
        let text = fs::read_to_string(&self.snapshot).unwrap();
        Flow::restore(&Snapshot::new(text)).unwrap()
    }
}

fn text(output: &Output) -> String {
    let both = [&output.stdout[..], &output.stderr[..]].concat();
    String::from_utf8_lossy(&both).into_owned()
}
