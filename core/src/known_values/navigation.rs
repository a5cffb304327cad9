//! The remediations that lead to the goal.

use super::KnownValues;
use super::draft::{Draft, Use};
use super::goal::{Goal, Step};
use super::subject::is_about_password;
use crate::names::RemediationName as Name;
use crate::prompt::Prompt;
use crate::prompt::remediation::Remediation;

impl KnownValues {
    /// The answer that leads to the goal, if the prompt offers it and it was not given yet.
    pub(super) fn navigate<'p>(&self, prompt: &'p Prompt) -> Option<Draft<'p>> {
        let (step, form) = match self.goal {
            Goal::SignIn => (Step::SelectIdentify, self.select_identify(prompt)?),
            Goal::Register => {
                let form = prompt.remediation_by_name(&Name::SelectEnrollProfile)?;
                (Step::SelectEnrollProfile, form)
            }
            Goal::RecoverPassword => (Step::Recover, recover(prompt)?),
            Goal::UnlockAccount => {
                let form = prompt.remediation_by_name(&Name::UnlockAccount)?;
                (Step::UnlockAccount, form)
            }
        };
        if self.has_taken(step) {
            return None;
        }
        let draft = Draft::new(prompt, form).with_use(Use::Step(step));
        // if it is optional, another form asks for it later
        let mut fields = form.fields.iter();
        match fields.any(|field| field.path == "identifier" && field.is_required) {
            true => Some(draft.with_known("identifier", self.identifier.as_ref(), Use::Identifier)),
            false => Some(draft),
        }
    }

    /// The answer that leads from a sign-up form to the identifier form. A user who has chosen to sign
    /// up stays there.
    fn select_identify<'p>(&self, prompt: &'p Prompt) -> Option<&'p Remediation> {
        let form = prompt.remediation_by_name(&Name::SelectIdentify)?;
        let is_sign_up = prompt.remediation_by_name(&Name::Identify).is_none();
        (is_sign_up && !self.has_shown).then_some(form)
    }

    /// Whether the identifier form is on the way to the goal.
    pub(super) fn needs_identify(&self) -> bool {
        match self.goal {
            Goal::SignIn => true,
            Goal::RecoverPassword => !self.has_taken(Step::Recover),
            Goal::Register | Goal::UnlockAccount => false,
        }
    }

    /// Whether a password is to be recovered, but the recovery has not started.
    pub(super) fn is_before_recovery(&self, prompt: &Prompt) -> bool {
        let intent = prompt.intent.as_deref();
        let is_recovery =
            intent.is_some_and(|intent| intent.eq_ignore_ascii_case("CREDENTIAL_RECOVERY"));
        self.goal == Goal::RecoverPassword && !is_recovery && !self.has_taken(Step::Recover)
    }
}

/// The action that recovers the password. Other authenticators, such as an NFC card with a PIN, have an
/// action with the same name.
fn recover(prompt: &Prompt) -> Option<&Remediation> {
    let form = prompt.remediation_by_name(&Name::Recover)?;
    is_about_password(prompt, form).then_some(form)
}

#[cfg(test)]
mod tests {
    use super::super::test_util::{
        about, answers, button, challenge_password, enroll_profile, form, identify, response,
        select, select_authenticate, with, with_message,
    };
    use super::*;
    use crate::names::AuthenticatorKey;
    use serde_json::{Value, json};

    fn first_answer(goal: Goal, response: Value) -> String {
        let [answer] = answers(&mut KnownValues::new(goal), [response]);
        answer
    }

    fn identify_with_recovery() -> Value {
        about("okta_password", ["recover"], identify(&[]))
    }

    #[test]
    fn each_goal_has_its_remediation() {
        let recover = "currentAuthenticator-recover";
        let first = |goal| first_answer(goal, identify_with_recovery());
        assert_eq!(first(Goal::SignIn), "-");
        assert_eq!(first(Goal::Register), "select-enroll-profile");
        assert_eq!(first(Goal::RecoverPassword), recover);
        assert_eq!(first(Goal::UnlockAccount), "unlock-account");
        assert_eq!(
            first_answer(Goal::SignIn, enroll_profile(&[])),
            "select-identify"
        );
        assert_eq!(
            first_answer(Goal::RecoverPassword, challenge_password()),
            recover
        );
    }

