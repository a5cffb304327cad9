//! Compares the tables in `SCENARIOS.md` with the scenarios and the fault injection tests.
#![expect(
    clippy::unwrap_used,
    reason = "tests state their expectations by panicking"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use idx_flow_tests::{scenarios, script};

const DOCUMENT: &str = include_str!("../SCENARIOS.md");

/// The scenarios that need real connections, with the tests that are their equivalent.
const ELSEWHERE: [(&str, &str); 1] = [("S5", "../bindings/ureq/tests/loopback/connection.rs")];

#[test]
fn every_scenario_is_listed_with_its_file() {
    let rows = rows(|id| !is_fault(id));
    let listed = rows.iter().map(|[id, _, file, _]| format!("{id} {file}"));
    let scenarios = scenarios::with_files();
    let expected = scenarios.map(|(file, scenario)| format!("{} `{file}`", scenario.name));
    let elsewhere = ELSEWHERE.map(|(id, file)| format!("{id} `{file}`"));
    assert_same(listed, expected.chain(elsewhere));
    for [_, text, file, _] in &rows {
        assert!(!text.is_empty());
        assert!(folder().join(file.trim_matches('`')).exists(), "{file}");
    }
}

#[test]
fn the_scenarios_with_a_script_are_marked() {
    let rows = rows(|id| !is_fault(id));
    let marked = rows.iter().filter(|[.., mark]| mark == "✓");
    let marked = marked.map(|[id, ..]| id.clone());
    let scripts = script::all().into_iter().map(|script| script.name);
    assert_same(marked, scripts);
}

/// The doc comment of a fault injection test is the id of its fault, such as `/// R1.`.
#[test]
fn every_fault_is_listed_with_its_files() {
    let rows = rows(is_fault);
    let listed = rows.iter().flat_map(|[id, _, files, _]| {
        let files = files.split(", ").map(|file| file.trim_matches('`'));
        files.map(move |file| format!("{id} {file}"))
    });
    let mut expected = Vec::new();
    for file in test_files(&["tests/fault_injection", "tests/loopback"]) {
        let text = fs::read_to_string(folder().join(&file)).unwrap();
        let ids = text.lines().filter_map(|line| line.strip_prefix("/// "));
        let ids = ids.map(|id| id.trim_end_matches('.'));
        expected.extend(
            ids.filter(|id| is_fault(id))
                .map(|id| format!("{id} {file}")),
        );
    }
    assert_same(listed, expected.into_iter());
}

/// The rows of the tables whose id matches: id, text, files, and the mark for scenarios over HTTP.
fn rows(matches: fn(&str) -> bool) -> Vec<[String; 4]> {
    let lines = DOCUMENT.lines().filter_map(|line| line.strip_prefix("| "));
    let cells = lines.map(|line| {
        let mut cells = line.split('|').map(|cell| cell.trim().to_owned());
        std::array::from_fn(|_| cells.next().unwrap_or_default())
    });
    let is_row = |[id, ..]: &[String; 4]| id != "id" && matches(id);
    cells.filter(is_row).collect()
}

/// Whether an id is that of a fault: `R` and a number.
fn is_fault(id: &str) -> bool {
    let number = id.strip_prefix('R');
    number.is_some_and(|number| number.parse::<u32>().is_ok())
}

/// The files in these folders, relative to `tests`.
fn test_files(folders: &[&str]) -> Vec<String> {
    let files = |path: &&str| fs::read_dir(folder().join(path)).unwrap();
    let paths = folders
        .iter()
        .flat_map(files)
        .map(|file| file.unwrap().path());
    let relative = |path: PathBuf| {
        let path = path.strip_prefix(folder()).unwrap().to_str();
        path.unwrap().replace('\\', "/")
    };
    paths.map(relative).collect()
}

fn folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn assert_same(listed: impl Iterator<Item = String>, expected: impl Iterator<Item = String>) {
    let listed: Vec<_> = listed.collect();
    let unique: BTreeSet<_> = listed.iter().cloned().collect();
    assert_eq!(unique.len(), listed.len(), "a row is listed twice");
    assert_eq!(unique, expected.collect());
}
