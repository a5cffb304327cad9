//! An answer under construction, with the values that it uses.

use super::factor::{Factor, Selection};
use super::goal::Step;
use crate::answer::{Answer, check};
use crate::prompt::Prompt;
use crate::prompt::field::Field;
use crate::prompt::remediation::Remediation;
use crate::prompt::value::Value;

/// A value that an answer contains, or a step that it takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Use {
    Identifier,
    Password,
    NewPassword,
    /// The attribute with this name.
    Attribute(String),
    /// The factor is selected.
    Factor(Factor),
    /// The authenticator of the factor is selected, but not its method yet.
    FactorKey(Factor),
    Step(Step),
}

/// An answer under construction.
pub(super) struct Draft<'p> {
    form: &'p Remediation,
    answer: Answer,
    uses: Vec<Use>,
}

impl<'p> Draft<'p> {
    pub(super) fn new(prompt: &Prompt, form: &'p Remediation) -> Self {
        Self {
            form,
            answer: Answer::new(prompt, &form.id),
            uses: Vec::new(),
        }
    }

    /// Adds a known value, if there is one and the form has a field for it.
    pub(super) fn with_known<V: Clone + Into<Value>>(
        self,
        path: &str,
        value: Option<&V>,
        used: Use,
    ) -> Self {
        match value {
            Some(value) if has_field(self.form, path) => {
                self.with_value(path, value.clone()).with_use(used)
            }
            _ => self,
        }
    }

    pub(super) fn with_value(mut self, path: &str, value: impl Into<Value>) -> Self {
        self.answer = self.answer.with(path, value);
        self
    }

    pub(super) fn with_selection(self, selection: &Selection) -> Self {
        let values = selection.values.iter();
        values.fold(self, |draft, (path, id)| {
            draft.with_value(path, id.as_str())
        })
    }

    pub(super) fn with_use(mut self, used: Use) -> Self {
        self.uses.push(used);
        self
    }

    /// The answer and the values that it uses. `None` if it uses none, if the form needs more, or if it
    /// cannot be submitted.
    pub(super) fn complete(self) -> Option<(Answer, Vec<Use>)> {
        let Self { form, answer, uses } = self;
        let is_complete = !uses.is_empty()
            && can_be_submitted(form)
            && check(form, &answer).is_ok()
            && !has_unseen_default(&form.fields, &answer);
        is_complete.then_some((answer, uses))
    }
}

/// Whether the user can fill in the field with this path.
pub(super) fn has_field(form: &Remediation, path: &str) -> bool {
    form.fields.iter().any(|field| field.path == path)
}

/// Whether the remediation is a form that can be submitted without a captcha or another value that only
/// the host has.
fn can_be_submitted(form: &Remediation) -> bool {
    let needs_host =
        |field: &Field| field.is_required && !field.is_optional && field.value.is_none();
    form.is_form
        && form.href.is_some()
        && form.link.is_none()
        && form.captcha().is_none()
        && !form.hidden.iter().any(needs_host)
}

/// Whether a default would be sent that the user is meant to see: of a required field, or of a checkbox
/// that the server has checked.
fn has_unseen_default(fields: &[Field], answer: &Answer) -> bool {
    fields
        .iter()
        .any(|field| match answer.values.get(&field.path) {
            None => {
                let is_checked = field.value.as_ref().is_some_and(is_true);
                is_checked || field.is_required && field.value.is_some()
            }
            // a typed value may be a password: it is not copied
            Some(_) if !field.is_choice() => false,
            Some(value) => {
                let choice = field.choice(&value.to_id_text());
                choice.is_some_and(|choice| has_unseen_default(choice.fields(), answer))
            }
        })
}

fn is_true(value: &Value) -> bool {
    *value == Value::Bool(true) || value.as_str() == Some("true")
}

#[cfg(test)]
mod tests {
    use super::super::test_util::{form, group, prompt};
    use super::*;
    use serde_json::{Value as Plain, json};

    /// Whether a profile form with these fields is completed by the known first name.
    fn completes(fields: Plain, change: Plain) -> bool {
        let mut form = form("enroll-profile", fields);
        let members = form.as_object_mut().unwrap();
        members.extend(change.as_object().unwrap().clone());
        let prompt = prompt(&json!({"remediation": {"value": [form]}}));
        let used = Use::Attribute("firstName".to_owned());
        let draft = Draft::new(&prompt, &prompt.remediations[0]);
        let draft = draft.with_known("userProfile.firstName", Some(&"Ada"), used);
        draft.complete().is_some()
    }

    fn with_field(field: Plain) -> bool {
        let first_name = json!({"name": "firstName", "required": true});
        completes(
            json!([group("userProfile", json!([first_name, field]))]),
            json!({}),
        )
    }

    #[test]
    fn a_required_field_needs_a_known_value_even_if_it_has_a_default() {
        assert!(with_field(json!({"name": "nickName"})));
        assert!(with_field(json!({"name": "nickName", "value": "A"})));
        assert!(!with_field(json!({"name": "lastName", "required": true})));
        let with_default = json!({"name": "locale", "required": true, "value": "en"});
        assert!(!with_field(with_default));
    }

    #[test]
    fn a_checked_checkbox_needs_a_known_value() {
        let checkbox = |value: Plain| {
            with_field(json!({"name": "newsletter", "type": "boolean", "value": value}))
        };
        assert!(checkbox(json!(false)));
        assert!(!checkbox(json!(true)));
        assert!(!checkbox(json!("true")));
    }

    #[test]
    fn a_form_that_needs_a_value_from_the_host_is_not_completed() {
        let hidden = |required: bool| {
            with_field(json!({"name": "signature", "required": required, "visible": false}))
        };
        assert!(hidden(false));
        assert!(!hidden(true));
        assert!(!with_field(
            json!({"name": "token", "hint": "captcha", "visible": false})
        ));
    }

    #[test]
    fn a_url_and_a_form_without_a_url_are_not_completed() {
        let fields = || json!([group("userProfile", json!([{"name": "firstName"}]))]);
        assert!(completes(fields(), json!({})));
        assert!(!completes(fields(), json!({"method": "GET"})));
        assert!(!completes(fields(), json!({"href": null})));
        let link = json!({"customExpiredPasswordURL": "https://ad.acme.example/"});
        assert!(!completes(fields(), link));
    }

    #[test]
    fn a_form_without_a_known_value_is_not_completed() {
        let nick_name = json!([group("userProfile", json!([{"name": "nickName"}]))]);
        assert!(!completes(nick_name, json!({})));
    }
}
