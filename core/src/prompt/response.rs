//! Reads an IDX response.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::app::ClientApp;
use super::authenticator::Authenticator;
use super::device_challenge::DeviceChallenge;
use super::diagnostics::Diagnostics;
use super::message::Message;
use super::relates_to::RelatesToIndex;
use super::remediation::{Remediation, RemediationSource};
use super::unique::unique_id;
use super::{Captcha, Prompt, UserProfile};
use crate::prompt::webauthn;
use crate::secret::Secret;
use crate::wire::ParseError;
use crate::wire::json::{Json, parse};
use crate::wire::limits::MAX_REMEDIATIONS;
use crate::wire::time::Millis;

/// The kind of an [`IdxResponse`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ResponseKind {
    /// The response has an interaction code.
    Success,
    /// The response has remediations.
    Prompt,
    /// The response has neither: the transaction has ended.
    Terminal,
}

/// A parsed IDX response, for tools and tests that work without a [`Flow`](crate::Flow).
///
/// The URLs in it are not checked. A flow checks them against the issuer.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct IdxResponse {
    /// The kind of the response.
    pub kind: ResponseKind,
    /// The content of the response.
    pub prompt: Prompt,
    pub(crate) success: Option<Success>,
    pub(crate) state_handle: Option<Secret>,
}

/// The `successWithInteractionCode` form.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Success {
    pub(crate) code: Option<Secret>,
    pub(crate) client_id: Option<String>,
    pub(crate) grant_type: Option<String>,
    pub(crate) href: Option<String>,
}

/// The members that contain the current authenticator. The first has precedence.
const CURRENT: [&str; 4] = [
    "currentAuthenticator",
    "currentAuthenticatorEnrollment",
    "enrollmentAuthenticator",
    "recoveryAuthenticator",
];
/// The members of an authenticator that are remediations.
const ACTIONS: [&str; 5] = ["send", "resend", "poll", "recover", "cancel"];

impl IdxResponse {
    /// Parses a response body. All members are optional, and unknown remediations, fields and names
    /// are kept.
    ///
    /// # Errors
    /// [`ParseError`] if the body is not a JSON object, or exceeds a limit.
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
            let authenticator = json
                .object(key)
                .map(|json| Arc::new(Authenticator::read(json, key, &mut diagnostics)));
            lists.extend(authenticator.map(|authenticator| (key, vec![authenticator])));
        }
        let index = RelatesToIndex {
            response: json,
            lists,
        };
        let remediations = remediations(json, &index, &mut diagnostics)?;
        let captcha = json
            .object("captcha")
            .map(|captcha| Box::new(Captcha::read(captcha)));
        let has_site_key = captcha
            .as_ref()
            .is_some_and(|captcha| captcha.site_key.is_some());
        if !has_site_key && remediations.iter().any(|form| form.captcha().is_some()) {
            diagnostics.note("a form requires a captcha, but the response has no site key for it");
        }
        let success = success(json);
        let has_remediation = remediations
            .iter()
            .any(|remediation| remediation.source == RemediationSource::Remediation);
        let kind = match (&success, has_remediation) {
            (Some(_), _) => ResponseKind::Success,
            (None, true) => ResponseKind::Prompt,
            (None, false) => ResponseKind::Terminal,
        };
        let ceremonies = webauthn::ceremonies(json, &CURRENT, &remediations, &mut diagnostics);
        let challenge = DeviceChallenge::find(json, &CURRENT, &remediations, &mut diagnostics);
        let prompt = Prompt {
            version: 0,
            notice: None,
            intent: json.text("intent"),
            remediations,
            current_authenticator: current_authenticator(&index),
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

/// The first current authenticator that has contextual data, or else the first.
fn current_authenticator(index: &RelatesToIndex<'_, '_>) -> Option<Arc<Authenticator>> {
    let lists = index.lists.iter();
    let current: Vec<_> = lists
        .filter(|(key, _)| CURRENT.contains(key))
        .filter_map(|(_, list)| list.first())
        .collect();
    let with_data = current
        .iter()
        .find(|authenticator| authenticator.contextual_data.is_some());
    with_data.or(current.first()).copied().map(Arc::clone)
}

/// The remediations of the response, of its authenticators, and at its top level.
fn remediations(
    json: &Json<'_>,
    index: &RelatesToIndex<'_, '_>,
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
            index,
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
            let remediation =
                Remediation::read(item, RemediationSource::Authenticator, index, diagnostics)?;
            let Some(remediation) = remediation else {
                continue;
            };
            // two keys may contain the same authenticator: its actions are listed once
            let is_duplicate = |other: &Remediation| {
                other.source == RemediationSource::Authenticator
                    && other.name == remediation.name
                    && other.href == remediation.href
            };
            if !found.iter().any(is_duplicate) {
                let id = format!("{key}-{action}");
                found.push(Remediation { id, ..remediation });
            }
        }
    }
    // `success` and `failure` end a hosted flow, on servers that do not list them as remediations
    for key in ["success", "failure", "cancel"] {
        if let Some(item) = json.object(key) {
            let remediation =
                Remediation::read(item, RemediationSource::Response, index, diagnostics)?;
            found.extend(remediation);
        }
    }
    // names may repeat (each identity provider is a `redirect-idp`), ids may not
    let mut taken = BTreeSet::new();
    for remediation in &mut found {
        remediation.id = unique_id(&mut taken, &remediation.id, 2);
    }
    found.shrink_to_fit();
    Ok(found)
}

/// Reads `successWithInteractionCode`. The key may have a suffix.
fn success(json: &Json<'_>) -> Option<Success> {
    let Json::Object(members) = json else {
        return None;
    };
    let is_success = |key: &str| key.starts_with("successWithInteractionCode");
    let (_, form) = members
        .iter()
        .find(|(key, value)| is_success(key) && *value != Json::Null)?;
    let value = |name: &str| {
        let mut fields = form.items("value").iter();
        fields
            .find(|field| field.str("name") == Some(name))?
            .text("value")
    };
    Some(Success {
        code: value("interaction_code").map(Secret::from),
        client_id: value("client_id"),
        grant_type: value("grant_type"),
        href: form.text("href"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_under_two_keys_is_listed_once() {
        let body = br#"{"currentAuthenticator": {"resend": {"name": "resend", "href": "/r"}},
            "enrollmentAuthenticator": {"resend": {"name": "resend", "href": "/r"},
            "send": {"name": "send", "href": "/s"}}}"#;
        let prompt = IdxResponse::from_json(body).unwrap().prompt;
        let ids: Vec<_> = prompt
            .remediations
            .iter()
            .map(|remediation| remediation.id.as_str())
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
    fn a_device_challenge_can_be_canceled() {
        let body = br#"{"authenticatorChallenge": {"value": {"challengeMethod": "LOOPBACK",
            "cancel": {"name": "cancel-polling", "href": "/c", "value": []}}}}"#;
        let prompt = IdxResponse::from_json(body).unwrap().prompt;
        let cancel = prompt.remediation("authenticatorChallenge-cancel").unwrap();
        assert_eq!(cancel.name.as_str(), "cancel-polling");
        assert_eq!(cancel.source, RemediationSource::Authenticator);
    }
}
