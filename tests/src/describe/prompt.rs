//! Describes the parts of a prompt, line by line.

use std::fmt::Write as _;

use crate::fixture::noon;
use idx_flow::{
    Authenticator, Choice, ContextualData, Field, Message, Prompt, Remediation, RemediationSource,
};

/// The number of choices that are listed. The others are only counted.
const MAX_CHOICES: usize = 24;

/// Describes everything except the remediations.
pub(super) fn facts(prompt: &Prompt) -> String {
    let mut text = String::new();
    let _ = write!(text, "intent {}", or_dash(&prompt.intent));
    if let Some(user) = &prompt.user {
        let names = [&user.identifier, &user.first_name, &user.last_name];
        let _ = write!(text, ", user {}", names.map(or_dash).join(" "));
    }
    if let Some(app) = &prompt.app {
        let _ = write!(text, ", app {}", or_dash(&app.label));
        let links = [
            &app.links.logo,
            &app.links.terms_of_service,
            &app.links.privacy_policy,
            &app.links.client_uri,
        ];
        for link in links.into_iter().flatten() {
            let _ = write!(text, " <{link}>");
        }
    }
    if let Some(captcha) = &prompt.captcha {
        let parts = [&captcha.kind, &captcha.id].map(or_dash);
        let _ = write!(text, ", captcha {}", parts.join(" "));
    }
    if let Some(expires_at) = prompt.expires_at {
        let _ = match expires_at.duration_since(noon()) {
            Ok(left) => write!(text, ", expires in {left:?}"),
            Err(_) => write!(text, ", expired"),
        };
    }
    text.push('\n');
    text += &messages(&prompt.messages);
    if let Some(current) = &prompt.current_authenticator {
        let _ = writeln!(text, "current {}", authenticator(current));
        text += &current
            .contextual_data
            .as_deref()
            .map(context)
            .unwrap_or_default();
    }
    for (list, authenticators) in [
        ("available", &prompt.authenticators),
        ("enrolled", &prompt.enrollments),
    ] {
        for item in authenticators {
            let _ = writeln!(text, "{list} {}", authenticator(item));
        }
    }
    for ceremony in &prompt.ceremonies {
        let mode = match ceremony.is_conditional {
            true => "conditional",
            false => "modal",
        };
        let _ = writeln!(
            text,
            "ceremony {:?}, {mode}, for {}, rp {}",
            ceremony.kind, ceremony.remediation, ceremony.rp_id
        );
        let _ = writeln!(text, "  {}", ceremony.options);
    }
    if let Some(challenge) = &prompt.device_challenge {
        let links = [challenge.href.is_some(), challenge.download_href.is_some()];
        let _ = writeln!(text, "device challenge {} {links:?}", challenge.method);
    }
    for line in &prompt.diagnostics {
        let _ = writeln!(text, "diagnostic: {line}");
    }
    text
}

/// Describes messages, one line each.
pub fn messages(messages: &[Message]) -> String {
    let mut text = String::new();
    for message in messages {
        let severity = message.severity.as_ref();
        let severity = severity.map_or("-", |severity| severity.as_str());
        let key = message.key.as_deref().unwrap_or("-");
        let _ = write!(text, "! {severity} {key} {:?}", message.text);
        if let Some(field) = &message.field {
            let _ = write!(text, " at {field}");
        }
        if !message.params.is_empty() {
            let _ = write!(text, " params {:?}", message.params);
        }
        for link in &message.links {
            let _ = write!(text, " [{}]({})", link.label, link.url);
        }
        text.push('\n');
    }
    text
}

/// Describes a remediation and its fields.
pub(super) fn remediation(form: &Remediation) -> String {
    let mut text = format!("\n{}", form.id);
    if form.id != form.name.as_str() {
        let _ = write!(text, " ({})", form.name);
    }
    if form.source != RemediationSource::Remediation {
        let _ = write!(
            text,
            ", from the {}",
            format!("{:?}", form.source).to_lowercase()
        );
    }
    if let Some(refresh) = form.refresh {
        let _ = write!(text, ", refresh {refresh:?}");
    }
    if let Some(authenticator) = &form.authenticator {
        let _ = write!(text, ", for {}", key(authenticator));
    }
    if let Some(idp) = &form.idp {
        let parts = [&idp.kind, &idp.name, &idp.id].map(or_dash);
        let _ = write!(text, ", idp {}", parts.join(" "));
        if let Some(metadata) = &idp.idv_metadata {
            let _ = write!(text, " {metadata:?}");
        }
    }
    if let Some(label) = &form.label {
        let _ = write!(text, ", {label:?}");
    }
    if !form.scopes.is_empty() {
        let _ = write!(text, ", scopes {:?}", form.scopes);
    }
    for info in &form.request_info {
        let parts = [&info.label, &info.value].map(or_dash);
        let _ = write!(text, ", {}: {}", info.name, parts.join(" "));
    }
    text.push('\n');
    fields(&form.fields, "  ", &mut text);
    fields(&form.hidden, "  hidden ", &mut text);
    text
}

