//! Routing of requests to `/idp/idx/…`.

use std::time::SystemTime;

use serde_json::{Value, json};

use super::body::text;
use super::context::{HandlerResult, RequestContext};
use super::form::MEDIA_TYPE;
use super::message::{self, not_allowed, too_many_requests};
use super::reply::is_posted_to;
use super::response::TransactionView;
use super::step::Step;
use super::transaction::Transaction;
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
    if let Some(response) = check_origin(org_state, path, request) {
        return response;
    }
    let body = request.body_json();
    let mut open = transactions.iter_mut().filter(|tx| tx.is_open(now));
    let Some(tx) = open.find(|tx| is_addressed(tx, path, &body)) else {
        return expired();
    };
    tx.request_count += 1;
    tx.note_device(request);
    let mut ctx = RequestContext { org_state, tx, now };
    if let Some(response) = ctx.check_rate_limit(is_poll(path)) {
        return response;
    }
    ctx.expire_push();
    ctx.remove_expired_access_codes();
    ctx.leave_empty_selection();
    let rejection = match path {
        "/introspect" => None,
        _ => ctx.post(path, &body).err(),
    };
    ctx.ensure_passkey_challenge();
    let href = ctx.href(path);
    ctx.view().reply(&href, rejection)
}

/// Returns the current step of the request's transaction, with status 429 and a message. The request
/// is not handled.
pub(crate) fn limited_prompt(
    org_state: &OrgState,
    transactions: &[Transaction],
    request: &Request,
    now: SystemTime,
) -> Option<Response> {
    let path = request.path().strip_prefix("/idp/idx")?;
    let body = request.body_json();
    let mut open = transactions.iter().filter(|tx| tx.is_open(now));
    let tx = open.find(|tx| is_addressed(tx, path, &body))?;
    let view = TransactionView { org_state, tx };
    Some(view.reply("", Some(too_many_requests().reject(429))))
}

/// Rejects a form from another origin if the policy requires the org's own.
fn check_origin(org_state: &mut OrgState, path: &str, request: &Request) -> Option<Response> {
    let is_required = org_state.setup.policy.require_origin && path != "/introspect";
    if !is_required || request.header("origin") == Some(&org_state.origin()) {
        return None;
    }
    let summary = "You do not have permission to perform the requested action";
    Some(org_state.api_error(403, "E0000006", summary))
}

/// Returns whether the body has the interaction handle or the state handle of a transaction.
fn is_addressed(tx: &Transaction, path: &str, body: &Value) -> bool {
    let introspected = |name| text(body, name).filter(|_| path == "/introspect");
    if let Some(handle) = introspected("interactionHandle") {
        return tx.interaction_handle == handle;
    }
    let handle = introspected("stateToken").or_else(|| text(body, "stateHandle"));
    handle.is_some_and(|handle| tx.has_state_handle(handle))
}

fn is_poll(path: &str) -> bool {
    matches!(path, "/challenge/poll" | "/authenticators/poll")
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
        let is_poll = is_poll(path);
        let href = self.href(path);
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
            _ if path.starts_with("/authenticators/sso_extension/") => self.post_sso_extension(),
            _ => Err(not_allowed().reject(404)),
        }
    }

    fn post_cancel(&mut self) -> HandlerResult {
        let lifetime = self.lifetime();
        self.tx.restart(lifetime, &mut self.org_state.ids, self.now);
        self.offer_sso_extension();
        Ok(())
    }

    /// Returns the URL of a path relative to `/idp/idx`.
    fn href(&self, path: &str) -> String {
        self.org_state.url(&format!("/idp/idx{path}"))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_found_by_its_href() {
        let body = json!({"remediation": {"value": [{"name": "x", "href": "/x"}]}});
        assert!(has_form(&body, "/x"));
        assert!(!has_form(&body, "/y"));
    }
}
