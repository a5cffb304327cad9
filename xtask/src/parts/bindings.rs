//! The library for Swift and Kotlin, and whether the committed generated code is up to date.

use super::part::Part;
use crate::bindings;

pub(super) const PART: Part = Part {
    name: "bindings",
    requirements: &[],
    steps: |shell, log| log.step("bindings", || bindings::check(shell)),
};
