//! FastPass: a challenge that Okta Verify on the device at hand signs.

use serde_json::{Map, Value, json};

use super::super::authenticator::{with_action, with_context};
use super::super::context::{Outcome, RequestContext, text};
use super::super::form::{Form, typed_object};
use super::super::message::not_allowed;
use super::super::page::{Page, View};
use super::super::transaction::{DeviceChallenge, Proof, Step};
use crate::oauth::jwt;
use crate::setup::{AuthenticatorKey, ChallengeMethod, FastPass, MethodType};

const KEY: AuthenticatorKey = AuthenticatorKey::OktaVerify;
const METHOD: MethodType = MethodType::SignedNonce;
/// How long Okta Verify has, in seconds.
const LIFETIME_S: u64 = 300;
/// Why a client may end a challenge.
const REASONS: [&str; 3] = [
    "OV_UNREACHABLE_BY_LOOPBACK",
    "OV_RETURNED_ERROR",
    "USER_CANCELED",
];

impl View<'_> {
    /// The button of the first page. What it relates to is not there yet, as with Okta.
    pub(crate) fn launch_form(&self) -> Option<Form> {
        let fast_pass = self.org_state.setup.policy.okta_verify.fast_pass.as_ref();
        fast_pass.filter(|it| it.at_sign_in).map(|_| {
            self.form("launch-authenticator", "/authenticators/okta-verify/launch")
                .relates_to("authenticatorChallenge")
        })
    }

    /// Okta Verify is asked before anybody has said who they are.
    pub(crate) fn launch_page(&self, challenge: &DeviceChallenge) -> Page {
        let mut value = self.challenge(challenge);
        value.insert("cancel".to_owned(), self.cancel_form().into());
        let poll = self
            .form("device-challenge-poll", "/authenticators/poll")
            .relates_to("authenticatorChallenge")
            .refresh(self.refresh_ms());
        Page::default()
            .form(poll)
            .object("authenticatorChallenge", Value::Object(value))
    }

    /// Okta Verify is asked as one authenticator among others.
    pub(crate) fn device_page(&self, challenge: &DeviceChallenge) -> Page {
        let value = Value::Object(self.challenge(challenge));
        let current = self.authenticator_with(KEY, &[METHOD]);
        let current = with_action(current, "cancel", self.cancel_form());
        let current = with_context(current, json!({"challenge": typed_object(value)}));
        let poll = self
            .form("challenge-poll", "/authenticators/poll")
            .relates_to("$.currentAuthenticator")
            .refresh(self.refresh_ms());
        Page::default()
            .form(poll)
            .object("currentAuthenticator", current)
    }

    fn challenge(&self, challenge: &DeviceChallenge) -> Map<String, Value> {
        let FastPass {
            method,
            ports,
            probe_timeout_ms,
            ..
        } = self.fast_pass();
        let mut json = Map::new();
        let mut put = |key: &str, value: Value| json.insert(key.to_owned(), value);
        put("challengeMethod", json!(method.name()));
        let request = &challenge.request;
        match method {
            ChallengeMethod::Loopback => {
                let ports: Vec<_> = ports.iter().map(u16::to_string).collect();
                put("challengeRequest", json!(request));
                put("domain", json!("http://localhost"));
                put("ports", json!(ports));
                if let Some(millis) = probe_timeout_ms {
                    put("probeTimeoutMillis", json!(millis));
                }
            }
            ChallengeMethod::CustomUri => {
                let href =
                    format!("com-okta-authenticator:/deviceChallenge?challengeRequest={request}");
                put("href", json!(href));
                put(
                    "downloadHref",
                    json!("https://apps.example.com/okta-verify"),
                );
            }
            ChallengeMethod::UniversalLink
            | ChallengeMethod::AppLink
            | ChallengeMethod::ChromeDtc => {
                let link = "https://okta-verify.example.com/deviceChallenge";
                put("href", json!(format!("{link}?challengeRequest={request}")));
            }
        }
        json
    }

    /// The form declares neither reason nor status, though it takes both.
    fn cancel_form(&self) -> Form {
        let name = match self.fast_pass().method {
            ChallengeMethod::Loopback | ChallengeMethod::CustomUri => "cancel-polling",
            ChallengeMethod::UniversalLink | ChallengeMethod::AppLink => {
                "cancel-polling-transaction"
            }
            ChallengeMethod::ChromeDtc => "cancel-transaction",
        };
        self.form(name, "/authenticators/poll/cancel")
    }

    fn fast_pass(&self) -> FastPass {
        let policy = &self.org_state.setup.policy.okta_verify;
        policy.fast_pass.clone().unwrap_or_default()
    }
}

impl RequestContext<'_> {
    pub(crate) fn post_launch(&mut self) -> Outcome {
        let challenge = self.device_challenge();
        self.go(Step::Launch(challenge))
    }

    /// A challenge that only a device which has an account in this org can answer.
    pub(crate) fn device_challenge(&mut self) -> DeviceChallenge {
        let transaction = self.org_state.ids.id("ft1");
        let authenticator = self.org_state.authenticator_id(KEY);
        let path = format!("/idp/authenticators/{authenticator}/transactions/{transaction}/verify");
        let issued = crate::time::seconds(self.now);
        let request = jwt::sign(&json!({
            "iss": self.org_state.url(""),
            "aud": "okta.device-challenge",
            "iat": issued,
            "exp": issued + LIFETIME_S,
            "nonce": self.org_state.ids.token(),
            "verificationUri": self.org_state.url(&path),
            "ver": 0,
        }));
        DeviceChallenge {
            request,
            signed_by: None,
        }
    }

    /// Whether the device has signed: then it is known who signs in, and how.
    pub(crate) fn poll_device(&mut self, challenge: DeviceChallenge) {
        let Some(user) = challenge.signed_by else {
            return;
        };
        if matches!(self.tx.step, Step::Launch(_)) {
            self.tx.user = Some(user);
            self.verified(METHOD);
            self.enter();
        } else {
            self.proven(METHOD);
        }
    }

    /// The client gives up, and says why: other ways are offered.
    pub(crate) fn post_cancel_poll(&mut self, body: &Value) -> Outcome {
        let is_known = text(body, "reason").is_some_and(|reason| REASONS.contains(&reason));
        let status = body.get("statusCode").unwrap_or(&Value::Null);
        if !is_known || !(status.is_null() || status.is_u64()) {
            return Err(not_allowed().at_top(400));
        }
        match self.tx.step {
            Step::Launch(_) => self.go(Step::Identify),
            Step::Verify(_, Proof::Device(_)) if self.view().eligible_keys().len() > 1 => {
                self.go(Step::SelectVerify)
            }
            _ => self.go(Step::VerifyData(KEY)),
        }
    }
}
