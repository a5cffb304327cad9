//! The library for Swift and Kotlin, and whether what is committed of the generated code is fresh.

use super::Part;
use crate::bindings;

pub(super) const PART: Part = Part {
    name: "bindings",
    steps: |shell, log| log.step("bindings", || bindings::check(shell)),
};
