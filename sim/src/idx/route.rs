//! From a request to `/idp/idx/…` to its reply.

use std::time::SystemTime;

use serde_json::{Value, json};

use super::context::{Outcome, RequestContext, text};
use super::form::MEDIA_TYPE;
use super::message::{self, Message, Refusal, not_allowed};
use super::transaction::{Step, Transaction};
use crate::http::{Request, Response};
use crate::org::state::OrgState;

/// Answers a request to the IDX API; `path` is what follows `/idp/idx`.
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
    tx.asked += 1;
    if let Some(refused) = super::limit::check(org_state, tx, now) {
        return refused;
    }
    let mut ctx = RequestContext { org_state, tx, now };
    ctx.time_out();
    ctx.forget_old_access_codes();
    ctx.leave_empty_choice();
    let refusal = match path {
        "/introspect" => None,
        _ => ctx.post(path, &body).err(),
    };
    ctx.challenge_passkeys();
    ctx.reply(path, refusal)
}

/// The transaction meant by a body: by its interaction handle or its state handle.
fn find<'a>(
    transactions: &'a mut [Transaction],
    path: &str,
    body: &Value,
) -> Option<&'a mut Transaction> {
    let mut all = transactions.iter_mut();
    if path != "/introspect" {
        let handle = text(body, "stateHandle")?;
        return all.find(|tx| tx.has_handle(handle));
    }
    match text(body, "interactionHandle") {
        Some(handle) => all.find(|tx| tx.interaction_handle == handle),
        None => {
            let handle = text(body, "stateToken").or_else(|| text(body, "stateHandle"))?;
            all.find(|tx| tx.has_handle(handle))
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
    /// Takes a submitted form; a form that the page does not offer is refused.
    fn post(&mut self, path: &str, body: &Value) -> Outcome {
        let is_poll = matches!(path, "/challenge/poll" | "/authenticators/poll");
        let href = self.org_state.url(&format!("/idp/idx{path}"));
        if !offers(&self.view().body(), &href) {
            // A client whose last reply got lost still polls: it gets the page that is due.
            return if is_poll {
                Ok(())
            } else {
                Err(not_allowed().at_top(400))
            };
        }
        let steps = self.tx.steps;
        let outcome = if is_poll {
            self.poll(body)
        } else {
            self.submit(path, body)
        };
        if self.tx.steps != steps {
            self.tx.expires_at = self.now + self.lifetime();
        }
        outcome
    }

    fn submit(&mut self, path: &str, body: &Value) -> Outcome {
        match path {
            "/identify" => self.post_identify(body),
            "/identify/select" => self.start_over(),
            "/enroll" => self.go(Step::EnrollProfile),
            "/enroll/new" => self.post_enroll_profile(body),
            "/enroll/update" => self.post_update_profile(body),
            "/challenge" => self.post_challenge(body),
            "/challenge/answer" => self.post_answer(body),
            "/challenge/answer/webauthn-autofillui" => self.post_autofill(body),
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
            _ => Err(not_allowed().at_top(404)),
        }
    }

    pub(crate) fn go(&mut self, step: Step) -> Outcome {
        self.tx.go(step);
        Ok(())
    }

    fn post_cancel(&mut self) -> Outcome {
        let lifetime = self.lifetime();
        self.tx.restart(lifetime, &mut self.org_state.ids, self.now);
        Ok(())
    }

    fn reply(&self, path: &str, refusal: Option<Refusal>) -> Response {
        let mut body = self.view().body();
        let status = match (refusal, &self.tx.step) {
            (Some(refusal), _) => {
                let href = self.org_state.url(&format!("/idp/idx{path}"));
                attach(&mut body, &href, &refusal);
                refusal.status
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

/// Whether any form in `value` is posted to `href`.
fn offers(value: &Value, href: &str) -> bool {
    match value {
        Value::Object(members) => {
            members.get("href").is_some_and(|it| it == href)
                || members.values().any(|member| offers(member, href))
        }
        Value::Array(values) => values.iter().any(|value| offers(value, href)),
        _ => false,
    }
}

/// Puts a refusal's messages at their field, or else at the top.
fn attach(body: &mut Value, href: &str, refusal: &Refusal) {
    if refusal.messages.is_empty() {
        return;
    }
    let messages = message::list(&refusal.messages);
    let path: Vec<&str> = refusal
        .field
        .iter()
        .flat_map(|path| path.split('.'))
        .collect();
    let forms = body.pointer_mut("/remediation/value");
    let forms = forms.and_then(Value::as_array_mut).into_iter().flatten();
    for form in forms.filter(|form| form.get("href").is_some_and(|it| it == href)) {
        if attach_to_field(form.get_mut("value"), &path, &messages) {
            return;
        }
    }
    let mut all = body
        .pointer("/messages/value")
        .and_then(Value::as_array)
        .cloned();
    let all = all.get_or_insert_default();
    all.extend(
        refusal
            .messages
            .iter()
            .map(|message: &Message| Value::from(message)),
    );
    body["messages"] = super::form::array(std::mem::take(all));
}

fn attach_to_field(fields: Option<&mut Value>, path: &[&str], messages: &Value) -> bool {
    let Some((name, rest)) = path.split_first() else {
        return false;
    };
    let fields = fields.and_then(Value::as_array_mut).into_iter().flatten();
    for field in fields.filter(|field| field.get("name").is_some_and(|it| it == name)) {
        if rest.is_empty() {
            field["messages"] = messages.clone();
            return true;
        }
        if attach_to_field(field.pointer_mut("/form/value"), rest, messages) {
            return true;
        }
        let options = field.get_mut("options").and_then(Value::as_array_mut);
        for option in options.into_iter().flatten() {
            if attach_to_field(option.pointer_mut("/value/form/value"), rest, messages) {
                return true;
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::idx::form::{Field, Form};

    fn body() -> Value {
        let form = Form::new("x", "/x".to_owned(), "02h").field(Field::object(
            "credentials",
            vec![Field::text("passcode", "Password")],
        ));
        json!({"remediation": {"value": [Value::from(form)]}})
    }

    #[test]
    fn a_message_goes_to_its_field() {
        let mut body = body();
        attach(
            &mut body,
            "/x",
            &message::wrong_code().at(401, "credentials.passcode"),
        );
        let field = &body["remediation"]["value"][0]["value"][0]["form"]["value"][0];
        assert_eq!(
            field["messages"]["value"][0]["i18n"]["key"],
            "api.authn.error.PASSCODE_INVALID"
        );
        assert!(body.get("messages").is_none());
    }

    #[test]
    fn a_message_without_a_field_goes_to_the_top() {
        let mut body = body();
        attach(
            &mut body,
            "/x",
            &message::wrong_code().at(401, "no.such.field"),
        );
        assert_eq!(body["messages"]["value"][0]["class"], "ERROR");
    }

    #[test]
    fn a_form_is_offered_wherever_it_stands() {
        assert!(offers(&body(), "/x"));
        assert!(!offers(&body(), "/y"));
    }
}
