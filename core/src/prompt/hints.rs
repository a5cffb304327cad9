//! Hints for the presentation of a field.

use std::fmt;

use crate::wire::json::Json;

/// Hints for the presentation of a field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldHints {
    /// The purpose of the field, such as `captcha`.
    pub hint: Option<String>,
    /// The format of the value, such as `country-code`.
    pub format: Option<String>,
    /// The description for the user.
    pub description: Option<String>,
    /// The type of the input control: `text`, `select`, `radio`, `checkbox`… If it is set, the field's
    /// only choice (`display`) is not an option: the value is one of the suggestions, or is typed.
    pub input_type: Option<String>,
    /// The suggested values.
    pub suggestions: Vec<Suggestion>,
}

/// A value that the server suggests for a field. `Debug` omits the value.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Suggestion {
    /// The label to show.
    pub label: String,
    /// The value to send.
    pub value: String,
}

impl fmt::Debug for Suggestion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Suggestion({:?})", self.label)
    }
}

impl FieldHints {
    /// Reads the hints. A sign-up form describes the presentation of a field in its only option, which
    /// is named `display`.
    pub(super) fn read(json: &Json<'_>, choices: &[Json<'_>]) -> Option<Box<Self>> {
        let display = choices
            .first()
            .and_then(|choice| choice.get("value")?.get("value"));
        let input_type = display.and_then(|display| display.text("inputType"));
        let display = display.filter(|_| input_type.is_some());
        let suggestions = display
            .map(|display| display.items("options"))
            .unwrap_or_default();
        let hints = Self {
            suggestions: suggestions.iter().filter_map(Suggestion::read).collect(),
            input_type,
            hint: json.text("hint"),
            format: json.text("format").or_else(|| display?.text("format")),
            description: json.text("desc"),
        };
        (hints != Self::default()).then(|| Box::new(hints))
    }
}

impl Suggestion {
    fn read(json: &Json<'_>) -> Option<Self> {
        let value = json.text("value")?;
        Some(Self {
            label: json.text("label").unwrap_or_else(|| value.clone()),
            value,
        })
    }
}
