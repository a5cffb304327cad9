//! Two processes that share their sessions in Redis.

use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use idx_flow_sim::faults::{Fault, Rule};

use crate::browser::Browser;
use crate::org::{self, scan};
use crate::process::{App, Process, free_address};

/// A Redis server without anything on disk, and its address.
struct Redis {
    _process: Process,
    url: String,
}

impl Redis {
    fn start() -> Self {
        let free = free_address();
        let (host, port) = free.split_once(':').unwrap();
        let mut command = Command::new("redis-server");
        command.args(["--bind", host, "--port", port]);
        command.args(["--dir", env!("CARGO_TARGET_TMPDIR")]);
        command
            .args(["--save", "", "--appendonly", "no"])
            .stdout(Stdio::null());
        let child = command.spawn();
        let child = child.expect("no redis-server: apt-get install redis-server has it");
        let mut process = Process(child);
        let patience = Instant::now() + Duration::from_secs(10);
        while TcpStream::connect(&free).is_err() {
            assert!(
                process.0.try_wait().unwrap().is_none(),
                "redis-server has ended"
            );
            assert!(Instant::now() < patience, "redis-server does not listen");
            sleep(Duration::from_millis(10));
        }
        Self {
            _process: process,
            url: format!("redis://{free}"),
        }
    }
}

#[test]
#[ignore = "needs redis-server: cargo xtask test browser"]
fn any_process_goes_on_where_another_was_killed() {
    let (org, redis) = (org::start(), Redis::start());
    let start = || App::start(&org, &["--redis", &redis.url]);
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
    let chosen = [("authenticator", browser.field("authenticator"))];
    let chosen = chosen
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    assert_eq!(
        browser.answer("select-authenticator-enroll", &chosen),
        "/OktaVerify/Enroll"
    );
    for origin in [&second.origin, &first.origin, &second.origin] {
        browser.origin.clone_from(origin);
        let told = browser.poll();
        assert_eq!(told["ContinuePolling"], true, "{told}");
        sleep(Duration::from_millis(told["Refresh"].as_u64().unwrap()));
    }

    // the first is killed while it waits for the org, with the session in its hands
    let slow = Rule::once(Fault::Delayed { ms: 30_000 }).at("/challenge/poll");
    org.state().faults.add(slow);
    let mut other_tab = Browser::new(&first.origin);
    (other_tab.cookie, other_tab.page) = (browser.cookie.clone(), browser.page.clone());
    let polling = thread::spawn(move || drop(other_tab.poll()));
    while !org.state().faults.rules().is_empty() {
        sleep(Duration::from_millis(10));
    }
    let told = browser.poll();
    assert_eq!(
        (&told["ContinuePolling"], &told["Next"]),
        (&true.into(), &().into())
    );
    first.process.kill();
    assert!(polling.join().is_err(), "nobody answered the first tab");

    scan(&org, &browser.page);
    assert_eq!(browser.wait(), "/");
    browser.open("/");
    assert!(
        browser
            .page
            .contains("Signed in as <strong>Ada Lovelace</strong>")
    );
}
