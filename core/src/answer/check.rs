//! Checking an answer before it is sent.

use std::collections::BTreeSet;

use super::Answer;
use super::convert::{as_text, convert};
use super::optional_groups::{OptionalGroups, is_blank};
use super::selection::Selection;
use crate::error::AnswerError;
use crate::prompt::constant::{Constant, OptionalGroup};
use crate::prompt::field::{Field, FieldKind, FormRef};
use crate::prompt::path;
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
            let Some(value) = value_of(field, self.answer) else {
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

    /// A required group needs a value, even if none of its fields is required: recorded `identify` forms
    /// require the group `credentials`, but not the passcode in it. Groups without a field for the user
    /// are not checked.
    fn required_groups(&self, form: FormRef<'_>) -> Result<(), AnswerError> {
        for group in form.required_groups {
            if !self.is_sent(&group.path, group.optional_group) {
                continue;
            }
            let is_member = |path: &str| path::is_within(path, &group.path);
            let mut members = form.fields.iter().filter(|field| is_member(&field.path));
            let Some(first) = members.clone().next() else {
                continue;
            };
            let mut given = self.answer.values.iter();
            let is_sent = |constant: &Constant| {
                is_member(&constant.path) && !self.answer.omitted.contains(&constant.path)
            };
            let has_value = members.any(|field| value_of(field, self.answer).is_some())
                || form.constants.iter().any(is_sent)
                || given.any(|(path, value)| is_member(path) && !is_blank(value));
            if !has_value {
                return Err(AnswerError::Missing(first.path.clone()));
            }
        }
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

    /// Without the token, the server would refuse the answer and count an attempt.
    fn captcha(&self, remediation: &Remediation) -> Result<(), AnswerError> {
        let values = &self.answer.values;
        let is_given = |path: &String| values.get(path).is_some_and(|value| !is_blank(value));
        match remediation.captcha() {
            Some(token) if !is_given(&token.path) && self.is_needed(token) => {
                Err(AnswerError::Captcha(token.path.clone()))
            }
            _ => Ok(()),
        }
    }

    fn omissions(&mut self, form: FormRef<'_>) {
        for path in form.optional_constants() {
            self.unknown_omissions.remove(path);
        }
    }

    /// Whether a value is required. In an optional group it is required only if another field of the
    /// group is given.
    fn is_needed(&self, field: &Field) -> bool {
        field.is_required && self.is_sent(&field.path, field.optional_group)
    }

    fn is_sent(&self, path: &str, group: OptionalGroup) -> bool {
        self.groups.is_sent(group.path(path))
    }
}

/// The value that is sent for a field: the given one, or the server's default.
fn value_of<'v>(field: &'v Field, answer: &'v Answer) -> Option<&'v Value> {
    let value = answer.values.get(&field.path).or(field.value.as_ref());
    value.filter(|value| !is_blank(value))
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
    use super::*;
    use crate::prompt::response::IdxResponse;
    use serde_json::json;

    fn form() -> Remediation {
        let response = json!({"remediation": {"value": [{"name": "test", "value": [
            {"name": "code", "required": true, "minLength": 4, "maxLength": 6},
            {"name": "keep", "type": "boolean"},
            {"name": "channel", "options": [{"value": "sms"}, {"label": "Mail", "value": {"form":
                {"value": [{"name": "address", "required": true}]}}}]},
            {"name": "new", "required": false, "form": {"value": [
                {"name": "word", "required": true}, {"name": "again", "required": true}]}},
            {"name": "signatureData", "required": true, "visible": false}
        ]}]}});
        let response = IdxResponse::from_json(response.to_string().as_bytes()).unwrap();
        response.prompt.remediations[0].clone()
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
    fn a_required_group_needs_a_value() {
        let form = |group: serde_json::Value| {
            let response = json!({"remediation": {"value": [{"name": "identify", "value": [
                {"name": "identifier", "required": true}, group]}]}});
            let response = IdxResponse::from_json(response.to_string().as_bytes());
            response.unwrap().prompt.remediations[0].clone()
        };
        let passcode = json!({"name": "passcode", "secret": true});
        let group = |required: bool, fields: serde_json::Value| {
            form(json!({"name": "credentials", "required": required, "form": {"value": fields}}))
        };
        let answer = Answer::unbound("identify").with("identifier", "ada");
        let missing = Err(AnswerError::Missing("credentials.passcode".to_owned()));
        let required = group(true, json!([passcode]));
        assert_eq!(check(&required, &answer), missing);
        let blank = answer.clone().with("credentials.passcode", "");
        assert_eq!(check(&required, &blank), missing);
        let given = answer.clone().with("credentials.passcode", "pw");
        assert_eq!(check(&required, &given), Ok(()));
        assert_eq!(check(&group(false, json!([passcode])), &answer), Ok(()));
        let constant = json!({"name": "id", "value": "lae1", "mutable": false});
        assert_eq!(
            check(&group(true, json!([constant, passcode])), &answer),
            Ok(())
        );
        let hidden = json!({"name": "clientData", "visible": false});
        assert_eq!(check(&group(true, json!([hidden])), &answer), Ok(()));
    }

    #[test]
    fn the_token_of_a_required_captcha_is_required() {
        let form = |required: bool| {
            let token = json!({"name": "captchaToken", "required": true, "visible": false,
                "hint": "captcha"});
            let group = json!({"name": "captchaVerify", "required": required,
                "form": {"value": [token]}});
            let response = json!({"remediation": {"value": [{"name": "test", "value": [group]}]}});
            let response = IdxResponse::from_json(response.to_string().as_bytes()).unwrap();
            response.prompt.remediations[0].clone()
        };
        let path = "captchaVerify.captchaToken";
        let missing = Err(AnswerError::Captcha(path.to_owned()));
        assert_eq!(check(&form(true), &Answer::unbound("test")), missing);
        assert_eq!(
            check(&form(true), &Answer::unbound("test").with(path, "")),
            missing
        );
        assert_eq!(
            check(&form(true), &Answer::unbound("test").with(path, "t")),
            Ok(())
        );
        assert_eq!(check(&form(false), &Answer::unbound("test")), Ok(()));
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

    fn form_of(fields: serde_json::Value) -> Remediation {
        let response = json!({"remediation": {"value": [{"name": "test", "value": fields}]}});
        let response = IdxResponse::from_json(response.to_string().as_bytes());
        response.unwrap().prompt.remediations[0].clone()
    }

    #[test]
    fn an_optional_group_needs_its_fields_only_if_it_has_a_value() {
        let form = form_of(json!([{"name": "g", "required": false, "form": {"value": [
            {"name": "a"}, {"name": "d", "value": "x"},
            {"name": "h", "required": true, "form": {"value": [{"name": "b", "required": true}]}}]}}]));
        let answer = || Answer::unbound("test");
        assert_eq!(check(&form, &answer()), Ok(()));
        assert_eq!(check(&form, &answer().with("g.a", "")), Ok(()));
        let missing = Err(AnswerError::Missing("g.h.b".to_owned()));
        assert_eq!(check(&form, &answer().with("g.a", "x")), missing);
        assert_eq!(check(&form, &answer().with("g.h.b", "x")), Ok(()));
    }

    #[test]
    fn each_field_of_two_groups_with_the_same_name_is_checked() {
        let group = |required: bool| {
            json!({"name": "g", "required": required,
                "form": {"value": [{"name": "a", "required": true, "minLength": 2}]}})
        };
        let form = form_of(json!([group(true), group(true)]));
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
            check(&form_of(json!([group(true), group(false)])), &answer),
            Ok(())
        );
    }

    #[test]
    fn each_choice_of_a_set_is_checked() {
        let composite = json!({"value": {"form": {"value": [
            {"name": "id", "value": "c", "mutable": false}, {"name": "note", "required": true}]}}});
        let form = form_of(json!([{"name": "roles", "type": "set", "required": true,
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
        let form = form_of(json!([
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
