//! The parts of `cargo xtask test`, a file each. A new one is a file and a line in [`ALL`].

mod bindings;
mod browser;
pub(crate) mod check;
pub(crate) mod corpus;
mod demo;
mod handover;
mod interop;
mod kotlin;
mod rust;
mod swift;

use xshell::Shell;

use crate::log::Log;

/// Some steps that are run together, and by name: `cargo xtask test NAME`.
pub(crate) struct Part {
    name: &'static str,
    steps: fn(&Shell, &mut Log),
}

/// In the order they are run: the cheap and telling ones first.
const ALL: &[Part] = &[
    check::PART,
    rust::PART,
    demo::PART,
    corpus::PART,
    bindings::PART,
    kotlin::PART,
    swift::PART,
    handover::PART,
    interop::PART,
    browser::PART,
];

impl Part {
    pub(crate) fn run(&self, shell: &Shell, log: &mut Log) {
        (self.steps)(shell, log);
    }
}

/// The names a person may give.
pub(crate) fn names() -> Vec<&'static str> {
    ALL.iter().map(|part| part.name).collect()
}

/// The parts of these names, or all where none is named.
pub(crate) fn chosen(names: &[String]) -> impl Iterator<Item = &'static Part> {
    ALL.iter()
        .filter(move |part| names.is_empty() || names.iter().any(|name| name == part.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_named_means_all_and_order_is_the_tables() {
        let run = |names: &[&str]| -> Vec<_> {
            let names: Vec<_> = names.iter().map(|&name| name.to_owned()).collect();
            chosen(&names).map(|part| part.name).collect()
        };
        assert_eq!(run(&[]), names());
        assert_eq!(run(&["demo", "check"]), ["check", "demo"]);
    }
}
