//! A response, read: what it means for the conversation.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::app::ClientApp;
use super::authenticator::Authenticator;
use super::device_challenge::DeviceChallenge;
use super::diagnostics::Diagnostics;
use super::message::Message;
use super::relates_to::Related;
use super::remediation::{Remediation, RemediationSource};
use super::unique::unique_id;
use super::{Captcha, Prompt, UserProfile};
use crate::prompt::webauthn;
use crate::secret::Secret;
use crate::wire::ParseError;
use crate::wire::json::{Json, parse};
use crate::wire::limits::MAX_REMEDIATIONS;
use crate::wire::time::Millis;

/// What a response comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResponseKind {
    /// There is an interaction code to turn into tokens.
    Success,
    /// There is something to do.
    Prompt,
    /// There is nothing more to do.
    Terminal,
}

/// An IDX response, read without a flow around it: for tools and tests.
///
/// Only a [`Flow`](crate::Flow) checks where the addresses in it lead.
#[derive(Debug, Clone, PartialEq)]
pub struct IdxResponse {
    /// What it comes to.
    pub kind: ResponseKind,
    /// What it says.
    pub prompt: Prompt,
    pub(crate) success: Option<Success>,
    pub(crate) state_handle: Option<Secret>,
}

/// The `successWithInteractionCode` form.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Success {
    pub(crate) code: Option<Secret>,
    pub(crate) href: Option<String>,
}

/// The single authenticators of a response, the one at hand first.
const CURRENT: [&str; 4] = [
    "currentAuthenticator",
    "currentAuthenticatorEnrollment",
    "enrollmentAuthenticator",
    "recoveryAuthenticator",
];
const ACTIONS: [&str; 5] = ["send", "resend", "poll", "recover", "cancel"];

impl IdxResponse {
    /// Reads a response body. Everything in it is optional, and what is unknown is kept.
    ///
    /// # Errors
    /// Where the body is no JSON object, or beyond the limits (1 MiB, depth 64, counts).
    ///
    /// ```
    /// use idx_flow::{ResponseKind, IdxResponse};
    ///
    /// let response = IdxResponse::from_json(br#"{"messages":{"value":[{"message":"Gone."}]}}"#)?;
    /// assert_eq!(response.kind, ResponseKind::Terminal);
    /// assert_eq!(response.prompt.messages[0].text, "Gone.");
    /// # Ok::<(), idx_flow::ParseError>(())
    /// ```
    pub fn from_json(body: &[u8]) -> Result<Self, ParseError> {
        let text = std::str::from_utf8(body).map_err(|_| ParseError::NotJson)?;
        Self::read(&parse(text)?)
    }

    pub(crate) fn read(json: &Json<'_>) -> Result<Self, ParseError> {
        let mut diagnostics = Diagnostics::default();
        let authenticators = Authenticator::read_list(json, "authenticators", &mut diagnostics)?;
        let enrollments =
            Authenticator::read_list(json, "authenticatorEnrollments", &mut diagnostics)?;
        let mut lists = vec![
            ("authenticators", authenticators.clone()),
            ("authenticatorEnrollments", enrollments.clone()),
        ];
        for key in CURRENT {
            let single = json
                .object(key)
                .map(|json| Arc::new(Authenticator::read(json, &mut diagnostics)));
            lists.extend(single.map(|single| (key, vec![single])));
        }
        let related = Related {
            keys: json.keys().collect(),
            lists,
        };
        let remediations = remediations(json, &related, &mut diagnostics)?;
        let captcha = json
            .object("captcha")
            .map(|captcha| Box::new(Captcha::read(captcha)));
        if remediations.iter().any(|one| one.captcha().is_some())
            && captcha.as_ref().is_none_or(|one| one.site_key.is_none())
        {
            diagnostics.note("a form asks for a captcha that is not told");
        }
        let success = success(json);
        let offered = remediations
            .iter()
            .any(|one| one.source == RemediationSource::Remediation);
        let kind = match (&success, offered) {
            (Some(_), _) => ResponseKind::Success,
            (None, true) => ResponseKind::Prompt,
            (None, false) => ResponseKind::Terminal,
        };
        let ceremonies = webauthn::ceremonies(json, &CURRENT, &remediations, &mut diagnostics);
        let challenge = DeviceChallenge::find(json, &CURRENT, &remediations, &mut diagnostics);
        let prompt = Prompt {
            intent: json.text("intent"),
            remediations,
            current_authenticator: current(&related),
            authenticators,
            enrollments,
            messages: Message::read_all(json, None)?,
            user: json
                .object("user")
                .map(|user| Box::new(UserProfile::read(user))),
            app: json.object("app").map(|app| Box::new(ClientApp::read(app))),
            captcha,
            ceremonies,
            device_challenge: challenge.map(Box::new),
            expires_at: json
                .str("expiresAt")
                .and_then(Millis::from_rfc3339)
                .map(Into::into),
            diagnostics: diagnostics.into_lines(),
        };
        let state_handle = json.text("stateHandle").map(Secret::from);
        Ok(Self {
            kind,
            prompt,
            success,
            state_handle,
        })
    }
}

