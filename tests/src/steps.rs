//! What a user does, written so that it still works when replies are lost: each step knows where it
//! belongs, and is done when the page has changed or says something.

use std::sync::Arc;

use idx_flow::{
    Action, Answer, AuthenticatorKey, Failure, InputError, Prompt, QrCode, RemediationName as Name,
    Secret, Tokens,
};

use crate::host::Host;

/// The demo user's login.
pub const LOGIN: &str = "ada@example.com";

impl Host {
    /// Answers where `here` holds, until it does not, or the page says something.
    pub fn step(
        &mut self,
        what: &str,
        here: impl Fn(&Prompt) -> bool,
        answer: impl Fn(&mut Host, &Prompt) -> Result<Answer, InputError>,
    ) -> &mut Self {
        for attempt in 0..4 {
            let action = self.settle();
            let Some(page) = action.prompt().filter(|page| here(page)).map(Arc::clone) else {
                assert!(
                    attempt > 0,
                    "cannot {what} at {action:?}: {:#?}",
                    self.transcript
                );
                return self;
            };
            let answer = answer(self, &page)
                .unwrap_or_else(|error| panic!("{what}: {error}: {:#?}", self.transcript));
            self.submit(answer)
                .unwrap_or_else(|error| panic!("{what}: {error}: {:#?}", self.transcript));
            let after = self.settle();
            let is_told = |page: &Arc<Prompt>| !here(page) || page.all_messages().next().is_some();
            if after.prompt().is_none_or(is_told) {
                return self;
            }
            assert!(
                self.is_rough() || attempt < 3,
                "{what} changed nothing: {:#?}",
                self.transcript
            );
        }
        self
    }

    /// Says who signs in, with the password where it is asked on the same page.
    pub fn identify(&mut self, login: &str, password: Option<&str>) -> &mut Self {
        self.step("identify", offers(&Name::Identify), |_, page| {
            Answer::identify(page, login, password.map(Secret::from).as_ref())
        })
    }

    /// The demo user's own login and password.
    pub fn sign_in(&mut self) -> &mut Self {
        let user = &self.org.setup().users[0];
        let (login, password) = (user.login.clone(), user.password.clone());
        self.identify(&login, password.as_deref())
    }

    /// Chooses an authenticator to enrol or to verify.
    pub fn choose(&mut self, key: &AuthenticatorKey) -> &mut Self {
        let listed = |page: &Prompt| Answer::authenticator(page, key, None).is_ok();
        let here = |page: &Prompt| listed(page) && !is_at(page, key);
        self.step("choose an authenticator", here, |_, page| {
            Answer::authenticator(page, key, None)
        })
    }

    /// Gives the password, code or answer that this authenticator asks for.
    pub fn passcode(&mut self, key: &AuthenticatorKey, code: &str) -> &mut Self {
        let here = |page: &Prompt| is_at(page, key) && Answer::passcode(page, code).is_ok();
        self.step("give a code", here, |_, page| Answer::passcode(page, code))
    }

    /// Presses a button, where it is offered.
    pub fn press(&mut self, name: &Name) -> &mut Self {
        self.step(name.as_str(), offers(name), |_, page| {
            Answer::button(page, name)
        })
    }

    /// The QR code on the screen.
    pub fn qr(&mut self) -> QrCode {
        match self.settle() {
            Action::ShowQr { qr, .. } => qr,
            other => panic!("no QR code but {other:?}: {:#?}", self.transcript),
        }
    }

    /// The phone scans the picture on the screen.
    pub fn scan(&mut self) -> &mut Self {
        let png = self.qr().png().unwrap();
        self.phone.scan(&mut self.org, &png, self.now).unwrap();
        self
    }

    /// Polls until something else is to be done: the page changes, or the flow ends.
    pub fn wait_for(&mut self, here: impl Fn(&Action) -> bool) -> Action {
        for _ in 0..200 {
            let action = self.settle();
            if here(&action) {
                return action;
            }
            self.wait();
        }
        panic!("it never came: {:#?}", self.transcript);
    }

    /// The tokens at the end, polling for them if need be. The ID token is the demo user's.
    pub fn tokens(&mut self) -> Tokens {
        let is_end =
            |action: &Action| matches!(action, Action::Done { .. } | Action::Failed { .. });
        match self.wait_for(is_end) {
            Action::Done { tokens } => {
                assert!(!tokens.access_token.is_empty());
                assert!(tokens.id_token.is_some(), "no ID token");
                *tokens
            }
            other => panic!("no tokens but {other:?}: {:#?}", self.transcript),
        }
    }

    /// The failure at the end.
    pub fn failure(&mut self) -> Failure {
        match self.settle() {
            Action::Failed { failure } => failure,
            other => panic!("no failure but {other:?}: {:#?}", self.transcript),
        }
    }

    /// Whether the page says this, at its top or at a field. Where replies are lost, nobody can know.
    pub fn expect_message(&mut self, key: &str, field: Option<&str>) -> &mut Self {
        let page = self.page();
        let said = page.all_messages().any(|message| {
            message.key.as_deref() == Some(key) && message.field.as_deref() == field
        });
        assert!(
            said || self.is_rough(),
            "no message {key} at {field:?}: {:#?}",
            self.transcript
        );
        self
    }
}

/// Whether a page offers a remediation.
pub fn offers(name: &Name) -> impl Fn(&Prompt) -> bool {
    move |page| page.named(name).is_some()
}

/// Whether this is the authenticator at hand.
pub fn is_at(page: &Prompt, key: &AuthenticatorKey) -> bool {
    page.current
        .as_ref()
        .is_some_and(|current| current.key.as_ref() == Some(key))
}
