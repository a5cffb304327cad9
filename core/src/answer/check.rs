//! Checking an answer before it is sent.

mod required;

use std::collections::BTreeSet;

use super::Answer;
use super::convert::{as_text, convert};
use super::optional_groups::OptionalGroups;
use super::selection::Selection;
use crate::error::AnswerError;
use crate::prompt::field::{Field, FieldKind, FormRef};
use crate::prompt::remediation::Remediation;
use crate::prompt::value::Value;

/// Checks an answer against the form: unknown paths, invalid choices, kinds and lengths, and missing
/// values.
pub(crate) fn check(remediation: &Remediation, answer: &Answer) -> Result<(), AnswerError> {
    let mut check = Check {
        answer,
        groups: OptionalGroups::new(remediation, answer),
        unknown_values: answer.values.keys().map(String::as_str).collect(),
        unknown_omissions: answer.omitted.iter().map(String::as_str).collect(),
    };
    let form = remediation.form();
    check.fields(form.fields)?;
    check.required_groups(form)?;
    check.captcha(remediation)?;
    check.hidden(form.hidden)?;
    check.omissions(form);
    if let Some(path) = check.unknown_values.first() {
        return Err(AnswerError::UnknownField((*path).to_owned()));
    }
    match check.unknown_omissions.first() {
        Some(path) => Err(AnswerError::NotOmittable((*path).to_owned())),
        None => Ok(()),
    }
}

struct Check<'c> {
    answer: &'c Answer,
    groups: OptionalGroups<'c>,
    /// The paths of the answer's values, without those of the fields found so far.
    unknown_values: BTreeSet<&'c str>,
    /// The paths of the omitted constants, without those found so far.
    unknown_omissions: BTreeSet<&'c str>,
}

impl Check<'_> {
    /// Checks the fields, and the forms of the selected choices.
    fn fields(&mut self, fields: &[Field]) -> Result<(), AnswerError> {
        for field in fields {
            self.unknown_values.remove(field.path.as_str());
            let given = self.answer.values.get(&field.path);
            let Some(value) = self.answer.value_of(field) else {
                if self.is_needed(field) {
                    return Err(AnswerError::Missing(field.path.clone()));
                }
                continue;
            };
            if field.is_choice() {
                let Some(selection) = Selection::new(field, value) else {
                    if given.is_none() {
                        continue; // the server's default need not be one of its choices
                    }
                    return Err(AnswerError::InvalidChoice(field.path.clone()));
                };
                for choice in selection.choices() {
                    self.choice_form(choice.form())?;
                }
            } else if given.is_some() {
                check_value(field, value)?;
            }
        }
        Ok(())
    }

    fn choice_form(&mut self, form: FormRef<'_>) -> Result<(), AnswerError> {
        self.fields(form.fields)?;
        self.required_groups(form)?;
        self.hidden(form.hidden)?;
        self.omissions(form);
        Ok(())
    }

    /// Hidden fields are checked only if they are given. The host decides whether they are needed.
    fn hidden(&mut self, fields: &[Field]) -> Result<(), AnswerError> {
        for field in fields {
            if self.answer.values.contains_key(&field.path) {
                self.fields(std::slice::from_ref(field))?;
            }
        }
        Ok(())
    }

    fn omissions(&mut self, form: FormRef<'_>) {
        for path in form.optional_constants() {
            self.unknown_omissions.remove(path);
        }
    }
}

