//! Compares how the engine reads every fixture with a snapshot in the folder `snapshots`.
//!
//! `cargo insta test` shows changes. Compare each of them with the fixture before you accept it.
#![expect(
    clippy::unwrap_used,
    reason = "tests state their expectations by panicking"
)]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use idx_flow::{Action, Answer, IdxResponse, StateName};
use idx_flow_tests::describe;
use idx_flow_tests::fixture::{self, Fixture, flow_in, noon, receive};

/// Declares a test for each folder of fixtures.
macro_rules! folders {
    ($($test:ident: $folder:literal,)*) => {
        const FOLDERS: &[&str] = &[$($folder),*];
        $(#[test]
        fn $test() {
            assert_snapshots($folder);
        })*
    };
}

folders! {
    challenge: "challenge",
    device: "device",
    enroll: "enroll",
    errors: "errors",
    legacy: "legacy",
    oauth: "oauth",
    malformed: "malformed",
    okta_verify: "okta-verify",
    prompts: "prompts",
    sizes: "sizes",
    success: "success",
    terminal: "terminal",
}

fn assert_snapshots(folder: &str) {
    let fixtures = fixture::all();
    for fixture in fixtures
        .iter()
        .filter(|fixture| fixture.section() == folder)
    {
        let snapshots = Path::new("snapshots").join(folder);
        insta::with_settings!({
            snapshot_path => snapshots,
            prepend_module_to_snapshot => false,
            omit_expression => true,
            description => fixture.shows.as_str(),
        }, {
            insta::assert_snapshot!(stem(fixture), describe(fixture));
        });
    }
}

/// Additional fields of an enrollment do not matter here.
#[test]
fn the_one_time_code_of_every_authenticator_is_a_passcode() {
    let tokens =
        "custom-otp google-otp nfc-pin onprem-mfa rsa-token symantec-vip tac yubikey-token";
    let challenges = tokens
        .split(' ')
        .map(|name| format!("challenge/{name}.json"));
    let others = ["enroll/google-otp.json", "errors/next-code-required.json"].map(str::to_owned);
    for file in challenges.chain(others) {
        let body = fixture::named(&file).response.body;
        let prompt = IdxResponse::from_json(&body).unwrap().prompt;
        let answer = Answer::enter_passcode(&prompt, "123456").unwrap();
        let paths: Vec<_> = answer.values.keys().map(String::as_str).collect();
        assert_eq!(paths, ["credentials.passcode"], "{file}");
    }
}

#[test]
fn every_fixture_is_in_the_index_and_has_a_snapshot() {
    let indexed = fixture::all();
    let files: BTreeSet<_> = indexed.iter().map(|fixture| fixture.file.clone()).collect();
    assert_eq!(files.len(), indexed.len(), "the index lists a file twice");
    let mut on_disk = listed(&fixture::folder());
    on_disk.retain(|path| path.contains('/') && !path.starts_with("snapshots/"));
    assert_same(&files, &on_disk);

    let expected = indexed.iter();
    let expected = expected.map(|fixture| format!("{}/{}.snap", fixture.section(), stem(fixture)));
    let mut snapshots = listed(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots"));
    snapshots.retain(|path| path.contains('/'));
    assert_same(&expected.collect(), &snapshots);
    let folders: BTreeSet<_> = indexed.iter().map(Fixture::section).collect();
    assert_eq!(folders, FOLDERS.iter().copied().collect());
}

fn assert_same(expected: &BTreeSet<String>, found: &BTreeSet<String>) {
    let missing: Vec<_> = expected.difference(found).collect();
    let unexpected: Vec<_> = found.difference(expected).collect();
    assert!(missing.is_empty(), "missing: {missing:?}");
    assert!(unexpected.is_empty(), "unexpected: {unexpected:?}");
}

/// Lists all files below a folder, by their path relative to it.
fn listed(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut pending = vec![PathBuf::new()];
    while let Some(inner) = pending.pop() {
        for entry in std::fs::read_dir(folder.join(&inner)).unwrap() {
            let path = inner.join(entry.unwrap().file_name());
            if folder.join(&path).is_dir() {
                pending.push(path);
            } else {
                found.insert(path.to_str().unwrap().to_owned());
            }
        }
    }
    found
}

fn stem(fixture: &Fixture) -> &str {
    let (_, name) = fixture.file.split_once('/').unwrap();
    name.rsplit_once('.').unwrap().0
}

/// Describes the result in each state that can receive the response, and then the prompt, if any.
fn describe(fixture: &Fixture) -> String {
    let states: &[StateName] = match fixture.section() {
        "oauth" => &[StateName::Interact, StateName::Exchange],
        _ => &[StateName::Introspect, StateName::Prompt, StateName::Submit],
    };
    let mut text = format!("status {}\n", fixture.response.status);
    let mut messages = String::new();
    for state in states {
        let mut flow = flow_in(*state);
        receive(&mut flow, &fixture.response);
        let _ = writeln!(text, "{state:?} → {}", describe::outcome(&flow));
        if let Action::Failed { failure } = flow.next_action(noon()) {
            messages = describe::messages(&failure.messages);
        }
    }
    text += &messages;
    let mut flow = flow_in(*states.first().unwrap());
    receive(&mut flow, &fixture.response);
    if flow.state() == StateName::Prompt {
        text += &describe::prompt(&flow);
    }
    text
}
