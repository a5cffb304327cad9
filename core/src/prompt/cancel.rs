//! The form that cancels a device challenge.
//!
//! The server accepts a reason and a status in it, but usually declares neither as a field.

use super::field::{Field, FieldKind};
use super::form::Form;
use super::value::Value;
use crate::names::RemediationName as Name;

/// The reasons for canceling a challenge (IDX wire).
pub(crate) const UNREACHABLE: &str = "OV_UNREACHABLE_BY_LOOPBACK";
pub(crate) const RETURNED_ERROR: &str = "OV_RETURNED_ERROR";
const USER_CANCELED: &str = "USER_CANCELED";

/// The paths of the reason and of the HTTP status that Okta Verify returned.
pub(crate) const REASON: &str = "reason";
pub(crate) const STATUS: &str = "statusCode";

/// Whether a remediation cancels a device challenge.
pub(crate) fn is_challenge_cancel(name: &Name) -> bool {
    matches!(
        name,
        Name::CancelPolling | Name::CancelPollingTransaction | Name::CancelTransaction
    )
}

/// Whether the server accepts a reason that the form does not declare. `cancel-transaction`, which
/// cancels the SSO extension's transaction, does not.
fn accepts_undeclared_reason(name: &Name) -> bool {
    matches!(name, Name::CancelPolling | Name::CancelPollingTransaction)
}

/// Adds the fields that the form does not declare, and sets defaults, so that an answer without values
/// cancels the challenge on behalf of the user.
pub(crate) fn complete(name: &Name, form: &mut Form) {
    let null = Value::Json("null".to_owned());
    for (path, kind, default) in [
        (REASON, FieldKind::Text, Value::from(USER_CANCELED)),
        (STATUS, FieldKind::Integer, null),
    ] {
        if form.constants.iter().any(|constant| constant.path == path) {
            continue;
        }
        let mut declared = form.fields.iter_mut().chain(&mut form.hidden);
        match declared.find(|field| field.path == path) {
            Some(field) => {
                field.value = field.value.take().or(Some(default));
                if field.kind == FieldKind::Text {
                    field.kind = kind; // the server may not name the type of the status
                }
            }
            None if accepts_undeclared_reason(name) => {
                form.hidden.push(Field::hidden(path, kind, default));
            }
            None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::answer::{Answer, build, check};
    use crate::prompt::response::IdxResponse;
    use serde_json::{Value, json};

    fn body(name: &str, fields: Value, answer: &Answer) -> Value {
        let cancel = json!({"name": name, "href": "/c", "value": fields});
        let response = json!({"authenticatorChallenge": {"value": {"cancel": cancel}}});
        let response = IdxResponse::from_json(response.to_string().as_bytes()).unwrap();
        let form = &response.prompt.remediations[0];
        check(form, answer).unwrap();
        serde_json::from_str(build(form, answer).expose()).unwrap()
    }

    fn without_values() -> Answer {
        Answer::unbound("authenticatorChallenge-cancel")
    }

    #[test]
    fn an_answer_without_values_cancels_on_behalf_of_the_user() {
        let undeclared = json!([{"name": "stateHandle", "value": "02h"}]);
        assert_eq!(
            body("cancel-polling", undeclared, &without_values()),
            json!({"reason": "USER_CANCELED", "statusCode": null, "stateHandle": "02h"})
        );
        let declared = json!([{"name": "reason", "required": true}, {"name": "statusCode"}]);
        assert_eq!(
            body("cancel-polling", declared, &without_values()),
            json!({"reason": "USER_CANCELED", "statusCode": null})
        );
    }

    #[test]
    fn cancel_transaction_has_a_reason_only_if_it_declares_one() {
        let undeclared = json!([{"name": "stateHandle", "value": "02h"}]);
        assert_eq!(
            body("cancel-transaction", undeclared, &without_values()),
            json!({"stateHandle": "02h"})
        );
        let declared = json!([{"name": "reason", "visible": false}]);
        assert_eq!(
            body("cancel-transaction", declared, &without_values()),
            json!({"reason": "USER_CANCELED"})
        );
    }

    #[test]
    fn the_reason_can_be_set_unless_it_is_a_constant() {
        let answer = without_values()
            .with("reason", super::RETURNED_ERROR)
            .with("statusCode", 500);
        assert_eq!(
            body("cancel-polling", json!([]), &answer),
            json!({"reason": "OV_RETURNED_ERROR", "statusCode": 500})
        );
        let declared = json!([{"name": "statusCode", "visible": false}]);
        assert_eq!(body("cancel-polling", declared, &answer)["statusCode"], 500);
        let constant = json!([{"name": "reason", "value": "CONSTANT", "mutable": false}]);
        let body = body("cancel-polling", constant, &without_values());
        assert_eq!(body["reason"], "CONSTANT");
    }
}
