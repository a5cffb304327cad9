//! Checking an answer before it is sent.

use std::collections::BTreeSet;

use super::Answer;
use super::body::selected_choice;
use crate::error::InputError;
use crate::prompt::field::{Constant, Field, FieldKind};
use crate::prompt::path;
use crate::prompt::remediation::Remediation;
use crate::prompt::value::Value;

/// Checks an answer against the form: unknown paths, invalid choices, kinds and lengths, and missing
/// values.
pub(crate) fn check(remediation: &Remediation, answer: &Answer) -> Result<(), InputError> {
    let mut unchecked: BTreeSet<&str> = answer.values.keys().map(String::as_str).collect();
    check_fields(&remediation.fields, answer, &mut unchecked)?;
    check_groups(
        &remediation.required_groups,
        &remediation.fields,
        &remediation.constants,
        answer,
    )?;
    check_captcha(remediation, answer)?;
    check_hidden(&remediation.hidden, answer, &mut unchecked)?;
    match unchecked.first() {
        Some(unknown) => Err(InputError::UnknownField((*unknown).to_owned())),
        None => Ok(()),
    }
}

fn check_fields(
    fields: &[Field],
    answer: &Answer,
    unchecked: &mut BTreeSet<&str>,
) -> Result<(), InputError> {
    for field in fields {
        unchecked.remove(field.path.as_str());
        let given = answer.values.get(&field.path);
        let Some(value) = value_of(field, answer) else {
            if is_needed(field, answer) {
                return Err(InputError::Missing(field.path.clone()));
            }
            continue;
        };
        if field.is_choice() {
            let Some(choice) = selected_choice(field, value) else {
                if given.is_none() {
                    continue; // the server's default need not be one of its choices
                }
                return Err(InputError::InvalidChoice(field.path.clone()));
            };
            check_fields(choice.fields(), answer, unchecked)?;
            check_groups(
                choice.required_groups(),
                choice.fields(),
                choice.constants(),
                answer,
            )?;
            check_hidden(choice.hidden(), answer, unchecked)?;
        } else if given.is_some() {
            check_value(field, value)?;
        }
    }
    Ok(())
}

/// A required group needs a value, even if none of its fields is required: recorded `identify` forms
/// require the group `credentials`, but not the passcode in it. Groups without a field for the user
/// are not checked.
fn check_groups(
    groups: &[String],
    fields: &[Field],
    constants: &[Constant],
    answer: &Answer,
) -> Result<(), InputError> {
    for group in groups {
        let is_member = |path: &str| path::is_within(path, group);
        let mut members = fields.iter().filter(|field| is_member(&field.path));
        let Some(first) = members.clone().next() else {
            continue;
        };
        let has_value = members.any(|field| value_of(field, answer).is_some())
            || constants.iter().any(|constant| is_member(&constant.path))
            || answer
                .values
                .iter()
                .any(|(path, value)| is_member(path) && !is_blank(value));
        if !has_value {
            return Err(InputError::Missing(first.path.clone()));
        }
    }
    Ok(())
}

/// Hidden fields are checked only if they are given. The host decides whether they are needed.
fn check_hidden<'f>(
    fields: &'f [Field],
    answer: &Answer,
    unchecked: &mut BTreeSet<&str>,
) -> Result<(), InputError> {
    let is_given = |field: &&'f Field| answer.values.contains_key(&field.path);
    for field in fields.iter().filter(is_given) {
        check_fields(std::slice::from_ref(field), answer, unchecked)?;
    }
    Ok(())
}

/// Without the token, the server would refuse the answer and count an attempt.
fn check_captcha(remediation: &Remediation, answer: &Answer) -> Result<(), InputError> {
    let is_given = |path: &String| {
        answer
            .values
            .get(path)
            .is_some_and(|value| !is_blank(value))
    };
    match remediation.captcha() {
        Some(token) if !is_given(&token.path) && is_needed(token, answer) => {
            Err(InputError::Captcha(token.path.clone()))
        }
        _ => Ok(()),
    }
}

