//! The values that are discarded because the user is asked for them.

use super::KnownValues;
use super::draft::has_field;
use super::factor::offers;
use super::forms::{IDENTIFIER, PASSCODE};
use super::goal::Step;
use super::subject::{current_key, is_about_password};
use crate::names::RemediationName as Name;
use crate::prompt::Prompt;
use crate::prompt::remediation::Remediation;

impl KnownValues {
    /// Discards the values for which the user is asked, now that the prompt is shown.
    pub(super) fn release(&mut self, prompt: &Prompt, form: &Remediation) {
        match &form.name {
            Name::Identify if !self.needs_identify() => self.release_all(),
            Name::IdentifyRecovery => {
                self.steps.insert(Step::Recover);
                self.release_user_values();
            }
            _ if form.name == Name::Identify || has_field(form, IDENTIFIER) => {
                self.release_user_values();
            }
            Name::ChallengeAuthenticator if is_about_password(prompt, form) => {
                self.password = None;
            }
            Name::EnrollProfile | Name::ProfileUpdate => {
                self.attributes.clear();
                if has_field(form, PASSCODE) {
                    self.release_passwords();
                }
            }
            Name::SelectAuthenticatorAuthenticate
            | Name::SelectAuthenticatorEnroll
            | Name::SelectAuthenticatorEnrollData
            | Name::SelectAuthenticatorUnlockAccount => {
                self.factors.retain(|factor| !offers(form, &factor.key));
            }
            Name::AuthenticatorVerificationData => {
                let key = current_key(prompt, form);
                self.factors.retain(|factor| Some(&factor.key) != key);
            }
            _ if is_about_password(prompt, form) => self.release_passwords(),
            _ => {}
        }
    }

    /// Discards everything that may belong to another user.
    fn release_user_values(&mut self) {
        self.identifier = None;
        self.remember_me = None;
        self.attributes.clear();
        self.release_passwords();
    }

    fn release_passwords(&mut self) {
        self.password = None;
        self.new_password = None;
    }

    fn release_all(&mut self) {
        self.release_user_values();
        self.factors.clear();
        self.has_ended = true;
    }
}

#[cfg(test)]
mod tests {
    use super::super::goal::Goal;
    use super::super::test_util::{
        about, answers, button, enroll_profile, form, identify, passcode, response,
        select_authenticate, with_message,
    };
    use super::*;
    use crate::AuthenticatorKey;
    use serde_json::{Value, json};

    fn known(goal: Goal) -> KnownValues {
        KnownValues::new(goal)
            .with_identifier("ada")
            .with_password("pw")
            .with_new_password("new")
            .with_remember_me(true)
            .with_factor(AuthenticatorKey::OktaEmail, None)
            .with_attribute("firstName", "Ada")
    }

    /// The values that are left after this prompt was shown.
    fn left(goal: Goal, response: Value) -> String {
        let mut known = known(goal);
        assert_eq!(
            answers(&mut known, [with_message(response, "ERROR")]),
            ["-"]
        );
        let values = [
            ("identifier", known.identifier.is_some()),
            ("password", known.password.is_some()),
            ("new", known.new_password.is_some()),
            ("remember", known.remember_me.is_some()),
            ("factor", !known.factors.is_empty()),
            ("attribute", !known.attributes.is_empty()),
        ];
        let left = values.into_iter().filter(|(_, is_left)| *is_left);
        left.map(|(name, _)| name).collect::<Vec<_>>().join(" ")
    }

    fn of_password(name: &str) -> Value {
        about(
            "okta_password",
            [],
            response([form(name, json!([passcode()]))]),
        )
    }

    const EVERYTHING: &str = "identifier password new remember factor attribute";

    #[test]
    fn a_user_who_enters_an_identifier_may_be_another_one() {
        assert_eq!(left(Goal::SignIn, identify(&[])), "factor");
        let recovery = form("identify-recovery", json!([{"name": "identifier"}]));
        assert_eq!(left(Goal::RecoverPassword, response([recovery])), "factor");
    }

    #[test]
    fn a_value_that_the_user_is_asked_for_is_discarded() {
        let after = |response| left(Goal::SignIn, response);
        let without_password = "identifier new remember factor attribute";
        assert_eq!(
            after(of_password("challenge-authenticator")),
            without_password
        );
        let without_passwords = "identifier remember factor attribute";
        for name in [
            "enroll-authenticator",
            "reset-authenticator",
            "reenroll-authenticator-warning",
        ] {
            assert_eq!(after(of_password(name)), without_passwords, "{name}");
        }
        let profile = response([form("enroll-profile", json!([]))]);
        assert_eq!(after(profile), "identifier password new remember factor");
        let sign_up = left(Goal::Register, enroll_profile(&[passcode()]));
        assert_eq!(sign_up, "identifier remember factor");
        let email = select_authenticate(&[("okta_email", &[])]);
        assert_eq!(after(email), "identifier password new remember attribute");
        let method = about(
            "okta_email",
            [],
            response([button("authenticator-verification-data")]),
        );
        assert_eq!(after(method), "identifier password new remember attribute");
    }

    #[test]
    fn a_value_that_the_prompt_does_not_ask_for_is_kept() {
        let code = response([form("challenge-authenticator", json!([passcode()]))]);
        assert_eq!(
            left(Goal::SignIn, about("okta_email", [], code)),
            EVERYTHING
        );
        assert_eq!(
            left(Goal::SignIn, select_authenticate(&[("webauthn", &[])])),
            EVERYTHING
        );
        assert_eq!(left(Goal::SignIn, response([button("skip")])), EVERYTHING);
    }

    #[test]
    fn everything_is_discarded_if_the_identifier_form_does_not_lead_to_the_goal() {
        let mut known = known(Goal::Register);
        let plain = response([form("identify", json!([{"name": "identifier"}]))]);
        let select = select_authenticate(&[("okta_email", &[])]);
        assert_eq!(
            answers(&mut known, [plain, select, identify(&[])]),
            ["-", "-", "-"]
        );
        assert!(known.identifier.is_none() && known.factors.is_empty());
    }
}