    #[test]
    fn the_way_to_the_goal_is_taken_once() {
        let twice = |goal| {
            let prompts = [identify_with_recovery(), identify_with_recovery()];
            let [_, second] = answers(&mut KnownValues::new(goal), prompts);
            second
        };
        for goal in [Goal::Register, Goal::RecoverPassword, Goal::UnlockAccount] {
            assert_eq!(twice(goal), "-", "{goal:?}");
        }
        let mut known = KnownValues::new(Goal::SignIn);
        let prompts = [enroll_profile(&[]), enroll_profile(&[])];
        assert_eq!(answers(&mut known, prompts), ["select-identify", "-"]);
    }

    #[test]
    fn messages_of_the_first_prompt_do_not_block_the_way_to_the_goal() {
        let rejected = || with_message(challenge_password(), "ERROR");
        let mut known = KnownValues::new(Goal::RecoverPassword);
        let prompts = [rejected(), rejected()];
        assert_eq!(
            answers(&mut known, prompts),
            ["currentAuthenticator-recover", "-"]
        );

        let unavailable = with_message(identify(&[]), "ERROR");
        let mut known = KnownValues::new(Goal::Register);
        let prompts = [response([button("skip")]), unavailable];
        assert_eq!(answers(&mut known, prompts), ["-", "-"]);
    }

    #[test]
    fn the_recovery_of_another_authenticator_is_not_used() {
        let pin = about(
            "nfc_pin",
            ["recover"],
            response([button("challenge-authenticator")]),
        );
        assert_eq!(first_answer(Goal::RecoverPassword, pin), "-");
    }

    #[test]
    fn a_user_who_has_chosen_to_sign_up_stays_there() {
        let mut known = KnownValues::new(Goal::SignIn);
        let prompts = [identify(&[]), enroll_profile(&[])];
        assert_eq!(answers(&mut known, prompts), ["-", "-"]);
    }

    #[test]
    fn a_required_identifier_is_submitted_on_the_way() {
        let unlock = |field: Value| {
            let unlock = form("unlock-account", json!([field]));
            let mut known = KnownValues::new(Goal::UnlockAccount).with_identifier("ada");
            let [answer] = answers(&mut known, [response([unlock])]);
            (answer, known.identifier.is_some())
        };
        let required = unlock(json!({"name": "identifier", "required": true}));
        assert_eq!(
            required,
            (r#"unlock-account {"identifier":"ada"}"#.to_owned(), false)
        );
        let optional = unlock(json!({"name": "identifier"}));
        assert_eq!(optional, ("unlock-account".to_owned(), true));
        let form = form(
            "unlock-account",
            json!([{"name": "identifier", "required": true}]),
        );
        assert_eq!(first_answer(Goal::UnlockAccount, response([form])), "-");
    }

    #[test]
    fn before_the_recovery_has_started_nothing_else_is_answered() {
        let known = || {
            KnownValues::new(Goal::RecoverPassword)
                .with_identifier("ada")
                .with_new_password("new")
                .with_factor(AuthenticatorKey::OktaEmail, None)
        };
        let to_verify = || select_authenticate(&[("okta_email", &[])]);
        let verified = r#"select-authenticator-authenticate {"authenticator":{"id":"aut0"}}"#;
        assert_eq!(answers(&mut known(), [to_verify()]), ["-"]);
        let to_enroll = select("select-authenticator-enroll", &[], &[("okta_email", &[])]);
        assert_eq!(answers(&mut known(), [to_enroll]), ["-"]);
        let recovery = with(to_verify(), "intent", json!("CREDENTIAL_RECOVERY"));
        assert_eq!(answers(&mut known(), [recovery]), [verified]);
        // the user has started it
        let identify = form(
            "identify-recovery",
            json!([{"name": "identifier", "required": true}]),
        );
        let identified = r#"identify-recovery {"identifier":"ada"}"#;
        let prompts = [response([identify.clone()]), to_verify()];
        assert_eq!(answers(&mut known(), prompts), [identified, verified]);
        let prompts = [with_message(response([identify]), "ERROR"), to_verify()];
        assert_eq!(answers(&mut known(), prompts), ["-", verified]);
    }
}
