//! The constants of a form, which the server wants back, and the groups of its fields.

use std::fmt;

use super::path;
use super::value::Value;

/// A value of a form that is sent back unchanged: the state handle, an id, or a hidden default.
#[derive(Clone)]
pub(crate) struct Constant {
    pub(crate) path: String,
    pub(crate) value: Value,
    /// Whether an answer can leave it out.
    pub(crate) is_optional: bool,
    pub(crate) optional_group: OptionalGroup,
}

/// A group that needs a value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RequiredGroup {
    pub(crate) path: String,
    pub(crate) optional_group: OptionalGroup,
}

/// The innermost group that contains a field and that the server marks as optional, if there is one.
/// It is the length of the group's path, which is a prefix of the field's path.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct OptionalGroup(u16);

impl Constant {
    /// Whether it is a state handle, which is a secret and may change with every response.
    pub(crate) fn is_state_handle(&self) -> bool {
        self.has_name("stateHandle")
    }

    pub(crate) fn has_name(&self, name: &str) -> bool {
        self.path.contains(name) && path::last_name(&self.path) == name
    }
}

/// Ignores the value of the state handle, which may change with every response.
impl PartialEq for Constant {
    fn eq(&self, other: &Self) -> bool {
        self.path == other.path
            && self.is_optional == other.is_optional
            && self.optional_group == other.optional_group
            && (self.value == other.value || self.is_state_handle())
    }
}

impl fmt::Debug for Constant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: [constant]", self.path)
    }
}

impl OptionalGroup {
    /// The group with this path.
    pub(crate) fn new(path: &str) -> Self {
        Self(u16::try_from(path.len()).unwrap_or_default())
    }

    /// The path of the group, of which `path` is a part.
    pub(crate) fn path(self, path: &str) -> Option<&str> {
        path.get(..self.0.into()).filter(|group| !group.is_empty())
    }
}
