//! What a form answers.

use std::time::SystemTime;

use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _, Response};
use idx_flow::Secret;
use tower_sessions::Session;

use crate::app::Shared;
use crate::error::RequestError;
use crate::form::Pairs;
use crate::locked_session::{LockedSession, whole};
use crate::view::{self, Problem};

/// Sends the answer to the org, and leads on to what comes of it.
pub(super) async fn answer(
    State(app): State<Shared>,
    session: Session,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, RequestError> {
    let pairs = Pairs::new(pairs);
    whole(async move {
        let mut session = LockedSession::begin(app, session).await?;
        session.check(pairs.get("csrf").unwrap_or(&Secret::default()))?;
        let text = |name| pairs.get(name).map_or("", Secret::expose);
        let prompt = session
            .data
            .flow
            .as_ref()
            .and_then(|flow| flow.prompt().cloned());
        let prompt = prompt.filter(|_| text("page") == session.data.page.to_string());
        let form = prompt
            .as_ref()
            .and_then(|prompt| prompt.remediation(text("remediation")));
        // a form of an earlier page, by the back button or from another tab
        let (Some(prompt), Some(form)) = (&prompt, form) else {
            return Ok(super::on(&session.end().await));
        };
        session.data.typed = pairs.typed(form);
        if let Err(error) = session.submit(pairs.answer(form)) {
            return Ok(again(session, &Problem::of(&error, form)).await);
        }
        if prompt.user.is_none() {
            session.renew().await?; // whoever gave this browser its session does not share what comes
        }
        session.save().await?;
        session.advance().await?;
        Ok(super::on(&session.end().await))
    })
    .await
}

/// The same page, with what does not fit. Nothing was sent, and nothing is written down.
async fn again(session: LockedSession, problem: &Problem) -> Response {
    let app = session.app.clone();
    let data = session.end().await;
    let Some(flow) = &data.flow else {
        return RequestError::Broken.into_response();
    };
    let action = flow.screen(SystemTime::now());
    let first = action
        .prompt()
        .and_then(|prompt| prompt.remediations.first());
    let is_first = first.is_some_and(|first| first.id == problem.remediation);
    let opened = (!is_first).then_some(problem.remediation.as_str());
    let page = view::page(&app, &data, &action, opened, Some(problem));
    (StatusCode::UNPROCESSABLE_ENTITY, Html(page.into_string())).into_response()
}
