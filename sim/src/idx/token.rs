//! Tokens with one-time codes: YubiKey, Symantec VIP, RSA SecurID, on-premises MFA, custom OTP.

use serde_json::Value;

use super::context::{Outcome, RequestContext, required};
use super::form::Field;
use super::google_otp::PASSCODE;
use super::message::{Message, Refusal, missing, used_code, wrong_code};
use super::page::{Page, View};
use super::transaction::{Enroll, Proof, Step};
use super::verify::code_field;
use crate::org::account::Credential;
use crate::org::tokens::{Asked, Refused};
use crate::setup::{AuthenticatorKey as Key, MethodType};

impl View<'_> {
    /// What is asked to enroll one; `answered`: what it is known by, and what its server asks then.
    pub(crate) fn enroll_token_page(&self, key: Key, answered: Option<&(String, Asked)>) -> Page {
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
                    match answered {
                        Some((id, _)) => user.value(id.as_str()),
                        None => user,
                    },
                    text("passcode", "Passcode"),
                ]
            }
        };
        let credentials = Field::object("credentials", fields);
        let page = self.enroll_page(credentials, self.authenticator(key));
        with_what_is_asked(page, answered.map(|(_, asked)| *asked))
    }

    /// The code of whatever shows one.
    pub(crate) fn otp_page(&self, key: Key, asked: Option<Asked>) -> Page {
        let field = match key {
            Key::Tac => code_field().secret(),
            _ => code_field(),
        };
        let page = self
            .answer_page(field)
            .object("currentAuthenticatorEnrollment", self.enrollment(key));
        with_what_is_asked(page, asked)
    }

    fn token_id(&self, key: Key) -> Option<&str> {
        match &self.account()?.enrollment(key)?.credential {
            Credential::Token(_, id) => Some(id),
            _ => None,
        }
    }
}

impl RequestContext<'_> {
    pub(crate) fn enroll_token(&mut self, key: Key) -> Outcome {
        if key == Key::CustomOtp {
            let text = "Ask your administrator to set this up for you.";
            return Err(Message::error("enroll.hotp.restricted", text).at_top(400));
        }
        self.go(Step::Enroll(Enroll::Token(key, None)))
    }

    /// The credential, once its codes have proven that it is at hand.
    pub(crate) fn token_enrolled(
        &mut self,
        key: Key,
        answered: Option<(String, Asked)>,
        body: &Value,
    ) -> Result<Credential, Refusal> {
        let passcode = required(body, PASSCODE)?;
        let id = match key {
            Key::YubikeyToken => {
                let named = self.org_state.tokens.named_in(key, passcode);
                named.ok_or_else(|| refusal(key, Refused::Wrong))?
            }
            Key::SymantecVip => required(body, "credentials.credentialId")?.to_owned(),
            _ => required(body, "credentials.clientData")?.to_owned(),
        };
        if self.is_of_another(key, &id) {
            return Err(refusal(key, Refused::Wrong));
        }
        let tokens = &mut self.org_state.tokens;
        let checked = match key {
            Key::SymantecVip => {
                let next = required(body, "credentials.nextPasscode")?;
                tokens.check_pair(key, &id, (passcode, next), self.now)
            }
            _ => {
                // what was asked was asked of that token's holder
                let asked = answered.filter(|(known, _)| *known == id);
                let asked = asked.map(|(_, asked)| asked);
                tokens.check((key, &id), asked, passcode, self.now)
            }
        };
        if let Err(Refused::MoreAsked(asked)) = checked {
            self.tx.step = Step::Enroll(Enroll::Token(key, Some((id.clone(), asked))));
        }
        checked.map_err(|refused| refusal(key, refused))?;
        Ok(Credential::Token(key, id))
    }

    pub(crate) fn check_token(
        &mut self,
        method: MethodType,
        asked: Option<Asked>,
        body: &Value,
    ) -> Outcome {
        let key = method.authenticator();
        let passcode = required(body, PASSCODE)?;
        let id = self.view().token_id(key).map(str::to_owned);
        let id = id.ok_or_else(|| missing(key.key()).at_top(400))?;
        let tokens = &mut self.org_state.tokens;
        let checked = tokens.check((key, &id), asked, passcode, self.now);
        if let Err(Refused::MoreAsked(asked)) = checked {
            self.tx.step = Step::Verify(method, Proof::Token(Some(asked)));
        }
        checked.map_err(|refused| refusal(key, refused))
    }

    fn is_of_another(&self, key: Key, id: &str) -> bool {
        let is_it = |credential: &Credential| matches!(credential, Credential::Token(known, it) if *known == key && it == id);
        let mut others = self.org_state.accounts.iter();
        others.any(|account| {
            Some(account.id.as_str()) != self.tx.user.as_deref()
                && account.enrollments.iter().any(|it| is_it(&it.credential))
        })
    }
}

/// A SecurID server's question stands there until it is answered.
fn with_what_is_asked(page: Page, asked: Option<Asked>) -> Page {
    let text = match asked {
        None => return page,
        Some(Asked::NextCode) => "Wait for the code to change, then enter the new one alone.",
        Some(Asked::NewPin) => "Enter a new PIN of 4 to 8 digits.",
        Some(Asked::NextPasscode) => {
            "The PIN is accepted. Wait for the code to change, then enter PIN and code."
        }
    };
    page.message(Message::error("errors.E0000113", text).param(text))
}

/// What is said, and where: each of these authenticators has its way.
fn refusal(key: Key, refused: Refused) -> Refusal {
    let is_securid = matches!(key, Key::RsaToken | Key::OnpremMfa);
    match refused {
        // the page says what is asked
        Refused::MoreAsked(_) => Refusal {
            status: 400,
            field: None,
            messages: Vec::new(),
        },
        Refused::Used => used_code().at(403, PASSCODE),
        Refused::Wrong if is_securid => wrong_code().at_top(401),
        Refused::Wrong if key == Key::SymantecVip => {
            let key = "authfactor.challenge.soft_token.invalid_passcode";
            Message::error(key, "That code is not right. Try again.").at(401, PASSCODE)
        }
        Refused::Wrong => wrong_code().at(401, PASSCODE),
    }
}
