//! The steps of a run as they happen, and the table that closes it.

use std::time::{Duration, Instant};

use xshell::Cmd;

/// What a step came to.
#[derive(Debug, PartialEq)]
pub(crate) enum Outcome {
    /// It ran and all was well; a few words on what it saw, or none.
    Passed(String),
    /// It did not run, and why.
    Skipped(String),
    /// It ran, and this was wrong.
    Failed(String),
}

impl Outcome {
    /// Failed where something is wrong, a line each; else passed, with a note.
    pub(crate) fn of(wrong: Vec<String>, note: String) -> Self {
        if wrong.is_empty() {
            Self::Passed(note)
        } else {
            Self::Failed(wrong.join("\n"))
        }
    }
}

/// All steps of one run.
#[derive(Default)]
pub(crate) struct Log {
    steps: Vec<Step>,
}

struct Step {
    name: &'static str,
    took: Duration,
    outcome: Outcome,
}

impl Log {
    /// Does one step; an error of its own counts as a failure, and the run goes on.
    pub(crate) fn step(
        &mut self,
        name: &'static str,
        work: impl FnOnce() -> anyhow::Result<Outcome>,
    ) {
        eprintln!("\n==> {name}");
        let start = Instant::now();
        let outcome = work().unwrap_or_else(|error| Outcome::Failed(format!("{error:#}")));
        let step = Step {
            name,
            took: start.elapsed(),
            outcome,
        };
        eprintln!("{}", step.whole());
        self.steps.push(step);
    }

    /// Prints the table; true where no step failed.
    pub(crate) fn close(&self) -> bool {
        eprintln!("\n==> all steps");
        for step in &self.steps {
            eprintln!("{}", step.line());
        }
        let total: Duration = self.steps.iter().map(|step| step.took).sum();
        let verdict = if self.all_well() { "ok" } else { "FAILED" };
        eprintln!("{}", row(verdict, total, "total", ""));
        self.all_well()
    }

    fn all_well(&self) -> bool {
        let failed = |step: &Step| matches!(step.outcome, Outcome::Failed(_));
        !self.steps.iter().any(failed)
    }
}

impl Step {
    fn whole(&self) -> String {
        let (verdict, note) = match &self.outcome {
            Outcome::Passed(note) => ("ok", note),
            Outcome::Skipped(why) => ("SKIPPED", why),
            Outcome::Failed(what) => ("FAILED", what),
        };
        row(verdict, self.took, self.name, note)
    }

    fn line(&self) -> String {
        let whole = self.whole();
        whole.lines().next().unwrap_or_default().to_owned()
    }
}

/// A step that is one command: it passes where the command exits with 0. Its stdin is empty.
pub(crate) fn passes(command: Cmd) -> anyhow::Result<Outcome> {
    command.run()?;
    Ok(Outcome::Passed(String::new()))
}

fn row(verdict: &str, took: Duration, name: &str, note: &str) -> String {
    let line = format!(
        "{verdict:<8}{:>7.1} s  {name:<12}{note}",
        took.as_secs_f64()
    );
    line.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_fails_the_run_and_later_steps_still_count() {
        let mut log = Log::default();
        log.step("one", || anyhow::bail!("the disk is full"));
        log.step("two", || Ok(Outcome::Passed(String::new())));
        assert_eq!(log.steps.len(), 2);
        assert_eq!(
            log.steps[0].outcome,
            Outcome::Failed("the disk is full".into())
        );
        assert!(!log.close());
    }

    #[test]
    fn a_skipped_step_fails_nothing_and_says_why() {
        let mut log = Log::default();
        log.step("interop", || Ok(Outcome::Skipped("no judge here".into())));
        assert!(log.close());
        let line = log.steps[0].line();
        assert!(line.starts_with("SKIPPED"), "{line}");
        assert!(line.ends_with("no judge here"), "{line}");
    }
}
