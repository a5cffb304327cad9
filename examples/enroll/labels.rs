//! What things are called on the screen.

use std::time::Duration;

use idx_flow::{
    Choice, Failure, Field, Message, Prompt, Remediation, RemediationName as Name, Severity,
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
    match (&first.name, current) {
        (Name::Identify, _) => match app {
            Some(app) => format!("Sign in to {app}"),
            None => "Sign in".to_owned(),
        },
        (Name::SelectAuthenticatorEnroll, _) => "Choose what to set up".to_owned(),
        (Name::SelectAuthenticatorAuthenticate, _) => "Choose how to prove it is you".to_owned(),
        (Name::EnrollmentChannelData, _) => "Where is the link to go?".to_owned(),
        (Name::EnrollPoll | Name::EnrollAuthenticator, Some(what)) => format!("Set up {what}"),
        (Name::ChallengeAuthenticator | Name::ChallengePoll, Some(what)) => {
            format!("Prove that it is you: {what}")
        }
        _ => remediation(first),
    }
}

/// What a remediation is called in a menu.
pub(crate) fn remediation(one: &Remediation) -> String {
    let idp = one.idp.as_ref().and_then(|idp| idp.name.as_deref());
    match (&one.label, idp) {
        (Some(label), _) => return label.clone(),
        (None, Some(idp)) => return format!("Continue with {idp}"),
        (None, None) => (),
    }
    let words = match one.name {
        Name::Identify => "Sign in",
        Name::SelectEnrollProfile => "Create an account",
        Name::SelectAuthenticatorEnroll => "Set up something else",
        Name::SelectAuthenticatorAuthenticate => "Prove it another way",
        Name::SelectEnrollmentChannel => "Can't scan?",
        Name::EnrollmentChannelData => "Send the link",
        Name::ChallengeAuthenticator | Name::EnrollAuthenticator => "Answer",
        Name::Resend => "Send it again",
        Name::Recover => "I forgot it",
        Name::Skip => "Skip this",
        Name::Cancel => "Start over",
        _ => return sentence(one.name.as_str()),
    };
    words.to_owned()
}

/// What a field is called.
pub(crate) fn field(one: &Field) -> String {
    let name = || sentence(one.path.rsplit(['.', '#']).next().unwrap_or_default());
    one.label.clone().unwrap_or_else(name)
}

/// What a choice is called.
pub(crate) fn choice(one: &Choice) -> String {
    one.label.clone().unwrap_or_else(|| one.id.clone())
}

/// A message with its sign, and the field that it is about.
pub(crate) fn message(prompt: &Prompt, one: &Message) -> String {
    let sign = match one.severity {
        Some(Severity::Error) => '✗',
        Some(Severity::Warning) => '!',
        _ => '•',
    };
    let named = |path: &String| prompt.remediations.iter().find_map(|form| form.field(path));
    match one.field.as_ref().and_then(named) {
        Some(about) => format!("{sign} {}: {}", field(about), one.text),
        None => format!("{sign} {}", one.text),
    }
}

/// Why it ended, with all that the server said of it.
pub(crate) fn failure(failure: &Failure) -> String {
    let details = [&failure.code, &failure.description];
    let details = details.into_iter().flatten().map(String::as_str);
    let messages = failure.messages.iter().map(|message| message.text.as_str());
    let mut text = failure.to_string();
    for detail in details.chain(messages) {
        text = format!("{text}: {detail}");
    }
    text
}

/// Minutes and seconds: `9:05`.
pub(crate) fn clock(left: Duration) -> String {
    let seconds = left.as_secs();
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_have_two_digits_for_seconds() {
        assert_eq!(clock(Duration::from_millis(65_900)), "1:05");
        assert_eq!(clock(Duration::from_secs(3600)), "60:00");
    }
}
