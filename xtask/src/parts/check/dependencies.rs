//! Core ships to phones and does no I/O: what it may depend on is a committed list.

use std::collections::{BTreeMap, BTreeSet};

use xshell::{Shell, cmd};

use crate::log::Outcome;

/// What core may depend on, and why it is kept short.
const ALLOWED: &str = include_str!("../../../core-dependencies.txt");
const FEWER_THAN: usize = 40;

pub(crate) fn run(shell: &Shell) -> anyhow::Result<Outcome> {
    // `cargo tree` and not `cargo metadata`: the latter turns on every feature that any crate of
    // the workspace asks for, and so shows dependencies that core alone does not have.
    let arguments = "--locked --package idx-flow --edges normal --target all --prefix none";
    let arguments = arguments.split(' ');
    let tree = cmd!(shell, "cargo tree {arguments...}").read()?;
    let found = packages(&tree);
    Ok(judge(&entries(ALLOWED), &found))
}

/// Crates and their versions, from lines `name v1.2.3 (…)`; the first line is core itself.
fn packages(tree: &str) -> BTreeSet<(&str, &str)> {
    let lines = tree.lines().skip(1);
    lines
        .filter_map(|line| {
            let (name, rest) = line.split_once(" v")?;
            Some((name, rest.split(' ').next()?))
        })
        .collect()
}

/// Names on the list, each with the one version it may have, if it says so: `name` or `name =1.2.3`.
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

fn judge(allowed: &BTreeMap<&str, Option<&str>>, found: &BTreeSet<(&str, &str)>) -> Outcome {
    let count = found.len();
    let mut wrong = Vec::new();
    let new = names(found.iter().filter(|(name, _)| !allowed.contains_key(name)));
    if !new.is_empty() {
        wrong.push(format!(
            "new in core's dependencies: {new}. Do without, or list them in \
             xtask/core-dependencies.txt and say in the commit what they are worth to a phone"
        ));
    }
    for (name, version) in found {
        if let Some(Some(pinned)) = allowed.get(name)
            && pinned != version
        {
            wrong.push(format!(
                "{name} is {version} and must be {pinned}: \
                 cargo update --package {name} --precise {pinned}"
            ));
        }
    }
    let is_gone = |name: &&str| !found.iter().any(|(found, _)| found == name);
    for name in allowed.keys().filter(|name| is_gone(name)) {
        wrong.push(format!("{name} is no longer needed: take it off the list"));
    }
    if count >= FEWER_THAN {
        wrong.push(format!(
            "core has {count} dependencies, and must have fewer than {FEWER_THAN}"
        ));
    }
    Outcome::of(wrong, format!("{count} crates, all on the list"))
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

    fn verdict(list: &str, tree: &str) -> String {
        match judge(&entries(list), &packages(tree)) {
            Outcome::Passed(_) => String::new(),
            Outcome::Failed(what) | Outcome::Skipped(what) => what,
        }
    }

    #[test]
    fn the_list_and_the_tree_agree() {
        assert_eq!(packages(TREE).len(), 2);
        assert_eq!(verdict(LIST, TREE), "");
    }

    #[test]
    fn a_crate_not_on_the_list_is_named() {
        let what = verdict(LIST, &format!("{TREE}tokio v1.2.3\n"));
        assert!(
            what.starts_with("new in core's dependencies: tokio. "),
            "{what}"
        );
    }

    #[test]
    fn a_pinned_version_may_not_move() {
        let what = verdict(
            LIST,
            &TREE.replace("idna_adapter v1.0.0", "idna_adapter v1.2.1"),
        );
        assert!(
            what.contains("--package idna_adapter --precise 1.0.0"),
            "{what}"
        );
    }

    #[test]
    fn a_crate_that_left_must_leave_the_list() {
        let what = verdict(&format!("{LIST}itoa\n"), TREE);
        assert!(what.starts_with("itoa is no longer needed"), "{what}");
    }

    #[test]
    fn many_are_too_many_even_if_all_are_listed() {
        let names: Vec<_> = (0..FEWER_THAN).map(|n| format!("crate{n}")).collect();
        let tree = format!("idx-flow v0.1.0\n{} v1.0.0\n", names.join(" v1.0.0\n"));
        let what = verdict(&names.join("\n"), &tree);
        assert!(what.starts_with("core has 40 dependencies"), "{what}");
    }

    #[test]
    fn the_committed_list_pins_the_small_idna_adapter() {
        assert_eq!(entries(ALLOWED).get("idna_adapter"), Some(&Some("1.0.0")));
    }
}
