//! Fills in a form with sample values, and describes what is sent.

use idx_flow::{Action, Answer, Field, FieldKind, Flow, Prompt, Remediation, Request, Value};
use serde_json::Value as Plain;

use crate::fixture::noon;

/// Returns an answer with a value for every field that is not optional: `x`, `true`, 1 or the first
/// choice, and a captcha token if the form requires one.
pub fn sample(prompt: &Prompt, remediation: &Remediation) -> Answer {
    let mut answer = Answer::new(prompt, &remediation.id);
    fill(&remediation.fields, &mut answer);
    if let Some(token) = remediation.captcha() {
        answer.values.insert(token.path.clone(), Value::from("x"));
    }
    answer
}

fn fill(fields: &[Field], answer: &mut Answer) {
    for field in fields.iter().filter(|field| !field.is_optional) {
        let value = match (field.choices.first(), &field.kind) {
            (Some(first), _) if field.is_choice() => {
                fill(first.fields(), answer);
                Value::from(first.id.as_str())
            }
            (_, FieldKind::Boolean) => Value::from(true),
            (_, FieldKind::Number | FieldKind::Integer) => Value::from(1),
            (_, FieldKind::Set) => Value::from(["x"]),
            _ => Value::from(text(field)),
        };
        answer.values.insert(field.path.clone(), value);
    }
}

/// The first suggestion, or a text of the field's minimum length.
fn text(field: &Field) -> String {
    let suggestion = field
        .hints
        .as_ref()
        .and_then(|hints| hints.suggestions.first());
    let length = field.min_length.unwrap_or(1).clamp(1, 64);
    suggestion.map_or_else(
        || "x".repeat(length as usize),
        |suggestion| suggestion.value.clone(),
    )
}

/// Submits the sample answer and describes the result: a request, a URL or an error.
pub(super) fn submit(flow: &Flow, prompt: &Prompt, remediation: &Remediation) -> String {
    let mut flow = flow.clone();
    if let Err(error) = flow.submit(sample(prompt, remediation), noon()) {
        return format!("{error:?}");
    }
    match flow.next_action(noon()) {
        Action::Send { request } => describe_request(&request),
        Action::Redirect { url, .. } => format!("open {url}"),
        other => format!("{other:?}"),
    }
}

fn describe_request(request: &Request) -> String {
    let mut body: Plain = serde_json::from_str(request.body.expose()).unwrap();
    if let Some(Plain::String(handle)) = body.get_mut("stateHandle") {
        let skipped = handle.len().saturating_sub(4);
        let tail: String = handle.chars().skip(skipped).collect();
        *handle = format!("…{tail}");
    }
    let media = request
        .headers
        .iter()
        .find(|header| header.name == "Content-Type");
    let media = media.map_or("", |header| &header.value);
    format!("{} {} ({media}) {body}", request.method, request.url)
}
