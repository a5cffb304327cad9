//! The command line.

use std::process::{Command, Output};

/// Runs the program with arguments with which it does not start.
fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_idx-flow-web"));
    command.args(["--listen", "127.0.0.1:0"]).args(arguments);
    command.output().unwrap()
}

#[test]
fn wrong_arguments_exit_with_2() {
    let issuer = ["--issuer", "https://id.example.com"];
    let client = ["--client-id", "app"];
    let cases: [&[&str]; 7] = [
        &issuer,
        &["--issuer", "not-a-url", "--client-id", "app"],
        &[&issuer[..], &["--client-id", ""]].concat(),
        &[&issuer[..], &client, &["--redirect-uri", "not-a-uri"]].concat(),
        &["--origin", "app.example"],
        &["--redis", "not-a-url"],
        &["--lock-lease", "0"],
    ];
    for arguments in cases {
        let output = run(arguments);
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {error}");
        assert!(error.starts_with("error: "), "{error}");
    }
}

#[test]
fn the_help_lists_every_option() {
    let help = String::from_utf8(run(&["--help"]).stdout).unwrap();
    for option in [
        "--listen",
        "--origin",
        "--redis",
        "--lock-lease",
        "--issuer",
        "--client-id",
        "--client-secret",
        "--redirect-uri",
        "--scopes",
        "Exit codes:",
    ] {
        assert!(help.contains(option), "the help does not list {option}");
    }
}