fn check_value(field: &Field, value: &Value) -> Result<(), AnswerError> {
    let path = || field.path.clone();
    if convert(field, value).is_none() {
        return Err(AnswerError::WrongKind(path()));
    }
    let is_text = matches!(value, Value::Text(_)) || field.kind == FieldKind::Text;
    let Some(text) = as_text(value).filter(|_| is_text) else {
        return Ok(());
    };
    let count = u32::try_from(text.expose().chars().count()).unwrap_or(u32::MAX);
    match (field.min_length, field.max_length) {
        (Some(min), _) if count < min => Err(AnswerError::TooShort { path: path(), min }),
        (_, Some(max)) if count > max => Err(AnswerError::TooLong { path: path(), max }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_util::remediation;
    use super::*;
    use serde_json::json;

    fn form() -> Remediation {
        remediation(json!([
            {"name": "code", "required": true, "minLength": 4, "maxLength": 6},
            {"name": "keep", "type": "boolean"},
            {"name": "channel", "options": [{"value": "sms"}, {"label": "Mail", "value": {"form":
                {"value": [{"name": "address", "required": true}]}}}]},
            {"name": "new", "required": false, "form": {"value": [
                {"name": "word", "required": true}, {"name": "again", "required": true}]}},
            {"name": "signatureData", "required": true, "visible": false}
        ]))
    }

    fn check_answer(answer: Answer) -> Result<(), AnswerError> {
        check(&form(), &answer)
    }

    fn answer() -> Answer {
        Answer::unbound("test").with("code", "12345")
    }

    #[test]
    fn a_valid_answer_is_accepted() {
        for answer in [
            answer().with("keep", true).with("channel", "sms"),
            answer().with("keep", "false"),
            answer().with("signatureData", "signed"),
            answer().with("new.word", "a").with("new.again", "a"),
        ] {
            assert_eq!(check_answer(answer), Ok(()));
        }
    }

    #[test]
    fn each_mistake_has_its_error() {
        let path = |path: &str| path.to_owned();
        for (answer, error) in [
            (Answer::unbound("test"), AnswerError::Missing(path("code"))),
            (
                answer().with("code", ""),
                AnswerError::Missing(path("code")),
            ),
            (
                answer().with("code", "123"),
                AnswerError::TooShort {
                    path: path("code"),
                    min: 4,
                },
            ),
            (
                answer().with("code", "1234567"),
                AnswerError::TooLong {
                    path: path("code"),
                    max: 6,
                },
            ),
            (
                answer().with("keep", "maybe"),
                AnswerError::WrongKind(path("keep")),
            ),
            (
                answer().with("code", ["1"]),
                AnswerError::WrongKind(path("code")),
            ),
            (
                answer().with("code", true),
                AnswerError::WrongKind(path("code")),
            ),
            (
                answer().with("code", 123),
                AnswerError::TooShort {
                    path: path("code"),
                    min: 4,
                },
            ),
            (
                answer().with("channel", ["sms"]),
                AnswerError::InvalidChoice(path("channel")),
            ),
            (
                answer().with("channel", "fax"),
                AnswerError::InvalidChoice(path("channel")),
            ),
            (
                answer().with("channel", "#1"),
                AnswerError::Missing(path("channel#1.address")),
            ),
            (
                answer().with("nope", "x"),
                AnswerError::UnknownField(path("nope")),
            ),
            (
                answer().with("new.word", "a"),
                AnswerError::Missing(path("new.again")),
            ),
        ] {
            assert_eq!(check_answer(answer), Err(error));
        }
    }

    #[test]
    fn a_field_of_another_choice_is_unknown() {
        let answer = answer()
            .with("channel", "sms")
            .with("channel#1.address", "x");
        assert_eq!(
            check_answer(answer),
            Err(AnswerError::UnknownField("channel#1.address".into()))
        );
    }

    #[test]
    fn each_field_of_two_groups_with_the_same_name_is_checked() {
        let group = |required: bool| {
            json!({"name": "g", "required": required,
                "form": {"value": [{"name": "a", "required": true, "minLength": 2}]}})
        };
        let form = remediation(json!([group(true), group(true)]));
        let answer = Answer::unbound("test").with("g.a", "first");
        let missing = Err(AnswerError::Missing("g.a##2".to_owned()));
        assert_eq!(check(&form, &answer), missing);
        assert_eq!(
            check(&form, &answer.clone().with("g.a##2", "second")),
            Ok(())
        );
        let short = AnswerError::TooShort {
            path: "g.a##2".to_owned(),
            min: 2,
        };
        assert_eq!(
            check(&form, &answer.clone().with("g.a##2", "x")),
            Err(short)
        );
        assert_eq!(
            check(&remediation(json!([group(true), group(false)])), &answer),
            Ok(())
        );
    }

    #[test]
    fn each_choice_of_a_set_is_checked() {
        let composite = json!({"value": {"form": {"value": [
            {"name": "id", "value": "c", "mutable": false}, {"name": "note", "required": true}]}}});
        let form = remediation(json!([{"name": "roles", "type": "set", "required": true,
            "options": [{"value": "a"}, composite]}]));
        let check = |roles: &[&str]| {
            let roles = roles.iter().map(|role| (*role).into()).collect();
            check(
                &form,
                &Answer::unbound("test").with("roles", Value::TextList(roles)),
            )
        };
        assert_eq!(check(&["a"]), Ok(()));
        assert_eq!(check(&[]), Err(AnswerError::Missing("roles".to_owned())));
        assert_eq!(
            check(&["a", "b"]),
            Err(AnswerError::InvalidChoice("roles".to_owned()))
        );
        let missing = AnswerError::Missing("roles#1.note".to_owned());
        assert_eq!(check(&["a", "c"]), Err(missing));
    }

    #[test]
    fn only_an_optional_constant_of_the_form_can_be_left_out() {
        let option = |id: &str| {
            let id = json!({"name": "id", "value": id, "mutable": false});
            let method =
                json!({"name": "methodType", "value": "sms", "mutable": false, "required": false});
            json!({"value": {"form": {"value": [id, method]}}})
        };
        let form = remediation(json!([
            {"name": "authenticator", "options": [option("a"), option("b")]},
            {"name": "fixed", "value": "x", "mutable": false},
            {"name": "stateHandle", "value": "02h", "mutable": false, "required": false}]));
        let without = |path: &str| {
            let answer = Answer::unbound("test").with("authenticator", "a/sms");
            check(&form, &answer.without(path))
        };
        assert_eq!(without("authenticator#0.methodType"), Ok(()));
        for path in [
            "authenticator#0.id",
            "authenticator#1.methodType",
            "fixed",
            "stateHandle",
            "x",
        ] {
            assert_eq!(
                without(path),
                Err(AnswerError::NotOmittable(path.to_owned())),
                "{path}"
            );
        }
    }
}
