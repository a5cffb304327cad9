//! The Google Authenticator authenticator, and TOTP codes.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::authenticator::with_context;
use super::body::{PASSCODE, required};
use super::context::{HandlerResult, RequestContext};
use super::form::Field;
use super::message::{used_code, wrong_code};
use super::rejection::Rejection;
use super::response::{ResponseBuilder, TransactionView};
use super::step::{Enroll, Step};
use super::verify::code_field;
use crate::setup::AuthenticatorKey;
use crate::state::PasscodeError;
use crate::state::{Credential, TotpSecret};
use crate::{qr_code, totp};

const KEY: AuthenticatorKey = AuthenticatorKey::GoogleOtp;

impl TransactionView<'_> {
    pub(crate) fn enroll_google_otp_response(&self, secret: &[u8], png: &[u8]) -> ResponseBuilder {
        let context = json!({"qrcode": qr_code_json(png), "sharedSecret": totp::base32(secret)});
        let current = with_context(self.authenticator(KEY), context);
        self.enroll_authenticator_response(
            Field::object("credentials", vec![code_field()]),
            current,
        )
    }
}

impl RequestContext<'_> {
    pub(crate) fn enroll_google_otp(&mut self) -> HandlerResult {
        let secret = self.org_state.ids.bytes().split_at(20).0.to_vec();
        let login = self.account().map(|account| account.login.clone());
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("secret", &totp::base32(&secret))
            .append_pair("issuer", &self.org_state.setup.app_label)
            .finish();
        let png = qr_code::encode(&format!(
            "otpauth://totp/{}?{query}",
            login.unwrap_or_default()
        ));
        self.move_to(Step::Enroll(Enroll::GoogleOtp { secret, png }))
    }

    /// Returns the credential if the app's code is correct.
    pub(crate) fn verify_google_otp(
        &self,
        secret: Vec<u8>,
        body: &Value,
    ) -> Result<Credential, Rejection> {
        let mut secret = TotpSecret::new(secret);
        let code = required(body, PASSCODE)?;
        let result = secret.check(code, self.now);
        result.map_err(|error| rejection(error, PASSCODE))?;
        Ok(Credential::GoogleOtp(secret))
    }

    /// Checks the code at `path`. It can be from any of the account's apps for `key`.
    pub(crate) fn check_totp(
        &mut self,
        key: AuthenticatorKey,
        path: &'static str,
        body: &Value,
    ) -> HandlerResult {
        let code = required(body, path)?;
        let (user, now) = (self.tx.user.clone().unwrap_or_default(), self.now);
        let account = self.org_state.account_mut(&user);
        let secrets = account
            .into_iter()
            .flat_map(|account| account.totp_secrets(key));
        let mut result = PasscodeError::Incorrect;
        for secret in secrets {
            match secret.check(code, now) {
                Ok(()) => return Ok(()),
                Err(PasscodeError::AlreadyUsed) => result = PasscodeError::AlreadyUsed,
                Err(_) => {}
            }
        }
        Err(rejection(result, path))
    }
}

fn rejection(error: PasscodeError, path: &'static str) -> Rejection {
    match error {
        PasscodeError::AlreadyUsed => used_code().reject_field(403, path),
        _ => wrong_code().reject_field(401, path),
    }
}

/// Returns `contextualData.qrcode`: the PNG image as a data URI.
pub(crate) fn qr_code_json(png: &[u8]) -> Value {
    let href = format!("data:image/png;base64,{}", STANDARD.encode(png));
    json!({"method": "embedded", "href": href, "type": "image/png"})
}
