//! The authenticator that a form is about.

use crate::names::AuthenticatorKey as Key;
use crate::prompt::Prompt;
use crate::prompt::remediation::Remediation;

/// Whether a form is about the password authenticator.
pub(super) fn is_about_password(prompt: &Prompt, form: &Remediation) -> bool {
    current_key(prompt, form) == Some(&Key::OktaPassword)
}

/// The key of the authenticator that a form is about. `None` if it is unknown or ambiguous.
pub(super) fn current_key<'p>(prompt: &'p Prompt, form: &'p Remediation) -> Option<&'p Key> {
    let related = form.authenticator.as_ref();
    let current = prompt.current_authenticator.as_ref();
    let mut authenticators = [related, current].into_iter().flatten();
    let key = authenticators.next()?.key.as_ref()?;
    let is_same = authenticators.all(|other| other.key.as_ref() == Some(key));
    is_same.then_some(key)
}

#[cfg(test)]
mod tests {
    use super::super::test_util::{about, button, prompt, response, with};
    use super::*;
    use serde_json::json;

    #[test]
    fn a_form_about_another_authenticator_than_the_prompt_is_ambiguous() {
        let is_password = |response| {
            let prompt = prompt(&response);
            is_about_password(&prompt, &prompt.remediations[0])
        };
        let challenge = || response([button("challenge-authenticator")]);
        assert!(!is_password(challenge()));
        assert!(is_password(about("okta_password", [], challenge())));
        assert!(!is_password(about("okta_email", [], challenge())));

        let related = |key: &str, reference: &str| {
            let mut form = button("challenge-authenticator");
            form["relatesTo"] = json!([reference]);
            let enrollment = json!({"value": {"key": "okta_password"}});
            let response = with(
                response([form]),
                "currentAuthenticatorEnrollment",
                enrollment,
            );
            is_password(about(key, [], response))
        };
        let enrollment = "$.currentAuthenticatorEnrollment";
        assert!(related("okta_password", enrollment));
        assert!(!related("okta_email", enrollment));
        assert!(!related("okta_email", "$.currentAuthenticator"));
    }
}
