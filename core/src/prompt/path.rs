//! Where a field stands in a form, as one string that no two fields share by accident.
//!
//! Names are joined with `.`; the form of a choice follows `#N`, N the choice's number:
//! `credentials.passcode`, `authenticator#2.channel`. A `.`, `#` or `\` that belongs to a name (the
//! scopes of a consent have dots) is written with a `\` before it.

/// The path of the field `name` in the form at `parent`.
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

/// The path of the form of choice number `index` of the field at `path`.
pub(crate) fn of_choice(path: &str, index: usize) -> String {
    format!("{path}#{index}")
}

/// The names along a path, without the choices' numbers: where the value goes in the body.
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

/// The path of the group that a field stands in: all before its last name.
pub(crate) fn group(path: &str) -> &str {
    let mut escaped = false;
    let mut end = 0;
    for (at, char) in path.char_indices() {
        if char == '.' && !escaped {
            end = at;
        }
        escaped = char == '\\' && !escaped;
    }
    path.get(..end).unwrap_or_default()
}

/// Whether a path is that of a field in this group, or in a group below it.
pub(crate) fn is_within(path: &str, group: &str) -> bool {
    path.strip_prefix(group)
        .is_some_and(|rest| rest.starts_with(['.', '#']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_back_as_they_were() {
        let path = join(&of_choice(&join("", "authenticator"), 2), "a.b#c\\d");
        assert_eq!(path, "authenticator#2.a\\.b\\#c\\\\d");
        assert_eq!(names(&path), ["authenticator", "a.b#c\\d"]);
        assert_eq!(group(&path), "authenticator#2");
    }

    #[test]
    fn a_dot_in_a_name_is_no_nesting() {
        assert_ne!(join("", "a.b"), join(&join("", "a"), "b"));
    }
}
