//! The redirect URI, a new sign-in, and sign-out.

use std::time::SystemTime;

use axum::Form;
use axum::extract::{RawQuery, State};
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use idx_flow::{RedirectError, Secret};
use serde::Deserialize;
use tower_sessions::Session;

use super::redirect;
use crate::app::SharedApp;
use crate::error::RequestError;
use crate::locked_session::{LockedSession, run_to_completion};
use crate::security::SignedOut;
use crate::view::{self, paths};

/// A form that has only the session's token.
#[derive(Deserialize)]
pub(super) struct CsrfForm {
    csrf: String,
}

/// The redirect URI. The user returns from an identity provider, or opens the link in an email. The
/// flow checks `state` (RFC 9700 section 4.7) and ignores an invalid URL. If the link in an email was
/// opened on another device, the page shows the code, which the user enters where the sign-in started.
pub(super) async fn callback(
    State(app): State<SharedApp>,
    session: Session,
    RawQuery(query): RawQuery,
) -> Result<Response, RequestError> {
    run_to_completion(async move {
        let mut session = LockedSession::open(app, session).await?;
        let query = query.unwrap_or_default();
        let url = format!("{}?{query}", session.app.redirect_uri);
        let result = match &mut session.data.flow {
            Some(flow) => flow.handle_redirect(&url, SystemTime::now()),
            None => Err(RedirectError::StateMismatch {
                otp: email_code(&query),
            }),
        };
        if result.is_ok() {
            session.save().await?;
            session.advance().await?;
        }
        let app = session.app.clone();
        let data = session.close().await;
        Ok(match result {
            Err(RedirectError::StateMismatch { otp: Some(code) }) if is_code(&code) => {
                Html(view::foreign_code(&app, &code).into_string()).into_response()
            }
            _ => redirect::to_current_page(&data),
        })
    })
    .await
}

/// Returns the code of an email whose link was opened in a browser without a flow.
fn email_code(query: &str) -> Option<Secret> {
    let mut pairs = url::form_urlencoded::parse(query.as_bytes());
    let (_, code) = pairs.find(|(name, _)| name == "otp")?;
    Some(code.into_owned().into())
}

/// Whether a value of a URL may be shown as a code. Anyone can make a URL with another text.
fn is_code(code: &Secret) -> bool {
    let code = code.expose();
    (4..=10).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_digit())
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
