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
use crate::problem::Problem;
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
        let Some(prompt) = flow.and_then(|flow| flow.prompt().cloned()) else {
            return Ok(redirect::to_current_page(&session.close().await));
        };
        if text("version") != session.data.version(&prompt) {
            return Ok(not_sent(session, &Problem::Stale).await);
        }
        let Some(remediation) = prompt.remediation(text("remediation")) else {
            return Ok(redirect::to_current_page(&session.close().await));
        };
        session.data.values = form_data.public_values(remediation);
        let answer = form_data.answer(&prompt, remediation);
        if let Err(error) = session.submit(answer, &remediation.name) {
            return Ok(not_sent(session, &Problem::new(&error, remediation)).await);
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

/// Returns the current page with the problem. Nothing was sent, and nothing is saved.
async fn not_sent(session: LockedSession, problem: &Problem) -> Response {
    let app = session.app.clone();
    let data = session.close().await;
    let Some(flow) = &data.flow else {
        return RequestError::Internal.into_response();
    };
    let action = flow.screen(SystemTime::now());
    let Some(prompt) = action.prompt() else {
        // the flow has ended, or waits to retry a request
        return redirect::to_current_page(&data);
    };
    let status = match problem {
        Problem::Input(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Problem::Stale => StatusCode::CONFLICT,
    };
    let id = problem.input().map(|problem| problem.remediation.as_str());
    let first = prompt.remediations.first().map(|first| first.id.as_str());
    let opened = id.filter(|_| id != first);
    let page = view::page(&app, &data, &action, opened, Some(problem));
    (status, Html(page.into_string())).into_response()
}
