//! Titles and labels, in the terms of Okta's own screens.

use idx_flow::{
    AuthenticatorKey as Key, Channel, Choice, Field, Message, Prompt, Remediation,
    RemediationName as Name,
};

use crate::sentence_case::sentence_case;

/// The label of `skip` after an enrollment, if nothing required is left to set up.
pub(crate) const FINISH: &str = "Finish";

/// Returns the title of a prompt, which is the title of its first remediation.
pub(crate) fn prompt_title(prompt: &Prompt) -> String {
    match prompt.remediations.first() {
        Some(first) => title(prompt, first),
        None => "Nothing more to do".to_owned(),
    }
}

/// Returns the title of a remediation.
pub(crate) fn title(prompt: &Prompt, remediation: &Remediation) -> String {
    let text = match remediation.name {
        Name::Identify => {
            let app = prompt.app.as_ref().and_then(|app| app.label.as_deref());
            return app.map_or("Sign in".to_owned(), |app| format!("Sign in to {app}"));
        }
        Name::EnrollProfile => "Sign up",
        Name::ProfileUpdate => "Additional profile information",
        Name::IdentifyRecovery | Name::ResetAuthenticator => "Reset your password",
        Name::ReenrollAuthenticator => "Your password has expired",
        Name::ReenrollAuthenticatorWarning => "Your password will expire soon",
        Name::SelectAuthenticatorEnroll | Name::SelectAuthenticatorEnrollData => {
            "Set up security methods"
        }
        Name::SelectAuthenticatorAuthenticate => "Verify it's you with a security method",
        Name::SelectAuthenticatorUnlockAccount => "Unlock account?",
        Name::SelectEnrollmentChannel => "More options",
        Name::EnrollmentChannelData if channel(prompt) == Some(&Channel::Sms) => {
            "Set up Okta Verify via SMS"
        }
        Name::EnrollmentChannelData => "Set up Okta Verify via email link",
        Name::EnrollPoll if channel(prompt) == Some(&Channel::Email) => "Check your email",
        Name::EnrollPoll if channel(prompt) == Some(&Channel::Sms) => "Check your text messages",
        Name::EnrollPoll | Name::EnrollAuthenticator | Name::AuthenticatorEnrollmentData => {
            return format!("Set up {}", current_authenticator(prompt));
        }
        Name::Resend if is_push_rejected(prompt) => "You rejected the push notification",
        Name::Resend
        | Name::ChallengeAuthenticator
        | Name::ChallengePoll
        | Name::AuthenticatorVerificationData => {
            return format!("Verify with {}", own_authenticator(prompt));
        }
        _ => return action(prompt, remediation, false),
    };
    text.to_owned()
}

/// Returns the text of the button or link for a remediation. `has_enrolled`: whether the user has set
/// up an authenticator during this sign-in.
pub(crate) fn action(prompt: &Prompt, remediation: &Remediation, has_enrolled: bool) -> String {
    let idp = remediation.idp.as_ref();
    match (&remediation.label, idp.and_then(|idp| idp.name.as_deref())) {
        (Some(label), _) => return label.clone(),
        (None, Some(idp)) => return format!("Sign in with {idp}"),
        (None, None) => (),
    }
    let text = match remediation.name {
        Name::Identify => "Sign in",
        Name::SelectIdentify => "Already have an account? Sign in",
        Name::SelectEnrollProfile | Name::EnrollProfile => "Sign up",
        Name::IdentifyRecovery => "Reset your password",
        Name::SelectAuthenticatorEnroll => "Return to authenticator list",
        Name::SelectAuthenticatorAuthenticate => "Verify with something else",
        Name::SelectEnrollmentChannel if is_scanning(prompt) => "Can't scan?",
        Name::SelectEnrollmentChannel => "Try a different way",
        Name::EnrollmentChannelData => "Send me the setup link",
        Name::AuthenticatorVerificationData | Name::AuthenticatorEnrollmentData => "Continue",
        Name::ChallengeAuthenticator => "Verify",
        Name::EnrollAuthenticator => "Set up",
        Name::ResetAuthenticator => "Reset password",
        Name::ReenrollAuthenticator | Name::ReenrollAuthenticatorWarning => "Change password",
        Name::KeepMeSignedIn => "Keep me signed in",
        Name::LaunchAuthenticator => "Sign in with Okta FastPass",
        Name::PivIdp => "Sign in with PIV / CAC card",
        Name::UnlockAccount => "Unlock account?",
        Name::Send => "Send me a code",
        Name::Resend => "Send again",
        Name::Recover => "Forgot password?",
        Name::Skip => skip(prompt, has_enrolled),
        Name::Cancel => "Back to sign in",
        _ => return sentence_case(remediation.name.as_str()),
    };
    text.to_owned()
}

/// Returns the label of a field.
pub(crate) fn field(field: &Field) -> String {
    match (&field.label, leaf(&field.path)) {
        (_, "channel") => "How would you like to set up Okta Verify?".to_owned(),
        (Some(label), _) => label.clone(),
        (None, "methodType") => "Method".to_owned(),
        (None, "credentials") => "Option".to_owned(),
        (None, name) => sentence_case(name),
    }
}

