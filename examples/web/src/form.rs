//! Converts the fields of an HTML form to an answer.

use std::collections::BTreeMap;

use idx_flow::{Answer, Field, FieldKind, Prompt, Remediation, Secret, Value};

/// The names and values of an HTML form, in order. They may contain a password, so there is no
/// `Debug`.
pub(crate) struct FormData(Vec<(String, Secret)>);

impl FormData {
    pub(crate) fn new(pairs: Vec<(String, String)>) -> Self {
        Self(
            pairs
                .into_iter()
                .map(|(name, value)| (name, value.into()))
                .collect(),
        )
    }

    /// Returns the first value with this name.
    pub(crate) fn get<'p>(&'p self, name: &'p str) -> Option<&'p Secret> {
        self.all(name).next()
    }

    fn all<'p>(&'p self, name: &'p str) -> impl Iterator<Item = &'p Secret> {
        let matching = self.0.iter().filter(move |(key, _)| key == name);
        matching.map(|(_, value)| value)
    }

    /// Returns the answer to the prompt. It has only fields of the remediation and of the selected
    /// choices.
    pub(crate) fn answer(&self, prompt: &Prompt, form: &Remediation) -> Answer {
        let mut answer = Answer::new(prompt, &form.id);
        self.fill(&form.fields, &mut answer);
        answer
    }

    fn fill(&self, fields: &[Field], answer: &mut Answer) {
        for field in fields {
            let value = self.get(&field.path).filter(|value| !value.is_empty());
            let field_value = match field.kind {
                // browsers do not send an unchecked checkbox
                FieldKind::Boolean if !field.is_choice() => Some(Value::Bool(value.is_some())),
                FieldKind::Set => {
                    let all: Vec<Secret> = self.all(&field.path).cloned().collect();
                    (!all.is_empty()).then_some(Value::TextList(all))
                }
                _ => value.cloned().map(Value::Text),
            };
            if let Some(field_value) = field_value {
                answer.values.insert(field.path.clone(), field_value);
            }
            if let Some(choice) = value.and_then(|id| field.choice(id.expose())) {
                self.fill(choice.fields(), answer);
            }
        }
    }

    /// Returns the values that are not secret, to prefill the form if the org asks again.
    pub(crate) fn public_values(&self, form: &Remediation) -> BTreeMap<String, String> {
        let is_public = |path: &str| {
            let field = form.field(path);
            field.is_some_and(|field| !field.is_secret) && !path.contains("credentials")
        };
        let public = self.0.iter().filter(|(path, _)| is_public(path));
        public
            .map(|(path, value)| (path.clone(), value.expose().to_owned()))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use idx_flow::IdxResponse;
    use serde_json::json;

    fn prompt() -> Prompt {
        let response = json!({"remediation": {"value": [{"name": "test", "href": "/x", "value": [
            {"name": "identifier"}, {"name": "keep", "type": "boolean"},
            {"name": "credentials", "form": {"value": [{"name": "passcode"}]}},
            {"name": "channel", "options": [{"value": "sms"}, {"label": "Mail", "value": {"form":
                {"value": [{"name": "address"}]}}}]},
        ]}]}});
        let response = IdxResponse::from_json(response.to_string().as_bytes()).unwrap();
        response.prompt
    }

    fn form_data(pairs: &[(&str, &str)]) -> FormData {
        let owned = |&(name, value): &(&str, &str)| (name.to_owned(), value.to_owned());
        FormData::new(pairs.iter().map(owned).collect())
    }

    #[test]
    fn an_answer_has_only_fields_of_the_remediation() {
        let data = form_data(&[
            ("csrf", "x"),
            ("identifier", "ada"),
            ("credentials.passcode", ""),
            ("channel", "sms"),
            ("channel#1.address", "elsewhere"),
            ("isAdmin", "true"),
        ]);
        let prompt = prompt();
        let expected = Answer::new(&prompt, "test").with("identifier", "ada");
        assert_eq!(
            data.answer(&prompt, &prompt.remediations[0]),
            expected.with("keep", false).with("channel", "sms")
        );
    }

    #[test]
    fn an_answer_has_the_fields_of_the_selected_choice() {
        let data = form_data(&[
            ("channel", "#1"),
            ("channel#1.address", "a@b"),
            ("keep", "true"),
        ]);
        let prompt = prompt();
        let expected = Answer::new(&prompt, "test")
            .with("channel", "#1")
            .with("keep", true);
        assert_eq!(
            data.answer(&prompt, &prompt.remediations[0]),
            expected.with("channel#1.address", "a@b")
        );
    }

    #[test]
    fn public_values_contain_no_credentials() {
        let data = form_data(&[
            ("identifier", "ada"),
            ("credentials.passcode", "1234"),
            ("csrf", "x"),
        ]);
        let expected = BTreeMap::from([("identifier".to_owned(), "ada".to_owned())]);
        assert_eq!(data.public_values(&prompt().remediations[0]), expected);
    }
}
