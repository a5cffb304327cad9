//! Policy evaluation: finds the next step of a transaction.

use super::context::RequestContext;
use super::message::Message;
use super::response::TransactionView;
use super::step::{ReplaceReason, Step};
use super::transaction::{FirstFactor, Intent};
use crate::setup::{AuthenticatorKey, ExpiredPassword, MethodType, PasswordState};
use crate::state::Assurance;

impl TransactionView<'_> {
    /// Returns the enrolled methods that the user may verify at this point.
    pub(crate) fn eligible_methods(&self) -> Vec<MethodType> {
        let policy = &self.org_state.setup.policy;
        let second_factors = self.second_factors();
        let allowed = match (self.tx.intent, self.tx.first_factor) {
            (Intent::CredentialRecovery, _) => &policy.recovery,
            (Intent::UnlockAccount, _) => &policy.unlock,
            (_, None) => &policy.first_factor,
            (_, Some(_)) => &second_factors,
        };
        let is_enrolled = |method: &&MethodType| {
            let key = method.authenticator();
            self.account()
                .is_some_and(|account| account.enrollment(key).is_some())
        };
        let is_first_factor = |method: &MethodType| {
            matches!(self.tx.first_factor,
                Some(FirstFactor::Method(first)) if first.authenticator() == method.authenticator())
        };
        let methods = allowed.iter().filter(is_enrolled);
        let methods = methods.filter(|method| !is_first_factor(method));
        methods.copied().collect()
    }

    /// Returns the authenticators that can be enrolled now, and whether this can be skipped.
    pub(crate) fn enrollable(&self) -> (Vec<AuthenticatorKey>, bool) {
        let setup = &self.org_state.setup;
        let missing = |key: &AuthenticatorKey| {
            self.account()
                .is_some_and(|account| account.enrollment(*key).is_none())
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

    /// Returns the methods that are accepted as second factor: the policy's, or all methods if only
    /// the client requires two factors.
    fn second_factors(&self) -> Vec<MethodType> {
        let methods = &self.org_state.setup.policy.challenge;
        if methods.is_empty() && self.client_requires_two_factors() {
            let keys = AuthenticatorKey::ALL.into_iter();
            return keys.flat_map(|key| key.methods().to_vec()).collect();
        }
        methods.clone()
    }

    fn client_requires_two_factors(&self) -> bool {
        self.tx.authorization.acr == Some(Assurance::TwoFactors)
    }

    /// Returns whether a second factor was verified, or is not required.
    fn has_second_factor(&self) -> bool {
        let policy = &self.org_state.setup.policy;
        let first_factor = self.tx.first_factor;
        let second_factors = self.second_factors();
        second_factors.is_empty()
            || (self.is_remembered_device() && !self.client_requires_two_factors())
            || second_factors.iter().any(|method| {
                let enrolled = self.tx.has_enrolled(method.authenticator());
                let verified = self.tx.verified.contains(method);
                (verified && first_factor != Some(FirstFactor::Method(*method)))
                    || (enrolled && !policy.challenge_after_enrollment)
            })
    }

    fn password_change_due(&self, timing: ExpiredPassword) -> Option<ReplaceReason> {
        if timing != self.org_state.setup.policy.expired_password {
            return None;
        }
        match self.account()?.password_state {
            PasswordState::Expired => Some(ReplaceReason::Expired),
            PasswordState::ExpiresInDays(days) if !self.tx.skipped_password_change => {
                Some(ReplaceReason::Expiring { days })
            }
            _ => None,
        }
    }

    fn needs_attributes(&self) -> bool {
        !self.missing_attributes().is_empty()
    }
}

impl RequestContext<'_> {
    /// Moves to the next step that the policy requires, or completes the transaction.
    pub(crate) fn advance(&mut self) {
        let view = self.view();
        let policy = &view.org_state.setup.policy;
        let (enrollable, skippable) = view.enrollable();
        let skipped = skippable && view.tx.skipped_enrollment;
        let step = if view.tx.first_factor.is_none() {
            return self.offer_methods();
        } else if let Some(reason) = view.password_change_due(ExpiredPassword::AtOnce) {
            Step::ReplacePassword(reason)
        } else if !view.has_second_factor() && !view.eligible_methods().is_empty() {
            return self.offer_methods();
        } else if !enrollable.is_empty() && !skipped {
            Step::SelectEnroll
        } else if view.needs_attributes() {
            Step::UpdateProfile
        } else if !view.has_second_factor() {
            let text = "This account has no authenticator that the policy accepts.";
            Step::Terminal(403, Message::error("oie.assurance.unsatisfiable", text))
        } else if let Some(reason) = view.password_change_due(ExpiredPassword::AtTheEnd) {
            Step::ReplacePassword(reason)
        } else if view.needs_identity_verification() {
            Step::VerifyIdentity
        } else if !view.scopes_to_consent().is_empty() {
            Step::Consent
        } else if policy.keep_me_signed_in
            && view.tx.keep_me_signed_in.is_none()
            && !view.is_remembered_device()
        {
            Step::KeepMeSignedIn
        } else {
            return self.complete();
        };
        self.tx.move_to(step);
    }

    /// Leaves a selection step if a policy change left it without methods.
    pub(crate) fn leave_empty_selection(&mut self) {
        let is_choice = matches!(self.tx.step, Step::SelectVerify | Step::VerifyData(_));
        if is_choice && self.view().eligible_methods().is_empty() {
            self.advance();
        }
    }

    /// Moves to the selection of a method, or starts to verify the only method.
    pub(crate) fn offer_methods(&mut self) {
        let methods = self.view().eligible_methods();
        let keys = self.view().eligible_keys();
        match (keys.as_slice(), methods.as_slice()) {
            ([], _) => {
                let text = "This account cannot be verified.";
                let message = Message::error("oie.assurance.unsatisfiable", text);
                self.tx.move_to(Step::Terminal(403, message));
            }
            ([_], [method]) if !self.needs_confirmation(*method) => {
                self.start_verification(*method)
            }
            ([key], _) => self.tx.move_to(Step::VerifyData(*key)),
            _ => self.tx.move_to(Step::SelectVerify),
        }
    }

    /// Returns whether the user must confirm before a message is sent: for calls and text messages,
    /// and for pushes that can become automatic.
    fn needs_confirmation(&self, method: MethodType) -> bool {
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