/// The value that is sent for a field: the given one, or the server's default.
fn value_of<'v>(field: &'v Field, answer: &'v Answer) -> Option<&'v Value> {
    let value = answer.values.get(&field.path).or(field.value.as_ref());
    value.filter(|value| !is_blank(value))
}

fn is_blank(value: &Value) -> bool {
    value.as_str() == Some("")
}

/// Whether a value is required. In an optional group it is required only if another field of the group
/// is given.
fn is_needed(field: &Field, answer: &Answer) -> bool {
    let group = path::group(&field.path);
    let shares_group = |path: &String| !group.is_empty() && path::group(path) == group;
    field.is_required && (!field.is_optional || answer.values.keys().any(shares_group))
}

fn check_value(field: &Field, value: &Value) -> Result<(), InputError> {
    let path = || field.path.clone();
    let fits = match (&field.kind, value) {
        (FieldKind::Boolean, Value::Text(text)) => text.expose().parse::<bool>().is_ok(),
        (FieldKind::Boolean, value) => matches!(value, Value::Bool(_)),
        (FieldKind::Integer, Value::Text(text)) => text.expose().parse::<i64>().is_ok(),
        (FieldKind::Integer, value) => matches!(value, Value::Integer(_)),
        (FieldKind::Number, Value::Text(text)) => text.expose().parse::<f64>().is_ok(),
        (FieldKind::Number, value) => matches!(value, Value::Integer(_) | Value::Decimal(_)),
        (FieldKind::Text, value) => !matches!(value, Value::TextList(_)),
        (FieldKind::Set, value) => matches!(value, Value::TextList(_) | Value::Text(_)),
        (FieldKind::Object | FieldKind::Other(_), _) => true,
    };
    if !fits {
        return Err(InputError::WrongKind(path()));
    }
    let Some(text) = value.as_str() else {
        return Ok(());
    };
    let count = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    match (field.min_length, field.max_length) {
        (Some(min), _) if count < min => Err(InputError::TooShort { path: path(), min }),
        (_, Some(max)) if count > max => Err(InputError::TooLong { path: path(), max }),
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

    fn check_answer(answer: Answer) -> Result<(), InputError> {
        check(&form(), &answer)
    }

    fn answer() -> Answer {
        Answer::new("test").with("code", "12345")
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
            (Answer::new("test"), InputError::Missing(path("code"))),
            (answer().with("code", ""), InputError::Missing(path("code"))),
            (
                answer().with("code", "123"),
                InputError::TooShort {
                    path: path("code"),
                    min: 4,
                },
            ),
            (
                answer().with("code", "1234567"),
                InputError::TooLong {
                    path: path("code"),
                    max: 6,
                },
            ),
            (
                answer().with("keep", "maybe"),
                InputError::WrongKind(path("keep")),
            ),
            (
                answer().with("code", ["1"]),
                InputError::WrongKind(path("code")),
            ),
            (
                answer().with("channel", "fax"),
                InputError::InvalidChoice(path("channel")),
            ),
            (
                answer().with("channel", "#1"),
                InputError::Missing(path("channel#1.address")),
            ),
            (
                answer().with("nope", "x"),
                InputError::UnknownField(path("nope")),
            ),
            (
                answer().with("new.word", "a"),
                InputError::Missing(path("new.again")),
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
        let answer = Answer::new("identify").with("identifier", "ada");
        let missing = Err(InputError::Missing("credentials.passcode".to_owned()));
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
        let missing = Err(InputError::Captcha(path.to_owned()));
        assert_eq!(check(&form(true), &Answer::new("test")), missing);
        assert_eq!(
            check(&form(true), &Answer::new("test").with(path, "")),
            missing
        );
        assert_eq!(
            check(&form(true), &Answer::new("test").with(path, "t")),
            Ok(())
        );
        assert_eq!(check(&form(false), &Answer::new("test")), Ok(()));
    }

    #[test]
    fn a_field_of_another_choice_is_unknown() {
        let answer = answer()
            .with("channel", "sms")
            .with("channel#1.address", "x");
        assert_eq!(
            check_answer(answer),
            Err(InputError::UnknownField("channel#1.address".into()))
        );
    }
}
