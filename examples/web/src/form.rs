//! What a browser sent, as an answer to the form that it was drawn from.

use std::collections::BTreeMap;

use idx_flow::{Answer, Field, FieldKind, InputError, Remediation, Secret, Value};

use crate::view::Problem;

/// The pairs of a form, in the order of the page. They may hold a password: there is no `Debug`.
pub(crate) struct Pairs(Vec<(String, Secret)>);

impl Pairs {
    pub(crate) fn new(pairs: Vec<(String, String)>) -> Self {
        Self(
            pairs
                .into_iter()
                .map(|(name, value)| (name, value.into()))
                .collect(),
        )
    }

    pub(crate) fn get<'p>(&'p self, name: &'p str) -> Option<&'p Secret> {
        self.all(name).next()
    }

    fn all<'p>(&'p self, name: &'p str) -> impl Iterator<Item = &'p Secret> {
        let named = self.0.iter().filter(move |(known, _)| known == name);
        named.map(|(_, value)| value)
    }

    /// The answer: the fields of the form, and those of the choices that were made, and no others.
    pub(crate) fn answer(&self, form: &Remediation) -> Answer {
        let mut answer = Answer::new(&form.id);
        self.fill(&form.fields, &mut answer);
        answer
    }

    fn fill(&self, fields: &[Field], answer: &mut Answer) {
        for field in fields {
            let given = self.get(&field.path).filter(|value| !value.is_empty());
            let value = match field.kind {
                // an empty box is not sent by browsers
                FieldKind::Boolean if !field.is_choice() => Some(Value::Bool(given.is_some())),
                FieldKind::Set => {
                    let all: Vec<Secret> = self.all(&field.path).cloned().collect();
                    (!all.is_empty()).then_some(Value::TextList(all))
                }
                _ => given.cloned().map(Value::Text),
            };
            if let Some(value) = value {
                answer.values.insert(field.path.clone(), value);
            }
            if let Some(choice) = given.and_then(|id| field.choice(id.expose())) {
                self.fill(choice.fields(), answer);
            }
        }
    }

    /// What is no secret of the answer, to be there again where the server asks again.
    pub(crate) fn typed(&self, form: &Remediation) -> BTreeMap<String, String> {
        let is_open = |path: &str| {
            let field = form.field(path);
            field.is_some_and(|field| !field.secret) && !path.contains("credentials")
        };
        let open = self.0.iter().filter(|(path, _)| is_open(path));
        open.map(|(path, value)| (path.clone(), value.expose().to_owned()))
            .collect()
    }
}

impl Problem {
    /// What the user can do about an answer that does not fit.
    pub(crate) fn of(error: &InputError, form: &Remediation) -> Self {
        let (path, text) = match error {
            InputError::Missing(path) => (Some(path), "This is needed.".to_owned()),
            InputError::InvalidChoice(path) => (Some(path), "Choose one of these.".to_owned()),
            InputError::WrongKind(path) => (Some(path), "This is not a number.".to_owned()),
            InputError::TooShort { path, min } => {
                (Some(path), format!("Type at least {min} characters."))
            }
            InputError::TooLong { path, max } => {
                (Some(path), format!("Type at most {max} characters."))
            }
            _ => (None, "That cannot be done here.".to_owned()),
        };
        Self {
            remediation: form.id.clone(),
            path: path.cloned(),
            text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use idx_flow::IdxResponse;
    use serde_json::json;

    fn form() -> Remediation {
        let response = json!({"remediation": {"value": [{"name": "test", "href": "/x", "value": [
            {"name": "identifier"}, {"name": "keep", "type": "boolean"},
            {"name": "credentials", "form": {"value": [{"name": "passcode"}]}},
            {"name": "channel", "options": [{"value": "sms"}, {"label": "Mail", "value": {"form":
                {"value": [{"name": "address"}]}}}]},
        ]}]}});
        let reading = IdxResponse::from_json(response.to_string().as_bytes()).unwrap();
        reading.prompt.remediations[0].clone()
    }

    fn pairs(pairs: &[(&str, &str)]) -> Pairs {
        let owned = |&(name, value): &(&str, &str)| (name.to_owned(), value.to_owned());
        Pairs::new(pairs.iter().map(owned).collect())
    }

    #[test]
    fn only_the_forms_own_fields_are_answered() {
        let sent = pairs(&[
            ("csrf", "x"),
            ("identifier", "ada"),
            ("credentials.passcode", ""),
            ("channel", "sms"),
            ("channel#1.address", "elsewhere"),
            ("isAdmin", "true"),
        ]);
        let expected = Answer::new("test").with("identifier", "ada");
        assert_eq!(
            sent.answer(&form()),
            expected.with("keep", false).with("channel", "sms")
        );
    }

    #[test]
    fn what_belongs_to_a_choice_comes_with_it() {
        let sent = pairs(&[
            ("channel", "#1"),
            ("channel#1.address", "a@b"),
            ("keep", "true"),
        ]);
        let expected = Answer::new("test").with("channel", "#1").with("keep", true);
        assert_eq!(
            sent.answer(&form()),
            expected.with("channel#1.address", "a@b")
        );
    }

    #[test]
    fn what_proves_who_somebody_is_is_not_kept() {
        let sent = pairs(&[
            ("identifier", "ada"),
            ("credentials.passcode", "1234"),
            ("csrf", "x"),
        ]);
        let kept = BTreeMap::from([("identifier".to_owned(), "ada".to_owned())]);
        assert_eq!(sent.typed(&form()), kept);
    }
}
