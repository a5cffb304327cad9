//! The parts of `cargo xtask test`, one file each. A new part is a file and a line in [`ALL`].

mod bindings;
mod browser;
pub(crate) mod check;
pub(crate) mod corpus;
mod demo;
mod handover;
mod interop;
mod kotlin;
mod part;
mod rust;
mod swift;

pub(crate) use part::Part;

/// In the order in which they run: the quick and general ones first.
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

/// The names that can be passed to `cargo xtask test`.
pub(crate) fn names() -> Vec<&'static str> {
    ALL.iter().map(|part| part.name).collect()
}

/// The parts with these names, or all of them if no name is given.
pub(crate) fn selected(names: &[String]) -> impl Iterator<Item = &'static Part> {
    ALL.iter()
        .filter(move |part| names.is_empty() || names.iter().any(|name| name == part.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_names_all_parts_run_in_the_order_of_the_table() {
        let run = |names: &[&str]| -> Vec<_> {
            let names: Vec<_> = names.iter().map(|&name| name.to_owned()).collect();
            selected(&names).map(|part| part.name).collect()
        };
        assert_eq!(run(&[]), names());
        assert_eq!(run(&["demo", "check"]), ["check", "demo"]);
    }
}
