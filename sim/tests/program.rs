//! The program: its output, its exit and its handling of invalid arguments.

use std::io::{BufRead as _, BufReader, Read as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// The time after which a program that does not exit is killed.
const TIMEOUT: Duration = Duration::from_secs(30);

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_idx-flow-sim"))
}

/// Runs the program with closed standard input until it exits.
fn run(arguments: &[&str]) -> Output {
    let mut command = program();
    let command = command.arg("--attached").args(arguments);
    command.stdin(Stdio::null()).output().expect("it starts")
}

/// Writes a setup file for one test.
fn setup_file(name: &str, json: &str) -> PathBuf {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&file, json).expect("the file is written");
    file
}

fn assert_usage_error(output: &Output, expected: &str) {
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert!(stderr.contains(expected), "{stderr}");
    assert!(output.stdout.is_empty());
}

#[test]
fn an_attached_program_exits_when_standard_input_closes() {
    let mut child = program()
        .arg("--attached")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let stdin = child.stdin.take();
    let mut stdout = BufReader::new(child.stdout.take().expect("standard output is a pipe"));
    let mut line = String::new();
    stdout.read_line(&mut line).expect("it prints a line");
    assert!(line.contains("control_url"), "{line}");
    assert_eq!(child.try_wait().expect("its status is known"), None);

    drop(stdin);
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || sender.send(stdout.read_to_end(&mut Vec::new())));
    if receiver.recv_timeout(TIMEOUT).is_err() {
        let _ = child.kill();
    }
    assert!(child.wait().expect("it exits").success());
}

#[test]
fn the_url_of_the_console_is_printed_to_standard_error() {
    let mut child = program()
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut lines = [String::new(), String::new()];
    let [info, text] = &mut lines;
    let mut stdout = BufReader::new(child.stdout.take().expect("standard output is a pipe"));
    stdout.read_line(info).expect("it prints a line");
    let mut stderr = BufReader::new(child.stderr.take().expect("standard error is a pipe"));
    stderr.read_line(text).expect("it prints a line");
    child.kill().expect("it runs");
    child.wait().expect("it exits");
    let info: serde_json::Value = serde_json::from_str(info).expect("the first line is JSON");
    let url = info["control_url"].as_str().expect("a URL");
    assert_eq!(
        *text,
        format!("Open {url} in a browser for the console. Press Ctrl-C to stop.\n")
    );
}

#[test]
fn a_valid_setup_is_accepted() {
    let json = r#"{"client_id": "0oa2", "users": [{"login": "bob@example.com"}]}"#;
    let file = setup_file("valid.json", json);
    let output = run(&["--setup", &file.to_string_lossy()]);
    assert!(output.status.success());
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert!(stdout.contains(r#""client_id":"0oa2""#), "{stdout}");
    assert!(stdout.contains("bob@example.com"), "{stdout}");
}

#[test]
fn invalid_arguments_exit_with_status_2() {
    for (arguments, expected) in [
        (&["--unknown"][..], "unexpected argument '--unknown'"),
        (&["--seed", "x"], "invalid value 'x' for '--seed"),
        (&["--listen", "localhost"], "such as 127.0.0.1:7400"),
        (&["--listen", "0.0.0.0:0"], "must be a loopback address"),
        (&["--listen", "192.0.2.1:80"], "must be a loopback address"),
        (&["--setup", "/no/such/file"], "cannot read the file"),
    ] {
        assert_usage_error(&run(arguments), expected);
    }
}

#[test]
fn an_unusable_setup_exits_with_status_2() {
    for (index, (json, expected)) in [
        ("{", "EOF while parsing"),
        (r#"{"isuer": ""}"#, "unknown field `isuer`"),
        (r#"{"policy": {"required": ["x"]}}"#, "unknown variant `x`"),
        (r#"{"issuer": "example"}"#, "`issuer` must be"),
        (r#"{"issuer": "ftp://org.example.com"}"#, "`issuer` must be"),
        (
            r#"{"issuer": "https://org.example.com/a"}"#,
            "`issuer` must be",
        ),
        (r#"{"client_id": ""}"#, "`client_id` must not be empty"),
        (
            r#"{"redirect_uris": ["/callback"]}"#,
            "`redirect_uris[0]` must be",
        ),
        (
            r#"{"email_callback_uri": "/magiclink"}"#,
            "`email_callback_uri` must be",
        ),
        (r#"{"users": [{"login": ""}]}"#, "`users[0].login` must not"),
        (
            r#"{"users": [{}, {"login": "ADA@example.com"}]}"#,
            "`users[1]` has",
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let file = setup_file(&format!("unusable-{index}.json"), json);
        assert_usage_error(&run(&["--setup", &file.to_string_lossy()]), expected);
    }
}

#[test]
fn an_address_in_use_exits_with_status_1() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("a bound address").to_string();
    let output = run(&["--listen", &address]);
    assert_eq!(output.status.code(), Some(1));
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(
        stderr.contains(&format!("cannot listen on {address}")),
        "{stderr}"
    );
}
