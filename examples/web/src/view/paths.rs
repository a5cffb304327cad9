//! The paths of the pages.

use idx_flow::{Action, AuthenticatorKey, Channel, Prompt, RemediationName as Name};

pub(crate) const HOME: &str = "/";
pub(crate) const SIGN_IN: &str = "/Account/SignIn";
/// "Can't scan?": one remediation of the prompt with the QR code.
pub(crate) const CHANNEL: &str = "/OktaVerify/SelectEnrollmentChannel";
/// Any other remediation on a page of its own: `?form={id}`.
pub(crate) const OTHER: &str = "/Account/Other";

pub(crate) const ANSWER: &str = "/Account/Answer";
pub(crate) const RESTART: &str = "/Account/Restart";
pub(crate) const SIGN_OUT: &str = "/Account/SignOut";
pub(crate) const POLL: &str = "/OktaVerify/EnrollPoll";

/// The pages that show prompts.
pub(crate) const PAGES: [&str; 18] = [
    SIGN_IN,
    CHANNEL,
    OTHER,
    "/Account/SignUp",
    "/Account/Verify",
    "/Account/Password",
    "/Account/Recover",
    "/Account/Form",
    "/Account/Continue",
    "/Account/Wait",
    "/Account/Failed",
    "/Manage/SelectAuthenticator",
    "/Manage/Enroll",
    "/OktaVerify/Enroll",
    "/OktaVerify/EnrollmentChannelData",
    "/OktaVerify/LinkSent",
    "/OktaVerify/Device",
    "/OktaVerify/Challenge",
];

/// Returns the path of the page for an action.
pub(crate) fn of(action: &Action) -> &'static str {
    match action {
        Action::ShowQr { prompt, .. } if is_okta_verify(prompt) => "/OktaVerify/Enroll",
        Action::ShowQr { .. } => "/Manage/Enroll",
        Action::Redirect { .. } => "/Account/Continue",
        Action::Ask { prompt, .. }
        | Action::Wait {
            prompt: Some(prompt),
            ..
        } => of_prompt(prompt),
        Action::Wait { prompt: None, .. } | Action::Send { .. } => "/Account/Wait",
        Action::Done { .. } => HOME,
        _ => "/Account/Failed",
    }
}

/// Returns the path of the page for a prompt.
pub(super) fn of_prompt(prompt: &Prompt) -> &'static str {
    match prompt.remediations.first().map(|first| &first.name) {
        Some(Name::Identify) => SIGN_IN,
        Some(Name::EnrollProfile | Name::ProfileUpdate) => "/Account/SignUp",
        Some(Name::IdentifyRecovery) => "/Account/Recover",
        Some(
            Name::ResetAuthenticator
            | Name::ReenrollAuthenticator
            | Name::ReenrollAuthenticatorWarning,
        ) => "/Account/Password",
        Some(
            Name::SelectAuthenticatorEnroll
            | Name::SelectAuthenticatorEnrollData
            | Name::SelectAuthenticatorAuthenticate,
        ) => "/Manage/SelectAuthenticator",
        Some(Name::EnrollmentChannelData) => "/OktaVerify/EnrollmentChannelData",
        Some(Name::EnrollPoll) => of_enrollment(prompt),
        Some(Name::ChallengePoll) => "/OktaVerify/Challenge",
        Some(Name::EnrollAuthenticator | Name::AuthenticatorEnrollmentData) => "/Manage/Enroll",
        Some(Name::ChallengeAuthenticator) => "/Account/Verify",
        _ => "/Account/Form",
    }
}

fn of_enrollment(prompt: &Prompt) -> &'static str {
    let context = prompt.contextual_data();
    match context.and_then(|context| context.selected_channel.as_ref()) {
        Some(Channel::Email | Channel::Sms) => "/OktaVerify/LinkSent",
        _ => "/OktaVerify/Device",
    }
}

pub(super) fn is_okta_verify(prompt: &Prompt) -> bool {
    let current = prompt.current_authenticator.as_ref();
    current.and_then(|current| current.key.as_ref()) == Some(&AuthenticatorKey::OktaVerify)
}
