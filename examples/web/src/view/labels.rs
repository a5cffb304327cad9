//! What things are called on the pages.

use std::time::Duration;

use idx_flow::{
    AuthenticatorKey as Key, Channel, Choice, Field, PasswordRule as Rule, Prompt, Remediation,
    RemediationName as Name,
};

use crate::sentence::sentence;

/// What a page is about.
pub(crate) fn title(prompt: &Prompt) -> String {
    let current = prompt.current_authenticator.as_ref();
    let current = current.and_then(|current| current.display_name.as_deref());
    let app = prompt.app.as_ref().and_then(|app| app.label.as_deref());
    let Some(first) = prompt.remediations.first() else {
        return "Nothing more to do".to_owned();
    };
    let channel = || prompt.contextual_data()?.selected_channel.as_ref();
    match (&first.name, current) {
        (Name::Identify, _) => app.map_or("Sign in".to_owned(), |app| format!("Sign in to {app}")),
        (Name::EnrollProfile, _) => "Create an account".to_owned(),
        (Name::SelectAuthenticatorEnroll | Name::SelectAuthenticatorAuthenticate, _) => {
            "Select an authenticator".to_owned()
        }
        (Name::EnrollmentChannelData, _) => match channel() {
            Some(Channel::Sms) => "Set up Okta Verify via text message".to_owned(),
            _ => "Set up Okta Verify via email".to_owned(),
        },
        (Name::EnrollPoll, _) if channel() == Some(&Channel::Email) => {
            "Check your email".to_owned()
        }
        (Name::EnrollPoll, _) if channel() == Some(&Channel::Sms) => {
            "Check your text messages".to_owned()
        }
        (
            Name::EnrollPoll | Name::EnrollAuthenticator | Name::AuthenticatorEnrollmentData,
            Some(what),
        ) => {
            format!("Set up {what}")
        }
        (Name::ChallengeAuthenticator | Name::ChallengePoll, Some(what)) => {
            format!("Verify with {what}")
        }
        _ => remediation(first),
    }
}

/// What a remediation is called on its page's list of ways: "Can't scan?" is for who sees a code.
pub(crate) fn way(prompt: &Prompt, one: &Remediation) -> String {
    let channel = prompt
        .contextual_data()
        .and_then(|context| context.selected_channel.as_ref());
    let scans = channel.is_none_or(|channel| *channel == Channel::Qrcode);
    match one.name {
        Name::SelectEnrollmentChannel if !scans => "Set it up another way".to_owned(),
        _ => remediation(one),
    }
}

/// What a remediation is called, as a title or on a button that leads to it.
pub(crate) fn remediation(one: &Remediation) -> String {
    let idp = one.idp.as_ref().and_then(|idp| idp.name.as_deref());
    match (&one.label, idp) {
        (Some(label), _) => return label.clone(),
        (None, Some(idp)) => return format!("Sign in with {idp}"),
        (None, None) => (),
    }
    let words = match one.name {
        Name::Identify => "Sign in",
        Name::SelectIdentify => "Back to sign in",
        Name::SelectEnrollProfile => "Create an account",
        Name::IdentifyRecovery => "Reset your password",
        Name::SelectAuthenticatorEnroll => "Set up something else",
        Name::SelectAuthenticatorAuthenticate => "Verify with something else",
        Name::SelectEnrollmentChannel => "Can't scan?",
        Name::EnrollmentChannelData => "Send the link",
        Name::AuthenticatorVerificationData | Name::AuthenticatorEnrollmentData => "Continue",
        Name::ResetAuthenticator | Name::ReenrollAuthenticator => "Choose a new password",
        Name::ReenrollAuthenticatorWarning => "Your password will expire soon",
        Name::KeepMeSignedIn => "Keep me signed in",
        Name::UnlockAccount => "Unlock your account",
        Name::Resend => "Send it again",
        Name::Recover => "Forgot your password?",
        Name::Skip => "Skip",
        Name::Cancel => "Start over",
        _ => return sentence(one.name.as_str()),
    };
    words.to_owned()
}

