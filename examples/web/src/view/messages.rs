//! Messages of the server, and problems with the user's input.

use std::time::SystemTime;

use idx_flow::{Message, Prompt, Remediation, Severity};
use maud::{Markup, html};

use super::context::element_id;
use crate::problem::{InputProblem, Problem};
use crate::{labels, notice};

/// An error in the summary, with the id of its field.
struct Error {
    text: String,
    field_id: Option<String>,
}

/// Draws a summary of all errors, which a screen reader announces, with links to the fields. Other
/// messages follow.
pub(crate) fn summary(
    prompt: &Prompt,
    shown: &[&Remediation],
    problem: Option<&InputProblem>,
) -> Markup {
    let errors = errors(prompt, shown, problem);
    let has_field = errors.iter().any(|error| error.field_id.is_some());
    let others = prompt.messages.iter().filter(|message| !is_error(message));
    html! {
        @if !errors.is_empty() {
            // the first invalid field has the focus, if there is one
            div.summary.error role="alert" tabindex="-1" autofocus[!has_field] {
                h2 { "There is a problem" }
                ul {
                    @for error in &errors {
                        li {
                            @match &error.field_id {
                                Some(id) => a href={ "#" (id) } { (error.text) },
                                None => (error.text),
                            }
                        }
                    }
                }
            }
        }
        @for other in others { (message(other)) }
    }
}

/// Draws the prompt's notice, and a sentence about a form that belongs to an earlier prompt.
pub(crate) fn notices(prompt: &Prompt, has_enrolled: bool, problem: Option<&Problem>) -> Markup {
    let notice = notice::notice(prompt, has_enrolled, SystemTime::now());
    let stale = "Your answer was for an earlier page, so it was not sent. Continue on this page.";
    let is_stale = matches!(problem, Some(Problem::Stale));
    let texts = notice.into_iter().chain(is_stale.then(|| stale.to_owned()));
    html! {
        @for text in texts {
            div.summary.warning role="status" { p { (text) } }
        }
    }
}

/// Whether the summary has errors.
pub(crate) fn has_errors(prompt: &Prompt, problem: Option<&InputProblem>) -> bool {
    problem.is_some() || prompt.all_messages().any(is_error)
}

/// Draws one message.
pub(crate) fn message(message: &Message) -> Markup {
    let class = match message.severity {
        Some(Severity::Error) => "error",
        Some(Severity::Warning) => "warning",
        _ => "info",
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

/// Draws the confirmation that an authenticator has been set up.
pub(crate) fn enrolled(name: &str) -> Markup {
    html! {
        div.summary.success role="status" { p { (name) " is set up." } }
    }
}

/// A message about a field is an error if the server specifies no severity.
fn is_error(message: &Message) -> bool {
    match &message.severity {
        Some(severity) => *severity == Severity::Error,
        None => message.field.is_some(),
    }
}

fn errors(prompt: &Prompt, shown: &[&Remediation], problem: Option<&InputProblem>) -> Vec<Error> {
    let find_form = |path: &String| {
        let mut forms = shown.iter().copied();
        forms.find(|form| form.field(path).is_some())
    };
    let messages = prompt.all_messages().filter(|message| is_error(message));
    let mut errors: Vec<Error> = messages
        .map(|message| {
            let form = message.field.as_ref().and_then(find_form);
            let path = message.field.as_deref().unwrap_or_default();
            Error {
                text: message.text.clone(),
                field_id: form.map(|form| element_id(form, path)),
            }
        })
        .collect();
    errors.extend(problem.map(|problem| {
        let form = problem.path.as_ref().and_then(find_form);
        let path = problem.path.as_deref().unwrap_or_default();
        let label = form.and_then(|form| form.field(path)).map(labels::field);
        Error {
            text: match label {
                Some(label) => format!("{label}: {}", problem.text),
                None => problem.text.clone(),
            },
            field_id: form.map(|form| element_id(form, path)),
        }
    }));
    errors
}