/// The authenticator at hand: the one with something to show, else the first.
fn current(related: &Related<'_>) -> Option<Arc<Authenticator>> {
    let singles = related
        .lists
        .iter()
        .filter(|(key, _)| CURRENT.contains(key));
    let singles: Vec<_> = singles.filter_map(|(_, list)| list.first()).collect();
    let telling = singles.iter().find(|one| one.contextual_data.is_some());
    telling.or(singles.first()).map(|one| Arc::clone(one))
}

fn remediations(
    json: &Json<'_>,
    related: &Related<'_>,
    diagnostics: &mut Diagnostics,
) -> Result<Vec<Remediation>, ParseError> {
    let list = json.items("remediation");
    if list.len() > MAX_REMEDIATIONS {
        return Err(ParseError::TooMany("remediations"));
    }
    let mut found = Vec::with_capacity(list.len() + 2);
    for item in list {
        found.extend(Remediation::read(
            item,
            RemediationSource::Remediation,
            related,
            diagnostics,
        )?);
    }
    for key in CURRENT.into_iter().chain(["authenticatorChallenge"]) {
        let Some(authenticator) = json.object(key) else {
            continue;
        };
        for action in ACTIONS {
            let Some(item) = authenticator.object(action) else {
                continue;
            };
            let read =
                Remediation::read(item, RemediationSource::Authenticator, related, diagnostics)?;
            let Some(read) = read else { continue };
            // one authenticator may stand under two keys: its actions are listed once
            let is_same = |one: &Remediation| one.name == read.name && one.href == read.href;
            if !found
                .iter()
                .any(|one| one.source == RemediationSource::Authenticator && is_same(one))
            {
                let id = format!("{key}-{action}");
                found.push(Remediation { id, ..read });
            }
        }
    }
    // `success` and `failure` end a hosted flow, on servers that do not list them as remediations
    for key in ["success", "failure", "cancel"] {
        if let Some(item) = json.object(key) {
            let read = Remediation::read(item, RemediationSource::Response, related, diagnostics)?;
            found.extend(read);
        }
    }
    // names repeat (every identity provider is a `redirect-idp`), ids must not
    let mut taken = BTreeSet::new();
    for remediation in &mut found {
        remediation.id = unique_id(&mut taken, &remediation.id, 2);
    }
    found.shrink_to_fit();
    Ok(found)
}

/// The key may have a suffix; the code stands in its form.
fn success(json: &Json<'_>) -> Option<Success> {
    let Json::Object(members) = json else {
        return None;
    };
    let is_success = |key: &str| key.starts_with("successWithInteractionCode");
    let (_, form) = members
        .iter()
        .find(|(key, value)| is_success(key) && *value != Json::Null)?;
    let field = form
        .items("value")
        .iter()
        .find(|field| field.str("name") == Some("interaction_code"));
    let code = field
        .and_then(|field| field.text("value"))
        .map(Secret::from);
    Some(Success {
        code,
        href: form.text("href"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_under_two_keys_is_one() {
        let body = br#"{"currentAuthenticator": {"resend": {"name": "resend", "href": "/r"}},
            "enrollmentAuthenticator": {"resend": {"name": "resend", "href": "/r"},
            "send": {"name": "send", "href": "/s"}}}"#;
        let prompt = IdxResponse::from_json(body).unwrap().prompt;
        let ids: Vec<_> = prompt
            .remediations
            .iter()
            .map(|one| one.id.as_str())
            .collect();
        assert_eq!(
            ids,
            [
                "currentAuthenticator-resend",
                "enrollmentAuthenticator-send"
            ]
        );
    }

    #[test]
    fn a_challenge_of_the_device_can_be_canceled() {
        let body = br#"{"authenticatorChallenge": {"value": {"challengeMethod": "LOOPBACK",
            "cancel": {"name": "cancel-polling", "href": "/c", "value": []}}}}"#;
        let prompt = IdxResponse::from_json(body).unwrap().prompt;
        let cancel = prompt.remediation("authenticatorChallenge-cancel").unwrap();
        assert_eq!(cancel.name.as_str(), "cancel-polling");
        assert_eq!(cancel.source, RemediationSource::Authenticator);
    }
}
