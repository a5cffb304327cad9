//! What a form answers.

use std::time::SystemTime;

use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _, Response};
use idx_flow::Secret;
use tower_sessions::Session;

use crate::app::Shared;
use crate::form::Pairs;
use crate::refusal::Refusal;
use crate::turn::{Turn, whole};
use crate::view::{self, Problem};

/// Sends the answer to the org, and leads on to what comes of it.
pub(super) async fn answer(
    State(app): State<Shared>,
    session: Session,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Refusal> {
    let pairs = Pairs::new(pairs);
    whole(async move {
        let mut turn = Turn::begin(app, session).await?;
        turn.check(pairs.get("csrf").unwrap_or(&Secret::default()))?;
        let text = |name| pairs.get(name).map_or("", Secret::expose);
        let prompt = turn
            .visit
            .flow
            .as_ref()
            .and_then(|flow| flow.prompt().cloned());
        let prompt = prompt.filter(|_| text("page") == turn.visit.page.to_string());
        let form = prompt
            .as_ref()
            .and_then(|prompt| prompt.remediation(text("remediation")));
        // a form of an earlier page, by the back button or from another tab
        let (Some(prompt), Some(form)) = (&prompt, form) else {
            return Ok(super::on(&turn.end().await));
        };
        turn.visit.typed = pairs.typed(form);
        if let Err(error) = turn.submit(pairs.answer(form)) {
            return Ok(again(turn, &Problem::of(&error, form)).await);
        }
        if prompt.user.is_none() {
            turn.renew().await?; // whoever gave this browser its session does not share what comes
        }
        turn.save().await?;
        turn.advance().await?;
        Ok(super::on(&turn.end().await))
    })
    .await
}

/// The same page, with what does not fit. Nothing was sent, and nothing is written down.
async fn again(turn: Turn, problem: &Problem) -> Response {
    let app = turn.app.clone();
    let visit = turn.end().await;
    let Some(flow) = &visit.flow else {
        return Refusal::Broken.into_response();
    };
    let action = flow.shown(SystemTime::now());
    let first = action
        .prompt()
        .and_then(|prompt| prompt.remediations.first());
    let is_first = first.is_some_and(|first| first.id == problem.remediation);
    let opened = (!is_first).then_some(problem.remediation.as_str());
    let page = view::page(&app, &visit, &action, opened, Some(problem));
    (StatusCode::UNPROCESSABLE_ENTITY, Html(page.into_string())).into_response()
}
