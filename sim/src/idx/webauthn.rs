//! WebAuthn: a passkey or security key is created, verified, or proposed on the first page.

use base64::Engine;
use base64::alphabet::URL_SAFE;
use base64::engine::general_purpose::{GeneralPurpose, URL_SAFE_NO_PAD};
use base64::engine::{DecodePaddingMode, general_purpose::NO_PAD};
use serde_json::{Value, json};
use url::Url;

use super::authenticator::with_context;
use super::context::{Outcome, RequestContext, required, text};
use super::form::{Field, Form};
use super::message::{Message, Refusal};
use super::page::{Page, View};
use super::transaction::{Enroll, Step};
use crate::json::put;
use crate::org::account::{Account, Credential};
use crate::setup::{AuthenticatorKey, MethodType, UserVerification};
use crate::webauthn::{ALGORITHMS, Assertion, Passkey, Reason, RelyingParty};

const KEY: AuthenticatorKey = AuthenticatorKey::Webauthn;
const AUTOFILL: &str = "webauthnAutofillUIChallenge";

impl View<'_> {
    pub(crate) fn enroll_webauthn_page(&self, challenge: &str) -> Page {
        let fields = [
            ("clientData", "Client Data"),
            ("attestation", "Attestation"),
            ("transports", "Transports"),
            ("clientExtensions", "clientExtensions"),
        ];
        let context = json!({"activationData": self.activation_data(challenge)});
        let current = with_context(self.authenticator(KEY), context);
        self.enroll_page(filled_in(&fields), current)
    }

    pub(crate) fn webauthn_page(&self, challenge: &str) -> Page {
        let form = self
            .form("challenge-authenticator", "/challenge/answer")
            .relates_to("$.currentAuthenticator")
            .field(filled_in(&ASSERTION).required());
        let context = json!({"challengeData": self.challenge_data(challenge)});
        let current = with_context(self.authenticator(KEY), context);
        Page::default()
            .form(form)
            .object("currentAuthenticator", current)
    }

    /// What stands beside the first page's form: any of the org's passkeys may answer it.
    pub(crate) fn beside_autofill(&self, page: Page) -> Page {
        let Some(challenge) = &self.tx.passkey_challenge else {
            return page;
        };
        let path = "/challenge/answer/webauthn-autofillui";
        let mut fields = ASSERTION.to_vec();
        fields.push(("userHandle", "User Handle"));
        let form: Form = self
            .form("challenge-webauthn-autofillui-authenticator", path)
            .relates_to(AUTOFILL)
            .field(filled_in(&fields).required());
        let data = json!({"challengeData": self.challenge_data(challenge)});
        page.form(form).object(AUTOFILL, data)
    }

    fn activation_data(&self, challenge: &str) -> Value {
        let policy = &self.org_state.setup.policy.webauthn;
        let user = self.account().map(|it| {
            let name = format!("{} {}", it.first_name, it.last_name);
            json!({"displayName": name, "name": it.login, "id": it.id})
        });
        let algorithms = ALGORITHMS.map(|alg| json!({"type": "public-key", "alg": alg}));
        let mut data = json!({
            "rp": {"name": self.org_state.setup.app_label},
            "user": user,
            "pubKeyCredParams": algorithms,
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
            put(&mut data, "u2fParams", json!({"appid": self.origin()}));
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
            put(&mut data, "extensions", json!({"appid": self.origin()}));
        }
        data
    }

    fn origin(&self) -> String {
        let issuer = Url::parse(&self.org_state.setup.issuer);
        issuer.map_or_else(|_| String::new(), |url| url.origin().ascii_serialization())
    }

    fn relying_party(&self) -> RelyingParty {
        let setup = &self.org_state.setup;
        let policy = &setup.policy.webauthn;
        let host = || Some(Url::parse(&setup.issuer).ok()?.host_str()?.to_owned());
        let mut origins = vec![self.origin()];
        origins.extend(policy.origins.iter().cloned());
        RelyingParty {
            id: policy.rp_id.clone().or_else(host).unwrap_or_default(),
            origins,
            requires_verification: policy.user_verification == UserVerification::Required,
        }
    }
}

