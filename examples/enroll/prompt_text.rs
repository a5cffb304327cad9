//! A prompt as lines of text: its title, its messages, and its instructions.

use idx_flow::{
    Channel, ContextualData, DeviceBootstrap, Prompt, RemediationName, SameDevice, Secret, Severity,
};

use crate::{labels, text};

/// A line of text and its style.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Line {
    Title(String),
    Error(String),
    Plain(String),
}

/// Returns the text of a prompt.
pub(crate) fn lines(prompt: &Prompt) -> Vec<Line> {
    let mut lines = vec![Line::Title(labels::prompt_title(prompt))];
    for message in prompt.all_messages() {
        let text = text::message(prompt, message);
        lines.push(match message.severity {
            Some(Severity::Error) => Line::Error(text),
            _ => Line::Plain(text),
        });
        let links = message.links.iter();
        lines.extend(links.map(|link| Line::Plain(format!("  {}: {}", link.label, link.url))));
    }
    lines.extend(push(prompt).map(Line::Plain));
    if let Some(context) = prompt.contextual_data() {
        let is_polled = prompt.remediation_by_name(&RemediationName::EnrollPoll);
        let sent = is_polled.and_then(|_| sent(context));
        lines.extend(sent.into_iter().flatten().map(Line::Plain));
        lines.extend(details(context).into_iter().map(Line::Plain));
    }
    if prompt
        .remediations
        .iter()
        .any(|remediation| remediation.captcha().is_some())
    {
        let text = "The server asks for a CAPTCHA, which a terminal cannot show.";
        lines.push(Line::Plain(text.to_owned()));
    }
    lines
}

/// Returns the recipient of the setup link as text, and what to do next.
fn sent(context: &ContextualData) -> Option<[String; 2]> {
    let (message, to) = match context.selected_channel.as_ref()? {
        Channel::Email => ("an email", context.email.as_ref()?),
        Channel::Sms => ("an SMS", context.phone_number.as_ref()?),
        _ => return None,
    };
    Some([
        format!("We sent {message} to {to} with an Okta Verify setup link."),
        "To continue, open the link on your mobile device.".to_owned(),
    ])
}

/// Returns the instruction for a push notification without a number challenge.
fn push(prompt: &Prompt) -> Option<String> {
    let is_push = prompt.remediations.first()?.name == RemediationName::ChallengePoll;
    let context = prompt.contextual_data();
    let has_number = context.is_some_and(|context| context.correct_answer.is_some());
    let text = "Push notification sent. Respond on your mobile device to continue.";
    (is_push && !has_number).then(|| text.to_owned())
}

fn details(context: &ContextualData) -> Vec<String> {
    let mut lines = Vec::new();
    let number = context.correct_answer.as_ref().map(Secret::expose);
    lines.extend(number.map(|number| {
        format!("On your mobile device, open the Okta Verify prompt, then tap {number}.")
    }));
    let secret = context.shared_secret.as_ref().map(Secret::expose);
    lines.extend(secret.map(|secret| format!("Can't scan? Enter this key in the app: {secret}")));
    let same_device = context.same_device.as_ref().map(same_device);
    lines.extend(same_device.unwrap_or_default());
    lines.extend(context.device_bootstrap.as_ref().map(device_bootstrap));
    let duo = "Duo verifies you in a browser frame, which a terminal cannot show.";
    lines.extend(context.duo.as_ref().map(|_| duo.to_owned()));
    lines
}

fn same_device(device: &SameDevice) -> Vec<String> {
    let setup = device.setup_url.as_ref().map(Secret::expose);
    let setup = setup.map(|url| format!("To set up Okta Verify on this device, open {url}"));
    let download = device.download_url.as_ref();
    let download = download.map(|url| format!("To download Okta Verify, open {url}"));
    setup.into_iter().chain(download).collect()
}

fn device_bootstrap(bootstrap: &DeviceBootstrap) -> String {
    let names = bootstrap.enrolled_devices.join(", ");
    format!("To add this device, open Okta Verify on any of your other devices: {names}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use idx_flow::IdxResponse;
    use serde_json::{Value, json};

    fn prompt(name: &str, fields: &Value) -> Prompt {
        let context = json!({"selectedChannel": "sms", "phoneNumber": "+1 555"});
        let response = json!({
            "messages": {"value": [{"message": "Welcome.", "class": "INFO"}]},
            "remediation": {"value": [{"name": name, "href": "/x", "value": fields}]},
            "currentAuthenticator": {"value": {"contextualData": context}},
        });
        let response = IdxResponse::from_json(response.to_string().as_bytes());
        response.unwrap().prompt
    }

    #[test]
    fn a_message_about_a_field_names_the_field() {
        let wrong = json!({"value": [{"message": "Not a number.", "class": "ERROR"}]});
        let field = json!([{"name": "phoneNumber", "messages": wrong}]);
        let expected = [
            Line::Title("Set up Okta Verify via SMS".to_owned()),
            Line::Plain("• Welcome.".to_owned()),
            Line::Error("✗ Phone number: Not a number.".to_owned()),
        ];
        assert_eq!(lines(&prompt("enrollment-channel-data", &field)), expected);
    }

    #[test]
    fn the_recipient_is_shown_after_the_link_was_sent() {
        let text = "We sent an SMS to +1 555 with an Okta Verify setup link.";
        let lines = lines(&prompt("enroll-poll", &json!([])));
        assert!(lines.contains(&Line::Plain(text.to_owned())), "{lines:?}");
    }
}
