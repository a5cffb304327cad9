//! The pages. They are drawn on the server, and work without scripts.

mod alternatives;
mod context;
mod ending;
mod field;
mod form;
mod home;
mod instructions;
mod layout;
mod list;
mod messages;
mod password;
pub(crate) mod paths;

use std::time::{Duration, SystemTime};

use idx_flow::{Action, Failure, Prompt, Remediation, Secret, WaitReason};
use maud::{Markup, html};

use crate::app::App;
use crate::labels;
use crate::problem::Problem;
use crate::session::SessionData;

use context::FormContext;
use layout::{Layout, Polling};

/// The version of a page that shows no prompt.
const NO_PROMPT: &str = "none";

/// Draws the home page.
pub(crate) fn home(app: &App, data: &SessionData) -> Markup {
    let flow = data.flow.as_ref();
    let action = flow.map(|flow| flow.screen(SystemTime::now()));
    let content = match &action {
        Some(Action::Done { tokens }) => {
            home::signed_in(tokens, data.csrf.expose(), data.enrolled.as_deref())
        }
        other => home::signed_out(other.is_some()),
    };
    let layout = Layout {
        title: "Home",
        app: Some(app),
        app_label: None,
        has_errors: false,
        polling: None,
    };
    layout.draw(&content)
}

/// Draws the page with the code of an email whose link was opened on another device.
pub(crate) fn foreign_code(app: &App, code: &Secret) -> Markup {
    let layout = Layout {
        title: "Your verification code",
        app: Some(app),
        app_label: None,
        has_errors: false,
        polling: None,
    };
    layout.draw(&html! {
        p { "Enter this code on the page where you started to sign in:" }
        p.number { (code.expose()) }
        p { "If you did not try to sign in, close this page." }
    })
}

/// Draws the page of a request that fails.
pub(crate) fn error(text: &str) -> Markup {
    let layout = Layout {
        title: "Something went wrong",
        app: None,
        app_label: None,
        has_errors: true,
        polling: None,
    };
    layout.draw(&html! {
        p { (text) }
        p { a.button href=(paths::HOME) { "Go to the home page" } }
    })
}

/// Draws the page for an action. `opened` is the id of a remediation that is shown on a page of its
/// own.
pub(crate) fn page(
    app: &App,
    data: &SessionData,
    action: &Action,
    opened: Option<&str>,
    problem: Option<&Problem>,
) -> Markup {
    match (action, action.prompt()) {
        (_, Some(prompt)) => prompt_page(app, data, action, prompt, opened, problem),
        (Action::Failed { failure }, None) => failure_page(app, data, failure),
        (
            Action::Wait {
                duration, reason, ..
            },
            None,
        ) => waiting_page(app, data, *duration, *reason),
        _ => waiting_page(app, data, Duration::from_secs(1), WaitReason::Pending),
    }
}

fn prompt_page(
    app: &App,
    data: &SessionData,
    action: &Action,
    prompt: &Prompt,
    opened: Option<&str>,
    problem: Option<&Problem>,
) -> Markup {
    let version = data.version(prompt);
    let input_problem = problem.and_then(Problem::input);
    let context = FormContext {
        prompt,
        csrf: data.csrf.expose(),
        version: &version,
        values: &data.values,
        problem: input_problem,
        has_enrolled: data.has_enrolled,
    };
    let opened = opened.and_then(|id| prompt.remediation(id));
    let is_redirect = matches!(action, Action::Redirect { .. });
    let first = prompt.remediations.first();
    let first = first.filter(|first| !first.is_poll() && !is_redirect);
    let shown: Vec<&Remediation> = opened.or(first).into_iter().collect();
    let title = opened.map(|form| labels::title(prompt, form));
    let title = title.unwrap_or_else(|| labels::prompt_title(prompt));
    let has_fields = shown.iter().any(|form| !form.fields.is_empty());
    let layout = Layout {
        title: &title,
        app: Some(app),
        app_label: prompt.app.as_ref().and_then(|app| app.label.as_deref()),
        has_errors: messages::has_errors(prompt, input_problem),
        polling: action.wait().map(|wait| Polling {
            csrf: data.csrf.expose(),
            version: version.clone(),
            wait,
            is_waiting: prompt.is_polled(),
            may_reload: !has_fields,
        }),
    };
    let user = prompt.user.as_ref();
    layout.draw(&html! {
        @if let Some(user) = user.and_then(|user| user.identifier.as_ref()) {
            p.user { (user) }
        }
        @if opened.is_none() && let Some(name) = &data.enrolled { (messages::enrolled(name)) }
        (messages::notices(prompt, data.has_enrolled, problem))
        (messages::summary(prompt, &shown, input_problem))
        @if opened.is_none() { (instructions::draw(action, prompt)) }
        @for form in &shown {
            @match list::choice_field(form) {
                Some(field) => (list::draw(&context, form, field)),
                None => (form::draw(&context, form)),
            }
        }
        @if opened.is_some() {
            p.back { a href=(paths::of(action)) { "Go back" } }
        } @else {
            (alternatives::draw(&context, &shown))
        }
    })
}

fn failure_page(app: &App, data: &SessionData, failure: &Failure) -> Markup {
    let is_informational = failure.is_informational();
    let layout = Layout {
        title: if is_informational {
            "Sign-in ended"
        } else {
            "Unable to sign in"
        },
        app: Some(app),
        app_label: None,
        has_errors: !is_informational,
        polling: None,
    };
    layout.draw(&ending::failed(data.csrf.expose(), failure))
}

fn waiting_page(app: &App, data: &SessionData, wait: Duration, reason: WaitReason) -> Markup {
    let layout = Layout {
        title: match reason {
            WaitReason::RateLimited => "Too many attempts",
            _ => "Please wait",
        },
        app: Some(app),
        app_label: None,
        has_errors: false,
        polling: Some(Polling {
            csrf: data.csrf.expose(),
            version: NO_PROMPT.to_owned(),
            wait,
            is_waiting: true,
            may_reload: true,
        }),
    };
    let csrf = data.csrf.expose();
    layout.draw(&ending::waiting(csrf, wait, reason))
}
