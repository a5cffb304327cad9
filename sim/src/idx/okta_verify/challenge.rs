//! Verifying Okta Verify: pushes, numbers to choose, codes.

use std::time::Duration;

use serde_json::json;

use super::super::authenticator::{with_action, with_context};
use super::super::context::RequestContext;
use super::super::form::{Field, Form};
use super::super::message::Message;
use super::super::page::{Page, View};
use super::super::transaction::{Push, PushState};
use crate::setup::{AuthenticatorKey, MethodType, NumberChallenge};

const KEY: AuthenticatorKey = AuthenticatorKey::OktaVerify;

impl View<'_> {
    pub(crate) fn push_page(&self, push: &Push) -> Page {
        let current = self.authenticator_with(KEY, &[MethodType::Push]);
        if push.state == PushState::Rejected {
            let text = "The push was rejected on the device.";
            return Page::default()
                .form(self.resend_form())
                .message(Message::error("api.authn.poll.error.push_rejected", text))
                .object("currentAuthenticator", current);
        }
        let mut poll = self
            .form("challenge-poll", "/authenticators/poll")
            .relates_to("$.currentAuthenticator")
            .refresh(self.refresh_ms());
        if let Some(field) = self.auto_challenge_field() {
            poll = poll.field(field);
        }
        let mut current = with_action(current, "resend", self.resend_action());
        if let Some(number) = self.shown_number(push) {
            current = with_context(current, json!({"correctAnswer": number}));
        }
        Page::default()
            .form(poll)
            .object("currentAuthenticator", current)
    }

    pub(crate) fn totp_page(&self) -> Page {
        let field = Field::text("totp", "Enter code")
            .required()
            .with("visible", true);
        let form = self
            .form("challenge-authenticator", "/challenge/answer")
            .relates_to("$.currentAuthenticator")
            .field(Field::object("credentials", vec![field]).required());
        let current = self.authenticator_with(KEY, &[MethodType::Totp]);
        Page::default()
            .form(form)
            .object("currentAuthenticator", current)
    }

    /// "Send push automatically", where the policy offers it.
    pub(crate) fn auto_challenge_field(&self) -> Option<Field> {
        let offered = self.org_state.setup.policy.okta_verify.auto_challenge;
        let field = Field::boolean("autoChallenge", "Send push automatically");
        offered.then(|| {
            field
                .optional()
                .value(self.account().is_some_and(|account| account.auto_challenge))
                .with("mutable", true)
        })
    }

    /// Sends a push once more, while one is out.
    fn resend_action(&self) -> Form {
        let again = json!({
            "id": self.org_state.authenticator_id(KEY),
            "methodType": MethodType::Push.name(),
        });
        self.form("resend", "/challenge")
            .field(Field::fixed("authenticator", again).hidden())
    }

    /// Sends a push once more, after one was rejected.
    fn resend_form(&self) -> Form {
        let fields = vec![
            self.authenticator_field(KEY),
            Field::fixed("methodType", MethodType::Push.name()),
        ];
        self.form("resend", "/challenge")
            .relates_to("$.currentAuthenticator")
            .field(Field::object_in_value("authenticator", fields).label(KEY.display_name()))
    }

    fn shown_number<'a>(&self, push: &'a Push) -> Option<&'a str> {
        let hidden = match self.org_state.setup.policy.okta_verify.number_challenge {
            NumberChallenge::WhilePolling => self.tx.polls == 0,
            NumberChallenge::Off | NumberChallenge::AtOnce => false,
        };
        push.number.as_deref().filter(|_| !hidden)
    }
}

impl RequestContext<'_> {
    /// Sends a push to the user's devices.
    pub(crate) fn send_push(&mut self) -> Push {
        let asks = self.org_state.setup.policy.okta_verify.number_challenge != NumberChallenge::Off;
        let mut choices: Vec<String> = Vec::new();
        while asks && choices.len() < 3 {
            let number = (10 + self.org_state.ids.number(90)).to_string();
            if !choices.contains(&number) {
                choices.push(number);
            }
        }
        let right = self.org_state.ids.number(3);
        let lifetime = Duration::from_secs(self.org_state.setup.policy.push_lifetime_s);
        Push {
            expires_at: self.now + lifetime,
            number: choices.iter().cycle().nth(right as usize).cloned(),
            choices,
            state: PushState::Waiting,
        }
    }

    /// Notes on the account whether pushes are sent without asking from now on.
    pub(crate) fn remember_auto_challenge(&mut self, chosen: Option<bool>) {
        let user = self.tx.user.clone().unwrap_or_default();
        if let (Some(auto), Some(account)) = (chosen, self.org_state.account_mut(&user)) {
            account.auto_challenge = auto;
        }
    }
}
