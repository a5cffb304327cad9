//! The path of a field in a form, as one string.
//!
//! Names are joined with `.`. `#N` selects the form of a field's choice with the index N:
//! `credentials.passcode`, `authenticator#2.channel`. In a name, `.`, `#` and `\` are escaped with `\`
//! (the scopes of a consent contain dots), so that the paths of different fields differ.

/// The path of the field `name` in the group `parent`.
pub(crate) fn join(parent: &str, name: &str) -> String {
    let mut path = String::with_capacity(parent.len() + 1 + name.len());
    path.push_str(parent);
    if !parent.is_empty() {
        path.push('.');
    }
    for char in name.chars() {
        if matches!(char, '.' | '#' | '\\') {
            path.push('\\');
        }
        path.push(char);
    }
    path
}

/// The path of the form of the choice with this index.
pub(crate) fn of_choice(path: &str, index: usize) -> String {
    format!("{path}#{index}")
}

/// The names of a path without the indexes of choices: the location of the value in the body.
pub(crate) fn names(path: &str) -> Vec<String> {
    let mut names = vec![String::new()];
    let mut in_choice = false;
    let mut chars = path.chars();
    while let Some(char) = chars.next() {
        match (char, names.last_mut()) {
            ('.', _) => {
                names.push(String::new());
                in_choice = false;
            }
            ('#', _) => in_choice = true,
            ('\\', Some(name)) => name.extend(chars.next()),
            (char, Some(name)) if !in_choice => name.push(char),
            _ => {}
        }
    }
    names
}

/// The path of the group that contains a field: the path without its last name.
pub(crate) fn group(path: &str) -> &str {
    let mut escaped = false;
    let mut end = 0;
    for (index, char) in path.char_indices() {
        if char == '.' && !escaped {
            end = index;
        }
        escaped = char == '\\' && !escaped;
    }
    path.get(..end).unwrap_or_default()
}

/// Whether the path is that of a field in this group, or in a group nested in it.
pub(crate) fn is_within(path: &str, group: &str) -> bool {
    path.strip_prefix(group)
        .is_some_and(|rest| rest.starts_with(['.', '#']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_escaped_and_unescaped() {
        let path = join(&of_choice(&join("", "authenticator"), 2), "a.b#c\\d");
        assert_eq!(path, "authenticator#2.a\\.b\\#c\\\\d");
        assert_eq!(names(&path), ["authenticator", "a.b#c\\d"]);
        assert_eq!(group(&path), "authenticator#2");
    }

    #[test]
    fn a_dot_in_a_name_differs_from_nesting() {
        assert_ne!(join("", "a.b"), join(&join("", "a"), "b"));
    }
}
