//! Submits the form of a remediation.

use std::time::SystemTime;

use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _, Response};
use idx_flow::Secret;
use tower_sessions::Session;

use super::redirect;
use crate::app::SharedApp;
use crate::error::RequestError;
use crate::form::FormData;
use crate::locked_session::{LockedSession, run_to_completion};
use crate::problem::InputProblem;
use crate::view;

/// Sends the answer to the org and redirects to the page of the next prompt.
pub(super) async fn answer(
    State(app): State<SharedApp>,
    session: Session,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, RequestError> {
    let form_data = FormData::new(pairs);
    run_to_completion(async move {
        let mut session = LockedSession::open(app, session).await?;
        session.check_csrf(form_data.get("csrf").unwrap_or(&Secret::default()))?;
        let text = |name| form_data.get(name).map_or("", Secret::expose);
        let flow = session.data.flow.as_ref();
        let prompt = flow.and_then(|flow| flow.prompt().cloned());
        let version = session.data.prompt_version.to_string();
        let prompt = prompt.filter(|_| text("version") == version);
        let remediation = prompt
            .as_ref()
            .and_then(|prompt| prompt.remediation(text("remediation")));
        // a form for an earlier prompt, after the back button or from another tab, is rejected
        let (Some(prompt), Some(remediation)) = (&prompt, remediation) else {
            return Ok(redirect::to_current_page(&session.close().await));
        };
        session.data.values = form_data.public_values(remediation);
        let answer = form_data.answer(remediation);
        if let Err(error) = session.submit(answer, &remediation.name) {
            let problem = InputProblem::new(&error, remediation);
            return Ok(invalid_input(session, &problem).await);
        }
        if prompt.user.is_none() {
            // the user is about to sign in: prevents session fixation
            session.change_id().await?;
        }
        session.save().await?;
        session.advance().await?;
        Ok(redirect::to_current_page(&session.close().await))
    })
    .await
}

/// Returns the same page with the problem. Nothing was sent, and nothing is saved.
async fn invalid_input(session: LockedSession, problem: &InputProblem) -> Response {
    let app = session.app.clone();
    let data = session.close().await;
    let Some(flow) = &data.flow else {
        return RequestError::Internal.into_response();
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
