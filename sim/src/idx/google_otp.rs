//! Google Authenticator: a shared secret, as a QR code and in letters.

use std::time::SystemTime;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::authenticator::with_context;
use super::form::Field;
use super::message::{Refusal, wrong_code};
use super::page::{Page, View};
use super::transaction::{Enroll, Step};
use super::turn::{Outcome, Turn, required};
use super::verify::code_field;
use crate::org::account::Credential;
use crate::setup::AuthenticatorKey;
use crate::{picture, totp};

const KEY: AuthenticatorKey = AuthenticatorKey::GoogleOtp;

impl View<'_> {
    pub(crate) fn enroll_google_otp_page(&self, secret: &[u8], png: &[u8]) -> Page {
        let context = json!({"qrcode": qr_code(png), "sharedSecret": totp::base32(secret)});
        let current = with_context(self.authenticator(KEY), context);
        self.enroll_page(Field::object("credentials", vec![code_field()]), current)
    }
}

impl Turn<'_> {
    pub(crate) fn enroll_google_otp(&mut self) -> Outcome {
        let secret = self.world.ids.bytes().split_at(20).0.to_vec();
        let login = self.account().map(|account| account.login.clone());
        let uri = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("secret", &totp::base32(&secret))
            .append_pair("issuer", &self.world.setup.app_label)
            .finish();
        let png = picture::draw(&format!(
            "otpauth://totp/{}?{uri}",
            login.unwrap_or_default()
        ));
        self.go(Step::Enroll(Enroll::GoogleOtp { secret, png }))
    }

    pub(crate) fn check_otp(&self, body: &Value) -> Outcome {
        let known = self.account().and_then(|it| it.enrollment(KEY));
        match known.map(|it| &it.credential) {
            Some(Credential::GoogleOtp(secret)) => check(secret, body, self.now),
            _ => Err(wrong_code().at(401, "credentials.passcode")),
        }
    }
}

/// Whether the body has the code that the app shows now.
pub(crate) fn check(secret: &[u8], body: &Value, now: SystemTime) -> Result<(), Refusal> {
    let code = required(body, "credentials.passcode")?;
    if totp::is_valid(secret, code, now) {
        return Ok(());
    }
    Err(wrong_code().at(401, "credentials.passcode"))
}

/// `contextualData.qrcode`: the picture as a data URI.
pub(crate) fn qr_code(png: &[u8]) -> Value {
    let href = format!("data:image/png;base64,{}", STANDARD.encode(png));
    json!({"method": "embedded", "href": href, "type": "image/png"})
}
