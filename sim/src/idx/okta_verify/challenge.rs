//! Verification with Okta Verify: pushes, number challenges and codes.

use std::time::Duration;

use serde_json::json;

use crate::idx::authenticator::{with_action, with_context};
use crate::idx::context::RequestContext;
use crate::idx::form::{Field, Form};
use crate::idx::message::Message;
use crate::idx::response::{ResponseBuilder, TransactionView};
use crate::idx::step::{Push, PushState};
use crate::setup::{AuthenticatorKey, MethodType, NumberChallenge};

const KEY: AuthenticatorKey = AuthenticatorKey::OktaVerify;

impl TransactionView<'_> {
    pub(crate) fn push_response(&self, push: &Push) -> ResponseBuilder {
        let current = self.authenticator_with(KEY, &[MethodType::Push]);
        if push.state == PushState::Rejected {
            let text = "The push was rejected on the device.";
            return ResponseBuilder::default()
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
        if let Some(number) = self.visible_number(push) {
            current = with_context(current, json!({"correctAnswer": number}));
        }
        ResponseBuilder::default()
            .form(poll)
            .object("currentAuthenticator", current)
    }

    pub(crate) fn totp_response(&self) -> ResponseBuilder {
        let field = Field::text("totp", "Enter code")
            .required()
            .with("visible", true);
        let form = self
            .form("challenge-authenticator", "/challenge/answer")
            .relates_to("$.currentAuthenticator")
            .field(Field::object("credentials", vec![field]).required());
        let current = self.authenticator_with(KEY, &[MethodType::Totp]);
        ResponseBuilder::default()
            .form(form)
            .object("currentAuthenticator", current)
    }

    /// Returns the "Send push automatically" field if the policy enables it.
    pub(crate) fn auto_challenge_field(&self) -> Option<Field> {
        let is_enabled = self.org_state.setup.policy.okta_verify.auto_challenge;
        let field = Field::boolean("autoChallenge", "Send push automatically");
        is_enabled.then(|| {
            field
                .optional()
                .value(self.account().is_some_and(|account| account.auto_challenge))
                .with("mutable", true)
        })
    }

    /// Returns the action that resends a push while one is pending.
    fn resend_action(&self) -> Form {
        let authenticator = json!({
            "id": self.org_state.authenticator_id(KEY),
            "methodType": MethodType::Push.name(),
        });
        self.form("resend", "/challenge")
            .field(Field::fixed("authenticator", authenticator).hidden())
    }

    /// Returns the form that resends a push after one was rejected.
    fn resend_form(&self) -> Form {
        let fields = vec![
            self.authenticator_field(KEY),
            Field::fixed("methodType", MethodType::Push.name()),
        ];
        self.form("resend", "/challenge")
            .relates_to("$.currentAuthenticator")
            .field(Field::object_in_value("authenticator", fields).label(KEY.display_name()))
    }

    /// Returns the correct number of a push if the response includes it.
    fn visible_number<'a>(&self, push: &'a Push) -> Option<&'a str> {
        let is_hidden = match self.org_state.setup.policy.okta_verify.number_challenge {
            NumberChallenge::WhilePolling => self.tx.poll_count == 0,
            NumberChallenge::Off | NumberChallenge::AtOnce => false,
        };
        push.number.as_deref().filter(|_| !is_hidden)
    }
}

impl RequestContext<'_> {
    /// Sends a push to the user's devices.
    pub(crate) fn send_push(&mut self) -> Push {
        let policy = &self.org_state.setup.policy.okta_verify;
        let has_numbers = policy.number_challenge != NumberChallenge::Off;
        let mut choices: Vec<String> = Vec::new();
        while has_numbers && choices.len() < 3 {
            let number = (10 + self.org_state.ids.number(90)).to_string();
            if !choices.contains(&number) {
                choices.push(number);
            }
        }
        let correct = self.org_state.ids.number(3);
        let lifetime = Duration::from_secs(self.org_state.setup.policy.push_lifetime_s);
        Push {
            expires_at: self.now + lifetime,
            number: choices.iter().cycle().nth(correct as usize).cloned(),
            choices,
            state: PushState::Waiting,
        }
    }

    /// Stores the user's choice whether pushes are sent automatically.
    pub(crate) fn remember_auto_challenge(&mut self, choice: Option<bool>) {
        let user = self.tx.user.clone().unwrap_or_default();
        if let (Some(choice), Some(account)) = (choice, self.org_state.account_mut(&user)) {
            account.auto_challenge = choice;
        }
    }
}
