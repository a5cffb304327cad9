//! Instructions for the user's steps on a phone or in a mailbox.

use idx_flow::{
    Action, AuthenticatorKey, Channel, ContextualData, DeviceBootstrap, Prompt, QrCode,
    RemediationName as Name, SameDevice,
};
use maud::{Markup, html};

use super::paths::is_okta_verify;

/// Draws the instructions for an action, and whether it waits.
pub(crate) fn draw(action: &Action, prompt: &Prompt) -> Markup {
    html! {
        @match action {
            Action::ShowQr { qr, .. } => (qr_code(prompt, qr)),
            Action::Redirect { url, .. } => {
                p { "You will be redirected to another site, and return here afterward." }
                p { a.button href=(url) { "Continue" } }
            }
            _ => {}
        }
        (details(prompt))
        @if matches!(action, Action::Wait { .. }) || prompt.is_polled() {
            p.waiting role="status" { span.dot {} "Waiting…" }
        }
    }
}

fn qr_code(prompt: &Prompt, qr: &QrCode) -> Markup {
    html! {
        @if is_okta_verify(prompt) {
            ol.steps {
                li { "On your mobile device, download " strong { "Okta Verify" } " from the App Store or Google Play." }
                li { "Open the app and follow the instructions to add your account." }
                li { "When prompted, tap Scan a QR code, then scan the QR code below:" }
            }
        } @else {
            p { "Scan the QR code with the app on your phone, then enter the code that the app displays." }
        }
        img.code src=(qr.href()) alt=(qr.alt);
    }
}

fn details(prompt: &Prompt) -> Markup {
    let empty = ContextualData::default();
    let data = prompt.contextual_data().unwrap_or(&empty);
    html! {
        (sent(prompt, data))
        @if let Some(number) = &data.correct_answer {
            p { "On your mobile device, open the Okta Verify prompt, then tap this number:" }
            p.number { (number.expose()) }
        } @else if prompt.remediations.first().is_some_and(|first| first.name == Name::ChallengePoll) {
            p { "Push notification sent. Respond on your mobile device to continue." }
        }
        @if let Some(secret) = &data.shared_secret {
            details.manual-entry {
                summary { "Can't scan?" }
                p { "Enter this key in the app:" }
                p.secret { (secret.expose()) }
            }
        }
        @if let Some(device) = &data.same_device { (same_device(device)) }
        @if let Some(bootstrap) = &data.device_bootstrap { (device_bootstrap(bootstrap)) }
        @if let Some(code) = &data.otp {
            p { "Enter this code on the page where you started to sign in:" }
            p.number { (code.expose()) }
        }
    }
}

fn sent(prompt: &Prompt, data: &ContextualData) -> Markup {
    let is_polled = prompt.remediation_by_name(&Name::EnrollPoll).is_some();
    let link_updates = "This page updates automatically.";
    html! {
        @if let Some(to) = code_recipient(prompt) {
            p { "A code was sent to " strong { (to) } ". Enter the code below to verify." }
        }
        @match (&data.selected_channel, &data.email, &data.phone_number) {
            (Some(Channel::Email), Some(to), _) if is_polled => {
                p { "We sent an email to " strong { (to) } " with an Okta Verify setup link." }
                p { "To continue, open the link on your mobile device. " (link_updates) }
            }
            (Some(Channel::Sms), _, Some(to)) if is_polled => {
                p { "We sent an SMS to " strong { (to) } " with an Okta Verify setup link." }
                p { "To continue, open the link on your mobile device. " (link_updates) }
            }
            _ => {}
        }
    }
}

/// The email address or phone number that a code was sent to.
fn code_recipient(prompt: &Prompt) -> Option<&str> {
    let first = &prompt.remediations.first()?.name;
    let asks_code = matches!(
        first,
        Name::ChallengeAuthenticator | Name::EnrollAuthenticator
    );
    // with `send`, the code has not been sent yet
    if !asks_code || prompt.remediation_by_name(&Name::Send).is_some() {
        return None;
    }
    let current = prompt.current_authenticator.as_ref()?;
    let name = match current.key.as_ref()? {
        AuthenticatorKey::OktaEmail => "email",
        AuthenticatorKey::PhoneNumber => "phoneNumber",
        _ => return None,
    };
    current.profile.get(name).map(String::as_str)
}

fn same_device(device: &SameDevice) -> Markup {
    html! {
        @if let Some(url) = &device.setup_url {
            p { a.button href=(url.expose()) { "Set up Okta Verify on this device" } }
        }
        @if let Some(url) = &device.download_url {
            p { "If you don't have Okta Verify installed, " a href=(url) rel="noreferrer" { "download the app" } "." }
        }
    }
}

fn device_bootstrap(bootstrap: &DeviceBootstrap) -> Markup {
    html! {
        p { "Open Okta Verify on any of your other devices, and add this device there:" }
        ul { @for name in &bootstrap.enrolled_devices { li { (name) } } }
    }
}
