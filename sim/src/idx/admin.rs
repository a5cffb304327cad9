//! Transactions that start with an administrator's one-time token.

use std::time::SystemTime;

use super::message::Message;
use super::transaction::{FirstFactor, Intent, Replace, Step, Transaction};
use super::turn::Turn;
use crate::oauth::OneTime;
use crate::org::world::World;
use crate::setup::UserStatus;

impl Transaction {
    /// A recovery token stands for the proof that recovery asks for.
    pub(crate) fn recover_by_token(&mut self, world: &mut World, token: &str) {
        self.intent = Intent::CredentialRecovery;
        let Some(user) = world.issued.use_one_time(token, OneTime::Recovery) else {
            let text = "This recovery link is no longer valid.";
            let message = Message::error("idx.invalid.forgot.password.token", text);
            return self.go(Step::Terminal(400, message));
        };
        self.user = Some(user);
        self.go(Step::ReplacePassword(Replace::Recovery));
    }

    /// An activation token makes a staged account active; what it lacks is then enrolled.
    pub(crate) fn activate_by_token(&mut self, world: &mut World, token: &str, now: SystemTime) {
        let Some(user) = world.issued.use_one_time(token, OneTime::Activation) else {
            let text = "This activation link is no longer valid.";
            let message = Message::error("idx.expired.activation.token", text);
            return self.go(Step::Terminal(400, message));
        };
        if let Some(account) = world.account_mut(&user) {
            account.status = UserStatus::Active;
        }
        self.user = Some(user);
        self.first_factor = Some(FirstFactor::Registration);
        Turn {
            world,
            tx: self,
            now,
        }
        .enter();
    }

    /// The authentication method references of the ID token.
    pub(crate) fn amr(&self) -> Vec<&'static str> {
        let mut amr: Vec<_> = self.verified.iter().map(|method| method.amr()).collect();
        if self.enrolled.iter().any(|key| !self.verified_by(*key)) {
            amr.push("otp");
        }
        if amr.len() > 1 {
            amr.push("mfa");
        }
        amr.dedup();
        amr
    }

    fn verified_by(&self, key: crate::setup::AuthenticatorKey) -> bool {
        self.verified
            .iter()
            .any(|method| method.authenticator() == key)
    }
}
