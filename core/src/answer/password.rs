//! Checks a new password against the password policy.

use super::Answer;
use crate::error::AnswerError;
use crate::names::{AuthenticatorKey, RemediationName as Name};
use crate::prompt::Prompt;
use crate::prompt::authenticator::Authenticator;
use crate::prompt::password_policy::{PasswordPolicy, UserAttributes};
use crate::prompt::path;
use crate::prompt::remediation::Remediation;
use crate::prompt::value::Value;

/// Checks the new password of an answer against the rules that the prompt has. An answer without a new
/// password satisfies them; a current password is not checked.
///
/// # Errors
/// [`AnswerError::PasswordPolicy`] with the rules that the password breaks.
pub(crate) fn check_password(
    prompt: &Prompt,
    form: &Remediation,
    answer: &Answer,
) -> Result<(), AnswerError> {
    let Some(policy) = policy(prompt, form) else {
        return Ok(());
    };
    let user = user_attributes(prompt, form, answer);
    for (path, value) in &answer.values {
        let is_password = matches!(path::last_name(path).as_str(), "passcode" | "password");
        let Value::Text(password) = value else {
            continue;
        };
        if !is_password || password.is_empty() {
            continue;
        }
        let checks = policy.check(password, user).into_iter();
        let broken = checks.filter(|(_, is_satisfied)| !is_satisfied);
        let rules: Vec<_> = broken.map(|(rule, _)| rule).collect();
        if !rules.is_empty() {
            let path = path.clone();
            return Err(AnswerError::PasswordPolicy { path, rules });
        }
    }
    Ok(())
}

/// The policy for the new password that the form sets; `None` if it sets none, or if the policy is
/// unknown.
fn policy<'p>(prompt: &'p Prompt, form: &'p Remediation) -> Option<&'p PasswordPolicy> {
    let related = form.authenticator.as_ref();
    let related = related.or(prompt.current_authenticator.as_ref());
    let sets_password = match form.name {
        Name::EnrollProfile => true,
        Name::EnrollAuthenticator
        | Name::ResetAuthenticator
        | Name::ReenrollAuthenticator
        | Name::ReenrollAuthenticatorWarning => related.is_some_and(|related| is_password(related)),
        _ => false,
    };
    let known = related
        .into_iter()
        .chain(&prompt.current_authenticator)
        .chain(&prompt.authenticators)
        .filter(|authenticator| is_password(authenticator));
    let mut policies = known.filter_map(|authenticator| authenticator.password_policy.as_deref());
    policies.next().filter(|_| sets_password)
}

fn is_password(authenticator: &Authenticator) -> bool {
    let is_kind = || authenticator.kind.as_deref() == Some("password");
    match &authenticator.key {
        Some(key) => *key == AuthenticatorKey::OktaPassword,
        None => is_kind(),
    }
}

