//! Coming back from elsewhere, starting again, signing out.

use axum::Form;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use idx_flow::Secret;
use serde::Deserialize;
use tower_sessions::Session;

use crate::app::Shared;
use crate::guard::SignedOut;
use crate::refusal::Refusal;
use crate::turn::{Turn, whole};
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
) -> Result<Response, Refusal> {
    whole(async move {
        let mut turn = Turn::begin(app, session).await?;
        let url = format!("{}?{}", turn.app.redirect_uri, query.unwrap_or_default());
        if let Some(flow) = &mut turn.visit.flow
            && flow.handle_redirect(&url).is_ok()
        {
            turn.save().await?;
            turn.advance().await?;
        }
        Ok(super::on(&turn.end().await))
    })
    .await
}

/// Drops the sign-in, for another one.
pub(super) async fn restart(
    State(app): State<Shared>,
    session: Session,
    Form(token): Form<Token>,
) -> Result<Response, Refusal> {
    whole(async move {
        let mut turn = Turn::begin(app, session).await?;
        turn.check(&Secret::from(token.csrf))?;
        turn.visit.flow = None;
        turn.visit.page += 1;
        turn.visit.typed.clear();
        turn.save().await?;
        turn.end().await;
        Ok(Redirect::to(place::SIGN_IN).into_response())
    })
    .await
}

/// Nothing is left of the session, here and in the browser.
pub(super) async fn sign_out(
    State(app): State<Shared>,
    session: Session,
    Form(token): Form<Token>,
) -> Result<Response, Refusal> {
    whole(async move {
        let turn = Turn::begin(app, session).await?;
        turn.check(&Secret::from(token.csrf))?;
        turn.forget().await?;
        let mut response = Redirect::to(place::HOME).into_response();
        response.extensions_mut().insert(SignedOut);
        Ok(response)
    })
    .await
}
