//! A part of the test run.

use xshell::Shell;

use crate::log::Log;
use crate::tools::debian::Requirement;

/// Steps that run together: `cargo xtask test NAME`.
pub(crate) struct Part {
    pub(crate) name: &'static str,
    /// The programs that the steps need.
    pub(crate) requirements: &'static [&'static Requirement],
    pub(super) steps: fn(&Shell, &mut Log),
}

impl Part {
    pub(crate) fn run(&self, shell: &Shell, log: &mut Log) {
        (self.steps)(shell, log);
    }
}
