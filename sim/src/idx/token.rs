//! Token authenticators: YubiKey OTP, Symantec VIP, RSA SecurID, on-premises MFA and custom OTP.

use serde_json::Value;

use super::body::{PASSCODE, required};
use super::context::{HandlerResult, RequestContext};
use super::form::Field;
use super::message::{Message, missing, used_code, wrong_code};
use super::rejection::Rejection;
use super::response::{ResponseBuilder, TransactionView};
use super::step::{Challenge, Enroll, Step};
use super::verify::code_field;
use crate::setup::{AuthenticatorKey as Key, MethodType};
use crate::state::{Credential, PasscodeError, SecuridChallenge};

impl TransactionView<'_> {
    /// Asks for a token to enroll. `challenge` is the token's id and its SecurID challenge.
    pub(crate) fn enroll_token_response(
        &self,
        key: Key,
        challenge: Option<&(String, SecuridChallenge)>,
    ) -> ResponseBuilder {
        let text = |name: &str, label: &str| Field::text(name, label).required();
        let fields = match key {
            Key::YubikeyToken => {
                vec![text("passcode", "Insert your YubiKey and touch it").secret()]
            }
            Key::SymantecVip => vec![
                text("credentialId", "Credential ID"),
                text("passcode", "Security code"),
                text("nextPasscode", "The security code after it"),
            ],
            _ => {
                let user = text("clientData", "User name");
                vec![
                    self.authenticator_field(key),
                    Field::fixed("methodType", "otp"),
                    match challenge {
                        Some((id, _)) => user.value(id.as_str()),
                        None => user,
                    },
                    text("passcode", "Passcode"),
                ]
            }
        };
        let credentials = Field::object("credentials", fields);
        let response = self.enroll_authenticator_response(credentials, self.authenticator(key));
        with_securid_message(response, challenge.map(|(_, challenge)| *challenge))
    }

    /// Asks for the code of a token or an app.
    pub(crate) fn otp_response(
        &self,
        key: Key,
        challenge: Option<SecuridChallenge>,
    ) -> ResponseBuilder {
        let field = match key {
            Key::Tac => code_field().secret(),
            _ => code_field(),
        };
        let response = self
            .challenge_authenticator_response(field)
            .object("currentAuthenticatorEnrollment", self.enrollment(key));
        with_securid_message(response, challenge)
    }

    fn token_id(&self, key: Key) -> Option<&str> {
        match &self.account()?.enrollment(key)?.credential {
            Credential::Token(_, id) => Some(id),
            _ => None,
        }
    }
}

impl RequestContext<'_> {
    pub(crate) fn enroll_token(&mut self, key: Key) -> HandlerResult {
        if key == Key::CustomOtp {
            let text = "Ask your administrator to set this up for you.";
            return Err(Message::error("enroll.hotp.restricted", text).reject(400));
        }
        self.move_to(Step::Enroll(Enroll::Token(key, None)))
    }

    /// Returns the credential of a token if its codes are correct.
    pub(crate) fn verify_new_token(
        &mut self,
        key: Key,
        challenge: Option<(String, SecuridChallenge)>,
        body: &Value,
    ) -> Result<Credential, Rejection> {
        let passcode = required(body, PASSCODE)?;
        let incorrect = || rejection(key, PasscodeError::Incorrect);
        let id = match key {
            Key::YubikeyToken => {
                let id = self.org_state.token_server.id_in_code(key, passcode);
                id.ok_or_else(incorrect)?
            }
            Key::SymantecVip => required(body, "credentials.credentialId")?.to_owned(),
            _ => required(body, "credentials.clientData")?.to_owned(),
        };
        if self.is_enrolled_by_another_user(key, &id) {
            return Err(incorrect());
        }
        let server = &mut self.org_state.token_server;
        let result = match key {
            Key::SymantecVip => {
                let next = required(body, "credentials.nextPasscode")?;
                server.check_consecutive(key, &id, (passcode, next), self.now)
            }
            _ => {
                // The challenge applies only to the token that it was created for.
                let challenge = challenge.filter(|(token, _)| *token == id);
                let challenge = challenge.map(|(_, challenge)| challenge);
                server.check((key, &id), challenge, passcode, self.now)
            }
        };
        if let Err(PasscodeError::ChallengeRequired(challenge)) = result {
            self.tx.step = Step::Enroll(Enroll::Token(key, Some((id.clone(), challenge))));
        }
        result.map_err(|error| rejection(key, error))?;
        Ok(Credential::Token(key, id))
    }

    pub(crate) fn check_token(
        &mut self,
        method: MethodType,
        challenge: Option<SecuridChallenge>,
        body: &Value,
    ) -> HandlerResult {
        let key = method.authenticator();
        let passcode = required(body, PASSCODE)?;
        let id = self.view().token_id(key).map(str::to_owned);
        let id = id.ok_or_else(|| missing(key.key()).reject(400))?;
        let server = &mut self.org_state.token_server;
        let result = server.check((key, &id), challenge, passcode, self.now);
        if let Err(PasscodeError::ChallengeRequired(challenge)) = result {
            self.tx.step = Step::Verify(method, Challenge::Token(Some(challenge)));
        }
        result.map_err(|error| rejection(key, error))
    }

    fn is_enrolled_by_another_user(&self, key: Key, id: &str) -> bool {
        let mut accounts = self.org_state.accounts.iter();
        accounts.any(|account| {
            let enrollment = account.enrollment(key);
            Some(account.id.as_str()) != self.tx.user.as_deref()
                && enrollment.is_some_and(|enrollment| {
                    matches!(&enrollment.credential, Credential::Token(_, known) if known == id)
                })
        })
    }
}

/// Adds the message of a SecurID challenge. It stays until the challenge is answered.
fn with_securid_message(
    response: ResponseBuilder,
    challenge: Option<SecuridChallenge>,
) -> ResponseBuilder {
    let text = match challenge {
        None => return response,
        Some(SecuridChallenge::NextCode) => {
            "Wait for the code to change, then enter the new one alone."
        }
        Some(SecuridChallenge::NewPin) => "Enter a new PIN of 4 to 8 digits.",
        Some(SecuridChallenge::PasscodeWithNewPin) => {
            "The PIN is accepted. Wait for the code to change, then enter PIN and code."
        }
    };
    response.message(Message::error("errors.E0000113", text).param(text))
}

/// Returns the rejection of a passcode. Its message and field depend on the authenticator.
fn rejection(key: Key, error: PasscodeError) -> Rejection {
    let is_securid = matches!(key, Key::RsaToken | Key::OnpremMfa);
    match error {
        // The response has the message already.
        PasscodeError::ChallengeRequired(_) => Rejection::without_message(400),
        PasscodeError::AlreadyUsed => used_code().reject_field(403, PASSCODE),
        PasscodeError::Incorrect if is_securid => wrong_code().reject(401),
        PasscodeError::Incorrect if key == Key::SymantecVip => {
            let key = "authfactor.challenge.soft_token.invalid_passcode";
            Message::error(key, "That code is not right. Try again.").reject_field(401, PASSCODE)
        }
        PasscodeError::Incorrect => wrong_code().reject_field(401, PASSCODE),
    }
}
