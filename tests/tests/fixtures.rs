//! What the engine makes of every fixture: one snapshot each, beside this file.
//!
//! `cargo insta test` shows what has changed; each change is to be read against the wire.
#![expect(
    clippy::unwrap_used,
    reason = "tests say what they expect by panicking"
)]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use idx_flow::{Action, Answer, IdxResponse, StateName};
use idx_flow_tests::describe;
use idx_flow_tests::fixture::{self, Fixture, flow_in, noon, receive};

/// A test for each folder of fixtures.
macro_rules! folders {
    ($($test:ident: $folder:literal,)*) => {
        const FOLDERS: &[&str] = &[$($folder),*];
        $(#[test]
        fn $test() {
            hold($folder);
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

fn hold(folder: &str) {
    let fixtures = fixture::all();
    for fixture in fixtures.iter().filter(|one| one.section() == folder) {
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

/// One code is one field, whoever's it is; what an enrollment asks beside it is told.
#[test]
fn one_time_codes_of_every_kind_are_a_passcode() {
    let tokens =
        "custom-otp google-otp nfc-pin onprem-mfa rsa-token symantec-vip tac yubikey-token";
    let challenges = tokens
        .split(' ')
        .map(|name| format!("challenge/{name}.json"));
    let asked = ["enroll/google-otp.json", "errors/next-token-asked.json"].map(str::to_owned);
    for file in challenges.chain(asked) {
        let body = fixture::named(&file).response.body;
        let page = IdxResponse::from_json(&body).unwrap().prompt;
        let answer = Answer::enter_passcode(&page, "123456").unwrap();
        let paths: Vec<_> = answer.values.keys().map(String::as_str).collect();
        assert_eq!(paths, ["credentials.passcode"], "{file}");
    }
}

#[test]
fn every_fixture_is_in_the_index_and_has_its_snapshot() {
    let indexed = fixture::all();
    let files: BTreeSet<_> = indexed.iter().map(|one| one.file.clone()).collect();
    assert_eq!(files.len(), indexed.len(), "one is there twice");
    let mut on_disk = listed(&fixture::folder());
    on_disk.retain(|path| path.contains('/') && !path.starts_with("snapshots/"));
    assert_same(&files, &on_disk);

    let expected = indexed.iter();
    let expected = expected.map(|one| format!("{}/{}.snap", one.section(), stem(one)));
    let mut snapshots = listed(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots"));
    snapshots.retain(|path| path.contains('/'));
    assert_same(&expected.collect(), &snapshots);
    let folders: BTreeSet<_> = indexed.iter().map(Fixture::section).collect();
    assert_eq!(folders, FOLDERS.iter().copied().collect());
}

fn assert_same(expected: &BTreeSet<String>, found: &BTreeSet<String>) {
    let odd: Vec<_> = expected.symmetric_difference(found).collect();
    assert!(odd.is_empty(), "only on one side: {odd:?}");
}

/// Every file below, by its path from there.
fn listed(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open = vec![PathBuf::new()];
    while let Some(inner) = open.pop() {
        for entry in std::fs::read_dir(folder.join(&inner)).unwrap() {
            let path = inner.join(entry.unwrap().file_name());
            if folder.join(&path).is_dir() {
                open.push(path);
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

/// What comes of it in each state that may receive it; then the page, if it is one.
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
        text += &describe::page(&flow);
    }
    text
}
