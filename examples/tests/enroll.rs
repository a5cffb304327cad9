//! Tests of the `enroll` program without a terminal.

use std::process::{Command, Output, Stdio};

fn enroll(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_enroll"));
    command.args(arguments).stdin(Stdio::null());
    command.output().expect("the program runs")
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("the output is text")
}

/// Polls at the interval of the simulated org, and therefore takes a few seconds.
#[test]
fn an_unattended_run_enrolls_okta_verify() {
    let run = enroll(&["--trace"]);
    let (output, trace) = (text(&run.stdout), text(&run.stderr));
    assert!(run.status.success(), "{output}\n{trace}");
    let has_line = |start: &str| output.lines().any(|line| line.starts_with(start));
    assert!(has_line("Options: Okta Verify, "), "{output}");
    assert!(output.contains("█▀▀▀▀▀█"), "{output}");
    assert!(!output.contains('\x1b'), "a pipe has no colors");
    assert!(
        has_line("Poll 1: HTTP 200") && has_line("Poll 2: HTTP 200"),
        "{output}"
    );
    assert!(has_line("Okta Verify is set up."), "{output}");
    assert!(has_line("> Finish"), "{output}");
    assert!(has_line("Signed in as Ada Lovelace"), "{output}");
    assert!(has_line("  email "), "{output}");
    assert!(!output.contains("eyJ"), "the output contains a token");
    assert!(trace.contains("/idp/idx/challenge/poll"), "{trace}");
    for secret in ["eyJ", "data:image/png", "Correct-Horse-1", "oktaverify:"] {
        assert!(!trace.contains(secret), "the trace contains {secret}");
    }
}

#[test]
fn a_real_org_needs_a_terminal() {
    let run = enroll(&[
        "--issuer",
        "https://id.example.com",
        "--client-id",
        "app",
        "--redirect-uri",
        "com.example.app:/callback",
    ]);
    assert_eq!(run.status.code(), Some(1));
    assert!(text(&run.stderr).starts_with("Sign-in failed: "));
}

#[test]
fn wrong_arguments_exit_with_2() {
    let issuer = "https://id.example.com";
    let redirect_uri = "com.example.app:/callback";
    for [issuer, client_id, redirect_uri] in [
        ["not-a-url", "app", redirect_uri],
        [issuer, "", redirect_uri],
        [issuer, "app", "not-a-uri"],
    ] {
        let run = enroll(&[
            "--issuer",
            issuer,
            "--client-id",
            client_id,
            "--redirect-uri",
            redirect_uri,
        ]);
        let error = text(&run.stderr);
        assert_eq!(run.status.code(), Some(2), "{error}");
        assert!(error.starts_with("error: "), "{error}");
    }
    assert_eq!(enroll(&["--issuer"]).status.code(), Some(2));
}

#[test]
fn the_help_lists_every_option() {
    let run = enroll(&["--help"]);
    let help = text(&run.stdout);
    assert!(run.status.success());
    for option in [
        "--issuer",
        "--client-id",
        "--redirect-uri",
        "--scopes",
        "--username",
        "--trace",
        "--help",
        "--version",
        "Examples:",
        "Exit codes:",
    ] {
        assert!(help.contains(option), "the help does not list {option}");
    }
}
