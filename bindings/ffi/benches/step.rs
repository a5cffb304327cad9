//! Measures one poll in Rust through the interface of Swift and Kotlin, as the baseline for their
//! benchmarks.
//!
//! Prints a line of JSON, like the benchmarks of the two packages. `cargo xtask bench bindings` runs all
//! three.
#![expect(clippy::print_stdout, reason = "a benchmark prints its results")]

use std::error::Error;
use std::hint::black_box;
use std::time::{Duration, Instant, SystemTime};

use idx_flow::Secret;
use idx_flow_ffi::{Action, Engine, FlowConfig, FlowError, HttpHeader, TransportResponse};

const BODY: &str = include_str!("../../../tests/fixtures/sizes/11k.json");
const WARM_UP: usize = 2_000;
const POLLS: usize = 5_000;

fn main() -> Result<(), Box<dyn Error>> {
    let start = Instant::now();
    let engine = black_box(Engine::start(config())?);
    let first_call = start.elapsed();

    let mut now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_893_456_000);
    engine.handle_response(1, response(r#"{"interaction_handle":"h"}"#), now)?;
    engine.handle_response(2, response(BODY), now)?;
    let mut steps = Vec::with_capacity(POLLS);
    for poll in 0..WARM_UP + POLLS {
        now += Duration::from_secs(4);
        let elapsed = step(&engine, now)?;
        if poll >= WARM_UP {
            steps.push(elapsed);
        }
    }
    steps.sort();
    let micros = |elapsed: Duration| elapsed.as_secs_f64() * 1e6;
    println!(
        r#"{{"first_call_ms":{:.3},"step_median_us":{:.1},"step_min_us":{:.1}}}"#,
        first_call.as_secs_f64() * 1e3,
        micros(steps.get(POLLS / 2).copied().unwrap_or_default()),
        micros(steps.first().copied().unwrap_or_default()),
    );
    Ok(())
}

/// Measures the response to a poll with an unchanged prompt, and the query of the next action.
fn step(engine: &Engine, now: SystemTime) -> Result<Duration, FlowError> {
    let Action::Send { request } = engine.next_action(now)? else {
        return Err(FlowError::Internal {
            text: "no poll is due".to_owned(),
        });
    };
    let response = response(BODY);
    let start = Instant::now();
    engine.handle_response(request.id, response, now)?;
    let action = black_box(engine.next_action(now)?);
    let elapsed = start.elapsed();
    drop(action);
    Ok(elapsed)
}

fn response(body: &str) -> TransportResponse {
    let header = |n| HttpHeader {
        name: format!("x-header-{n}"),
        value: "the value of a header".into(),
    };
    TransportResponse {
        status: 200,
        headers: (0..12).map(header).collect(),
        body: Secret::from(body),
    }
}

fn config() -> FlowConfig {
    FlowConfig::new("https://id.acme.example", "client", "app:/callback")
}
