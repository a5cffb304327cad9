//! The pages.

use std::time::SystemTime;

use axum::extract::{Query, State};
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::{HeaderMap, Uri};
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use idx_flow::{Action, RemediationName as Name};
use serde::Deserialize;
use tower_sessions::Session;

use crate::app::Shared;
use crate::error::RequestError;
use crate::locked_session::{LockedSession, whole};
use crate::view::{self, place};

/// A form of the page to show on a page of its own.
#[derive(Deserialize)]
pub(super) struct Opened {
    form: Option<String>,
}

pub(super) async fn home(
    State(app): State<Shared>,
    session: Session,
) -> Result<Response, RequestError> {
    let session = LockedSession::begin(app, session).await?;
    let app = session.app.clone();
    let data = session.end().await;
    Ok(Html(view::home(&app, &data).into_string()).into_response())
}

/// The page at this address, or the way to the one whose session it is. What is due is done on the way:
/// a browser without a script polls by fetching the page anew.
pub(super) async fn show(
    State(app): State<Shared>,
    session: Session,
    uri: Uri,
    Query(opened): Query<Opened>,
    headers: HeaderMap,
) -> Result<Response, RequestError> {
    let path = uri.path().to_owned();
    whole(async move {
        let mut session = LockedSession::begin(app, session).await?;
        if session.data.flow.is_none() {
            if path != place::SIGN_IN {
                return Ok(Redirect::to(place::SIGN_IN).into_response());
            }
            let languages = headers.get(ACCEPT_LANGUAGE);
            session.start(languages.and_then(|languages| languages.to_str().ok()))?;
        }
        session.advance().await?;
        let app = session.app.clone();
        let data = session.end().await;
        let Some(flow) = &data.flow else {
            return Err(RequestError::Broken);
        };
        let action = flow.screen(SystemTime::now());
        let opened = opened_form(&path, opened.form, &action);
        if opened.is_none() && path != place::of(&action) {
            return Ok(Redirect::to(place::of(&action)).into_response());
        }
        let page = view::page(&app, &data, &action, opened.as_deref(), None);
        Ok(Html(page.into_string()).into_response())
    })
    .await
}

/// The id of the form that this address opens, where the page has it.
fn opened_form(path: &str, asked: Option<String>, action: &Action) -> Option<String> {
    let prompt = action.prompt()?;
    match path {
        place::CHANNEL => Some(
            prompt
                .remediation_by_name(&Name::SelectEnrollmentChannel)?
                .id
                .clone(),
        ),
        place::OTHER => asked.filter(|id| prompt.remediation(id).is_some()),
        _ => None,
    }
}
