//! The values that a form requires.

use super::Check;
use crate::error::AnswerError;
use crate::prompt::constant::{Constant, OptionalGroup};
use crate::prompt::field::{Field, FormRef};
use crate::prompt::path;
use crate::prompt::remediation::Remediation;

impl Check<'_> {
    /// A required group needs a value, even if none of its fields is required: recorded `identify` forms
    /// require the group `credentials`, but not the passcode in it. Groups without a field for the user
    /// are not checked.
    pub(super) fn required_groups(&self, form: FormRef<'_>) -> Result<(), AnswerError> {
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
            let has_value = members.any(|field| self.answer.value_of(field).is_some())
                || form.constants.iter().any(is_sent)
                || given.any(|(path, value)| is_member(path) && !value.is_blank());
            if !has_value {
                return Err(AnswerError::Missing(first.path.clone()));
            }
        }
        Ok(())
    }

    /// Without the token, the server would reject the answer and count an attempt.
    pub(super) fn captcha(&self, remediation: &Remediation) -> Result<(), AnswerError> {
        let values = &self.answer.values;
        let is_given = |path: &String| values.get(path).is_some_and(|value| !value.is_blank());
        match remediation.captcha() {
            Some(token) if !is_given(&token.path) && self.is_needed(token) => {
                Err(AnswerError::Captcha(token.path.clone()))
            }
            _ => Ok(()),
        }
    }

    /// Whether a value is required. In an optional group it is required only if another field of the
    /// group is given.
    pub(super) fn is_needed(&self, field: &Field) -> bool {
        field.is_required && self.is_sent(&field.path, field.optional_group)
    }

    fn is_sent(&self, path: &str, group: OptionalGroup) -> bool {
        self.groups.is_sent(group.path(path))
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::test_util::{named, remediation};
    use super::super::check;
    use super::*;
    use crate::answer::Answer;
    use serde_json::json;

    #[test]
    fn a_required_group_needs_a_value() {
        let form = |group: serde_json::Value| {
            named(
                "identify",
                json!([{"name": "identifier", "required": true}, group]),
            )
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
            remediation(json!([group]))
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
    fn an_optional_group_needs_its_fields_only_if_it_has_a_value() {
        let form = remediation(json!([{"name": "g", "required": false, "form": {"value": [
            {"name": "a"}, {"name": "d", "value": "x"},
            {"name": "h", "required": true, "form": {"value": [{"name": "b", "required": true}]}}]}}]));
        let answer = || Answer::unbound("test");
        assert_eq!(check(&form, &answer()), Ok(()));
        assert_eq!(check(&form, &answer().with("g.a", "")), Ok(()));
        let missing = Err(AnswerError::Missing("g.h.b".to_owned()));
        assert_eq!(check(&form, &answer().with("g.a", "x")), missing);
        assert_eq!(check(&form, &answer().with("g.h.b", "x")), Ok(()));
    }
}
