//! The pages, drawn on the server: each works without a script.

mod alternatives;
mod browser;
mod field;
mod form;
mod home;
pub(crate) mod labels;
mod layout;
mod list;
mod messages;
mod password;
pub(crate) mod place;

use std::time::{Duration, SystemTime};

use idx_flow::{Action, Failure, Prompt, Remediation};
use maud::{Markup, html};

use crate::app::App;
use crate::session::SessionData;

use form::Forms;
use layout::{Layout, Polling};

/// What does not fit in what was typed; nothing was sent.
pub(crate) struct Problem {
    /// The form.
    pub(crate) remediation: String,
    /// The field, where it is about one.
    pub(crate) path: Option<String>,
    /// What to do about it.
    pub(crate) text: String,
}

/// The page's number where the page waits for there to be another.
pub(crate) const NONE: &str = "none";

/// The first page, and the last.
pub(crate) fn home(app: &App, data: &SessionData) -> Markup {
    let action = data
        .flow
        .as_ref()
        .map(|flow| flow.screen(SystemTime::now()));
    let content = match &action {
        Some(Action::Done { tokens }) => home::somebody(tokens, data.csrf.expose()),
        other => home::nobody(other.is_some()),
    };
    let layout = Layout {
        title: "Home",
        app: Some(app),
        label: None,
        is_wrong: false,
        polling: None,
    };
    layout.around(&content)
}

/// A request that is not served.
pub(crate) fn refusal(text: &str) -> Markup {
    let layout = Layout {
        title: "That did not work",
        app: None,
        label: None,
        is_wrong: true,
        polling: None,
    };
    layout.around(&html! {
        p { (text) }
        p { a.button href=(place::HOME) { "Go on" } }
    })
}

/// What there is to do; `opened` is a form of the page on a page of its own.
pub(crate) fn page(
    app: &App,
    data: &SessionData,
    action: &Action,
    opened: Option<&str>,
    problem: Option<&Problem>,
) -> Markup {
    match (action, action.prompt()) {
        (_, Some(prompt)) => prompted(app, data, action, prompt, opened, problem),
        (Action::Failed { failure }, None) => failed(app, data, failure),
        _ => patience(app, data, action.wait().unwrap_or(Duration::from_secs(1))),
    }
}

fn prompted(
    app: &App,
    data: &SessionData,
    action: &Action,
    prompt: &Prompt,
    opened: Option<&str>,
    problem: Option<&Problem>,
) -> Markup {
    let forms = Forms {
        prompt,
        csrf: data.csrf.expose(),
        page: data.page,
        typed: &data.typed,
        problem,
    };
    let opened = opened.and_then(|id| prompt.remediation(id));
    // the first form is what the page is about, unless it only waits
    let first = prompt.remediations.first();
    let first = first.filter(|one| !one.is_poll() && !matches!(action, Action::Redirect { .. }));
    let shown: Vec<&Remediation> = opened.or(first).into_iter().collect();
    let title = opened.map_or_else(|| labels::title(prompt), |form| labels::way(prompt, form));
    let is_typed = shown.iter().any(|form| !form.fields.is_empty());
    let layout = Layout {
        title: &title,
        app: Some(app),
        label: prompt.app.as_ref().and_then(|app| app.label.as_deref()),
        is_wrong: messages::is_wrong(prompt, problem),
        polling: action.wait().map(|wait| Polling {
            csrf: data.csrf.expose(),
            page: data.page.to_string(),
            wait,
            may_reload: !is_typed,
        }),
    };
    layout.around(&html! {
        @if let Some(user) = prompt.user.as_ref().and_then(|user| user.identifier.as_ref()) {
            p.user { (user) }
        }
        (messages::summary(prompt, &shown, problem))
        @if opened.is_none() { (instructions(action, prompt)) }
        @for form in &shown {
            @match list::choice(form) {
                Some(field) => (list::draw(&forms, form, field)),
                None => (forms.whole(form)),
            }
        }
        @if opened.is_some() {
            p.back { a href=(place::of(action)) { "Back" } }
        } @else {
            (alternatives::draw(&forms, &shown))
        }
    })
}

fn instructions(action: &Action, prompt: &Prompt) -> Markup {
    html! {
        @match action {
            Action::ShowQr { qr, .. } => (browser::code(prompt, qr)),
            Action::Redirect { url, .. } => {
                p { "This goes on at another site, and comes back here." }
                p { a.button href=(url) { "Continue" } }
            }
            _ => {}
        }
        (browser::details(prompt))
        @if action.wait().is_some() {
            p.waiting role="status" { span.dot {} "Waiting…" }
        }
    }
}

fn failed(app: &App, data: &SessionData, failure: &Failure) -> Markup {
    let is_news = failure.is_informational();
    let layout = Layout {
        title: if is_news {
            "That is all here"
        } else {
            "You are not signed in"
        },
        app: Some(app),
        label: None,
        is_wrong: !is_news,
        polling: None,
    };
    let mut reason = failure.to_string();
    reason.replace_range(..1, &reason.get(..1).unwrap_or_default().to_uppercase());
    layout.around(&html! {
        @for message in &failure.messages { (messages::note(message)) }
        @if failure.messages.is_empty() { p { (reason) "." } }
        form method="post" action="/Account/Restart" {
            input type="hidden" name="csrf" value=(data.csrf.expose());
            button { "Start again" }
        }
    })
}

/// The org is out of reach, or wants to be left alone for a while.
fn patience(app: &App, data: &SessionData, wait: Duration) -> Markup {
    let layout = Layout {
        title: "One moment",
        app: Some(app),
        label: None,
        is_wrong: false,
        polling: Some(Polling {
            csrf: data.csrf.expose(),
            page: NONE.to_owned(),
            wait,
            may_reload: true,
        }),
    };
    layout.around(&html! {
        p role="status" { "The sign-in service does not answer. It is asked again in " (labels::duration(wait)) "." }
        (alternatives::restart(data.csrf.expose(), "Start over"))
    })
}
