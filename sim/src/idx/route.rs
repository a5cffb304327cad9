//! Routing of requests to `/idp/idx/…`.

use std::time::SystemTime;

use serde_json::{Value, json};

use super::body::text;
use super::context::{HandlerResult, RequestContext};
use super::form::{MEDIA_TYPE, array};
use super::message::{self, Rejection, not_allowed};
use super::transaction::{Step, Transaction};
use crate::http::{Request, Response};
use crate::state::OrgState;

/// Handles a request to the IDX API. `path` is relative to `/idp/idx`.
pub(crate) fn handle(
    org_state: &mut OrgState,
    transactions: &mut [Transaction],
    path: &str,
    request: &Request,
    now: SystemTime,
) -> Response {
    let body = request.body_json();
    let Some(tx) = find(transactions, path, &body).filter(|tx| tx.is_open(now)) else {
        return expired();
    };
    tx.request_count += 1;
    if let Some(response) = super::rate_limit::check(org_state, tx, now) {
        return response;
    }
    let mut ctx = RequestContext { org_state, tx, now };
    ctx.expire_push();
    ctx.remove_expired_access_codes();
    ctx.leave_empty_selection();
    let rejection = match path {
        "/introspect" => None,
        _ => ctx.post(path, &body).err(),
    };
    ctx.ensure_passkey_challenge();
    ctx.response(path, rejection)
}

/// Finds the transaction by the interaction handle or state handle of the body.
fn find<'a>(
    transactions: &'a mut [Transaction],
    path: &str,
    body: &Value,
) -> Option<&'a mut Transaction> {
    let mut transactions = transactions.iter_mut();
    if path != "/introspect" {
        let handle = text(body, "stateHandle")?;
        return transactions.find(|tx| tx.has_state_handle(handle));
    }
    match text(body, "interactionHandle") {
        Some(handle) => transactions.find(|tx| tx.interaction_handle == handle),
        None => {
            let handle = text(body, "stateToken").or_else(|| text(body, "stateHandle"))?;
            transactions.find(|tx| tx.has_state_handle(handle))
        }
    }
}

fn expired() -> Response {
    let messages = message::list(&[message::session_expired()]);
    Response::json(
        401,
        MEDIA_TYPE,
        &json!({"version": "1.0.0", "messages": messages}),
    )
}

impl RequestContext<'_> {
    /// Handles a submitted form. A form that the current step does not offer is rejected.
    fn post(&mut self, path: &str, body: &Value) -> HandlerResult {
        let is_poll = matches!(path, "/challenge/poll" | "/authenticators/poll");
        let href = self.org_state.url(&format!("/idp/idx{path}"));
        if !has_form(&self.view().body(), &href) {
            // A client that lost the last response still polls. It gets the current step.
            return if is_poll {
                Ok(())
            } else {
                Err(not_allowed().reject(400))
            };
        }
        let step_count = self.tx.step_count;
        let result = if is_poll {
            self.poll(body)
        } else {
            self.submit(path, body)
        };
        if self.tx.step_count != step_count {
            self.tx.expires_at = self.now + self.lifetime();
        }
        result
    }

    fn submit(&mut self, path: &str, body: &Value) -> HandlerResult {
        match path {
            "/identify" => self.post_identify(body),
            "/identify/select" => self.post_select_identify(),
            "/enroll" => self.move_to(Step::EnrollProfile),
            "/enroll/new" => self.post_enroll_profile(body),
            "/enroll/update" => self.post_update_profile(body),
            "/challenge" => self.post_challenge(body),
            "/challenge/answer" => self.post_answer(body),
            "/challenge/answer/webauthn-autofillui" => self.post_passkey_autofill(body),
            "/challenge/send" => self.post_send(body),
            "/challenge/resend" => self.post_resend(),
            "/credential/enroll" => self.post_credential_enroll(body),
            "/skip" => self.post_skip(),
            "/recover" => self.post_recover(),
            "/unlock-account" => self.post_unlock(),
            "/consent" => self.post_consent(body),
            "/device/activate" => self.post_user_code(body),
            "/keep-me-signed-in" => self.post_keep_me_signed_in(body),
            "/authenticators/okta-verify/launch" => self.post_launch(),
            "/authenticators/poll/cancel" => self.post_cancel_poll(body),
            "/cancel" => self.post_cancel(),
            _ => Err(not_allowed().reject(404)),
        }
    }

    fn post_cancel(&mut self) -> HandlerResult {
        let lifetime = self.lifetime();
        self.tx.restart(lifetime, &mut self.org_state.ids, self.now);
        Ok(())
    }

    fn response(&self, path: &str, rejection: Option<Rejection>) -> Response {
        let mut body = self.view().body();
        let status = match (rejection, &self.tx.step) {
            (Some(rejection), _) => {
                let href = self.org_state.url(&format!("/idp/idx{path}"));
                add_messages(&mut body, &href, &rejection);
                rejection.status
            }
            (None, Step::Terminal(status, _)) => *status,
            (None, _) => 200,
        };
        let cookie = format!(
            "idx={}; Path=/; Secure; HttpOnly; SameSite=None",
            self.tx.cookie
        );
        Response::json(status, MEDIA_TYPE, &body).with_header("set-cookie", cookie)
    }
}

/// Returns whether any form in `value` is posted to `href`.
fn has_form(value: &Value, href: &str) -> bool {
    match value {
        Value::Object(members) => {
            is_posted_to(value, href) || members.values().any(|member| has_form(member, href))
        }
        Value::Array(values) => values.iter().any(|value| has_form(value, href)),
        _ => false,
    }
}

fn is_posted_to(form: &Value, href: &str) -> bool {
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

    #[test]
    fn a_form_is_found_by_its_href() {
        assert!(has_form(&body(), "/x"));
        assert!(!has_form(&body(), "/y"));
    }
}
