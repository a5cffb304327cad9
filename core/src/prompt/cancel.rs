//! The form that ends a challenge of the device.
//!
//! The server takes a reason and a status with it, and mostly declares neither.

use super::field::{Field, FieldKind};
use super::form::Form;
use super::value::Value;
use crate::names::RemediationName as Name;

/// Why a challenge of the device is ended, in the words of the wire.
pub(crate) const UNREACHABLE: &str = "OV_UNREACHABLE_BY_LOOPBACK";
pub(crate) const RETURNED_ERROR: &str = "OV_RETURNED_ERROR";
const BY_THE_USER: &str = "USER_CANCELED";

pub(crate) const REASON: &str = "reason";
pub(crate) const STATUS: &str = "statusCode";

/// Whether a remediation ends a challenge of the device.
pub(crate) fn is_challenge_cancel(name: &Name) -> bool {
    matches!(
        name,
        Name::CancelPolling | Name::CancelPollingTransaction | Name::CancelTransaction
    )
}

/// Whether the server takes a reason that it has not declared. The end of the SSO extension's
/// transaction has its handle alone.
fn takes_reason(name: &Name) -> bool {
    matches!(name, Name::CancelPolling | Name::CancelPollingTransaction)
}

/// Adds what the form does not declare. An answer without values is the user's.
pub(crate) fn complete(name: &Name, form: &mut Form) {
    let null = Value::Json("null".to_owned());
    for (path, kind, usual) in [
        (REASON, FieldKind::Text, Value::from(BY_THE_USER)),
        (STATUS, FieldKind::Integer, null),
    ] {
        if form.constants.iter().any(|fixed| fixed.path == path) {
            continue;
        }
        let mut declared = form.fields.iter_mut().chain(&mut form.hidden);
        match declared.find(|field| field.path == path) {
            Some(field) => field.value = field.value.take().or(Some(usual)),
            None if takes_reason(name) => form.hidden.push(Field::hidden(path, kind, usual)),
            None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::answer::{Answer, build};
    use crate::prompt::response::IdxResponse;
    use serde_json::{Value, json};

    fn sent(fields: Value, answer: &Answer) -> Value {
        let cancel = json!({"name": "cancel-polling", "href": "/c", "value": fields});
        let page = json!({"authenticatorChallenge": {"value": {"cancel": cancel}}});
        let reading = IdxResponse::from_json(page.to_string().as_bytes()).unwrap();
        let cancel = &reading.prompt.remediations[0];
        crate::answer::check(cancel, answer).unwrap();
        serde_json::from_str(build(cancel, answer).expose()).unwrap()
    }

    #[test]
    fn an_answer_without_values_is_the_users() {
        let user = Answer::new("authenticatorChallenge-cancel");
        let undeclared = sent(json!([{"name": "stateHandle", "value": "02h"}]), &user);
        let expected = json!({"reason": "USER_CANCELED", "statusCode": null});
        let mut with_handle = expected.clone();
        with_handle["stateHandle"] = json!("02h");
        assert_eq!(undeclared, with_handle);
        let declared = json!([{"name": "reason", "required": true}, {"name": "statusCode"}]);
        assert_eq!(sent(declared, &user), expected);
    }

    #[test]
    fn a_transaction_gets_a_reason_only_where_it_declares_one() {
        let fields = json!([{"name": "stateHandle", "value": "02h"}]);
        let cancel = json!({"name": "cancel-transaction", "href": "/c", "value": fields});
        let page = json!({"authenticatorChallenge": {"value": {"cancel": cancel}}});
        let reading = IdxResponse::from_json(page.to_string().as_bytes()).unwrap();
        let answer = Answer::new("authenticatorChallenge-cancel");
        let body = build(&reading.prompt.remediations[0], &answer);
        assert_eq!(body.expose(), r#"{"stateHandle":"02h"}"#);
        let declared = json!([{"name": "reason", "visible": false}]);
        let cancel = json!({"name": "cancel-transaction", "href": "/c", "value": declared});
        let page = json!({"authenticatorChallenge": {"value": {"cancel": cancel}}});
        let reading = IdxResponse::from_json(page.to_string().as_bytes()).unwrap();
        let body = build(&reading.prompt.remediations[0], &answer);
        assert_eq!(body.expose(), r#"{"reason":"USER_CANCELED"}"#);
    }

    #[test]
    fn a_reason_can_be_given_and_the_servers_own_stays() {
        let given = Answer::new("authenticatorChallenge-cancel");
        let given = given
            .with("reason", super::RETURNED_ERROR)
            .with("statusCode", 500);
        let expected = json!({"reason": "OV_RETURNED_ERROR", "statusCode": 500});
        assert_eq!(sent(json!([]), &given), expected);
        let fixed = json!([{"name": "reason", "value": "FIXED", "mutable": false}]);
        let plain = Answer::new("authenticatorChallenge-cancel");
        assert_eq!(sent(fixed, &plain)["reason"], "FIXED");
    }
}
