//! The program, as a test in another language starts it.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

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
    let output = program.stdout.take().expect("its output is a pipe");
    BufReader::new(output)
        .read_line(&mut line)
        .expect("it says where it is");
    assert!(line.contains("control_url"), "{line}");
    assert_eq!(program.try_wait().expect("it can be asked"), None);

    drop(input);
    assert!(program.wait().expect("it ends").success());
}
