//! What a response costs: time beside `serde_json`, heap beside the response's own bytes.
//!
//! `cargo bench -p idx-flow` prints a table; nothing is asserted, for machines differ. All figures
//! of a line come from one run, so that they can be compared.
#![expect(clippy::print_stdout, reason = "a program that prints")]
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "core has no clock, but here it is timed"
)]

use std::alloc::System;
use std::hint::black_box;
use std::time::{Duration, Instant, SystemTime};

use cap::Cap;
use idx_flow::{Action, Entropy, Flow, FlowConfig, RequestId, Response};
use serde_json::Value;

#[global_allocator]
static HEAP: Cap<System> = Cap::new(System, usize::MAX);

const SIZES: [(&str, &[u8]); 3] = [
    (
        "1 KB, a poll",
        include_bytes!("../../tests/fixtures/sizes/1k.json"),
    ),
    (
        "11 KB, a QR enrollment",
        include_bytes!("../../tests/fixtures/sizes/11k.json"),
    ),
    (
        "44 KB, a sign-up",
        include_bytes!("../../tests/fixtures/sizes/44k.json"),
    ),
];

fn main() {
    println!(
        "{:<22} {:>7} {:>9} {:>9} {:>6} {:>13} {:>8} {:>6}",
        "response", "bytes", "step", "Value", "ratio", "save+restore", "heap", "ratio"
    );
    for (name, body) in SIZES {
        line(name, body);
    }
    println!("heap gained over 10,000 polls: {} bytes", gained_by_polls());
    println!(
        "step: handle_response + next_action; Value: serde_json::from_slice::<Value>; goals: ratio 1.3, heap 3, gain 0"
    );
}

fn line(name: &str, body: &[u8]) {
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_893_456_000);
    let fresh = at_introspect(now);
    let step = Timed::new(
        || (fresh.clone(), response(body)),
        |(mut flow, response): (Flow, Response)| {
            flow.handle_response(RequestId(2), response, now);
            let action = flow.next_action(now);
            (flow, action)
        },
    );
    let value = Timed::new(
        || body.to_vec(),
        |body: Vec<u8>| serde_json::from_slice::<Value>(&body).map(|value| (body, value)),
    );
    let (step, value) = race(&step, &value);
    let before = HEAP.allocated();
    let bare = fresh.clone();
    let without = HEAP.allocated() - before;
    let before = HEAP.allocated();
    let mut flow = fresh.clone();
    flow.handle_response(RequestId(2), response(body), now);
    let held = HEAP.allocated() - before - without;
    drop(bare);
    let saved = Timed::new(
        || flow.clone(),
        |flow: Flow| Flow::restore(&flow.snapshot()),
    );
    let saved = (0..ROUNDS).map(|_| saved.batch()).min().unwrap_or_default();
    let ratio = |a: Duration, b: Duration| a.as_secs_f64() / b.as_secs_f64();
    println!(
        "{name:<22} {:>7} {:>7.1}us {:>7.1}us {:>6.2} {:>11.1}us {:>8} {:>6.2}",
        body.len(),
        micros(step),
        micros(value),
        ratio(step, value),
        micros(saved),
        held,
        held as f64 / body.len() as f64,
    );
}

/// A flow that has just been told its interaction handle.
fn at_introspect(now: SystemTime) -> Flow {
    let config = FlowConfig::new("https://id.acme.example", "client", "app:/callback");
    let mut flow = Flow::start(
        config.expect("the issuer is a constant"),
        Entropy::from([7; 96]),
    );
    flow.handle_response(
        RequestId(1),
        response(br#"{"interaction_handle":"h"}"#),
        now,
    );
    flow
}

fn response(body: &[u8]) -> Response {
    Response {
        status: 200,
        headers: Vec::new(),
        body: body.to_vec(),
    }
}

fn gained_by_polls() -> isize {
    let mut now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_893_456_000);
    let (_, body) = SIZES[1];
    let mut flow = at_introspect(now);
    flow.handle_response(RequestId(2), response(body), now);
    let mut polls = 0;
    let mut at_start = 0;
    while polls < 10_010 {
        match flow.next_action(now) {
            Action::Send { request } => {
                flow.handle_response(request.id, response(body), now);
                polls += 1;
                if polls == 10 {
                    at_start = HEAP.allocated();
                }
            }
            Action::ShowQr {
                wait: Some(wait), ..
            } => now += wait,
            other => panic!("the fixture is a QR enrollment, not {other:?}"),
        }
    }
    HEAP.allocated() as isize - at_start as isize
}

/// Something to time: inputs are made before the clock starts, outputs dropped after it stops.
struct Timed<P, R> {
    prepare: P,
    run: R,
}

const ROUNDS: u32 = 300;
const BATCH: u32 = 100;

impl<I, O, P: Fn() -> I, R: Fn(I) -> O> Timed<P, R> {
    fn new(prepare: P, run: R) -> Self {
        Self { prepare, run }
    }

    /// The time of one run, in the mean of a batch.
    fn batch(&self) -> Duration {
        let inputs: Vec<I> = (0..BATCH).map(|_| (self.prepare)()).collect();
        let mut outputs = Vec::with_capacity(BATCH as usize);
        let start = Instant::now();
        outputs.extend(inputs.into_iter().map(|input| black_box((self.run)(input))));
        start.elapsed() / BATCH
    }
}

/// The fastest batch of each, taken in turns: what else the machine does hits both alike.
fn race<I, O, P: Fn() -> I, R: Fn(I) -> O, J, Q, S: Fn() -> J, T: Fn(J) -> Q>(
    one: &Timed<P, R>,
    other: &Timed<S, T>,
) -> (Duration, Duration) {
    let rounds = (0..ROUNDS).map(|_| (one.batch(), other.batch()));
    rounds.fold((Duration::MAX, Duration::MAX), |best, new| {
        (best.0.min(new.0), best.1.min(new.1))
    })
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}
