//! A response as one JSON object: what it says, what can be done, what that would send.

use std::io::Read as _;
use std::path::Path;

use idx_flow::{
    Answer, Choice, Field, FieldKind, IdxResponse, QrCode, Remediation, RemediationSource,
    ResponseKind, Value as Given,
};
use serde_json::{Value, json};

pub(crate) fn of(file: &Path) -> Value {
    let read = read(file).map_err(|error| error.to_string());
    match read.and_then(|body| IdxResponse::from_json(&body).map_err(|error| error.to_string())) {
        Ok(response) => describe(file, &response),
        Err(error) => json!({"file": file, "error": error}),
    }
}

fn read(file: &Path) -> std::io::Result<Vec<u8>> {
    if file != Path::new("-") {
        return std::fs::read(file);
    }
    let mut body = Vec::new();
    std::io::stdin().read_to_end(&mut body)?;
    Ok(body)
}

fn describe(file: &Path, response: &IdxResponse) -> Value {
    let prompt = &response.prompt;
    let offered = prompt
        .remediations
        .iter()
        .filter(|one| one.source == RemediationSource::Remediation);
    let messages = prompt.messages.iter().map(|message| {
        let class = message.severity.as_ref().map(|severity| severity.as_str());
        json!({"key": message.key, "class": class, "text": message.text})
    });
    let context = prompt
        .current_authenticator
        .as_ref()
        .and_then(|current| current.contextual_data.as_ref());
    json!({
        "file": file,
        "outcome": match response.kind {
            ResponseKind::Success => "success",
            ResponseKind::Prompt => "prompt",
            ResponseKind::Terminal => "terminal",
        },
        "messages": messages.collect::<Value>(),
        "remediations": offered.map(remediation).collect::<Value>(),
        "qr": context.and_then(|context| context.qr.as_ref()).map(qr),
    })
}

fn qr(code: &QrCode) -> Value {
    json!({"media_type": code.media_type, "href": code.href()})
}

fn remediation(one: &Remediation) -> Value {
    let mut fields = Vec::new();
    describe_fields(&one.fields, &mut fields);
    let mut answer = Answer::new(&one.id);
    fill(&one.fields, &mut answer);
    let body = one
        .body(&answer)
        .map(|body| serde_json::from_str(body.expose()).unwrap_or(Value::Null));
    json!({
        "name": one.name.as_str(),
        "method": one.method,
        "href": one.href,
        "refresh": one.refresh.map(|refresh| refresh.as_millis() as u64),
        "fields": fields,
        "body": body,
    })
}

/// The fields, and behind a field with choices those of its choices.
fn describe_fields(fields: &[Field], into: &mut Vec<Value>) {
    for field in fields {
        let options = field.choices.iter().map(option).collect::<Vec<_>>();
        let described = json!({
            "path": field.path.replace('\\', ""),
            "type": field.kind.as_str(),
            "required": field.required,
            "secret": field.secret,
            "options": (!options.is_empty()).then_some(options),
        });
        into.push(described);
        for choice in &field.choices {
            describe_fields(choice.fields(), into);
        }
    }
}

fn option(choice: &Choice) -> Value {
    match choice.value() {
        Some(value) => json!({"label": choice.label, "value": plain(&value)}),
        None => json!({"label": choice.label}),
    }
}

fn plain(value: &Given) -> Value {
    match value {
        Given::Text(text) => json!(text.expose()),
        Given::Bool(bool) => json!(bool),
        Given::Integer(number) => json!(number),
        Given::Decimal(number) => json!(number),
        Given::TextList(texts) => texts.iter().map(|text| text.expose()).collect(),
        Given::Json(text) => serde_json::from_str(text).unwrap_or(Value::Null),
    }
}

/// A sample for everything that is not optional.
fn fill(fields: &[Field], answer: &mut Answer) {
    for field in fields.iter().filter(|field| !field.optional) {
        let value = match (field.choices.first(), &field.kind) {
            (Some(first), _) => {
                fill(first.fields(), answer);
                Given::from(first.id.as_str())
            }
            (None, FieldKind::Boolean) => Given::from(true),
            (None, FieldKind::Number | FieldKind::Integer) => Given::from(1),
            (None, FieldKind::Set) => Given::from(["x"]),
            (None, FieldKind::Text | FieldKind::Object | FieldKind::Other(_)) => Given::from("x"),
        };
        answer.values.insert(field.path.clone(), value);
    }
}
