//! Coming back from elsewhere, starting again, signing out.

use axum::Form;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use idx_flow::Secret;
use serde::Deserialize;
use tower_sessions::Session;

use crate::app::Shared;
use crate::error::RequestError;
use crate::guard::SignedOut;
use crate::locked_session::{LockedSession, whole};
use crate::view::place;

/// A form with nothing but the session's token.
#[derive(Deserialize)]
pub(super) struct Token {
    csrf: String,
}

/// The redirect URI: back from an identity provider, or by the link of a mail. The flow checks that it
/// is its own `state` (RFC 9700 section 4.7); what does not hold changes nothing.
pub(super) async fn callback(
    State(app): State<Shared>,
    session: Session,
    RawQuery(query): RawQuery,
) -> Result<Response, RequestError> {
    whole(async move {
        let mut session = LockedSession::begin(app, session).await?;
        let url = format!("{}?{}", session.app.redirect_uri, query.unwrap_or_default());
        if let Some(flow) = &mut session.data.flow
            && flow.handle_redirect(&url).is_ok()
        {
            session.save().await?;
            session.advance().await?;
        }
        Ok(super::on(&session.end().await))
    })
    .await
}

/// Drops the sign-in, for another one.
pub(super) async fn restart(
    State(app): State<Shared>,
    session: Session,
    Form(token): Form<Token>,
) -> Result<Response, RequestError> {
    whole(async move {
        let mut session = LockedSession::begin(app, session).await?;
        session.check(&Secret::from(token.csrf))?;
        session.data.flow = None;
        session.data.page += 1;
        session.data.typed.clear();
        session.save().await?;
        session.end().await;
        Ok(Redirect::to(place::SIGN_IN).into_response())
    })
    .await
}

/// Nothing is left of the session, here and in the browser.
pub(super) async fn sign_out(
    State(app): State<Shared>,
    session: Session,
    Form(token): Form<Token>,
) -> Result<Response, RequestError> {
    whole(async move {
        let session = LockedSession::begin(app, session).await?;
        session.check(&Secret::from(token.csrf))?;
        session.forget().await?;
        let mut response = Redirect::to(place::HOME).into_response();
        response.extensions_mut().insert(SignedOut);
        Ok(response)
    })
    .await
}
