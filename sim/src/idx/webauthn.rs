//! The WebAuthn authenticator: passkeys and security keys.

use base64::Engine;
use base64::alphabet::URL_SAFE;
use base64::engine::general_purpose::GeneralPurpose;
use base64::engine::{DecodePaddingMode, general_purpose::NO_PAD};
use serde_json::{Value, json};
use url::Url;

use super::authenticator::with_context;
use super::body::{required, text};
use super::context::{HandlerResult, RequestContext};
use super::form::{Field, Form};
use super::message::Message;
use super::rejection::Rejection;
use super::response::{ResponseBuilder, TransactionView};
use super::step::{Enroll, Step};
use crate::json::put;
use crate::setup::{AuthenticatorKey, MethodType, UserVerification};
use crate::state::{Account, Credential};
use crate::webauthn::{ALGORITHMS, Assertion, RelyingParty, VerificationError};

const KEY: AuthenticatorKey = AuthenticatorKey::Webauthn;
const AUTOFILL: &str = "webauthnAutofillUIChallenge";

impl TransactionView<'_> {
    pub(crate) fn enroll_webauthn_response(&self, challenge: &str) -> ResponseBuilder {
        let fields = [
            ("clientData", "Client Data"),
            ("attestation", "Attestation"),
            ("transports", "Transports"),
            ("clientExtensions", "clientExtensions"),
        ];
        let context = json!({"activationData": self.activation_data(challenge)});
        let current = with_context(self.authenticator(KEY), context);
        self.enroll_authenticator_response(credentials_field(&fields), current)
    }

    pub(crate) fn webauthn_response(&self, challenge: &str) -> ResponseBuilder {
        let form = self
            .form("challenge-authenticator", "/challenge/answer")
            .relates_to("$.currentAuthenticator")
            .field(credentials_field(&ASSERTION_FIELDS).required());
        let context = json!({"challengeData": self.challenge_data(challenge)});
        let current = with_context(self.authenticator(KEY), context);
        ResponseBuilder::default()
            .form(form)
            .object("currentAuthenticator", current)
    }

    /// Adds the form for passkey autofill, which any passkey of the org can answer.
    pub(crate) fn with_passkey_autofill(&self, response: ResponseBuilder) -> ResponseBuilder {
        let Some(challenge) = &self.tx.passkey_challenge else {
            return response;
        };
        let path = "/challenge/answer/webauthn-autofillui";
        let mut fields = ASSERTION_FIELDS.to_vec();
        fields.push(("userHandle", "User Handle"));
        let form: Form = self
            .form("challenge-webauthn-autofillui-authenticator", path)
            .relates_to(AUTOFILL)
            .field(credentials_field(&fields).required());
        let data = json!({"challengeData": self.challenge_data(challenge)});
        response.form(form).object(AUTOFILL, data)
    }

    fn activation_data(&self, challenge: &str) -> Value {
        let policy = &self.org_state.setup.policy.webauthn;
        let user = self.account().map(|account| {
            let name = format!("{} {}", account.first_name, account.last_name);
            json!({"displayName": name, "name": account.login, "id": account.id})
        });
        let parameters = ALGORITHMS.map(|alg| json!({"type": "public-key", "alg": alg}));
        let mut data = json!({
            "rp": {"name": self.org_state.setup.app_label},
            "user": user,
            "pubKeyCredParams": parameters,
            "challenge": challenge,
            "attestation": "direct",
            "authenticatorSelection": {
                "userVerification": policy.user_verification.name(),
                "requireResidentKey": policy.autofill,
            },
            "excludeCredentials": [],
        });
        if let (Some(id), Some(rp)) = (&policy.rp_id, data.get_mut("rp")) {
            put(rp, "id", id.as_str());
        }
        if policy.appid {
            put(
                &mut data,
                "u2fParams",
                json!({"appid": self.org_state.origin()}),
            );
        }
        data
    }

    fn challenge_data(&self, challenge: &str) -> Value {
        let policy = &self.org_state.setup.policy.webauthn;
        let verification = policy.user_verification.name();
        let mut data = json!({"challenge": challenge, "userVerification": verification});
        if let Some(id) = &policy.rp_id {
            put(&mut data, "rpId", id.as_str());
        }
        if policy.appid {
            put(
                &mut data,
                "extensions",
                json!({"appid": self.org_state.origin()}),
            );
        }
        data
    }

    fn relying_party(&self) -> RelyingParty {
        let setup = &self.org_state.setup;
        let policy = &setup.policy.webauthn;
        let host = || Some(Url::parse(&setup.issuer).ok()?.host_str()?.to_owned());
        let mut origins = vec![self.org_state.origin()];
        origins.extend(policy.origins.iter().cloned());
        RelyingParty {
            id: policy.rp_id.clone().or_else(host).unwrap_or_default(),
            origins,
            requires_verification: policy.user_verification == UserVerification::Required,
        }
    }
}

