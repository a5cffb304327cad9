//! A page's text: what it is about, what the server says, what the user has to know.

use idx_flow::{ContextualData, DeviceBootstrap, Prompt, SameDevice, Secret, Severity};

use crate::labels;

/// A line, and how it is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Line {
    Title(String),
    Error(String),
    Plain(String),
}

/// All of it, in the order in which to show it.
pub(crate) fn lines(prompt: &Prompt) -> Vec<Line> {
    let mut lines = vec![Line::Title(labels::title(prompt))];
    for message in prompt.all_messages() {
        let text = labels::message(prompt, message);
        lines.push(match message.severity {
            Some(Severity::Error) => Line::Error(text),
            _ => Line::Plain(text),
        });
        let links = message.links.iter();
        lines.extend(links.map(|link| Line::Plain(format!("  {}: {}", link.label, link.url))));
    }
    let details = prompt.contextual_data().map(details).unwrap_or_default();
    lines.extend(details.into_iter().map(Line::Plain));
    if prompt
        .remediations
        .iter()
        .any(|one| one.captcha().is_some())
    {
        let text = "This page asks for a captcha, which a terminal cannot show.";
        lines.push(Line::Plain(text.to_owned()));
    }
    lines
}

/// What goes with the step at hand.
fn details(context: &ContextualData) -> Vec<String> {
    let mut lines = Vec::new();
    let sent_to = context.email.as_ref().or(context.phone_number.as_ref());
    lines.extend(sent_to.map(|to| format!("A link was sent to {to}. Open it on the phone.")));
    let number = context.correct_answer.as_ref().map(Secret::expose);
    lines.extend(number.map(|number| format!("Choose this number on the phone: {number}")));
    let typed = context.shared_secret.as_ref().map(Secret::expose);
    lines.extend(typed.map(|secret| format!("Can't scan? Type this in on the phone: {secret}")));
    lines.extend(
        context
            .same_device
            .as_ref()
            .map(on_this_device)
            .unwrap_or_default(),
    );
    lines.extend(context.device_bootstrap.as_ref().map(on_another_device));
    let in_frame = "Duo asks in a frame of its own, which a terminal cannot show.";
    lines.extend(context.duo.as_ref().map(|_| in_frame.to_owned()));
    lines
}

fn on_this_device(device: &SameDevice) -> Vec<String> {
    let setup = device.setup_url.as_ref().map(Secret::expose);
    let setup = setup.map(|url| format!("Open this on the device: {url}"));
    let store = device.download_url.as_ref();
    let store = store.map(|url| format!("Without Okta Verify, get it first: {url}"));
    setup.into_iter().chain(store).collect()
}

fn on_another_device(bootstrap: &DeviceBootstrap) -> String {
    let names = bootstrap.enrolled_devices.join(", ");
    format!("Use Okta Verify on a device that has it, to add this one: {names}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use idx_flow::IdxResponse;
    use serde_json::json;

    #[test]
    fn messages_name_their_field() {
        let wrong = json!({"value": [{"message": "Not a number.", "class": "ERROR"}]});
        let response = json!({
            "messages": {"value": [{"message": "Welcome.", "class": "INFO"}]},
            "remediation": {"value": [{"name": "enrollment-channel-data", "href": "/x", "value": [
                {"name": "phoneNumber", "messages": wrong}]}]},
            "currentAuthenticator": {"value": {"displayName": "Okta Verify",
                "contextualData": {"phoneNumber": "+1 555"}}},
        });
        let prompt = IdxResponse::from_json(response.to_string().as_bytes())
            .unwrap()
            .prompt;
        let expected = [
            Line::Title("Where is the link to go?".to_owned()),
            Line::Plain("• Welcome.".to_owned()),
            Line::Error("✗ Phone number: Not a number.".to_owned()),
            Line::Plain("A link was sent to +1 555. Open it on the phone.".to_owned()),
        ];
        assert_eq!(lines(&prompt), expected);
    }
}
