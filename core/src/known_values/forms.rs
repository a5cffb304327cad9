//! The forms that known values can fill in.

use super::KnownValues;
use super::draft::{Draft, Use, has_field};
use super::goal::{Goal, Step};
use super::subject::is_about_password;
use crate::names::RemediationName as Name;
use crate::prompt::Prompt;
use crate::prompt::path;
use crate::prompt::remediation::Remediation;
use crate::secret::Secret;

pub(super) const IDENTIFIER: &str = "identifier";
pub(super) const PASSCODE: &str = "credentials.passcode";

impl KnownValues {
    /// The answer to a form with the known values, which may be incomplete. `None` if the layer does not
    /// answer this form.
    pub(super) fn fill_in<'p>(
        &self,
        prompt: &'p Prompt,
        form: &'p Remediation,
    ) -> Option<Draft<'p>> {
        let draft = Draft::new(prompt, form);
        match &form.name {
            Name::Identify => self.identify(draft, form),
            Name::IdentifyRecovery => self.identify_to_recover(draft, form),
            Name::ResetAuthenticator
                if self.goal == Goal::RecoverPassword && is_about_password(prompt, form) =>
            {
                Some(self.with_new_password_in(draft))
            }
            Name::SelectAuthenticatorAuthenticate => self.select_to_verify(draft, prompt, form),
            // any other form would continue a sign-in instead
            _ if self.is_before_recovery(prompt) => None,
            Name::SelectAuthenticatorEnroll | Name::SelectAuthenticatorEnrollData => {
                self.select_to_enroll(draft, form)
            }
            Name::SelectAuthenticatorUnlockAccount if self.goal == Goal::UnlockAccount => {
                self.select_factor(self.with_identifier_in(draft), form)
            }
            Name::AuthenticatorVerificationData => self.select_method(draft, prompt, form),
            Name::ChallengeAuthenticator if is_about_password(prompt, form) => {
                let password = self.password_for(prompt);
                Some(draft.with_known(PASSCODE, password, Use::Password))
            }
            Name::EnrollAuthenticator | Name::ReenrollAuthenticator
                if is_about_password(prompt, form) =>
            {
                Some(self.with_new_password_in(draft))
            }
            Name::EnrollProfile | Name::ProfileUpdate if self.may_fill_in_profile(prompt) => {
                Some(self.with_new_password_in(self.with_attributes_in(draft)))
            }
            _ => None,
        }
    }

    /// The identifier, and the password if it is for signing in.
    fn identify<'p>(&self, draft: Draft<'p>, form: &Remediation) -> Option<Draft<'p>> {
        let is_identifiable = self.identifier.is_some() && has_field(form, IDENTIFIER);
        if !is_identifiable || !self.needs_identify() {
            return None;
        }
        let draft = self.with_identifier_in(draft);
        if self.goal != Goal::SignIn {
            return Some(draft);
        }
        let draft = match self.remember_me {
            Some(remember) if has_field(form, "rememberMe") => {
                draft.with_value("rememberMe", remember)
            }
            _ => draft,
        };
        Some(draft.with_known(PASSCODE, self.password.as_ref(), Use::Password))
    }

    /// The identifier. The recovery has started, even if the user has started it.
    fn identify_to_recover<'p>(&self, draft: Draft<'p>, form: &Remediation) -> Option<Draft<'p>> {
        let is_identifiable = self.identifier.is_some() && has_field(form, IDENTIFIER);
        let draft = self.with_identifier_in(draft.with_use(Use::Step(Step::Recover)));
        (is_identifiable && self.goal == Goal::RecoverPassword).then_some(draft)
    }

    fn with_identifier_in<'p>(&self, draft: Draft<'p>) -> Draft<'p> {
        draft.with_known(IDENTIFIER, self.identifier.as_ref(), Use::Identifier)
    }

    fn with_new_password_in<'p>(&self, draft: Draft<'p>) -> Draft<'p> {
        draft.with_known(PASSCODE, self.new_password.as_ref(), Use::NewPassword)
    }

    fn with_attributes_in<'p>(&self, draft: Draft<'p>) -> Draft<'p> {
        self.attributes.iter().fold(draft, |draft, (name, value)| {
            let used = Use::Attribute(name.clone());
            draft.with_known(&path::join("userProfile", name), Some(value), used)
        })
    }

    /// The current password, if the prompt is about the user whose password it is.
    pub(super) fn password_for(&self, prompt: &Prompt) -> Option<&Secret> {
        let has_password_goal = matches!(self.goal, Goal::SignIn | Goal::UnlockAccount);
        let user = prompt.user.as_ref();
        let user = user.and_then(|user| user.identifier.as_deref());
        let is_same_user = match &self.identifier {
            // it was submitted
            None => true,
            // the server knew the user before
            Some(known) => user.is_some_and(|user| user.eq_ignore_ascii_case(known.expose())),
        };
        let password = self.password.as_ref();
        password.filter(|_| has_password_goal && is_same_user)
    }

    /// Without a user, the form creates an account.
    fn may_fill_in_profile(&self, prompt: &Prompt) -> bool {
        self.goal == Goal::Register || prompt.user.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_util::{
        about, answers, button, challenge_password, enroll_profile, form, group, identify,
        passcode, response, with,
    };
    use super::*;
    use serde_json::{Value, json};

    fn known(goal: Goal) -> KnownValues {
        KnownValues::new(goal)
            .with_identifier("ada")
            .with_password("pw")
            .with_new_password("new")
            .with_attribute("firstName", "Ada")
            .with_attribute("email", "ada@acme.example")
    }

    fn first_answer(known: &mut KnownValues, response: Value) -> String {
        let [answer] = answers(known, [response]);
        answer
    }

    /// A form with a passcode about this authenticator.
    fn passcode_form(name: &str, key: &str) -> Value {
        about(key, [], response([form(name, json!([passcode()]))]))
    }

    #[test]
    fn the_password_is_submitted_with_the_identifier_or_to_its_own_challenge() {
        let both = r#"identify {"credentials":{"passcode":"pw"},"identifier":"ada"}"#;
        let answer = first_answer(&mut known(Goal::SignIn), identify(&[passcode()]));
        assert_eq!(answer, both);

        let prompts = [identify(&[]), challenge_password(), challenge_password()];
        let first = r#"identify {"identifier":"ada"}"#;
        let second = r#"challenge-authenticator {"credentials":{"passcode":"pw"}}"#;
        assert_eq!(
            answers(&mut known(Goal::SignIn), prompts),
            [first, second, "-"]
        );
    }

    #[test]
    fn a_password_is_never_submitted_as_a_code_or_for_another_goal() {
        let code = passcode_form("challenge-authenticator", "okta_email");
        let identified = || identify(&[]);
        assert_eq!(
            answers(&mut known(Goal::SignIn), [identified(), code])[1],
            "-"
        );
        for goal in [Goal::Register, Goal::RecoverPassword] {
            let password = passcode_form("challenge-authenticator", "okta_password");
            assert_eq!(first_answer(&mut known(goal), password), "-", "{goal:?}");
        }
    }

    #[test]
    fn the_password_of_another_user_is_not_submitted() {
        let of = |user: &str| {
            let user = json!({"value": {"identifier": user}});
            first_answer(
                &mut known(Goal::SignIn),
                with(challenge_password(), "user", user),
            )
        };
        assert_eq!(of("bob"), "-");
        assert_ne!(of("Ada"), "-");
        assert_eq!(
            first_answer(&mut known(Goal::SignIn), challenge_password()),
            "-"
        );
        // the user enters an identifier
        let mut without_identifier = KnownValues::new(Goal::SignIn).with_password("pw");
        let prompts = [identify(&[]), challenge_password()];
        assert_eq!(answers(&mut without_identifier, prompts), ["-", "-"]);
    }

    #[test]
    fn an_identify_form_that_requires_an_unknown_password_is_shown() {
        let mut known = KnownValues::new(Goal::SignIn).with_identifier("ada");
        assert_eq!(first_answer(&mut known, identify(&[passcode()])), "-");
        let optional = group("credentials", json!([{"name": "passcode"}]));
        let mut known = KnownValues::new(Goal::SignIn).with_identifier("ada");
        assert_ne!(first_answer(&mut known, identify(&[optional])), "-");
    }

    #[test]
    fn remember_me_is_sent_only_if_it_is_known() {
        let mut known = KnownValues::new(Goal::SignIn)
            .with_identifier("ada")
            .with_remember_me(true);
        let answer = first_answer(&mut known, identify(&[]));
        assert_eq!(answer, r#"identify {"identifier":"ada","rememberMe":true}"#);
        let asked = form(
            "keep-me-signed-in",
            json!([{"name": "rememberMe", "type": "boolean"}]),
        );
        let mut known = KnownValues::new(Goal::SignIn).with_remember_me(true);
        assert_eq!(first_answer(&mut known, response([asked])), "-");
    }

    #[test]
    fn a_new_password_is_submitted_only_to_the_forms_that_set_one() {
        let submitted = |goal, name: &str, key: &str| {
            let answer = first_answer(&mut known(goal), passcode_form(name, key));
            assert!(!answer.contains("pw"), "{answer}");
            answer.contains("new")
        };
        for name in ["enroll-authenticator", "reenroll-authenticator"] {
            assert!(submitted(Goal::SignIn, name, "okta_password"));
            assert!(!submitted(Goal::SignIn, name, "google_otp"));
        }
        assert!(submitted(
            Goal::RecoverPassword,
            "reset-authenticator",
            "okta_password"
        ));
        assert!(!submitted(
            Goal::RecoverPassword,
            "reset-authenticator",
            "google_otp"
        ));
        assert!(!submitted(
            Goal::SignIn,
            "reset-authenticator",
            "okta_password"
        ));
        let warning = "reenroll-authenticator-warning";
        assert!(!submitted(Goal::SignIn, warning, "okta_password"));
    }

    #[test]
    fn attributes_are_submitted_by_their_names_in_one_form() {
        let sign_up = || enroll_profile(&[passcode()]);
        let body = r#"enroll-profile {"credentials":{"passcode":"new"},"userProfile":{"email":"ada@acme.example","firstName":"Ada"}}"#;
        let mut known_values = known(Goal::Register);
        assert_eq!(
            answers(&mut known_values, [sign_up(), sign_up()]),
            [body, "-"]
        );

        let mut incomplete = KnownValues::new(Goal::Register).with_attribute("firstName", "Ada");
        assert_eq!(first_answer(&mut incomplete, sign_up()), "-");
    }

    #[test]
    fn a_profile_form_without_a_user_is_for_sign_up_only() {
        let first_name = group(
            "userProfile",
            json!([{"name": "firstName", "required": true}]),
        );
        for name in ["enroll-profile", "profile-update"] {
            let form = response([form(name, json!([first_name]))]);
            assert_eq!(first_answer(&mut known(Goal::SignIn), form.clone()), "-");
            let more = with(form, "user", json!({"value": {"identifier": "ada"}}));
            assert_ne!(first_answer(&mut known(Goal::SignIn), more), "-");
        }
    }

    #[test]
    fn the_identifier_of_an_unlock_or_a_recovery_is_not_used_to_sign_in() {
        let plain = || response([form("identify", json!([{"name": "identifier"}]))]);
        assert_eq!(first_answer(&mut known(Goal::Register), plain()), "-");
        assert_eq!(first_answer(&mut known(Goal::UnlockAccount), plain()), "-");
        let recovery = form("identify-recovery", json!([{"name": "identifier"}]));
        let recovery = || response([recovery.clone(), button("select-enroll-profile")]);
        let answer = first_answer(&mut known(Goal::RecoverPassword), recovery());
        assert_eq!(answer, r#"identify-recovery {"identifier":"ada"}"#);
        assert_eq!(first_answer(&mut known(Goal::SignIn), recovery()), "-");
    }

    #[test]
    fn a_form_that_the_layer_does_not_know_is_shown() {
        let field = json!({"name": "identifier", "required": true});
        for name in [
            "consent",
            "user-code",
            "challenge-poll",
            "dance",
            "enrollment-channel-data",
        ] {
            let form = form(name, json!([field, passcode()]));
            let prompt = about("okta_email", [], response([form]));
            assert_eq!(
                first_answer(&mut known(Goal::SignIn), prompt),
                "-",
                "{name}"
            );
        }
    }
}
