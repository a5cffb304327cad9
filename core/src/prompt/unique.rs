//! Unique ids for items with the same name.

use std::collections::BTreeSet;

/// Returns the id if it is not taken, or else the id with the first free suffix: `#2`, `#3`… if
/// `first_suffix` is 2. The result is taken from then on.
pub(super) fn unique_id(taken: &mut BTreeSet<String>, id: &str, first_suffix: usize) -> String {
    if taken.insert(id.to_owned()) {
        return id.to_owned();
    }
    let mut suffix = first_suffix;
    loop {
        let candidate = format!("{id}#{suffix}");
        if taken.insert(candidate.clone()) {
            return candidate;
        }
        suffix += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_id_gets_the_first_free_suffix() {
        let mut taken = BTreeSet::from(["skip".to_owned(), "skip#2".to_owned()]);
        assert_eq!(unique_id(&mut taken, "cancel", 2), "cancel");
        assert_eq!(unique_id(&mut taken, "skip", 2), "skip#3");
        assert_eq!(unique_id(&mut taken, "skip", 2), "skip#4");
    }
}
