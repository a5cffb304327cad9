//! Compares the table of remediations in the documentation with the code and the scenarios.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "tests state their expectations by panicking"
)]

use std::collections::{BTreeMap, BTreeSet};

use idx_flow::RemediationName;
use idx_flow_tests::fixture::{self, Fixture};
use idx_flow_tests::scenarios;

const DOCUMENTATION: &str = include_str!("../../core/remediations.md");

#[test]
fn the_table_has_a_row_for_every_known_remediation() {
    let known: BTreeSet<_> = RemediationName::KNOWN
        .iter()
        .map(|name| name.as_str().to_owned())
        .collect();
    let rows: BTreeSet<_> = table().into_keys().collect();
    assert_eq!(rows, known);
}

#[test]
fn every_scenario_in_a_row_offers_the_remediation() {
    let offered = offered();
    let none = BTreeSet::new();
    for (name, scenarios) in table() {
        let offered_by = offered.get(&name).unwrap_or(&none);
        assert!(
            scenarios.is_subset(offered_by),
            "{name}: offered by {offered_by:?}"
        );
        assert_eq!(
            scenarios.is_empty(),
            offered_by.is_empty(),
            "{name}: offered by {offered_by:?}"
        );
    }
}

#[test]
fn a_remediation_without_a_scenario_is_in_a_fixture() {
    let has_name = |fixture: &Fixture, name: &str| {
        let member = format!("\"name\": \"{name}\"");
        String::from_utf8_lossy(&fixture.response.body).contains(&member)
    };
    let fixtures = fixture::all();
    let rows = table().into_iter();
    for (name, _) in rows.filter(|(_, scenarios)| scenarios.is_empty()) {
        let mut fixtures = fixtures.iter();
        assert!(
            fixtures.any(|fixture| has_name(fixture, &name)),
            "no fixture has {name}"
        );
    }
}

/// The rows of the table: the name of a remediation, and the scenarios that offer it.
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

/// For each remediation the scenarios that offer it.
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
