//! What was odd in a response: each oddity once, and no more than a page of them.

use crate::wire::limits::MAX_DIAGNOSTICS;

/// The oddities found so far. They hold no values.
#[derive(Default)]
pub(crate) struct Diagnostics(Vec<String>);

impl Diagnostics {
    pub(crate) fn note(&mut self, oddity: &str) {
        let is_known = self.0.iter().any(|known| known == oddity);
        if !is_known && self.0.len() < MAX_DIAGNOSTICS {
            self.0.push(oddity.to_owned());
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
    fn each_oddity_is_said_once() {
        let mut diagnostics = Diagnostics::default();
        for number in 0..1_000 {
            diagnostics.note("odd");
            diagnostics.note(&format!("odd {number}"));
        }
        let lines = diagnostics.into_lines();
        assert_eq!(lines.len(), MAX_DIAGNOSTICS);
        assert_eq!(lines.iter().filter(|line| *line == "odd").count(), 1);
    }
}
