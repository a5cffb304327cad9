//! The report on a response, as a JSON object: its messages, its remediations, and the bodies that
//! would be sent.

use std::io::Read as _;
use std::path::Path;

use idx_flow::{
    Answer, Choice, Field, FieldKind, IdxResponse, QrCode, Remediation, RemediationSource,
    ResponseKind, Value as FieldValue,
};
use serde_json::{Value, json};

use crate::kind;

/// Returns the report on a file. It has the member `error` if the file is not an IDX response.
pub(crate) fn of(file: &Path) -> Value {
    match parse(file) {
        Ok(response) => describe(file, &response),
        Err(error) => json!({"file": file, "error": error}),
    }
}

fn parse(file: &Path) -> Result<IdxResponse, String> {
    let body = read(file).map_err(|error| error.to_string())?;
    let response = IdxResponse::from_json(&body).map_err(|error| error.to_string())?;
    kind::mismatch(&body).map_or(Ok(response), Err)
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
    let all = prompt.remediations.iter();
    let offered = all.filter(|remediation| remediation.source == RemediationSource::Remediation);
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
            // a kind of a later version
            _ => "other",
        },
        "messages": messages.collect::<Value>(),
        "remediations": offered.map(remediation).collect::<Value>(),
        "qr": context.and_then(|context| context.qr.as_ref()).map(qr),
    })
}

fn qr(code: &QrCode) -> Value {
    json!({"media_type": code.media_type, "href": code.href()})
}

fn remediation(remediation: &Remediation) -> Value {
    let mut fields = Vec::new();
    describe_fields(&remediation.fields, &mut fields);
    // outside of a flow, a prompt has no version, and `body` checks none
    let mut answer = Answer::for_version(0, &remediation.id);
    fill(&remediation.fields, &mut answer);
    let body = remediation
        .body(&answer)
        .map(|body| serde_json::from_str(body.expose()).unwrap_or(Value::Null));
    json!({
        "name": remediation.name.as_str(),
        "method": remediation.method,
        "href": remediation.href,
        "refresh": remediation.refresh.map(|refresh| refresh.as_millis() as u64),
        "fields": fields,
        "body": body,
    })
}

/// Adds the fields. The fields of a field's choices follow the field.
fn describe_fields(fields: &[Field], into: &mut Vec<Value>) {
    for field in fields {
        let options = field.choices.iter().map(option).collect::<Vec<_>>();
        let described = json!({
            "path": field.path.replace('\\', ""),
            "type": field.kind.as_str(),
            "required": field.is_required,
            "secret": field.is_secret,
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

fn plain(value: &FieldValue) -> Value {
    match value {
        FieldValue::Text(text) => json!(text.expose()),
        FieldValue::Bool(bool) => json!(bool),
        FieldValue::Integer(number) => json!(number),
        FieldValue::Decimal(number) => json!(number),
        FieldValue::TextList(texts) => texts.iter().map(|text| text.expose()).collect(),
        FieldValue::Json(text) => serde_json::from_str(text).unwrap_or(Value::Null),
    }
}

/// Fills in a sample value for each field that is not optional.
fn fill(fields: &[Field], answer: &mut Answer) {
    for field in fields.iter().filter(|field| !field.is_optional) {
        let value = match (field.choices.first(), &field.kind) {
            (Some(first), _) => {
                fill(first.fields(), answer);
                // the option that describes an input control is not a choice, and has no id
                let value = first.value().filter(|_| !field.is_choice());
                value.unwrap_or_else(|| first.id.as_str().into())
            }
            (None, FieldKind::Boolean) => FieldValue::from(true),
            (None, FieldKind::Number | FieldKind::Integer) => FieldValue::from(1),
            (None, FieldKind::Set) => FieldValue::from(["x"]),
            (None, _) => FieldValue::from("x"),
        };
        answer.values.insert(field.path.clone(), value);
    }
}
