//! What happens elsewhere while the page waits: on a phone, in a mailbox.

use idx_flow::{
    AuthenticatorKey, Channel, ContextualData, DeviceBootstrap, Prompt, QrCode,
    RemediationName as Name, SameDevice,
};
use maud::{Markup, html};

use super::place::is_okta_verify;

/// The QR code, and what to do with it.
pub(crate) fn code(prompt: &Prompt, qr: &QrCode) -> Markup {
    html! {
        @if is_okta_verify(prompt) {
            ol.steps {
                li { "On your phone, get " strong { "Okta Verify" } " from its app store." }
                li { "Open it and follow the instructions to add your account." }
                li { "When prompted, tap Scan a QR code, then scan the QR code below:" }
            }
        } @else {
            p { "Scan the QR code with the app on your phone, then type the code that it shows." }
        }
        img.code src=(qr.href()) alt=(qr.alt);
    }
}

/// What else goes with the step at hand.
pub(crate) fn details(prompt: &Prompt) -> Markup {
    let none = ContextualData::default();
    let context = prompt.contextual_data().unwrap_or(&none);
    html! {
        (sent(prompt, context))
        @if let Some(number) = &context.correct_answer {
            p { "Choose this number on your phone:" }
            p.number { (number.expose()) }
        } @else if prompt.remediations.first().is_some_and(|first| first.name == Name::ChallengePoll) {
            p { "A notification was sent to your phone. Approve it there." }
        }
        @if let Some(secret) = &context.shared_secret {
            details.typed {
                summary { "Can't scan?" }
                p { "Type this in on the phone instead:" }
                p.secret { (secret.expose()) }
            }
        }
        @if let Some(device) = &context.same_device { (here(device)) }
        @if let Some(bootstrap) = &context.device_bootstrap { (vouched(bootstrap)) }
        @if let Some(code) = &context.otp {
            p { "Type this code where you began to sign in:" }
            p.number { (code.expose()) }
        }
    }
}

fn sent(prompt: &Prompt, context: &ContextualData) -> Markup {
    let is_polled = prompt.remediation_by_name(&Name::EnrollPoll).is_some();
    let current = prompt.current_authenticator.as_ref();
    let key = current.and_then(|current| current.key.as_ref());
    let own = |name: &str| current.and_then(|current| current.profile.get(name));
    // not where it is only offered to send one
    let first = prompt.remediations.first().map(|first| &first.name);
    let is_code = matches!(
        first,
        Some(Name::ChallengeAuthenticator | Name::EnrollAuthenticator)
    );
    let is_sent = is_code && prompt.remediation_by_name(&Name::Send).is_none();
    let code_to = match key.filter(|_| is_sent) {
        Some(AuthenticatorKey::OktaEmail) => own("email"),
        Some(AuthenticatorKey::PhoneNumber) => own("phoneNumber"),
        _ => None,
    };
    html! {
        @if let Some(to) = code_to { p { "A code was sent to " strong { (to) } "." } }
        @match (&context.selected_channel, &context.email, &context.phone_number) {
            (Some(Channel::Email), Some(to), _) if is_polled => {
                p { "A link was sent to " strong { (to) } "." }
                p { "Open the email on your phone and tap the link. This page goes on by itself." }
            }
            (Some(Channel::Sms), _, Some(to)) if is_polled => {
                p { "A link was sent to " strong { (to) } "." }
                p { "Open the text message on your phone and tap the link. This page goes on by itself." }
            }
            _ => {}
        }
    }
}

fn here(device: &SameDevice) -> Markup {
    html! {
        @if let Some(url) = &device.setup_url {
            p { a.button href=(url.expose()) { "Set up Okta Verify on this device" } }
        }
        @if let Some(url) = &device.download_url {
            p { a href=(url) rel="noreferrer" { "Get Okta Verify first" } }
        }
    }
}

fn vouched(bootstrap: &DeviceBootstrap) -> Markup {
    html! {
        p { "Open Okta Verify on a device that has it, and add this one there:" }
        ul { @for name in &bootstrap.enrolled_devices { li { (name) } } }
    }
}
