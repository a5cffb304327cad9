//! The response to a request: the current step, and the messages of a rejection.

use serde_json::Value;

use super::form::{MEDIA_TYPE, array};
use super::message;
use super::rejection::Rejection;
use super::response::TransactionView;
use super::step::Step;
use crate::http::Response;

impl TransactionView<'_> {
    /// Returns the response to a request to `href`. Messages without the current step are sent if the
    /// rejection or the policy says so.
    pub(crate) fn reply(&self, href: &str, rejection: Option<Rejection>) -> Response {
        let Some(rejection) = rejection else {
            let status = match self.tx.step {
                Step::Terminal(status, _) => status,
                _ => 200,
            };
            return self.json_response(status, &self.body());
        };
        let omits_step = rejection.is_error_only || self.org_state.setup.policy.error_only_replies;
        let body = if omits_step && !rejection.messages.is_empty() {
            self.error_body(&rejection.messages)
        } else {
            let mut body = self.body();
            add_messages(&mut body, href, &rejection);
            body
        };
        let response = self.json_response(rejection.status, &body);
        response.with_headers(rejection.headers)
    }

    fn json_response(&self, status: u16, body: &Value) -> Response {
        let cookie = &self.tx.cookie;
        let cookie = format!("idx={cookie}; Path=/; Secure; HttpOnly; SameSite=None");
        Response::json(status, MEDIA_TYPE, body).with_header("set-cookie", cookie)
    }
}

/// Returns whether a form is posted to `href`.
pub(crate) fn is_posted_to(form: &Value, href: &str) -> bool {
    form.get("href").is_some_and(|known| known == href)
}

/// Adds a rejection's messages to their field, or to the top level if the response has no such field.
fn add_messages(body: &mut Value, href: &str, rejection: &Rejection) {
    if rejection.messages.is_empty() {
        return;
    }
    let messages = message::list(&rejection.messages);
    let path: Vec<&str> = rejection
        .field
        .iter()
        .flat_map(|path| path.split('.'))
        .collect();
    let forms = body.pointer_mut("/remediation/value");
    let forms = forms.and_then(Value::as_array_mut).into_iter().flatten();
    for form in forms.filter(|form| is_posted_to(form, href)) {
        if add_to_field(form.get_mut("value"), &path, &messages) {
            return;
        }
    }
    let existing = body.pointer("/messages/value").and_then(Value::as_array);
    let mut all = existing.cloned().unwrap_or_default();
    all.extend(rejection.messages.iter().map(Value::from));
    body["messages"] = array(all);
}

/// Adds messages to the field at `path`. Returns `false` if there is no such field.
fn add_to_field(fields: Option<&mut Value>, path: &[&str], messages: &Value) -> bool {
    let Some((name, rest)) = path.split_first() else {
        return false;
    };
    let fields = fields.and_then(Value::as_array_mut).into_iter().flatten();
    for field in fields.filter(|field| field.get("name").is_some_and(|known| known == name)) {
        if rest.is_empty() {
            field["messages"] = messages.clone();
            return true;
        }
        if add_to_field(field.pointer_mut("/form/value"), rest, messages) {
            return true;
        }
        let options = field.get_mut("options").and_then(Value::as_array_mut);
        for option in options.into_iter().flatten() {
            if add_to_field(option.pointer_mut("/value/form/value"), rest, messages) {
                return true;
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::idx::body::PASSCODE;
    use crate::idx::form::{Field, Form};
    use serde_json::json;

    fn body() -> Value {
        let form = Form::new("x", "/x".to_owned(), "02h").field(Field::object(
            "credentials",
            vec![Field::text("passcode", "Password")],
        ));
        json!({"remediation": {"value": [Value::from(form)]}})
    }

    #[test]
    fn a_message_is_added_to_its_field() {
        let mut body = body();
        let rejection = message::wrong_code().reject_field(401, PASSCODE);
        add_messages(&mut body, "/x", &rejection);
        let field = &body["remediation"]["value"][0]["value"][0]["form"]["value"][0];
        assert_eq!(
            field["messages"]["value"][0]["i18n"]["key"],
            "api.authn.error.PASSCODE_INVALID"
        );
        assert!(body.get("messages").is_none());
    }

    #[test]
    fn a_message_of_an_unknown_field_is_added_to_the_top_level() {
        let mut body = body();
        let rejection = message::wrong_code().reject_field(401, "no.such.field");
        add_messages(&mut body, "/x", &rejection);
        assert_eq!(body["messages"]["value"][0]["class"], "ERROR");
    }
}