/// What is on the button that sends the form.
pub(crate) fn submit(one: &Remediation) -> &'static str {
    match one.name {
        Name::Identify => "Sign in",
        Name::EnrollProfile => "Create the account",
        Name::EnrollmentChannelData => "Send the link",
        Name::ChallengeAuthenticator => "Verify",
        Name::EnrollAuthenticator => "Finish",
        Name::ResetAuthenticator
        | Name::ReenrollAuthenticator
        | Name::ReenrollAuthenticatorWarning => "Set the password",
        _ => "Continue",
    }
}

/// What a field is called.
pub(crate) fn field(one: &Field) -> String {
    match (&one.label, leaf(&one.path)) {
        (_, "channel") => "How do you want to set up Okta Verify?".to_owned(),
        (Some(label), _) => label.clone(),
        (None, "methodType") => "How?".to_owned(),
        (None, "credentials") => "Which one?".to_owned(),
        (None, name) => sentence(name),
    }
}

/// What a choice is called.
pub(crate) fn choice(field: &Field, one: &Choice) -> String {
    match (&one.label, Channel::from(one.id.as_str())) {
        (_, Channel::Qrcode) if field.path.ends_with("channel") => "Scan a QR code".to_owned(),
        (_, Channel::Email) if field.path.ends_with("channel") => {
            "Email me a setup link".to_owned()
        }
        (_, Channel::Sms) if field.path.ends_with("channel") => "Text me a setup link".to_owned(),
        (Some(label), _) => label.clone(),
        (None, _) => one.id.clone(),
    }
}

/// What an authenticator does, for those who choose one.
pub(crate) fn purpose(key: Option<&Key>) -> Option<&'static str> {
    Some(match key? {
        Key::OktaVerify => "An app on your phone: approve a notification or type a code",
        Key::OktaEmail => "A code or a link in your email",
        Key::PhoneNumber => "A code by text message or by call",
        Key::OktaPassword => "Something that you know",
        Key::GoogleOtp => "A code that the app shows",
        Key::SecurityQuestion => "A question that you alone can answer",
        Key::Webauthn => "A security key, or what unlocks this device",
        _ => return None,
    })
}

/// What a new password has to satisfy.
pub(crate) fn rule(rule: &Rule) -> String {
    let least = |count: &u32, what: &str| match count {
        1 => format!("At least 1 {what}"),
        count => format!("At least {count} {what}s"),
    };
    match rule {
        Rule::MinLength(count) => least(count, "character"),
        Rule::MinLowerCase(count) => least(count, "lower-case letter"),
        Rule::MinUpperCase(count) => least(count, "upper-case letter"),
        Rule::MinNumber(count) => least(count, "digit"),
        Rule::MinSymbol(count) => least(count, "symbol"),
        Rule::ExcludeUsername => "No part of your username".to_owned(),
        Rule::ExcludeFirstName => "Not your first name".to_owned(),
        Rule::ExcludeLastName => "Not your last name".to_owned(),
        Rule::MaxConsecutiveRepeatingCharacters(count) => {
            format!("No character more than {count} times in a row")
        }
    }
}

/// `5 minutes`, `30 seconds`.
pub(crate) fn duration(duration: Duration) -> String {
    match duration.as_secs() {
        0..=1 => "a moment".to_owned(),
        seconds @ 2..120 => format!("{seconds} seconds"),
        seconds => format!("{} minutes", seconds / 60),
    }
}

/// The last name of a path.
pub(crate) fn leaf(path: &str) -> &str {
    path.rsplit(['.', '#']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_named_by_its_last_part() {
        assert_eq!(sentence(leaf("credentials#2.newPin")), "New pin");
    }

    #[test]
    fn one_is_not_many() {
        assert_eq!(rule(&Rule::MinNumber(1)), "At least 1 digit");
        assert_eq!(rule(&Rule::MinLength(8)), "At least 8 characters");
    }
}
