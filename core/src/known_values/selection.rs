//! The selection of an authenticator, and of its method.

use super::KnownValues;
use super::draft::{Draft, Use};
use super::factor::{Factor, Selection};
use super::goal::Step;
use super::subject::current_key;
use crate::names::AuthenticatorKey as Key;
use crate::prompt::Prompt;
use crate::prompt::remediation::Remediation;

impl KnownValues {
    /// Selects the password to verify it, or to reach its recovery, and else a factor.
    pub(super) fn select_to_verify<'p>(
        &self,
        draft: Draft<'p>,
        prompt: &Prompt,
        form: &Remediation,
    ) -> Option<Draft<'p>> {
        let is_before_recovery = self.is_before_recovery(prompt);
        let wants_password = is_before_recovery || self.password_for(prompt).is_some();
        if wants_password && let Some(selection) = self.find_password(Step::SelectPassword, form) {
            let draft = draft.with_use(Use::Step(Step::SelectPassword));
            return Some(draft.with_selection(&selection));
        }
        // another factor would sign the user in instead
        match is_before_recovery {
            true => None,
            false => self.select_factor(draft, form),
        }
    }

    /// Selects the password to set it, and else a factor.
    pub(super) fn select_to_enroll<'p>(
        &self,
        draft: Draft<'p>,
        form: &Remediation,
    ) -> Option<Draft<'p>> {
        let selection = self.new_password.as_ref();
        let selection = selection.and_then(|_| self.find_password(Step::SelectNewPassword, form));
        match selection {
            Some(selection) => {
                let draft = draft.with_use(Use::Step(Step::SelectNewPassword));
                Some(draft.with_selection(&selection))
            }
            None => self.select_factor(draft, form),
        }
    }

    fn find_password(&self, step: Step, form: &Remediation) -> Option<Selection> {
        let password = Factor::new(Key::OktaPassword, None);
        let selection = password.find(form)?;
        (!self.has_taken(step)).then_some(selection)
    }

    /// Selects the first factor that the form offers.
    pub(super) fn select_factor<'p>(
        &self,
        draft: Draft<'p>,
        form: &Remediation,
    ) -> Option<Draft<'p>> {
        let mut factors = self.factors.iter().filter(|factor| !factor.is_selected);
        let (factor, selection) =
            factors.find_map(|factor| Some((factor.clone(), factor.find(form)?)))?;
        let used = match selection.has_method {
            true => Use::Factor(factor),
            false => Use::FactorKey(factor),
        };
        Some(draft.with_use(used).with_selection(&selection))
    }

    /// Selects the method of the current authenticator.
    pub(super) fn select_method<'p>(
        &self,
        draft: Draft<'p>,
        prompt: &Prompt,
        form: &Remediation,
    ) -> Option<Draft<'p>> {
        let key = current_key(prompt, form)?;
        let mut factors = self.factors.iter().filter(|factor| factor.key == *key);
        let (factor, selection) =
            factors.find_map(|factor| Some((factor.clone(), factor.find_method(form)?)))?;
        Some(
            draft
                .with_use(Use::Factor(factor))
                .with_selection(&selection),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::goal::Goal;
    use super::super::test_util::{
        about, answers, button, challenge_password, form, group, response, select,
        select_authenticate,
    };
    use super::*;
    use crate::names::MethodType;
    use serde_json::{Value, json};

    const ALL: [(&str, &[&str]); 3] = [
        ("okta_password", &[]),
        ("okta_email", &["=email"]),
        ("phone_number", &["sms", "voice"]),
    ];

    fn known(goal: Goal) -> KnownValues {
        KnownValues::new(goal)
            .with_factor(Key::OktaVerify, None)
            .with_factor(Key::PhoneNumber, Some(MethodType::Sms))
            .with_factor(Key::OktaEmail, None)
    }

    fn enroll() -> Value {
        select("select-authenticator-enroll", &[], &ALL)
    }

    /// The ids of the selected authenticators, one character each. `-` if a prompt is shown.
    fn selected<const N: usize>(known: &mut KnownValues, prompts: [Value; N]) -> String {
        let id = |answer: &String| match answer.split_once(r#""id":"aut"#) {
            Some((_, id)) => id.chars().next().unwrap(),
            None => '-',
        };
        answers(known, prompts).iter().map(id).collect()
    }

    #[test]
    fn factors_are_selected_in_order_of_preference_and_once() {
        let prompts = || [(); 3].map(|()| select_authenticate(&ALL));
        assert_eq!(selected(&mut known(Goal::SignIn), prompts()), "21-");
        let sms = r#"select-authenticator-authenticate {"authenticator":{"id":"aut2","methodType":"sms"}}"#;
        assert_eq!(answers(&mut known(Goal::SignIn), prompts())[0], sms);
    }

    #[test]
    fn a_known_password_is_selected_first_and_once() {
        let mut with_password = known(Goal::SignIn).with_password("pw");
        let prompts = [(); 3].map(|()| select_authenticate(&ALL));
        assert_eq!(selected(&mut with_password, prompts), "021");
        // it is used up
        let mut with_password = known(Goal::SignIn).with_password("pw");
        let prompts = [challenge_password(), select_authenticate(&ALL)];
        assert_eq!(selected(&mut with_password, prompts), "-2");
        // it is not the password that is enrolled
        assert_eq!(
            selected(&mut known(Goal::SignIn).with_password("pw"), [enroll()]),
            "2"
        );
        let mut new = known(Goal::Register).with_new_password("new");
        assert_eq!(selected(&mut new, [enroll(), enroll()]), "02");
    }

    #[test]
    fn before_a_recovery_only_the_password_is_selected() {
        let mut recovery = known(Goal::RecoverPassword);
        let prompts = [select_authenticate(&ALL), select_authenticate(&ALL)];
        assert_eq!(selected(&mut recovery, prompts), "0-");
    }

    #[test]
    fn the_unlock_form_needs_an_identifier_and_a_factor() {
        let identifier = json!({"name": "identifier", "required": true});
        let form = || {
            select(
                "select-authenticator-unlock-account",
                std::slice::from_ref(&identifier),
                &ALL,
            )
        };
        let unlock = || KnownValues::new(Goal::UnlockAccount).with_identifier("ada");
        let mut complete = unlock().with_factor(Key::OktaEmail, None);
        let body = r#"select-authenticator-unlock-account {"authenticator":{"id":"aut1","methodType":"email"},"identifier":"ada"}"#;
        assert_eq!(answers(&mut complete, [form(), form()]), [body, "-"]);
        assert_eq!(answers(&mut unlock(), [form()]), ["-"]);
        assert_eq!(answers(&mut known(Goal::UnlockAccount), [form()]), ["-"]);
        let mut other_goal = known(Goal::SignIn).with_identifier("ada");
        assert_eq!(answers(&mut other_goal, [form()]), ["-"]);
    }

    /// Asks for the method of an authenticator.
    fn verification_data(key: &str, method: &Value) -> Value {
        let id = json!({"name": "id", "value": "aut9", "mutable": false});
        let field = group("authenticator", json!([id, method]));
        let form = form("authenticator-verification-data", json!([field]));
        about(key, [], response([form, button("cancel")]))
    }

    #[test]
    fn the_method_of_the_current_authenticator_is_selected_once() {
        let method = json!({"name": "methodType", "required": true,
            "options": [{"value": "sms"}, {"value": "voice"}]});
        let ask = || verification_data("phone_number", &method);
        let sms =
            r#"authenticator-verification-data {"authenticator":{"id":"aut9","methodType":"sms"}}"#;
        assert_eq!(
            answers(&mut known(Goal::SignIn), [ask(), ask()]),
            [sms, "-"]
        );
        // another method, no method, or another authenticator
        let voice_only = json!({"name": "methodType", "options": [{"value": "voice"}]});
        let voice_only = verification_data("phone_number", &voice_only);
        assert_eq!(answers(&mut known(Goal::SignIn), [voice_only]), ["-"]);
        let mut any = KnownValues::new(Goal::SignIn).with_factor(Key::PhoneNumber, None);
        assert_eq!(answers(&mut any, [ask()]), ["-"]);
        let custom = verification_data("custom_app", &method);
        assert_eq!(answers(&mut known(Goal::SignIn), [custom]), ["-"]);
    }

    #[test]
    fn the_method_follows_the_selection_if_that_does_not_ask_for_it() {
        let offered: &[(&str, &[&str])] = &[("phone_number", &[])];
        let method = json!({"name": "methodType", "value": "sms", "mutable": false});
        let ask = || verification_data("phone_number", &method);
        let prompts = [
            select_authenticate(offered),
            ask(),
            select_authenticate(offered),
            ask(),
        ];
        assert_eq!(selected(&mut known(Goal::SignIn), prompts), "09--");
    }
}
