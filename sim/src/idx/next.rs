//! The policy: what is still missing, and so which page comes next.

use super::context::RequestContext;
use super::message::Message;
use super::page::View;
use super::transaction::{FirstFactor, Intent, Replace, Step};
use crate::oauth::Assurance;
use crate::setup::{AuthenticatorKey, ExpiredPassword, MethodType, PasswordState};

impl View<'_> {
    /// The methods that may be verified at this point, of those the user has.
    pub(crate) fn eligible(&self) -> Vec<MethodType> {
        let policy = &self.org_state.setup.policy;
        let second = self.second_factors();
        let allowed = match (self.tx.intent, self.tx.first_factor) {
            (Intent::CredentialRecovery, _) => &policy.recovery,
            (Intent::UnlockAccount, _) => &policy.unlock,
            (_, None) => &policy.first_factor,
            (_, Some(_)) => &second,
        };
        let has = |method: &&MethodType| {
            let key = method.authenticator();
            self.account()
                .is_some_and(|it| it.enrollment(key).is_some())
        };
        let fresh = |method: &&MethodType| {
            !matches!(self.tx.first_factor,
                Some(FirstFactor::Method(first)) if first.authenticator() == method.authenticator())
        };
        let methods = allowed.iter().filter(has).filter(fresh);
        methods.copied().collect()
    }

    /// The authenticators on offer for enrollment, and whether they may be skipped.
    pub(crate) fn enrollable(&self) -> (Vec<AuthenticatorKey>, bool) {
        let setup = &self.org_state.setup;
        let missing = |key: &AuthenticatorKey| {
            self.account()
                .is_some_and(|it| it.enrollment(*key).is_none())
        };
        let mut required: Vec<_> = Vec::new();
        if let (Intent::EnrollNewUser, Some(registration)) =
            (self.tx.intent, &setup.policy.registration)
        {
            required.extend(registration.required.iter().copied().filter(missing));
        }
        let by_policy = setup.policy.required.iter().copied().filter(missing);
        for key in by_policy {
            if !required.contains(&key) {
                required.push(key);
            }
        }
        if !required.is_empty() {
            return (required, false);
        }
        let optional = setup.policy.optional.iter().copied().filter(missing);
        (optional.collect(), true)
    }

    /// What may prove the second factor: by the policy, or any where only the client asks for two.
    fn second_factors(&self) -> Vec<MethodType> {
        let policy = &self.org_state.setup.policy.challenge;
        let is_asked = self.tx.authorization.acr == Some(Assurance::Two);
        if policy.is_empty() && is_asked {
            let all = AuthenticatorKey::ALL.into_iter();
            return all.flat_map(|key| key.methods().to_vec()).collect();
        }
        policy.clone()
    }

    /// Whether one of the methods that are asked for has been proven.
    fn challenge_satisfied(&self) -> bool {
        let policy = &self.org_state.setup.policy;
        let first = self.tx.first_factor;
        let second = self.second_factors();
        second.is_empty()
            || second.iter().any(|method| {
                let enrolled = self.tx.has_enrolled(method.authenticator());
                let verified = self.tx.verified.contains(method);
                (verified && first != Some(FirstFactor::Method(*method)))
                    || (enrolled && !policy.challenge_after_enrollment)
            })
    }

    fn password_due(&self, when: ExpiredPassword) -> Option<Replace> {
        if when != self.org_state.setup.policy.expired_password {
            return None;
        }
        match self.account()?.password_state {
            PasswordState::Expired => Some(Replace::Expired),
            PasswordState::ExpiresInDays(days) if !self.tx.skipped_password => {
                Some(Replace::Expiring { days })
            }
            _ => None,
        }
    }

    fn lacks_attribute(&self) -> bool {
        !self.missing_attributes().is_empty()
    }
}

impl RequestContext<'_> {
    /// Moves on to the page that is due.
    pub(crate) fn advance(&mut self) {
        let view = self.view();
        let policy = &view.org_state.setup.policy;
        let (enrollable, skippable) = view.enrollable();
        let declined = skippable && view.tx.skipped_enrollment;
        let step = if view.tx.first_factor.is_none() {
            return self.offer();
        } else if let Some(reason) = view.password_due(ExpiredPassword::AtOnce) {
            Step::ReplacePassword(reason)
        } else if !view.challenge_satisfied() && !view.eligible().is_empty() {
            return self.offer();
        } else if !enrollable.is_empty() && !declined {
            Step::SelectEnroll
        } else if view.lacks_attribute() {
            Step::UpdateProfile
        } else if !view.challenge_satisfied() {
            let text = "This account has no authenticator that the policy accepts.";
            Step::Terminal(403, Message::error("oie.assurance.unsatisfiable", text))
        } else if let Some(reason) = view.password_due(ExpiredPassword::AtTheEnd) {
            Step::ReplacePassword(reason)
        } else if view.lacks_identity() {
            Step::VerifyIdentity
        } else if !view.scopes_to_consent().is_empty() {
            Step::Consent
        } else if policy.keep_me_signed_in && view.tx.keep_me_signed_in.is_none() {
            Step::KeepMeSignedIn
        } else {
            return self.finish();
        };
        self.tx.go(step);
    }

    /// A choice among methods none of which the policy takes any more is no page to stay at.
    pub(crate) fn leave_empty_choice(&mut self) {
        let is_choice = matches!(self.tx.step, Step::SelectVerify | Step::VerifyData(_));
        if is_choice && self.view().eligible().is_empty() {
            self.advance();
        }
    }

    /// Offers what may be verified: a choice where there is one, the challenge itself where not.
    pub(crate) fn offer(&mut self) {
        let methods = self.view().eligible();
        let keys = self.view().eligible_keys();
        match (keys.as_slice(), methods.as_slice()) {
            ([], _) => {
                let text = "This account cannot be verified.";
                let message = Message::error("oie.assurance.unsatisfiable", text);
                self.tx.go(Step::Terminal(403, message));
            }
            ([_], [method]) if !self.wants_consent(*method) => self.start(*method),
            ([key], _) => self.tx.go(Step::VerifyData(*key)),
            _ => self.tx.go(Step::SelectVerify),
        }
    }

    /// Whether the person confirms before it is sent: calls and texts, and pushes that may
    /// become automatic.
    fn wants_consent(&self, method: MethodType) -> bool {
        match method {
            MethodType::Sms | MethodType::Voice => true,
            MethodType::Push => {
                self.org_state.setup.policy.okta_verify.auto_challenge
                    && self
                        .account()
                        .is_some_and(|account| !account.auto_challenge)
            }
            _ => false,
        }
    }
}
