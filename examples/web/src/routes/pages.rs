//! The pages.

use std::net::SocketAddr;
use std::time::SystemTime;

use axum::extract::{ConnectInfo, Query, State};
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::{HeaderMap, Uri};
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use idx_flow::{Action, RemediationName as Name};
use serde::Deserialize;
use tower_sessions::Session;

use crate::app::SharedApp;
use crate::error::RequestError;
use crate::locked_session::{LockedSession, run_to_completion};
use crate::view::{self, paths};

/// The query of a page.
#[derive(Deserialize)]
pub(super) struct PageQuery {
    /// The id of a remediation that is shown on a page of its own.
    form: Option<String>,
}

pub(super) async fn home(
    State(app): State<SharedApp>,
    session: Session,
) -> Result<Response, RequestError> {
    let session = LockedSession::open(app, session).await?;
    let app = session.app.clone();
    let data = session.close().await;
    Ok(Html(view::home(&app, &data).into_string()).into_response())
}

/// Shows the page at this path, or redirects to the page of the current prompt. Requests that are
/// due are sent first: a browser without scripts polls by reloading the page.
pub(super) async fn show(
    State(app): State<SharedApp>,
    session: Session,
    uri: Uri,
    Query(query): Query<PageQuery>,
    ConnectInfo(browser): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
) -> Result<Response, RequestError> {
    let path = uri.path().to_owned();
    run_to_completion(async move {
        let mut session = LockedSession::open(app, session).await?;
        if session.data.flow.is_none() {
            if path != paths::SIGN_IN {
                return Ok(Redirect::to(paths::SIGN_IN).into_response());
            }
            let languages = headers.get(ACCEPT_LANGUAGE);
            let languages = languages.and_then(|languages| languages.to_str().ok());
            session.start(browser.ip(), languages)?;
        }
        session.advance().await?;
        let app = session.app.clone();
        let data = session.close().await;
        let Some(flow) = &data.flow else {
            return Err(RequestError::Internal);
        };
        let action = flow.screen(SystemTime::now());
        let opened = opened_remediation(&path, query.form, &action);
        if opened.is_none() && path != paths::of(&action) {
            return Ok(Redirect::to(paths::of(&action)).into_response());
        }
        let page = view::page(&app, &data, &action, opened.as_deref(), None);
        Ok(Html(page.into_string()).into_response())
    })
    .await
}

/// Returns the id of the remediation that this URL opens, if the prompt has it.
fn opened_remediation(path: &str, form: Option<String>, action: &Action) -> Option<String> {
    let prompt = action.prompt()?;
    match path {
        paths::CHANNEL => Some(
            prompt
                .remediation_by_name(&Name::SelectEnrollmentChannel)?
                .id
                .clone(),
        ),
        paths::OTHER => form.filter(|id| prompt.remediation(id).is_some()),
        _ => None,
    }
}
