//! Tests of the `inspect` program.

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

/// Runs the program with `body` on standard input.
fn inspect(arguments: &[&str], body: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_inspect"));
    let mut child = command
        .args(arguments)
        .arg("-")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("standard input is piped");
    stdin.write_all(body.as_bytes()).expect("the body is read");
    drop(stdin);
    child.wait_with_output().expect("the program ends")
}

fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).expect("the output is text")
}

#[test]
fn an_idx_response_is_reported() {
    let body = r#"{"remediation": {"value": [{"name": "identify", "href": "/x", "value": []}]}}"#;
    let output = inspect(&[], body);
    assert_eq!(output.status.code(), Some(0));
    assert!(stdout(&output).contains(r#""outcome":"prompt""#));
    let output = inspect(&["--pretty"], body);
    assert!(stdout(&output).contains("\n  identify  POST /x\n"));
}

#[test]
fn a_json_object_that_is_not_an_idx_response_is_an_error() {
    for body in [r#"{"keys": []}"#, r#"{"access_token": "x"}"#] {
        let output = inspect(&[], body);
        assert_eq!(output.status.code(), Some(1), "{body}");
        assert!(stdout(&output).contains(r#""error":"not an IDX response"#));
        let output = inspect(&["--pretty"], body);
        assert_eq!(output.status.code(), Some(1), "{body}");
        assert!(stdout(&output).contains("not an IDX response"));
    }
}

#[test]
fn a_missing_file_is_an_error() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_inspect"));
    let output = command.arg("no-such-file.json").output();
    let output = output.expect("the program runs");
    assert_eq!(output.status.code(), Some(1));
    assert!(stdout(&output).contains(r#""error":"#));
}
