//! Measures the time and the heap that a response takes, compared with `serde_json`.
//!
//! `cargo bench -p idx-flow` prints two tables. Nothing is asserted, because machines differ. The
//! columns that are compared with each other are measured in turns.
#![expect(clippy::print_stdout, reason = "a benchmark prints its results")]
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the engine has no clock, but its benchmark needs one"
)]

use std::alloc::System;
use std::hint::black_box;
use std::time::{Duration, Instant, SystemTime};

use cap::Cap;
use idx_flow::{Action, Entropy, Flow, FlowConfig, IdxResponse, RequestId, Response};
use serde_json::Value;

/// A copy of the private module, to measure the JSON tree alone.
#[path = "../src/wire/mod.rs"]
#[allow(dead_code, unused_imports, unreachable_pub)]
mod wire;

use wire::json;
use wire::limits::{MAX_DEPTH, MAX_VALUES};

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
    print_steps();
    print_trees();
}

/// The first table: a step of a flow.
fn print_steps() {
    println!(
        "A step of a flow: handle_response and next_action, compared with parsing the body alone"
    );
    println!("(serde_json::from_slice::<Value>). Goals: time ratio 1.3, heap ratio 3, no growth.");
    println!(
        "{:<22} {:>7} {:>9} {:>9} {:>6} {:>13} {:>8} {:>6}",
        "response", "bytes", "step", "Value", "ratio", "save+restore", "heap", "ratio"
    );
    for (name, body) in SIZES {
        print_step(name, body);
    }
    println!("heap growth over 10,000 polls: {} bytes", growth_by_polls());
}

fn print_step(name: &str, body: &[u8]) {
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_893_456_000);
    let introspecting = flow_at_introspect(now);
    let step = Timed::new(
        || (introspecting.clone(), response(body)),
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
    let (step, value) = fastest_batches(&step, &value);
    let (_, heap_before) = with_heap_size(|| introspecting.clone());
    let (flow, heap_after) = with_heap_size(|| {
        let mut flow = introspecting.clone();
        flow.handle_response(RequestId(2), response(body), now);
        flow
    });
    let heap = heap_after - heap_before;
    let save_and_restore = Timed::new(
        || flow.clone(),
        |flow: Flow| Flow::restore(&flow.snapshot()),
    );
    println!(
        "{name:<22} {:>7} {:>7.1}us {:>7.1}us {:>6.2} {:>11.1}us {:>8} {:>6.2}",
        body.len(),
        micros(step),
        micros(value),
        micros(step) / micros(value),
        micros(save_and_restore.fastest_batch()),
        heap,
        heap as f64 / body.len() as f64,
    );
}

/// The second table: the JSON tree of `src/wire/json.rs`, compared with the alternative.
fn print_trees() {
    println!();
    println!(
        "The JSON tree of src/wire/json.rs (limits included), compared with serde_json's Value and"
    );
    println!("a check of its depth and number of values. from_json is the tree and the prompt.");
    println!(
        "{:<22} {:>9} {:>9} {:>6} {:>9} {:>10} {:>6} {:>10}",
        "response", "tree", "Value", "ratio", "heap", "Value heap", "ratio", "from_json"
    );
    for (name, body) in SIZES {
        print_tree(name, body);
    }
}

fn print_tree(name: &str, body: &[u8]) {
    let tree = Timed::new(|| (), |()| parse_tree(body));
    let value = Timed::new(|| (), |()| parse_value(body));
    let (tree, value) = fastest_batches(&tree, &value);
    let from_json = Timed::new(|| (), |()| IdxResponse::from_json(body));
    let (_, tree_heap) = with_heap_size(|| parse_tree(body));
    let (_, value_heap) = with_heap_size(|| parse_value(body));
    println!(
        "{name:<22} {:>7.1}us {:>7.1}us {:>6.2} {:>9} {:>10} {:>6.2} {:>8.1}us",
        micros(tree),
        micros(value),
        micros(value) / micros(tree),
        tree_heap,
        value_heap,
        value_heap as f64 / tree_heap as f64,
        micros(from_json.fastest_batch()),
    );
}

fn parse_tree(body: &[u8]) -> Option<json::Json<'_>> {
    json::parse(std::str::from_utf8(body).ok()?).ok()
}

fn parse_value(body: &[u8]) -> Option<Value> {
    let value = serde_json::from_slice(body).ok()?;
    let mut budget = MAX_VALUES;
    is_within_limits(&value, 0, &mut budget).then_some(value)
}

fn is_within_limits(value: &Value, depth: usize, budget: &mut usize) -> bool {
    if depth > MAX_DEPTH || *budget == 0 {
        return false;
    }
    *budget -= 1;
    match value {
        Value::Array(items) => items
            .iter()
            .all(|item| is_within_limits(item, depth + 1, budget)),
        Value::Object(members) => members
            .values()
            .all(|member| is_within_limits(member, depth + 1, budget)),
        _ => true,
    }
}

/// A flow that has received its interaction handle.
fn flow_at_introspect(now: SystemTime) -> Flow {
    let config = FlowConfig::new("https://id.acme.example", "client", "app:/callback");
    let mut flow = Flow::start(
        config.expect("the issuer is a constant"),
        Entropy::new([7; 96]).expect("the bytes are not zero"),
    );
    flow.handle_response(
        RequestId(1),
        response(br#"{"interaction_handle":"h"}"#),
        now,
    );
    flow
}

fn response(body: &[u8]) -> Response {
    Response::new(200, [], body.to_vec())
}

/// How many bytes of heap 10,000 polls add, after the first ten.
fn growth_by_polls() -> isize {
    let mut now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_893_456_000);
    let (_, body) = SIZES[1];
    let mut flow = flow_at_introspect(now);
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
            other => panic!("expected a QR enrollment, got {other:?}"),
        }
    }
    HEAP.allocated() as isize - at_start as isize
}

/// The result of a function, and the bytes of heap that it occupies.
fn with_heap_size<T>(function: impl FnOnce() -> T) -> (T, usize) {
    let before = HEAP.allocated();
    let result = function();
    (result, HEAP.allocated() - before)
}

/// A function to time. Its inputs are prepared before the clock starts, and its outputs are dropped
/// after the clock stops.
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

    /// The average time of a run in one batch.
    fn batch(&self) -> Duration {
        let inputs: Vec<I> = (0..BATCH).map(|_| (self.prepare)()).collect();
        let mut outputs = Vec::with_capacity(BATCH as usize);
        let start = Instant::now();
        outputs.extend(inputs.into_iter().map(|input| black_box((self.run)(input))));
        start.elapsed() / BATCH
    }

    fn fastest_batch(&self) -> Duration {
        let batches = (0..ROUNDS).map(|_| self.batch());
        batches.min().unwrap_or_default()
    }
}

/// The fastest batch of both, measured in turns, so that other load on the machine affects both.
fn fastest_batches<I, O, P: Fn() -> I, R: Fn(I) -> O, J, Q, S: Fn() -> J, T: Fn(J) -> Q>(
    first: &Timed<P, R>,
    second: &Timed<S, T>,
) -> (Duration, Duration) {
    let rounds = (0..ROUNDS).map(|_| (first.batch(), second.batch()));
    rounds.fold((Duration::MAX, Duration::MAX), |fastest, round| {
        (fastest.0.min(round.0), fastest.1.min(round.1))
    })
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}
