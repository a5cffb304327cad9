//! FastPass: a challenge that Okta Verify on this device signs.

use serde_json::{Map, Value, json};

use crate::idx::authenticator::{with_action, with_context};
use crate::idx::body::text;
use crate::idx::context::{HandlerResult, RequestContext};
use crate::idx::form::{Form, typed_object};
use crate::idx::message::not_allowed;
use crate::idx::response::{ResponseBuilder, TransactionView};
use crate::idx::step::{Challenge, DeviceChallenge, Step};
use crate::jwt;
use crate::setup::{AuthenticatorKey, ChallengeMethod, FastPass, MethodType};
use crate::time::seconds;

const KEY: AuthenticatorKey = AuthenticatorKey::OktaVerify;
const METHOD: MethodType = MethodType::SignedNonce;
/// The lifetime of a challenge, in seconds.
const LIFETIME_S: u64 = 300;
/// The reasons that a client may give when it cancels a challenge.
const CANCEL_REASONS: [&str; 3] = [
    "OV_UNREACHABLE_BY_LOOPBACK",
    "OV_RETURNED_ERROR",
    "USER_CANCELED",
];

impl TransactionView<'_> {
    /// Returns the form that starts FastPass at the first step, if the policy enables it. The object
    /// that it relates to does not exist yet, as with Okta.
    pub(crate) fn launch_form(&self) -> Option<Form> {
        let fast_pass = self.org_state.setup.policy.okta_verify.fast_pass.as_ref();
        fast_pass.filter(|policy| policy.at_sign_in).map(|_| {
            self.form("launch-authenticator", "/authenticators/okta-verify/launch")
                .relates_to("authenticatorChallenge")
        })
    }

    /// Polls for a challenge that identifies the user.
    pub(crate) fn launch_response(&self, challenge: &DeviceChallenge) -> ResponseBuilder {
        let mut value = self.challenge_json(challenge);
        value.insert("cancel".to_owned(), self.cancel_form().into());
        let poll = self
            .form("device-challenge-poll", "/authenticators/poll")
            .relates_to("authenticatorChallenge")
            .refresh(self.refresh_ms());
        ResponseBuilder::default()
            .form(poll)
            .object("authenticatorChallenge", Value::Object(value))
    }

    /// Polls for a challenge that verifies an identified user.
    pub(crate) fn fastpass_response(&self, challenge: &DeviceChallenge) -> ResponseBuilder {
        let value = Value::Object(self.challenge_json(challenge));
        let current = self.authenticator_with(KEY, &[METHOD]);
        let current = with_action(current, "cancel", self.cancel_form());
        let current = with_context(current, json!({"challenge": typed_object(value)}));
        let poll = self
            .form("challenge-poll", "/authenticators/poll")
            .relates_to("$.currentAuthenticator")
            .refresh(self.refresh_ms());
        ResponseBuilder::default()
            .form(poll)
            .object("currentAuthenticator", current)
    }

    fn challenge_json(&self, challenge: &DeviceChallenge) -> Map<String, Value> {
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

    /// Returns the form that cancels the challenge. As with Okta, it does not declare its fields
    /// `reason` and `statusCode`.
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
    pub(crate) fn post_launch(&mut self) -> HandlerResult {
        let challenge = self.fastpass_challenge();
        self.move_to(Step::Launch(challenge))
    }

    /// Creates a challenge for a device that has an account in this org.
    pub(crate) fn fastpass_challenge(&mut self) -> DeviceChallenge {
        let transaction = self.org_state.ids.id("ft1");
        let authenticator = self.org_state.authenticator_id(KEY);
        let path = format!("/idp/authenticators/{authenticator}/transactions/{transaction}/verify");
        let issued_at = seconds(self.now);
        let request = jwt::sign(&json!({
            "iss": self.org_state.url(""),
            "aud": "okta.device-challenge",
            "iat": issued_at,
            "exp": issued_at + LIFETIME_S,
            "nonce": self.org_state.ids.token(),
            "verificationUri": self.org_state.url(&path),
            "ver": 0,
        }));
        DeviceChallenge {
            request,
            signed_by: None,
        }
    }

    /// Continues if the device has signed the challenge.
    pub(crate) fn poll_fastpass(&mut self, challenge: DeviceChallenge) {
        let Some(user) = challenge.signed_by else {
            return;
        };
        if matches!(self.tx.step, Step::Launch(_)) {
            self.tx.user = Some(user);
            self.record_verified(METHOD);
            self.continue_with_user();
        } else {
            self.method_verified(METHOD);
        }
    }

    /// Cancels the challenge for a reason that the client gives, and offers the alternatives.
    pub(crate) fn post_cancel_poll(&mut self, body: &Value) -> HandlerResult {
        let has_reason =
            text(body, "reason").is_some_and(|reason| CANCEL_REASONS.contains(&reason));
        let status = body.get("statusCode").unwrap_or(&Value::Null);
        if !has_reason || !(status.is_null() || status.is_u64()) {
            return Err(not_allowed().reject(400));
        }
        match self.tx.step {
            Step::Launch(_) => self.move_to(Step::Identify),
            Step::Verify(_, Challenge::Device(_)) if self.view().eligible_keys().len() > 1 => {
                self.move_to(Step::SelectVerify)
            }
            _ => self.move_to(Step::VerifyData(KEY)),
        }
    }
}
