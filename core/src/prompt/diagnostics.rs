//! Problems in a response that the library worked around, for developers.

use crate::wire::limits::MAX_DIAGNOSTICS;

/// The problems found so far: each problem once, and at most [`MAX_DIAGNOSTICS`]. They contain no
/// values of the response.
#[derive(Default)]
pub(crate) struct Diagnostics(Vec<String>);

impl Diagnostics {
    pub(crate) fn note(&mut self, problem: &str) {
        let is_known = self.0.iter().any(|known| known == problem);
        if !is_known && self.0.len() < MAX_DIAGNOSTICS {
            self.0.push(problem.to_owned());
        }
    }

    pub(crate) fn into_lines(self) -> Vec<String> {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_problem_is_noted_once() {
        let mut diagnostics = Diagnostics::default();
        for number in 0..1_000 {
            diagnostics.note("problem");
            diagnostics.note(&format!("problem {number}"));
        }
        let lines = diagnostics.into_lines();
        assert_eq!(lines.len(), MAX_DIAGNOSTICS);
        assert_eq!(lines.iter().filter(|line| *line == "problem").count(), 1);
    }
}