fn fields(list: &[Field], indent: &str, text: &mut String) {
    for field in list {
        let _ = write!(text, "{indent}{}: {}", field.path, field.kind.as_str());
        for (is_set, word) in [
            (field.is_required, "required"),
            (field.is_optional, "optional"),
            (field.is_secret, "secret"),
        ] {
            if is_set {
                let _ = write!(text, " {word}");
            }
        }
        let lengths = (field.min_length, field.max_length);
        if lengths != (None, None) {
            let (min, max) = (field.min_length.unwrap_or(0), field.max_length);
            let max = max.map(|max| max.to_string()).unwrap_or_default();
            let _ = write!(text, " {min}..{max}");
        }
        if let Some(value) = &field.value {
            let plain = value.as_str().filter(|_| !field.is_secret);
            let plain = plain.map(|text| format!("{text:?}"));
            let _ = write!(text, " = {}", plain.unwrap_or(format!("{value:?}")));
        }
        if let Some(label) = &field.label {
            let _ = write!(text, " {label:?}");
        }
        if let Some(hints) = &field.hints {
            let all = [
                &hints.hint,
                &hints.format,
                &hints.input_type,
                &hints.description,
            ];
            let all: Vec<_> = all.into_iter().flatten().collect();
            let suggestions = hints.suggestions.iter();
            let suggestions = suggestions.map(|suggestion| suggestion.value.as_str());
            let suggestions: Vec<_> = suggestions.take(MAX_CHOICES).collect();
            let _ = write!(text, " hints {all:?} {suggestions:?}");
        }
        text.push('\n');
        for line in messages(&field.messages).lines() {
            let _ = writeln!(text, "{indent}  {line}");
        }
        for choice in field.choices.iter().take(MAX_CHOICES) {
            self::choice(choice, indent, text);
        }
        if let Some(more @ 1..) = field.choices.len().checked_sub(MAX_CHOICES) {
            let _ = writeln!(text, "{indent}  … and {more} more");
        }
    }
}

fn choice(choice: &Choice, indent: &str, text: &mut String) {
    let label = choice.label.as_deref().unwrap_or("-");
    let _ = write!(text, "{indent}  * {} {label:?}", choice.id);
    if let Some(authenticator) = choice.authenticator() {
        let _ = write!(text, " for {}", key(authenticator));
    }
    text.push('\n');
    fields(choice.fields(), &format!("{indent}    "), text);
}

fn or_dash(text: &Option<String>) -> &str {
    text.as_deref().unwrap_or("-")
}

fn key(authenticator: &Authenticator) -> String {
    let key = authenticator.key.as_ref().map_or("-", |key| key.as_str());
    let enrollment = authenticator
        .enrollment_id
        .as_deref()
        .map(|id| format!("/{id}"));
    format!("{key}{}", enrollment.unwrap_or_default())
}

fn authenticator(item: &Authenticator) -> String {
    let methods: Vec<_> = item.methods.iter().map(|method| method.as_str()).collect();
    let mut text = format!(
        "{} {} {methods:?}",
        key(item),
        item.kind.as_deref().unwrap_or("-")
    );
    for name in [&item.display_name, &item.nickname].into_iter().flatten() {
        let _ = write!(text, " {name:?}");
    }
    if !item.profile.is_empty() {
        let _ = write!(text, " {:?}", item.profile);
    }
    if let Some(policy) = &item.password_policy {
        let _ = write!(text, " {:?}", policy.rules);
        if let Some(days) = policy.days_to_expiry {
            let _ = write!(text, " {days} days left");
        }
    }
    text
}

/// Describes the contextual data that is present.
fn context(context: &ContextualData) -> String {
    let ContextualData {
        qr,
        shared_secret,
        selected_channel,
        email,
        phone_number,
        ..
    } = context;
    let ContextualData {
        same_device,
        device_bootstrap,
        correct_answer,
        questions,
        otp,
        duo,
        ..
    } = context;
    let keys: Vec<_> = questions
        .iter()
        .map(|question| question.key.as_str())
        .collect();
    let devices = device_bootstrap.as_ref();
    let devices = devices.map(|bootstrap| &bootstrap.enrolled_devices);
    let setup = same_device
        .as_ref()
        .map(|links| (links.setup_url.is_some(), &links.download_url));
    let parts = [
        qr.as_ref()
            .map(|qr| format!("{qr:?} {:?}", qr.png().map(|png| png.len()))),
        shared_secret.as_ref().map(|_| "shared secret".to_owned()),
        selected_channel
            .as_ref()
            .map(|channel| format!("channel {channel}")),
        email.as_ref().map(|email| format!("email {email}")),
        phone_number
            .as_ref()
            .map(|number| format!("phone {number}")),
        setup.map(|setup| format!("same device {setup:?}")),
        devices.map(|devices| format!("devices {devices:?}")),
        correct_answer
            .as_ref()
            .map(|answer| format!("number {}", answer.expose())),
        (!keys.is_empty()).then(|| format!("questions {keys:?}")),
        otp.as_ref().map(|_| "otp".to_owned()),
        context
            .use_email_magic_link
            .map(|link| format!("magic link {link}")),
        duo.as_ref().map(|duo| format!("{duo:?}")),
    ];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    format!("  context: {}\n", parts.join(", "))
}