/// The user's attributes: those of the prompt, or for a sign-up those of the answer.
fn user_attributes<'u>(
    prompt: &'u Prompt,
    form: &'u Remediation,
    answer: &'u Answer,
) -> UserAttributes<'u> {
    let known = prompt.user_attributes();
    if form.name != Name::EnrollProfile {
        return known;
    }
    let given = |name: &str| {
        let path = path::join("userProfile", name);
        let default = || form.field(&path)?.value.as_ref();
        let value = answer.values.get(&path).or_else(default)?;
        value.as_str().filter(|text| !text.is_empty())
    };
    // an account without a login has its email address as login
    UserAttributes {
        username: given("login").or_else(|| given("email")).or(known.username),
        first_name: given("firstName").or(known.first_name),
        last_name: given("lastName").or(known.last_name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prompt::password_policy::PasswordRule as Rule;
    use crate::prompt::response::IdxResponse;
    use serde_json::{Value, json};

    fn password_authenticator() -> Value {
        json!({"value": {"key": "okta_password", "type": "password", "settings": {"complexity": {
            "minLength": 8, "excludeUsername": true, "excludeAttributes": ["firstName", "lastName"]}}}})
    }

    fn prompt(name: &str, authenticator: &Value) -> Prompt {
        let fields = json!([
            {"name": "userProfile", "form": {"value": [{"name": "email"}, {"name": "login"},
                {"name": "firstName"}, {"name": "lastName", "value": "Hopper"}]}},
            {"name": "credentials", "form": {"value": [{"name": "passcode", "secret": true}]}}]);
        let response = json!({
            "user": {"value": {"identifier": "lovelace@acme.example", "profile": {"firstName": "Ada"}}},
            "currentAuthenticator": authenticator,
            "remediation": {"value": [{"name": name, "value": fields}]}});
        let response = IdxResponse::from_json(response.to_string().as_bytes());
        response.unwrap().prompt
    }

    const PASSCODE: &str = "credentials.passcode";

    fn broken(prompt: &Prompt, answer: &Answer) -> Vec<Rule> {
        match check_password(prompt, &prompt.remediations[0], answer) {
            Ok(()) => Vec::new(),
            Err(AnswerError::PasswordPolicy { path, rules }) => {
                assert_eq!(path, PASSCODE);
                rules
            }
            Err(other) => panic!("expected a broken rule, got {other:?}"),
        }
    }

    fn broken_by(name: &str, authenticator: &Value, password: &str) -> Vec<Rule> {
        let prompt = prompt(name, authenticator);
        broken(&prompt, &Answer::unbound(name).with(PASSCODE, password))
    }

    #[test]
    fn a_new_password_is_checked_against_each_rule() {
        for name in [
            "enroll-authenticator",
            "reset-authenticator",
            "reenroll-authenticator",
            "reenroll-authenticator-warning",
        ] {
            let broken_by = |password| broken_by(name, &password_authenticator(), password);
            assert_eq!(broken_by("correct horse"), [], "{name}");
            assert_eq!(broken_by(""), [], "{name}");
            assert_eq!(broken_by("short"), [Rule::MinLength(8)], "{name}");
            let rules = [Rule::MinLength(8), Rule::ExcludeFirstName];
            assert_eq!(broken_by("xADAx"), rules, "{name}");
            assert_eq!(broken_by("my lovelace"), [Rule::ExcludeUsername], "{name}");
        }
    }

    #[test]
    fn only_new_passwords_are_checked() {
        for name in [
            "challenge-authenticator",
            "identify",
            "profile-update",
            "future",
        ] {
            assert_eq!(
                broken_by(name, &password_authenticator(), "short"),
                [],
                "{name}"
            );
        }
        let question = json!({"value": {"key": "security_question", "type": "security_question"}});
        assert_eq!(broken_by("enroll-authenticator", &question, "short"), []);
        let without_policy = json!({"value": {"key": "okta_password"}});
        assert_eq!(
            broken_by("reset-authenticator", &without_policy, "short"),
            []
        );
        assert_eq!(broken_by("reset-authenticator", &json!(null), "short"), []);
    }

    #[test]
    fn the_password_of_a_sign_up_is_compared_with_the_profile_of_the_answer() {
        let prompt = prompt("enroll-profile", &password_authenticator());
        let answer = |password: &str| {
            Answer::unbound("enroll-profile")
                .with("userProfile.email", "grace@acme.example")
                .with("userProfile.firstName", "Amazing")
                .with(PASSCODE, password)
        };
        assert_eq!(broken(&prompt, &answer("correct horse")), []);
        assert_eq!(
            broken(&prompt, &answer("xxGRACExx")),
            [Rule::ExcludeUsername]
        );
        assert_eq!(
            broken(&prompt, &answer("xxamazing")),
            [Rule::ExcludeFirstName]
        );
        assert_eq!(
            broken(&prompt, &answer("xxhopperx")),
            [Rule::ExcludeLastName]
        );
        assert_eq!(broken(&prompt, &answer("adalovelace")), []);
        let with_login = answer("xxgracexx").with("userProfile.login", "compiler");
        assert_eq!(broken(&prompt, &with_login), []);
    }
}