impl RequestContext<'_> {
    /// The first page has a challenge of its own, where the policy takes passkeys there.
    pub(crate) fn challenge_passkeys(&mut self) {
        let is_due =
            self.org_state.setup.policy.webauthn.autofill && self.tx.passkey_challenge.is_none();
        if is_due && matches!(self.tx.step, Step::Identify) {
            self.tx.passkey_challenge = Some(self.org_state.ids.token());
        }
    }

    pub(crate) fn enroll_webauthn(&mut self) -> Outcome {
        let challenge = self.org_state.ids.token();
        self.go(Step::Enroll(Enroll::Webauthn { challenge }))
    }

    /// The credential that was created; one that anybody has already is refused.
    pub(crate) fn created(&self, challenge: &str, body: &Value) -> Result<Credential, Refusal> {
        let part = |name| bytes(body, name, ATTESTATION);
        let (client_data, attestation) = (part("clientData")?, part("attestation")?);
        let party = self.view().relying_party();
        let passkey = party
            .register(challenge, &client_data, &attestation)
            .map_err(|reason| refused(ATTESTATION, reason))?;
        let mut all = self.org_state.accounts.iter().flat_map(Account::passkeys);
        if all.any(|(known, _)| known.id == passkey.id) {
            return Err(refused(ATTESTATION, "the credential is known already"));
        }
        let transports = text(body, "credentials.transports").unwrap_or_default();
        let transports = serde_json::from_str(transports).unwrap_or_default();
        Ok(Credential::Webauthn(passkey, transports))
    }

    /// Whether one of the user's passkeys has signed; the wire does not say which.
    pub(crate) fn check_assertion(&mut self, challenge: &str, body: &Value) -> Outcome {
        let user = self.tx.user.clone();
        let (id, counter) = self.asserted(user.as_deref(), challenge, body)?;
        let account = user.and_then(|user| self.org_state.account_mut(&user));
        for passkey in account.into_iter().flat_map(Account::passkeys_mut) {
            if passkey.id == id {
                passkey.counter = counter;
            }
        }
        Ok(())
    }

    fn asserted(
        &self,
        user: Option<&str>,
        challenge: &str,
        body: &Value,
    ) -> Result<(Vec<u8>, u32), Refusal> {
        let part = |name| bytes(body, name, VALIDATION);
        let client_data = part("clientData")?;
        let authenticator_data = part("authenticatorData")?;
        let signature = part("signatureData")?;
        let assertion = Assertion {
            client_data: &client_data,
            authenticator_data: &authenticator_data,
            signature: &signature,
        };
        let party = self.view().relying_party();
        let account = user.and_then(|user| self.org_state.account(user));
        let mut reason: Reason = "the user has no passkey";
        for (passkey, _) in account.into_iter().flat_map(Account::passkeys) {
            match party.verify(challenge, assertion, passkey) {
                Ok(counter) => return Ok((passkey.id.clone(), counter)),
                Err(why) => reason = why,
            }
        }
        Err(refused(VALIDATION, reason))
    }

    /// A passkey says by itself whose it is.
    pub(crate) fn post_autofill(&mut self, body: &Value) -> Outcome {
        let challenge = self.tx.passkey_challenge.clone().unwrap_or_default();
        let user = text(body, "credentials.userHandle").unwrap_or_default();
        let account = self.org_state.account(user);
        let account = account.ok_or_else(|| refused(VALIDATION, "its user is unknown"))?;
        let user = super::identify::admitted(account)?;
        self.tx.user = Some(user);
        if let Err(refusal) = self.check_assertion(&challenge, body) {
            self.tx.user = None;
            return Err(refusal);
        }
        self.tx.passkey_challenge = None;
        self.verified(MethodType::Webauthn);
        self.enter();
        Ok(())
    }
}

const ASSERTION: [(&str, &str); 3] = [
    ("authenticatorData", "Authenticator Data"),
    ("clientData", "Client Data"),
    ("signatureData", "Signature Data"),
];
const VALIDATION: &str = "authfactor.webauthn.error.assertion_validation_failure";
const ATTESTATION: &str = "authfactor.webauthn.error.attestation_validation_failure";

/// `credentials`, as a program fills them in. A user handle alone may be missing.
fn filled_in(fields: &[(&str, &str)]) -> Field {
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

fn refused(key: &'static str, reason: Reason) -> Refusal {
    let text = "This passkey or security key could not be verified.";
    Message::error(key, text).param(reason).at_top(401)
}

/// Clients send base64 in either alphabet, padded or not.
fn bytes(body: &Value, name: &str, failure: &'static str) -> Result<Vec<u8>, Refusal> {
    let path = format!("credentials.{name}");
    let text = required(body, &path)?;
    let either = NO_PAD.with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let engine = GeneralPurpose::new(&URL_SAFE, either);
    let decoded = engine.decode(text.replace('+', "-").replace('/', "_"));
    decoded.map_err(|_| refused(failure, "a part of it is not base64"))
}

/// A credential's id and transports as an enrollment lists them.
pub(crate) fn listed(passkey: &Passkey, transports: &[String]) -> (Value, Value) {
    let hex = |bytes: &[u8]| {
        bytes
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
    };
    let groups = [0..4, 4..6, 6..8, 8..10, 10..16];
    let groups = groups.map(|range| passkey.aaguid.get(range).map(hex).unwrap_or_default());
    let profile = json!({"aaguid": groups.join("-"), "transports": transports.join(",")});
    (json!(URL_SAFE_NO_PAD.encode(&passkey.id)), profile)
}
