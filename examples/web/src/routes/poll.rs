//! What a page asks while it waits for something that happens elsewhere.

use std::time::{Duration, SystemTime};

use axum::extract::State;
use axum::http::HeaderMap;
use axum::{Form, Json};
use idx_flow::{Action, Secret};
use serde::{Deserialize, Serialize};
use tower_sessions::Session;

use crate::app::Shared;
use crate::error::RequestError;
use crate::locked_session::{LockedSession, whole};
use crate::session::SessionData;
use crate::view::place;

/// The header that holds the session's token: no other site can send it.
const CSRF: &str = "x-csrf-token";
/// When to ask again where another request works on the session.
const SOON: Duration = Duration::from_secs(1);

/// What the script of the page shows.
#[derive(Deserialize)]
pub(super) struct Shown {
    page: String,
}

/// What the script has to do.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Poll {
    /// Whether to ask again.
    continue_polling: bool,
    /// When, in milliseconds: as the org last said.
    refresh: u64,
    /// Where to go instead.
    next: Option<&'static str>,
}

/// Asks the org if it is time to, and says what came of it.
pub(super) async fn poll(
    State(app): State<Shared>,
    session: Session,
    headers: HeaderMap,
    Form(shown): Form<Shown>,
) -> Result<Json<Poll>, RequestError> {
    let token = headers.get(CSRF).and_then(|value| value.to_str().ok());
    let token = Secret::from(token.unwrap_or_default());
    whole(async move {
        let Some(mut session) = LockedSession::try_begin(app, session).await? else {
            return Ok(Json(Poll::again(SOON)));
        };
        session.check(&token)?;
        session.advance().await?;
        Ok(Json(Poll::of(&session.end().await, &shown.page)))
    })
    .await
}

impl Poll {
    fn of(data: &SessionData, shown: &str) -> Self {
        let Some(flow) = &data.flow else {
            return Self::next(place::HOME);
        };
        match flow.screen(SystemTime::now()) {
            // an exchange is tried again: the screen stays as it is
            Action::Wait {
                duration,
                prompt: None,
            } => Self::again(duration),
            action => match action.wait() {
                Some(wait) if shown == data.page.to_string() => Self::again(wait),
                _ => Self::next(place::of(&action)),
            },
        }
    }

    fn again(wait: Duration) -> Self {
        Self {
            continue_polling: true,
            // whoever comes a little early would have to come twice
            refresh: wait
                .as_millis()
                .saturating_add(1)
                .try_into()
                .unwrap_or(u64::MAX),
            next: None,
        }
    }

    fn next(place: &'static str) -> Self {
        Self {
            continue_polling: false,
            refresh: 0,
            next: Some(place),
        }
    }
}
