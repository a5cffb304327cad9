//! What can be chosen on a page.

use std::fmt;

use idx_flow::{Channel, Choice, Field, Prompt, Remediation, RemediationName as Name};

/// Something to choose: a remediation, or one of the choices that its form consists of.
pub(crate) struct Entry<'p> {
    pub(crate) remediation: &'p Remediation,
    pub(crate) choice: Option<(&'p Field, &'p Choice)>,
}

/// Everything that can be chosen, choice by choice.
pub(crate) fn full(prompt: &Prompt) -> Vec<Entry<'_>> {
    entries(prompt, |_| true)
}

/// What fits into a line or two: only the ways to get a link are told one by one.
pub(crate) fn short(prompt: &Prompt) -> Vec<Entry<'_>> {
    entries(prompt, |name| *name == Name::SelectEnrollmentChannel)
}

fn entries(prompt: &Prompt, is_told: fn(&Name) -> bool) -> Vec<Entry<'_>> {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    let is_for_user = |one: &&Remediation| !one.is_poll() && !is_for_program(one);
    for remediation in prompt.remediations.iter().filter(is_for_user) {
        // the server may name an action twice, at the authenticator at hand and at the enrolled one
        let is_same =
            |one: &Remediation| one.name == remediation.name && one.href == remediation.href;
        if entries.iter().any(|known| is_same(known.remediation)) {
            continue;
        }
        match remediation.fields.as_slice() {
            [only] if only.is_choice() && is_told(&remediation.name) => {
                let offered = only
                    .choices
                    .iter()
                    .filter(|choice| !is_current(prompt, only, choice));
                entries.extend(offered.map(|choice| Entry {
                    remediation,
                    choice: Some((only, choice)),
                }));
            }
            _ => entries.push(Entry {
                remediation,
                choice: None,
            }),
        }
    }
    entries
}

/// Nothing can be typed into it: a frame or a security key has to answer.
fn is_for_program(one: &Remediation) -> bool {
    one.fields.is_empty() && one.hidden.iter().any(|field| field.required)
}

/// The channel that the link went through already.
fn is_current(prompt: &Prompt, field: &Field, choice: &Choice) -> bool {
    let context = prompt
        .contextual_data()
        .and_then(|context| context.selected_channel.as_ref());
    field.path.ends_with("channel") && context.is_some_and(|now| now.as_str() == choice.id)
}

impl fmt::Display for Entry<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = crate::labels::remediation(self.remediation);
        let Some((_, choice)) = self.choice else {
            return f.write_str(&name);
        };
        let label = crate::labels::choice(choice);
        match self.remediation.name {
            Name::SelectEnrollmentChannel if choice.id == Channel::Qrcode.as_str() => {
                write!(f, "Back to the {label}")
            }
            Name::SelectEnrollmentChannel => write!(f, "{name} {label}"),
            _ => f.write_str(&label),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use idx_flow::IdxResponse;
    use serde_json::json;

    #[test]
    fn a_choice_is_told_where_there_is_room() {
        let channels =
            json!([{"label": "QR code", "value": "qrcode"}, {"label": "Email", "value": "email"}]);
        let keys =
            json!([{"label": "Phone", "value": "phone"}, {"label": "Okta Verify", "value": "ov"}]);
        let response = json!({
            "remediation": {"value": [
                {"name": "enroll-poll", "href": "/poll", "refresh": 4000, "value": []},
                {"name": "select-enrollment-channel", "href": "/c", "value": [
                    {"name": "channel", "options": channels}]},
                {"name": "select-authenticator-enroll", "href": "/a", "value": [
                    {"name": "authenticator", "options": keys}]},
                {"name": "skip", "href": "/skip", "value": []}]},
            "currentAuthenticator": {"value": {"contextualData": {"selectedChannel": "qrcode"}}},
        });
        let prompt = IdxResponse::from_json(response.to_string().as_bytes())
            .unwrap()
            .prompt;
        let labels =
            |entries: Vec<Entry<'_>>| entries.iter().map(Entry::to_string).collect::<Vec<_>>();
        assert_eq!(
            labels(short(&prompt)),
            ["Can't scan? Email", "Set up something else", "Skip this"]
        );
        assert_eq!(
            labels(full(&prompt)),
            ["Can't scan? Email", "Phone", "Okta Verify", "Skip this"]
        );
    }

    #[test]
    fn what_only_a_program_can_answer_is_not_offered() {
        let signature = json!({"name": "signatureData", "required": true, "visible": false});
        let response = json!({"remediation": {"value": [
            {"name": "challenge-authenticator", "href": "/x", "value": [
                {"name": "credentials", "form": {"value": [signature]}}]},
            {"name": "skip", "href": "/skip", "value": []}]}});
        let reading = IdxResponse::from_json(response.to_string().as_bytes());
        let prompt = reading.unwrap().prompt;
        let labels: Vec<_> = full(&prompt).iter().map(Entry::to_string).collect();
        assert_eq!(labels, ["Skip this"]);
    }
}
