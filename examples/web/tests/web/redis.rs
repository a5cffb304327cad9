//! Two processes that share their sessions in Redis.

use std::io::{BufRead as _, BufReader};
use std::process::{ChildStdout, Command, Stdio};
use std::thread;

use idx_flow_sim::faults::{Fault, Rule};
use idx_flow_sim::server::Server;

use crate::browser::Browser;
use crate::org::{self, scan};
use crate::process::{App, Process, free_address};
use crate::wait::wait_for;

/// A Redis server that stores nothing on disk.
struct Redis {
    _process: Process,
    /// Keeps the pipe open, because the server writes its log there.
    _log: BufReader<ChildStdout>,
    url: String,
}

impl Redis {
    /// Starts a server and waits until it accepts connections.
    fn start() -> Self {
        let address = free_address();
        let (host, port) = address.split_once(':').unwrap();
        let mut command = Command::new("redis-server");
        command.args(["--bind", host, "--port", port]);
        command.args(["--dir", env!("CARGO_TARGET_TMPDIR")]);
        command.args(["--save", "", "--appendonly", "no"]);
        let child = command.stdout(Stdio::piped()).spawn();
        let mut child = child.expect("redis-server is missing; install the package redis-server");
        let mut log = BufReader::new(child.stdout.take().unwrap());
        let process = Process(child);
        let mut line = String::new();
        while !line.contains("Ready to accept connections") {
            line.clear();
            let length = log.read_line(&mut line).unwrap();
            assert_ne!(length, 0, "redis-server has ended");
        }
        Self {
            _process: process,
            _log: log,
            url: format!("redis://{address}"),
        }
    }
}

/// Polls the app until a poll with this fault reaches the org.
fn poll_org(browser: &mut Browser, org: &Server) {
    let rule = Rule::once(Fault::Delayed { ms: 0 }).at("/challenge/poll");
    org.state().faults.add(rule);
    wait_for("a poll that reaches the org", || {
        let response = browser.poll();
        assert_eq!(response["ContinuePolling"], true, "{response}");
        org.state().faults.rules().is_empty().then_some(())
    });
}

#[test]
#[ignore = "needs redis-server: cargo xtask test browser"]
fn another_process_continues_after_one_was_killed() {
    let (org, redis) = (org::start(), Redis::start());
    let start = || App::start(&org, &["--redis", &redis.url, "--lock-lease", "500"]);
    let (mut first, second) = (start(), start());
    let mut browser = Browser::new(&first.origin);

    // each request goes to the other process
    assert_eq!(browser.open("/Account/SignIn"), "/Account/SignIn");
    browser.origin.clone_from(&second.origin);
    let values = [
        ("identifier", org::LOGIN),
        ("credentials.passcode", org::PASSWORD),
    ];
    assert_eq!(
        browser.answer("identify", &values),
        "/Manage/SelectAuthenticator"
    );
    browser.origin.clone_from(&first.origin);
    let okta_verify = browser.field("authenticator");
    assert_eq!(
        browser.answer(
            "select-authenticator-enroll",
            &[("authenticator", &okta_verify)]
        ),
        "/OktaVerify/Enroll"
    );
    for origin in [&second.origin, &first.origin, &second.origin] {
        browser.origin.clone_from(origin);
        poll_org(&mut browser, &org);
    }

    // the first process is killed while it waits for the org and holds the session's lock
    let slow = Rule::once(Fault::Delayed { ms: 30_000 }).at("/challenge/poll");
    org.state().faults.add(slow);
    let mut other_tab = Browser::new(&first.origin);
    (other_tab.cookie, other_tab.page) = (browser.cookie.clone(), browser.page.clone());
    let polling = thread::spawn(move || {
        // ends with a panic when the process is killed
        wait_for("the process is killed", || {
            other_tab.poll();
            None::<()>
        });
    });
    wait_for("a poll that reaches the org", || {
        org.state().faults.rules().is_empty().then_some(())
    });
    let response = browser.poll();
    assert_eq!(response["ContinuePolling"], true, "{response}");
    assert!(response["Next"].is_null(), "{response}");
    first.process.kill();
    assert!(polling.join().is_err(), "the killed process replied");

    scan(&org, &browser.page);
    assert_eq!(browser.wait_for_next_page(), "/");
    browser.open("/");
    browser.assert_shows("Signed in as <strong>Ada Lovelace</strong>");
}