/// Returns the label of a choice.
pub(crate) fn choice(field: &Field, choice: &Choice) -> String {
    let is_channel = leaf(&field.path) == "channel";
    match (&choice.label, Channel::from(choice.id.as_str())) {
        (_, Channel::Qrcode) if is_channel => "Scan a QR code".to_owned(),
        (_, Channel::Email) if is_channel => "Email me a setup link".to_owned(),
        (_, Channel::Sms) if is_channel => "Text me a setup link".to_owned(),
        (Some(label), _) => label.clone(),
        (None, _) => choice.id.clone(),
    }
}

/// Returns the last name of a field's path.
pub(crate) fn leaf(path: &str) -> &str {
    path.rsplit(['.', '#']).next().unwrap_or_default()
}

/// The server offers to skip only if nothing required is left to set up.
fn skip(prompt: &Prompt, has_enrolled: bool) -> &'static str {
    match prompt.remediations.first().map(|first| &first.name) {
        Some(Name::SelectAuthenticatorEnroll) if has_enrolled => FINISH,
        Some(
            Name::SelectAuthenticatorEnroll
            | Name::EnrollPoll
            | Name::EnrollAuthenticator
            | Name::EnrollmentChannelData
            | Name::AuthenticatorEnrollmentData,
        ) => "Set up later",
        Some(Name::ReenrollAuthenticatorWarning | Name::ReenrollCustomPasswordExpiryWarning) => {
            "Remind me later"
        }
        _ => "Skip",
    }
}

fn is_push_rejected(prompt: &Prompt) -> bool {
    let is_rejection =
        |message: &Message| message.key.as_deref() == Some("api.authn.poll.error.push_rejected");
    prompt.messages.iter().any(is_rejection)
}

fn channel(prompt: &Prompt) -> Option<&Channel> {
    prompt.contextual_data()?.selected_channel.as_ref()
}

fn is_scanning(prompt: &Prompt) -> bool {
    channel(prompt).is_none_or(|channel| *channel == Channel::Qrcode)
}

fn current_authenticator(prompt: &Prompt) -> &str {
    let current = prompt.current_authenticator.as_ref();
    let name = current.and_then(|current| current.display_name.as_deref());
    name.unwrap_or("a security method")
}

/// The current authenticator as something that the user has.
fn own_authenticator(prompt: &Prompt) -> &str {
    let current = prompt.current_authenticator.as_ref();
    match current.and_then(|current| current.key.as_ref()) {
        Some(Key::OktaPassword) => "your password",
        Some(Key::OktaEmail) => "your email",
        Some(Key::PhoneNumber) => "your phone",
        Some(Key::SecurityQuestion) => "your security question",
        _ => current_authenticator(prompt),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use idx_flow::IdxResponse;
    use serde_json::{Value, json};

    fn prompt(names: &[&str], messages: Value) -> Prompt {
        let form = |name: &&str| json!({"name": name, "href": "/x", "value": []});
        let forms: Vec<_> = names.iter().map(form).collect();
        let response = json!({"remediation": {"value": forms}, "messages": {"value": messages}});
        let response = IdxResponse::from_json(response.to_string().as_bytes());
        response.unwrap().prompt
    }

    fn last_action(names: &[&str], has_enrolled: bool) -> String {
        let prompt = prompt(names, json!([]));
        action(&prompt, prompt.remediations.last().unwrap(), has_enrolled)
    }

    #[test]
    fn skip_is_labeled_by_what_it_skips() {
        let list = ["select-authenticator-enroll", "skip"];
        assert_eq!(last_action(&list, false), "Set up later");
        assert_eq!(last_action(&list, true), "Finish");
        assert_eq!(last_action(&["enroll-poll", "skip"], true), "Set up later");
        assert_eq!(last_action(&["profile-update", "skip"], true), "Skip");
        let password = ["reenroll-authenticator-warning", "skip"];
        assert_eq!(last_action(&password, false), "Remind me later");
    }

    #[test]
    fn a_rejected_push_is_titled_as_such_and_can_be_sent_again() {
        let key = json!({"key": "api.authn.poll.error.push_rejected"});
        let message = json!([{"message": "Rejected.", "class": "ERROR", "i18n": key}]);
        let prompt = prompt(&["resend"], message);
        assert_eq!(prompt_title(&prompt), "You rejected the push notification");
        let resend = prompt.remediations.first().unwrap();
        assert_eq!(action(&prompt, resend, false), "Send again");
    }

    #[test]
    fn an_unknown_remediation_is_labeled_by_its_name() {
        assert_eq!(last_action(&["consult-oracle"], false), "Consult oracle");
    }

    #[test]
    fn a_field_without_a_label_is_labeled_by_its_name() {
        assert_eq!(sentence_case(leaf("credentials#2.newPin")), "New pin");
    }
}
