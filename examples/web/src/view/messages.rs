//! What the server says, and what was wrong with what was typed.

use idx_flow::{Message, Prompt, Remediation, Severity};
use maud::{Markup, html};

use super::{Problem, form, labels};

/// A message at the top of the page, with a link to the field that it is about.
struct Error {
    text: String,
    field: Option<String>,
}

/// Everything that is wrong, in one place that a screen reader announces, each with a way to the
/// field; and below it what is merely worth knowing.
pub(crate) fn summary(
    prompt: &Prompt,
    shown: &[&Remediation],
    problem: Option<&Problem>,
) -> Markup {
    let errors = errors(prompt, shown, problem);
    let is_at_field = errors.iter().any(|error| error.field.is_some());
    let notes = prompt.messages.iter().filter(|message| !is_error(message));
    html! {
        @if !errors.is_empty() {
            // the field itself takes the focus where there is one
            div.summary.wrong role="alert" tabindex="-1" autofocus[!is_at_field] {
                h2 { "There is a problem" }
                ul {
                    @for error in &errors {
                        li {
                            @match &error.field {
                                Some(id) => a href={ "#" (id) } { (error.text) },
                                None => (error.text),
                            }
                        }
                    }
                }
            }
        }
        @for note in notes { (self::note(note)) }
    }
}

/// Whether something is wrong that the summary tells.
pub(crate) fn is_wrong(prompt: &Prompt, problem: Option<&Problem>) -> bool {
    problem.is_some() || prompt.all_messages().any(is_error)
}

pub(crate) fn note(message: &Message) -> Markup {
    let class = match message.severity {
        Some(Severity::Error) => "wrong",
        Some(Severity::Warning) => "warning",
        _ => "note",
    };
    html! {
        div.summary.(class) role="status" {
            p { (message.text) }
            @for link in message.links.iter().filter(|link| link.url.starts_with("https://")) {
                p { a href=(link.url) rel="noreferrer" { (link.label) } }
            }
        }
    }
}

pub(crate) fn is_error(message: &Message) -> bool {
    // some messages do not say how serious they are: at a field they are about what was typed
    match &message.severity {
        Some(severity) => *severity == Severity::Error,
        None => message.field.is_some(),
    }
}

fn errors(prompt: &Prompt, shown: &[&Remediation], problem: Option<&Problem>) -> Vec<Error> {
    let on_page = |path: &String| {
        shown
            .iter()
            .copied()
            .find(|form| form.field(path).is_some())
    };
    let told = prompt.all_messages().filter(|message| is_error(message));
    let mut errors: Vec<Error> = told
        .map(|message| {
            let form = message.field.as_ref().and_then(on_page);
            let path = message.field.as_deref().unwrap_or_default();
            Error {
                text: message.text.clone(),
                field: form.map(|form| form::id(form, path)),
            }
        })
        .collect();
    errors.extend(problem.map(|problem| {
        let form = problem.path.as_ref().and_then(on_page);
        let path = problem.path.as_deref().unwrap_or_default();
        let label = form.and_then(|form| form.field(path)).map(labels::field);
        Error {
            text: match label {
                Some(label) => format!("{label}: {}", problem.text),
                None => problem.text.clone(),
            },
            field: form.map(|form| form::id(form, path)),
        }
    }));
    errors
}
