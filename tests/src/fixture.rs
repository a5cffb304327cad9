//! The fixtures: server responses of every known shape, and flows that receive them.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::{Duration, SystemTime};

use idx_flow::{Action, Answer, Entropy, Flow, FlowConfig, Header, Response, Snapshot, StateName};
use serde_json::Value;

/// A fixture, as listed in `fixtures/index.json`.
#[derive(Debug, Clone)]
pub struct Fixture {
    /// Its path below `fixtures`, such as `challenge/duo.json`.
    pub file: String,
    /// A short description.
    pub shows: String,
    /// The response.
    pub response: Response,
}

/// The time at which every fixture is received.
pub fn noon() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_906_502_410)
}

/// Returns the path of the fixtures folder.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

/// Returns every fixture, in the order of the index.
pub fn all() -> Vec<Fixture> {
    index().iter().map(read).collect()
}

/// Returns the fixture with this path.
pub fn named(file: &str) -> Fixture {
    let found = index().iter().find(|entry| entry["file"] == file);
    read(found.unwrap_or_else(|| panic!("there is no fixture {file}")))
}

fn index() -> &'static [Value] {
    static INDEX: LazyLock<Vec<Value>> = LazyLock::new(|| {
        let text = std::fs::read(folder().join("index.json")).unwrap();
        serde_json::from_slice(&text).unwrap()
    });
    &INDEX
}

fn read(entry: &Value) -> Fixture {
    let text = |key: &str| entry[key].as_str().unwrap().to_owned();
    let header = |(name, value): (&String, &Value)| Header::new(name, value.as_str().unwrap());
    let headers = entry["headers"].as_object().into_iter().flatten();
    let file = text("file");
    let status = entry["status"].as_u64().unwrap().try_into().unwrap();
    let body = std::fs::read(folder().join(&file)).unwrap();
    let response = Response::new(status, headers.map(header), body);
    Fixture {
        shows: text("shows"),
        response,
        file,
    }
}

impl Fixture {
    /// The name of its folder.
    pub fn section(&self) -> &str {
        self.file.split('/').next().unwrap_or_default()
    }
}

/// Returns a flow that waits for a response in this state. Other fixtures lead to it.
pub fn flow_in(state: StateName) -> Flow {
    let config = FlowConfig::new(
        "https://id.acme.example/oauth2/default",
        "0oa1xmIF67D3PeKro9g7",
        "com.acme.app:/callback",
    );
    // The sample passwords break the policy of some fixtures.
    let config = config.unwrap().without_password_policy();
    let mut flow = Flow::start(config, Entropy::new([7; 96]).unwrap());
    let responses: &[&str] = match state {
        StateName::Interact => &[],
        StateName::Introspect => &["oauth/interact.json"],
        StateName::Prompt => &["oauth/interact.json", "okta-verify/enroll-qr.json"],
        StateName::Submit => &["oauth/interact.json", "prompts/identify.json"],
        StateName::Exchange => &["oauth/interact.json", "success/interaction-code.json"],
        StateName::Done | StateName::Failed => panic!("{state:?} expects no response"),
    };
    for file in responses {
        receive(&mut flow, &named(file).response);
    }
    flow = with_nonce(&flow);
    if state == StateName::Submit {
        let answer = Answer::new(flow.prompt().unwrap(), "identify");
        flow.submit(answer.with("identifier", "mara"), noon())
            .unwrap();
    }
    assert_eq!(flow.state(), state);
    flow
}

/// Returns the flow with the nonce of the fixtures' ID token.
fn with_nonce(flow: &Flow) -> Flow {
    let mut saved: Value = serde_json::from_str(flow.snapshot().expose()).unwrap();
    let nonce = saved.pointer_mut("/flow/secrets/nonce").unwrap();
    *nonce = "n-KjFCCr6RWvmfuRw9Anqb".into();
    Flow::restore(&Snapshot::new(saved.to_string())).unwrap()
}

/// Passes the response to the flow, for its current request or its next poll.
pub fn receive(flow: &mut Flow, response: &Response) {
    let poll_is_due = noon() + Duration::from_secs(60);
    let request = match flow.next_action(poll_is_due) {
        Action::Send { request } => request,
        other => panic!("{other:?} expects no response"),
    };
    flow.handle_response(request.id, response.clone(), noon());
}
