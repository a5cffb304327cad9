//! The path of a field in a form, as one string.
//!
//! Names are joined with `.`. `#N` selects the form of a field's choice with the index N:
//! `credentials.passcode`, `authenticator#2.channel`. In a name, `.`, `#` and `\` are escaped with `\`
//! (the scopes of a consent contain dots), so that the paths of different fields differ.
//!
//! `##N` distinguishes the fields of a form whose groups and names are the same: the second is `##2`, as
//! in `userProfile.email##2`. It is not part of the name. It differs from the index of a choice, which
//! follows a single `#`: `role##2#0.id` is in the first choice of the second field `role`.

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

/// The path of a field whose groups and name are those of `count - 1` other fields of the form.
pub(crate) fn repeated(path: &str, count: usize) -> String {
    format!("{path}##{count}")
}

/// The names of a path, without the indexes of choices and the numbers of repeated names: the place of
/// the value in the body.
pub(crate) fn names(path: &str) -> Vec<String> {
    let mut names = vec![String::new()];
    let mut in_number = false;
    let mut chars = path.chars();
    while let Some(char) = chars.next() {
        match (char, names.last_mut()) {
            ('.', _) => {
                names.push(String::new());
                in_number = false;
            }
            ('#', _) => in_number = true,
            ('\\', Some(name)) => name.extend(chars.next()),
            (char, Some(name)) if !in_number => name.push(char),
            _ => {}
        }
    }
    names
}

/// The last name of a path: the name of the field.
pub(crate) fn last_name(path: &str) -> String {
    names(path).pop().unwrap_or_default()
}

/// Whether the path is that of a field in this group or in a form of this field's choices, or in a group
/// nested in it.
pub(crate) fn is_within(path: &str, group: &str) -> bool {
    let rest = path.strip_prefix(group);
    rest.is_some_and(|rest| rest.starts_with(['.', '#']) && !rest.starts_with("##"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_escaped_and_unescaped() {
        let path = join(&of_choice(&join("", "authenticator"), 2), "a.b#c\\d");
        assert_eq!(path, "authenticator#2.a\\.b\\#c\\\\d");
        assert_eq!(names(&path), ["authenticator", "a.b#c\\d"]);
        assert_eq!(last_name(&path), "a.b#c\\d");
    }

    #[test]
    fn a_dot_in_a_name_differs_from_nesting() {
        assert_ne!(join("", "a.b"), join(&join("", "a"), "b"));
    }

    #[test]
    fn a_repeated_name_has_the_same_place_in_the_body() {
        let role = repeated(&join("user", "role"), 2);
        assert_eq!(role, "user.role##2");
        assert_eq!(names(&role), ["user", "role"]);
        let id = join(&of_choice(&role, 2), "id");
        assert_eq!(id, "user.role##2#2.id");
        assert_eq!(names(&id), ["user", "role", "id"]);
        assert!(is_within(&role, "user"));
        assert!(is_within(&id, &role));
        assert!(!is_within(&role, "user.role"));
        assert!(!is_within(&id, "user.role"));
        assert!(!is_within("user.roles", "user.role"));
    }
}
