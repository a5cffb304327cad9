//! Google Authenticator: a shared secret, as a QR code and in letters.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::authenticator::with_context;
use super::context::{Outcome, RequestContext, required};
use super::form::Field;
use super::message::{Refusal, used_code, wrong_code};
use super::page::{Page, View};
use super::transaction::{Enroll, Step};
use super::verify::code_field;
use crate::org::account::{Credential, TotpSecret};
use crate::org::tokens::Refused;
use crate::setup::AuthenticatorKey;
use crate::{picture, totp};

const KEY: AuthenticatorKey = AuthenticatorKey::GoogleOtp;
pub(crate) const PASSCODE: &str = "credentials.passcode";

impl View<'_> {
    pub(crate) fn enroll_google_otp_page(&self, secret: &[u8], png: &[u8]) -> Page {
        let context = json!({"qrcode": qr_code(png), "sharedSecret": totp::base32(secret)});
        let current = with_context(self.authenticator(KEY), context);
        self.enroll_page(Field::object("credentials", vec![code_field()]), current)
    }
}

impl RequestContext<'_> {
    pub(crate) fn enroll_google_otp(&mut self) -> Outcome {
        let secret = self.org_state.ids.bytes().split_at(20).0.to_vec();
        let login = self.account().map(|account| account.login.clone());
        let uri = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("secret", &totp::base32(&secret))
            .append_pair("issuer", &self.org_state.setup.app_label)
            .finish();
        let png = picture::draw(&format!(
            "otpauth://totp/{}?{uri}",
            login.unwrap_or_default()
        ));
        self.go(Step::Enroll(Enroll::GoogleOtp { secret, png }))
    }

    /// The credential, once the app shows the right code.
    pub(crate) fn google_otp_enrolled(
        &self,
        secret: Vec<u8>,
        body: &Value,
    ) -> Result<Credential, Refusal> {
        let mut secret = TotpSecret::new(secret);
        let code = required(body, PASSCODE)?;
        let checked = secret.check(code, self.now);
        checked.map_err(|refused| refused_totp(refused, PASSCODE))?;
        Ok(Credential::GoogleOtp(secret))
    }

    /// Checks the code at `path` against the app for `key`: one that the account has, on any device.
    pub(crate) fn check_totp(
        &mut self,
        key: AuthenticatorKey,
        path: &'static str,
        body: &Value,
    ) -> Outcome {
        let code = required(body, path)?;
        let (user, now) = (self.tx.user.clone().unwrap_or_default(), self.now);
        let account = self.org_state.account_mut(&user);
        let secrets = account.into_iter().flat_map(|it| it.totp_secrets(key));
        let mut refused = Refused::Wrong;
        for secret in secrets {
            match secret.check(code, now) {
                Ok(()) => return Ok(()),
                Err(Refused::Used) => refused = Refused::Used,
                Err(_) => {}
            }
        }
        Err(refused_totp(refused, path))
    }
}

fn refused_totp(refused: Refused, path: &'static str) -> Refusal {
    match refused {
        Refused::Used => used_code().at(403, path),
        _ => wrong_code().at(401, path),
    }
}

/// `contextualData.qrcode`: the picture as a data URI.
pub(crate) fn qr_code(png: &[u8]) -> Value {
    let href = format!("data:image/png;base64,{}", STANDARD.encode(png));
    json!({"method": "embedded", "href": href, "type": "image/png"})
}
