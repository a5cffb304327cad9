//! The dependency allow-list of core, which ships to phones and does no I/O.

use std::collections::{BTreeMap, BTreeSet};

use xshell::{Shell, cmd};

use crate::log::Outcome;

/// The allowed dependencies.
const ALLOWED: &str = include_str!("../../../core-dependencies.txt");
const LIMIT: usize = 40;

pub(crate) fn run(shell: &Shell) -> anyhow::Result<Outcome> {
    // `cargo metadata` would enable every feature that any crate of the workspace requests, and so
    // list dependencies that core alone does not have
    let arguments = "--locked --package idx-flow --edges normal --target all --prefix none";
    let arguments = arguments.split(' ');
    let tree = cmd!(shell, "cargo tree {arguments...}").read()?;
    let found = packages(&tree);
    Ok(compare(&entries(ALLOWED), &found))
}

/// Crates and their versions, from lines such as `name v1.2.3 (…)`. The first line is core itself.
fn packages(tree: &str) -> BTreeSet<(&str, &str)> {
    let lines = tree.lines().skip(1);
    lines
        .filter_map(|line| {
            let (name, rest) = line.split_once(" v")?;
            Some((name, rest.split(' ').next()?))
        })
        .collect()
}

/// The names on the list, each with its pinned version if it has one: `name` or `name =1.2.3`.
fn entries(list: &str) -> BTreeMap<&str, Option<&str>> {
    let lines = list.lines().map(str::trim);
    lines
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| match line.split_once(" =") {
            Some((name, version)) => (name, Some(version)),
            None => (line, None),
        })
        .collect()
}

fn compare(allowed: &BTreeMap<&str, Option<&str>>, found: &BTreeSet<(&str, &str)>) -> Outcome {
    let count = found.len();
    let mut problems = Vec::new();
    let new = names(found.iter().filter(|(name, _)| !allowed.contains_key(name)));
    if !new.is_empty() {
        problems.push(format!(
            "new dependencies of core: {new}. Remove them, or add them to \
             xtask/core-dependencies.txt and justify them in the commit message"
        ));
    }
    for (name, version) in found {
        if let Some(Some(pinned)) = allowed.get(name)
            && pinned != version
        {
            problems.push(format!(
                "{name} is {version} and must be {pinned}: \
                 cargo update --package {name} --precise {pinned}"
            ));
        }
    }
    let is_gone = |name: &&str| !found.iter().any(|(found, _)| found == name);
    for name in allowed.keys().filter(|name| is_gone(name)) {
        problems.push(format!(
            "{name} is no longer a dependency: remove it from the list"
        ));
    }
    if count >= LIMIT {
        problems.push(format!(
            "core has {count} dependencies, but the limit is {LIMIT}"
        ));
    }
    Outcome::of(problems, format!("{count} crates, all on the list"))
}

fn names<'n>(crates: impl Iterator<Item = &'n (&'n str, &'n str)>) -> String {
    let names: Vec<_> = crates.map(|(name, _)| *name).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "# why\nidna_adapter =1.0.0\n\nserde\n";
    const TREE: &str = "idx-flow v0.1.0 (/here/core)\nserde v1.0.1\nidna_adapter v1.0.0\n\
                        serde v1.0.1 (*)\n";

    fn problems(list: &str, tree: &str) -> String {
        match compare(&entries(list), &packages(tree)) {
            Outcome::Passed(_) => String::new(),
            Outcome::Failed(what) | Outcome::Skipped(what) => what,
        }
    }

    #[test]
    fn the_list_and_the_tree_match() {
        assert_eq!(packages(TREE).len(), 2);
        assert_eq!(problems(LIST, TREE), "");
    }

    #[test]
    fn a_crate_that_is_not_on_the_list_is_named() {
        let what = problems(LIST, &format!("{TREE}tokio v1.2.3\n"));
        assert!(
            what.starts_with("new dependencies of core: tokio. "),
            "{what}"
        );
    }

    #[test]
    fn a_pinned_version_does_not_change() {
        let what = problems(
            LIST,
            &TREE.replace("idna_adapter v1.0.0", "idna_adapter v1.2.1"),
        );
        assert!(
            what.contains("--package idna_adapter --precise 1.0.0"),
            "{what}"
        );
    }

    #[test]
    fn a_crate_that_is_no_dependency_leaves_the_list() {
        let what = problems(&format!("{LIST}itoa\n"), TREE);
        assert!(what.starts_with("itoa is no longer a dependency"), "{what}");
    }

    #[test]
    fn too_many_crates_fail_even_if_all_are_listed() {
        let names: Vec<_> = (0..LIMIT).map(|n| format!("crate{n}")).collect();
        let tree = format!("idx-flow v0.1.0\n{} v1.0.0\n", names.join(" v1.0.0\n"));
        let what = problems(&names.join("\n"), &tree);
        assert!(what.starts_with("core has 40 dependencies"), "{what}");
    }

    #[test]
    fn the_committed_list_pins_the_small_idna_adapter() {
        assert_eq!(entries(ALLOWED).get("idna_adapter"), Some(&Some("1.0.0")));
    }
}
