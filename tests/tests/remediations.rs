//! The table of remediations in the documentation, held against the code and the scenarios.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "tests say what they expect by panicking"
)]

use std::collections::{BTreeMap, BTreeSet};

use idx_flow::RemediationName;
use idx_flow_tests::fixture::{self, Fixture};
use idx_flow_tests::scenarios;

const DOCUMENTATION: &str = include_str!("../../core/remediations.md");

/// The rows: a name of the wire, and the scenarios that show it.
fn table() -> BTreeMap<String, BTreeSet<String>> {
    let rows = DOCUMENTATION
        .lines()
        .filter_map(|line| line.strip_prefix("| `"));
    let row = |line: &str| {
        let cells: Vec<_> = line.trim_end_matches(" |").split(" | ").collect();
        let scenarios = cells.last().unwrap().split(", ");
        let scenarios = scenarios.filter(|scenario| *scenario != "–");
        (
            cells[0].trim_end_matches('`').to_owned(),
            scenarios.map(str::to_owned).collect(),
        )
    };
    rows.map(row).collect()
}

/// Which scenarios offer which remediation.
fn offered() -> BTreeMap<String, BTreeSet<String>> {
    let mut offered: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for scenario in scenarios::all() {
        let mut host = scenario.host();
        assert_eq!((scenario.run)(&mut host), Ok(()), "{}", scenario.name);
        for name in host.offered {
            let scenarios = offered.entry(name).or_default();
            scenarios.insert(scenario.name.to_owned());
        }
    }
    offered
}

#[test]
fn every_known_name_has_its_row() {
    let known: BTreeSet<_> = RemediationName::KNOWN
        .iter()
        .map(|name| name.as_str().to_owned())
        .collect();
    let rows: BTreeSet<_> = table().into_keys().collect();
    assert_eq!(rows, known);
}

#[test]
fn every_scenario_in_the_table_shows_its_remediation() {
    let offered = offered();
    let nowhere = BTreeSet::new();
    for (name, scenarios) in table() {
        let by = offered.get(&name).unwrap_or(&nowhere);
        assert!(scenarios.is_subset(by), "{name}: shown by {by:?}");
        assert_eq!(
            scenarios.is_empty(),
            by.is_empty(),
            "{name}: shown by {by:?}"
        );
    }
}

#[test]
fn a_row_without_a_scenario_has_a_fixture() {
    let is_in = |name: &str, one: &Fixture| {
        let said = format!("\"name\": \"{name}\"");
        String::from_utf8_lossy(&one.response.body).contains(&said)
    };
    let fixtures = fixture::all();
    for (name, _) in table().into_iter().filter(|(_, by)| by.is_empty()) {
        assert!(fixtures.iter().any(|one| is_in(&name, one)), "no {name}");
    }
}