impl RequestContext<'_> {
    /// Creates the challenge for passkey autofill if the policy enables it.
    pub(crate) fn ensure_passkey_challenge(&mut self) {
        let is_missing =
            self.org_state.setup.policy.webauthn.autofill && self.tx.passkey_challenge.is_none();
        if is_missing && matches!(self.tx.step, Step::Identify) {
            self.tx.passkey_challenge = Some(self.org_state.ids.token());
        }
    }

    pub(crate) fn enroll_webauthn(&mut self) -> HandlerResult {
        let challenge = self.org_state.ids.token();
        self.move_to(Step::Enroll(Enroll::Webauthn { challenge }))
    }

    /// Verifies a new credential. Its id must not be registered yet.
    pub(crate) fn register_passkey(
        &self,
        challenge: &str,
        body: &Value,
    ) -> Result<Credential, Rejection> {
        let decode = |name| decode_base64(body, name, INVALID_ATTESTATION);
        let (client_data, attestation) = (decode("clientData")?, decode("attestation")?);
        let relying_party = self.view().relying_party();
        let passkey = relying_party
            .register(challenge, &client_data, &attestation)
            .map_err(|error| rejection(INVALID_ATTESTATION, error))?;
        let mut passkeys = self.org_state.accounts.iter().flat_map(Account::passkeys);
        if passkeys.any(|(known, _)| known.id == passkey.id) {
            let error = "the credential is already registered";
            return Err(rejection(INVALID_ATTESTATION, error));
        }
        let transports = text(body, "credentials.transports").unwrap_or_default();
        let transports = serde_json::from_str(transports).unwrap_or_default();
        Ok(Credential::Webauthn(passkey, transports))
    }

    /// Checks that one of the user's passkeys signed the challenge, and stores its counter. The
    /// request does not name the passkey.
    pub(crate) fn check_assertion(&mut self, challenge: &str, body: &Value) -> HandlerResult {
        let user = self.tx.user.clone();
        let (id, counter) = self.verify_assertion(user.as_deref(), challenge, body)?;
        let account = user.and_then(|user| self.org_state.account_mut(&user));
        for passkey in account.into_iter().flat_map(Account::passkeys_mut) {
            if passkey.id == id {
                passkey.counter = counter;
            }
        }
        Ok(())
    }

    /// Returns the id and the new counter of the passkey that signed the challenge.
    fn verify_assertion(
        &self,
        user: Option<&str>,
        challenge: &str,
        body: &Value,
    ) -> Result<(Vec<u8>, u32), Rejection> {
        let decode = |name| decode_base64(body, name, INVALID_ASSERTION);
        let client_data = decode("clientData")?;
        let authenticator_data = decode("authenticatorData")?;
        let signature = decode("signatureData")?;
        let assertion = Assertion {
            client_data: &client_data,
            authenticator_data: &authenticator_data,
            signature: &signature,
        };
        let relying_party = self.view().relying_party();
        let account = user.and_then(|user| self.org_state.account(user));
        let mut last_error: VerificationError = "the user has no passkey";
        for (passkey, _) in account.into_iter().flat_map(Account::passkeys) {
            match relying_party.verify(challenge, assertion, passkey) {
                Ok(counter) => return Ok((passkey.id.clone(), counter)),
                Err(error) => last_error = error,
            }
        }
        Err(rejection(INVALID_ASSERTION, last_error))
    }

    /// Handles a passkey from autofill, which identifies its user by the user handle.
    pub(crate) fn post_passkey_autofill(&mut self, body: &Value) -> HandlerResult {
        let challenge = self.tx.passkey_challenge.clone().unwrap_or_default();
        let user = text(body, "credentials.userHandle").unwrap_or_default();
        if self.org_state.account(user).is_none() {
            return Err(rejection(INVALID_ASSERTION, "the user handle is unknown"));
        }
        self.require_active(user)?;
        self.tx.user = Some(user.to_owned());
        if let Err(rejection) = self.check_assertion(&challenge, body) {
            self.tx.user = None;
            return Err(rejection);
        }
        self.tx.passkey_challenge = None;
        self.record_verified(MethodType::Webauthn);
        self.continue_with_user();
        Ok(())
    }
}

const ASSERTION_FIELDS: [(&str, &str); 3] = [
    ("authenticatorData", "Authenticator Data"),
    ("clientData", "Client Data"),
    ("signatureData", "Signature Data"),
];
const INVALID_ASSERTION: &str = "authfactor.webauthn.error.assertion_validation_failure";
const INVALID_ATTESTATION: &str = "authfactor.webauthn.error.attestation_validation_failure";

/// Returns the hidden `credentials` field. All of its fields except the user handle are required.
fn credentials_field(fields: &[(&str, &str)]) -> Field {
    let field = |(name, label): &(&str, &str)| {
        let field = Field::text(name, label).hidden().with("hint", "webauthn");
        if *name == "userHandle" {
            field.optional()
        } else {
            field.required()
        }
    };
    Field::object("credentials", fields.iter().map(field).collect())
}

fn rejection(key: &'static str, error: VerificationError) -> Rejection {
    let text = "This passkey or security key could not be verified.";
    Message::error(key, text).param(error).reject(401)
}

/// Decodes Base64 of either alphabet, with or without padding.
fn decode_base64(body: &Value, name: &str, key: &'static str) -> Result<Vec<u8>, Rejection> {
    let path = format!("credentials.{name}");
    let text = required(body, &path)?;
    let config = NO_PAD.with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let engine = GeneralPurpose::new(&URL_SAFE, config);
    let decoded = engine.decode(text.replace('+', "-").replace('/', "_"));
    decoded.map_err(|_| rejection(key, "a value is not Base64"))
}
