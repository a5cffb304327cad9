//! The program, as a test in another language starts it.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// For one that does not end.
const PATIENCE: Duration = Duration::from_secs(30);

#[test]
fn it_ends_with_its_standard_input() {
    let mut program = Command::new(env!("CARGO_BIN_EXE_idx-flow-sim"))
        .arg("--attached")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let input = program.stdin.take();
    let mut line = String::new();
    let mut output = BufReader::new(program.stdout.take().expect("its output is a pipe"));
    output.read_line(&mut line).expect("it says where it is");
    assert!(line.contains("control_url"), "{line}");
    assert_eq!(program.try_wait().expect("it can be asked"), None);

    drop(input);
    let (tell, ended) = mpsc::channel();
    thread::spawn(move || tell.send(output.read_to_end(&mut Vec::new())));
    if ended.recv_timeout(PATIENCE).is_err() {
        let _ = program.kill();
    }
    assert!(program.wait().expect("it ends").success());
}
