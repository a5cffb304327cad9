//! The redirect URI, a new sign-in, and sign-out.

use std::time::SystemTime;

use axum::Form;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use idx_flow::Secret;
use serde::Deserialize;
use tower_sessions::Session;

use super::redirect;
use crate::app::SharedApp;
use crate::error::RequestError;
use crate::locked_session::{LockedSession, run_to_completion};
use crate::security::SignedOut;
use crate::view::paths;

/// A form that has only the session's token.
#[derive(Deserialize)]
pub(super) struct CsrfForm {
    csrf: String,
}

/// The redirect URI. The user returns from an identity provider, or opens the link in an email. The
/// flow checks `state` (RFC 9700 section 4.7) and ignores an invalid URL.
pub(super) async fn callback(
    State(app): State<SharedApp>,
    session: Session,
    RawQuery(query): RawQuery,
) -> Result<Response, RequestError> {
    run_to_completion(async move {
        let mut session = LockedSession::open(app, session).await?;
        let url = format!("{}?{}", session.app.redirect_uri, query.unwrap_or_default());
        if let Some(flow) = &mut session.data.flow
            && flow.handle_redirect(&url, SystemTime::now()).is_ok()
        {
            session.save().await?;
            session.advance().await?;
        }
        Ok(redirect::to_current_page(&session.close().await))
    })
    .await
}

/// Discards the flow and starts a new sign-in.
pub(super) async fn restart(
    State(app): State<SharedApp>,
    session: Session,
    Form(form): Form<CsrfForm>,
) -> Result<Response, RequestError> {
    run_to_completion(async move {
        let mut session = LockedSession::open(app, session).await?;
        session.check_csrf(&Secret::from(form.csrf))?;
        session.data.reset();
        session.save().await?;
        session.close().await;
        Ok(Redirect::to(paths::SIGN_IN).into_response())
    })
    .await
}

/// Deletes the session and its cookie.
pub(super) async fn sign_out(
    State(app): State<SharedApp>,
    session: Session,
    Form(form): Form<CsrfForm>,
) -> Result<Response, RequestError> {
    run_to_completion(async move {
        let session = LockedSession::open(app, session).await?;
        session.check_csrf(&Secret::from(form.csrf))?;
        session.delete().await?;
        let mut response = Redirect::to(paths::HOME).into_response();
        response.extensions_mut().insert(SignedOut);
        Ok(response)
    })
    .await
}
