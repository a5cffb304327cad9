//! The program as a whole, where nobody is at a terminal.

use std::process::{Command, Output, Stdio};

fn enroll(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_enroll"));
    command.args(arguments).stdin(Stdio::null());
    command.output().expect("the program runs")
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("the output is text")
}

/// The whole run, once: polls are as far apart as the server wants.
#[test]
fn it_enrols_okta_verify_by_itself() {
    let run = enroll(&["--trace"]);
    let (shown, trace) = (text(&run.stdout), text(&run.stderr));
    assert!(run.status.success(), "{shown}\n{trace}");
    let line = |start: &str| shown.lines().any(|line| line.starts_with(start));
    assert!(line("Offered: Okta Verify, "), "{shown}");
    assert!(shown.contains("█▀▀▀▀▀█"), "{shown}");
    assert!(
        line("Poll 1: HTTP 200") && line("Poll 2: HTTP 200"),
        "{shown}"
    );
    assert!(line("Signed in as Ada Lovelace"), "{shown}");
    assert!(line("  email "), "{shown}");
    assert!(!shown.contains("eyJ"), "a token is on the screen");
    assert!(trace.contains("/idp/idx/challenge/poll"), "{trace}");
    for secret in ["eyJ", "data:image/png", "Correct-Horse-1", "oktaverify:"] {
        assert!(!trace.contains(secret), "{secret} is in the trace");
    }
}

#[test]
fn a_real_org_wants_a_person() {
    let run = enroll(&[
        "--issuer",
        "https://id.example.com",
        "--client-id",
        "app",
        "--redirect-uri",
        "com.example.app:/callback",
    ]);
    assert_eq!(run.status.code(), Some(1));
    assert!(text(&run.stderr).starts_with("Not signed in: "));
}

#[test]
fn wrong_arguments_are_told_from_failures() {
    assert_eq!(enroll(&["--issuer"]).status.code(), Some(2));
    let run = enroll(&["--issuer", "x", "--client-id", "y", "--redirect-uri", "z"]);
    assert_eq!(run.status.code(), Some(1));
}

#[test]
fn help_says_how_to_begin() {
    let run = enroll(&["--help"]);
    let help = text(&run.stdout);
    assert!(run.status.success());
    for word in [
        "--issuer",
        "--client-id",
        "--redirect-uri",
        "--scopes",
        "--trace",
        "Examples:",
    ] {
        assert!(help.contains(word), "{word} is missing");
    }
}
