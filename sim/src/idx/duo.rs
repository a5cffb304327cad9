//! The Duo authenticator (Duo Web SDK 2 in an iframe).

use serde_json::{Value, json};

use super::authenticator::with_context;
use super::body::required;
use super::context::{HandlerResult, RequestContext};
use super::form::Field;
use super::message::Message;
use super::response::{ResponseBuilder, TransactionView};
use super::step::{Challenge, Enroll, Step};
use crate::duo::{self, DuoError};
use crate::setup::AuthenticatorKey;

const KEY: AuthenticatorKey = AuthenticatorKey::Duo;

impl TransactionView<'_> {
    pub(crate) fn duo_response(&self, request: &str) -> ResponseBuilder {
        let current = with_context(self.enrollment(KEY), self.duo_contextual_data(request));
        self.challenge_authenticator_response(signature_field())
            .object("currentAuthenticatorEnrollment", current)
    }

    pub(crate) fn enroll_duo_response(&self, request: &str) -> ResponseBuilder {
        let current = with_context(self.authenticator(KEY), self.duo_contextual_data(request));
        self.enroll_authenticator_response(
            Field::object("credentials", vec![signature_field()]),
            current,
        )
    }

    fn duo_contextual_data(&self, request: &str) -> Value {
        json!({
            "integrationType": "IFRAME",
            "host": self.org_state.setup.duo.host,
            "signedToken": request,
            "script": self.org_state.url("/js/sections/duo/Duo-Web-v2.6.js"),
        })
    }
}

fn signature_field() -> Field {
    Field::text("signatureData", "Signature from Duo")
        .required()
        .hidden()
}

impl RequestContext<'_> {
    pub(crate) fn enroll_duo(&mut self) -> HandlerResult {
        let request = self.duo_request();
        self.move_to(Step::Enroll(Enroll::Duo(request)))
    }

    /// Returns a signed request to Duo for the account that signs in.
    pub(crate) fn duo_request(&self) -> String {
        let login = self.account().map(|account| account.login.as_str());
        duo::sign_request(
            &self.org_state.setup.duo,
            login.unwrap_or_default(),
            self.now,
        )
    }

    /// Checks Duo's signed response. It must answer the request of the current step, and so belongs
    /// to the account that signs in. An expired request is replaced with a new one.
    pub(crate) fn check_duo(&mut self, body: &Value) -> HandlerResult {
        let response = required(body, "credentials.signatureData")?;
        let verified = duo::verify_response(&self.org_state.setup.duo, response, self.now);
        let login = self.account().map(|account| account.login.clone());
        let app_cookie = |signed: &str| signed.split_once(':').map(|(_, app)| app.to_owned());
        let expected = match &self.tx.step {
            Step::Verify(_, Challenge::Duo(request)) | Step::Enroll(Enroll::Duo(request)) => {
                app_cookie(request)
            }
            _ => None,
        };
        match verified {
            Ok(user) if Some(&user) == login.as_ref() && app_cookie(response) == expected => Ok(()),
            Ok(_) | Err(DuoError::InvalidSignature) => {
                let key = "oie.authenticator.duo.method.duo.verification_failed";
                Err(Message::error(key, "Duo's signature does not hold. Try again.").reject(400))
            }
            Err(DuoError::Expired) => {
                let new_request = self.duo_request();
                if let Step::Verify(_, Challenge::Duo(request))
                | Step::Enroll(Enroll::Duo(request)) = &mut self.tx.step
                {
                    *request = new_request;
                }
                let key = "oie.authenticator.duo.method.duo.verification_timeout";
                Err(Message::error(key, "Duo's answer came too late. Try again.").reject(400))
            }
        }
    }
}
