//! Duo in a frame: a signed request out, a signed response back.

use serde_json::{Value, json};

use super::authenticator::with_context;
use super::context::{Outcome, RequestContext, required};
use super::form::Field;
use super::message::{Message, Refusal};
use super::page::{Page, View};
use super::transaction::{Enroll, Proof, Step};
use crate::duo::{self, NotVerified};
use crate::setup::{AuthenticatorKey, MethodType};

const KEY: AuthenticatorKey = AuthenticatorKey::Duo;

impl View<'_> {
    pub(crate) fn duo_page(&self, request: &str) -> Page {
        let current = with_context(self.enrollment(KEY), self.frame(request));
        self.answer_page(signature_field())
            .object("currentAuthenticatorEnrollment", current)
    }

    pub(crate) fn enroll_duo_page(&self, request: &str) -> Page {
        let current = with_context(self.authenticator(KEY), self.frame(request));
        self.enroll_page(
            Field::object("credentials", vec![signature_field()]),
            current,
        )
    }

    fn frame(&self, request: &str) -> Value {
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
    pub(crate) fn enroll_duo(&mut self) -> Outcome {
        let request = self.duo_request();
        self.go(Step::Enroll(Enroll::Duo(request)))
    }

    pub(crate) fn start_duo(&mut self) {
        let proof = Proof::Duo(self.duo_request());
        self.tx.go(Step::Verify(MethodType::Duo, proof));
    }

    fn duo_request(&self) -> String {
        let login = self.account().map(|account| account.login.as_str());
        duo::sign_request(
            &self.org_state.setup.duo,
            login.unwrap_or_default(),
            self.now,
        )
    }

    /// A response is good for the request of this page, and so for the account that signs in; a page whose request is too old comes again
    /// with a fresh one.
    pub(crate) fn check_duo(&mut self, body: &Value) -> Outcome {
        let response = required(body, "credentials.signatureData")?;
        let verified = duo::verify_response(&self.org_state.setup.duo, response, self.now);
        let login = self.account().map(|account| account.login.clone());
        let own = |text: &str| text.split_once(':').map(|(_, own)| own.to_owned());
        let asked = match &self.tx.step {
            Step::Verify(_, Proof::Duo(request)) | Step::Enroll(Enroll::Duo(request)) => {
                own(request)
            }
            _ => None,
        };
        match verified {
            Ok(name) if Some(&name) == login.as_ref() && own(response) == asked => Ok(()),
            Ok(_) | Err(NotVerified::Forged) => Err(not_verified()),
            Err(NotVerified::TooLate) => {
                let fresh = self.duo_request();
                match &mut self.tx.step {
                    Step::Verify(_, Proof::Duo(request)) | Step::Enroll(Enroll::Duo(request)) => {
                        *request = fresh
                    }
                    _ => {}
                }
                let key = "oie.authenticator.duo.method.duo.verification_timeout";
                Err(Message::error(key, "Duo's answer came too late. Try again.").at_top(400))
            }
        }
    }
}

fn not_verified() -> Refusal {
    let key = "oie.authenticator.duo.method.duo.verification_failed";
    Message::error(key, "Duo's signature does not hold. Try again.").at_top(400)
}
