//! The steps of a run, and the table at its end.

use std::time::{Duration, Instant};

use xshell::Cmd;

use crate::tools::debian::Missing;

/// The outcome of a step.
#[derive(Debug, PartialEq)]
pub(crate) enum Outcome {
    /// The step succeeded. The text is a note, or empty.
    Passed(String),
    /// The step did not run, for this reason.
    Skipped(String),
    /// The step failed, for this reason.
    Failed(String),
}

impl Outcome {
    /// Failed if there are problems, one per line; else passed, with a note.
    pub(crate) fn of(problems: Vec<String>, note: String) -> Self {
        if problems.is_empty() {
            Self::Passed(note)
        } else {
            Self::Failed(problems.join("\n"))
        }
    }
}

/// All steps of one run.
#[derive(Default)]
pub(crate) struct Log {
    steps: Vec<Step>,
    /// Whether a step whose programs are missing is skipped instead of failed.
    pub(crate) skips_missing: bool,
}

struct Step {
    name: &'static str,
    took: Duration,
    outcome: Outcome,
}

impl Log {
    /// Runs a step. An error counts as a failure of the step, and the run continues.
    pub(crate) fn step(
        &mut self,
        name: &'static str,
        work: impl FnOnce() -> anyhow::Result<Outcome>,
    ) {
        eprintln!("\n==> {name}");
        let start = Instant::now();
        let outcome = work().unwrap_or_else(|error| {
            let text = format!("{error:#}");
            match error.downcast_ref::<Missing>() {
                Some(_) if self.skips_missing => Outcome::Skipped(text),
                _ => Outcome::Failed(text),
            }
        });
        let step = Step {
            name,
            took: start.elapsed(),
            outcome,
        };
        eprintln!("{}", step.text());
        self.steps.push(step);
    }

    /// Prints the table. Returns whether no step failed.
    pub(crate) fn finish(&self) -> bool {
        eprintln!("\n==> all steps");
        for step in &self.steps {
            eprintln!("{}", step.first_line());
        }
        let total: Duration = self.steps.iter().map(|step| step.took).sum();
        let failed = |step: &Step| matches!(step.outcome, Outcome::Failed(_));
        let is_ok = !self.steps.iter().any(failed);
        let verdict = if is_ok { "ok" } else { "FAILED" };
        eprintln!("{}", row(verdict, total, "total", ""));
        is_ok
    }
}

impl Step {
    fn text(&self) -> String {
        let (verdict, note) = match &self.outcome {
            Outcome::Passed(note) => ("ok", note),
            Outcome::Skipped(reason) => ("SKIPPED", reason),
            Outcome::Failed(reason) => ("FAILED", reason),
        };
        row(verdict, self.took, self.name, note)
    }

    fn first_line(&self) -> String {
        let text = self.text();
        text.lines().next().unwrap_or_default().to_owned()
    }
}

/// A step that is one command, with empty standard input. It passes if the command exits with 0.
pub(crate) fn passes(command: Cmd) -> anyhow::Result<Outcome> {
    command.run()?;
    Ok(Outcome::Passed(String::new()))
}

fn row(verdict: &str, took: Duration, name: &str, note: &str) -> String {
    let line = format!(
        "{verdict:<8}{:>7.1} s  {name:<15} {note}",
        took.as_secs_f64()
    );
    line.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_fails_the_run_and_later_steps_still_run() {
        let mut log = Log::default();
        log.step("one", || anyhow::bail!("the disk is full"));
        log.step("two", || Ok(Outcome::Passed(String::new())));
        assert_eq!(log.steps.len(), 2);
        assert_eq!(
            log.steps[0].outcome,
            Outcome::Failed("the disk is full".into())
        );
        assert!(!log.finish());
    }

    #[test]
    fn a_step_with_missing_programs_is_skipped_only_if_nothing_may_be_installed() {
        for (skips_missing, passes) in [(true, true), (false, false)] {
            let mut log = Log {
                skips_missing,
                ..Log::default()
            };
            log.step("swift", || Err(Missing::Swift.into()));
            assert_eq!(log.finish(), passes);
            assert!(log.steps[0].first_line().contains("--no-install"));
        }
    }

    #[test]
    fn a_skipped_step_does_not_fail_the_run_and_gives_the_reason() {
        let mut log = Log::default();
        log.step("interop", || Ok(Outcome::Skipped("no Node.js".into())));
        assert!(log.finish());
        let line = log.steps[0].first_line();
        assert!(line.starts_with("SKIPPED"), "{line}");
        assert!(line.ends_with("no Node.js"), "{line}");
    }
}
