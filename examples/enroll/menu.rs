//! The entries of a menu: the user's options at a prompt.

use std::fmt;

use idx_flow::{Choice, Field, Prompt, Remediation, RemediationName as Name};

use crate::labels;

/// A menu entry: a remediation, or one choice of a remediation with a single choice field.
pub(crate) struct Entry<'p> {
    pub(crate) remediation: &'p Remediation,
    pub(crate) choice: Option<(&'p Field, &'p Choice)>,
    label: String,
}

/// Returns all entries. A remediation with a single choice field is listed choice by choice.
/// `has_enrolled`: whether the user has set up an authenticator during this sign-in.
pub(crate) fn full(prompt: &Prompt, has_enrolled: bool) -> Vec<Entry<'_>> {
    entries(prompt, has_enrolled, |_| true)
}

/// Returns the entries for a line or two of text. Only the channels are listed choice by choice.
pub(crate) fn short(prompt: &Prompt, has_enrolled: bool) -> Vec<Entry<'_>> {
    entries(prompt, has_enrolled, |name| {
        *name == Name::SelectEnrollmentChannel
    })
}

/// Returns the index of the entry to preselect: `Finish`, or else the first entry.
pub(crate) fn preselected(entries: &[Entry<'_>]) -> usize {
    let finish = |entry: &Entry<'_>| entry.label == labels::FINISH;
    entries.iter().position(finish).unwrap_or(0)
}

fn entries(prompt: &Prompt, has_enrolled: bool, is_expanded: fn(&Name) -> bool) -> Vec<Entry<'_>> {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    let is_for_user =
        |remediation: &&Remediation| !remediation.is_poll() && !needs_program(remediation);
    for remediation in prompt.remediations.iter().filter(is_for_user) {
        // the server may list an action twice: for the current authenticator and for its enrollment
        let is_same =
            |other: &Remediation| other.name == remediation.name && other.href == remediation.href;
        if entries.iter().any(|entry| is_same(entry.remediation)) {
            continue;
        }
        match remediation.fields.as_slice() {
            [field] if field.is_choice() && is_expanded(&remediation.name) => {
                let choices = field.choices.iter();
                let offered = choices.filter(|choice| !is_current_channel(prompt, field, choice));
                entries.extend(offered.map(|choice| Entry {
                    remediation,
                    choice: Some((field, choice)),
                    label: labels::choice(field, choice),
                }));
            }
            _ => entries.push(Entry {
                remediation,
                choice: None,
                label: labels::action(prompt, remediation, has_enrolled),
            }),
        }
    }
    entries
}

/// Whether only a program can answer the remediation, such as an iframe or a security key.
fn needs_program(remediation: &Remediation) -> bool {
    remediation.fields.is_empty() && remediation.hidden.iter().any(|field| field.is_required)
}

fn is_current_channel(prompt: &Prompt, field: &Field, choice: &Choice) -> bool {
    let context = prompt.contextual_data();
    let current = context.and_then(|context| context.selected_channel.as_ref());
    labels::leaf(&field.path) == "channel"
        && current.is_some_and(|channel| channel.as_str() == choice.id)
}

impl fmt::Display for Entry<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.label)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use idx_flow::IdxResponse;
    use serde_json::{Value, json};

    fn prompt(response: &Value) -> Prompt {
        let response = IdxResponse::from_json(response.to_string().as_bytes());
        response.unwrap().prompt
    }

    fn labels(entries: &[Entry<'_>]) -> Vec<String> {
        entries.iter().map(Entry::to_string).collect()
    }

    #[test]
    fn the_short_menu_lists_only_channels_choice_by_choice() {
        let channels =
            json!([{"label": "QR code", "value": "qrcode"}, {"label": "Email", "value": "email"}]);
        let keys =
            json!([{"label": "Phone", "value": "phone"}, {"label": "Okta Verify", "value": "ov"}]);
        let prompt = prompt(&json!({
            "remediation": {"value": [
                {"name": "enroll-poll", "href": "/poll", "refresh": 4000, "value": []},
                {"name": "select-enrollment-channel", "href": "/c", "value": [
                    {"name": "channel", "options": channels}]},
                {"name": "select-authenticator-enroll", "href": "/a", "value": [
                    {"name": "authenticator", "options": keys}]},
                {"name": "skip", "href": "/skip", "value": []}]},
            "currentAuthenticator": {"value": {"contextualData": {"selectedChannel": "qrcode"}}},
        }));
        let email = "Email me a setup link";
        assert_eq!(
            labels(&short(&prompt, false)),
            [email, "Return to authenticator list", "Set up later"]
        );
        assert_eq!(
            labels(&full(&prompt, false)),
            [email, "Phone", "Okta Verify", "Set up later"]
        );
    }

    #[test]
    fn finish_is_preselected_after_an_enrollment() {
        let keys =
            json!([{"label": "Phone", "value": "phone"}, {"label": "Okta Verify", "value": "ov"}]);
        let prompt = prompt(&json!({"remediation": {"value": [
            {"name": "select-authenticator-enroll", "href": "/a", "value": [
                {"name": "authenticator", "options": keys}]},
            {"name": "skip", "href": "/skip", "value": []}]}}));
        assert_eq!(preselected(&full(&prompt, false)), 0);
        assert_eq!(preselected(&full(&prompt, true)), 2);
    }

    #[test]
    fn a_remediation_that_only_a_program_can_answer_is_not_listed() {
        let signature = json!({"name": "signatureData", "required": true, "visible": false});
        let prompt = prompt(&json!({"remediation": {"value": [
            {"name": "challenge-authenticator", "href": "/x", "value": [
                {"name": "credentials", "form": {"value": [signature]}}]},
            {"name": "skip", "href": "/skip", "value": []}]}}));
        assert_eq!(labels(&full(&prompt, false)), ["Skip"]);
    }
}
