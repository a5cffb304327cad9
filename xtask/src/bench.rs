//! The cost of the engine in Swift and Kotlin compared with Rust: sizes, the first call, one poll.

use std::fs;
use std::path::Path;

use anyhow::Context;
use serde_json::Value;
use xshell::{Shell, cmd};

use crate::bindings::{self, Bindings};
use crate::log::Outcome;
use crate::programs;
use crate::tools::debian;
use crate::tools::java::{self, MAVEN};
use crate::tools::swift::SWIFT;

/// A response as large as those of an Okta Verify enrollment.
const RESPONSE: &str = "tests/fixtures/sizes/11k.json";

/// Prints two tables, measured in one run. Nothing is asserted, because machines differ.
pub(crate) fn run(shell: &Shell) -> anyhow::Result<Outcome> {
    let bindings = bindings::build(shell)?;
    let rust = rust(shell)?;
    let kotlin = kotlin(shell, &bindings)?;
    let swift = swift(shell)?;
    speeds(&[("Rust", rust), ("Kotlin", kotlin), ("Swift", swift)])?;
    sizes(&bindings)?;
    Ok(Outcome::Passed(String::new()))
}

/// The API of both languages, called from Rust, built as it ships.
fn rust(shell: &Shell) -> anyhow::Result<Value> {
    let bench = "bench --quiet --package idx-flow-ffi --profile ship".split(' ');
    figures(&cmd!(shell, "cargo {bench...}").read()?)
}

fn kotlin(shell: &Shell, bindings: &Bindings) -> anyhow::Result<Value> {
    debian::ensure(shell, &MAVEN)?;
    let bench =
        "--quiet --activate-profiles bench --projects idx-flow --also-make -DskipTests verify";
    let arguments: Vec<_> = bench.split(' ').collect();
    figures(&java::maven(shell, bindings, &arguments).read()?)
}

fn swift(shell: &Shell) -> anyhow::Result<Value> {
    debian::ensure(shell, &SWIFT)?;
    let mut line = programs::swift_bench(shell)?.into_iter();
    let response = shell.current_dir().join(RESPONSE);
    let bench = shell.cmd(line.next().context("a command line has a program")?);
    figures(&bench.args(line).arg(response).read()?)
}

/// The last line of a program's output that is a JSON object.
fn figures(output: &str) -> anyhow::Result<Value> {
    let line = output.lines().rev().find_map(object);
    let line = line.with_context(|| format!("{output:?} has no line of JSON"))?;
    Ok(serde_json::from_str(line)?)
}

/// The JSON object in a line, without terminal colors around it.
fn object(line: &str) -> Option<&str> {
    line.get(line.find('{')?..=line.rfind('}')?)
}

fn speeds(measured: &[(&str, Value)]) -> anyhow::Result<()> {
    let number = |figures: &Value, name: &str| {
        let number = figures.get(name).and_then(Value::as_f64);
        number.with_context(|| format!("{figures} has no {name}"))
    };
    let (_, rust) = measured.first().context("Rust comes first")?;
    let base = number(rust, "step_median_us")?;
    println!("\n          first call     poll, median      fastest   vs. Rust");
    for (name, figures) in measured {
        let (first, fastest) = (
            number(figures, "first_call_ms")?,
            number(figures, "step_min_us")?,
        );
        let median = number(figures, "step_median_us")?;
        println!(
            "{name:<8} {first:>8.2} ms {median:>13.1} us {fastest:>9.1} us {:>+10.1} us",
            median - base
        );
    }
    println!(
        "a poll: handle_response with 11 KB and 12 headers, and next_action; \
         goals: +100 us in Kotlin, +15 us in Swift\n"
    );
    Ok(())
}

fn sizes(bindings: &Bindings) -> anyhow::Result<()> {
    let kotlin = &bindings.kotlin;
    for (name, path) in [
        ("library, stripped (goal: 900 KB)", &bindings.shared_library),
        (
            "jar with the library",
            &kotlin.join("maven/idx-flow-engine/idx-flow-engine-0.1.0.jar"),
        ),
        (
            "jar of the Kotlin layer",
            &kotlin.join("maven/idx-flow/idx-flow-0.1.0.jar"),
        ),
        (
            "generated Kotlin",
            &kotlin.join("sources/dev/idxflow/engine/idx_flow.kt"),
        ),
        (
            "generated Swift",
            &Path::new(bindings::SWIFT_ENGINE).join("IdxFlowEngine.swift"),
        ),
    ] {
        let file =
            fs::metadata(path).with_context(|| format!("{} does not exist", path.display()))?;
        println!("{name:<34} {:>8.1} KB", file.len() as f64 / 1e3);
    }
    Ok(())
}
