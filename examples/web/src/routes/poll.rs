//! The polling endpoint for the script of a waiting page.

use std::time::{Duration, SystemTime};

use axum::extract::State;
use axum::http::HeaderMap;
use axum::{Form, Json};
use idx_flow::{Action, Secret};
use serde::{Deserialize, Serialize};
use tower_sessions::Session;

use crate::app::SharedApp;
use crate::error::RequestError;
use crate::locked_session::{LockedSession, run_to_completion};
use crate::session::SessionData;
use crate::view::paths;

/// The header with the session's token. Other sites cannot send it.
const CSRF_HEADER: &str = "x-csrf-token";
/// The delay of the next poll if another request holds the session's lock.
const BUSY_DELAY: Duration = Duration::from_secs(1);

/// The body of a poll.
#[derive(Deserialize)]
pub(super) struct PollRequest {
    /// The version of the prompt on the page.
    version: String,
}

/// The response to a poll.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct PollResponse {
    /// Whether to poll again.
    continue_polling: bool,
    /// The delay of the next poll, in milliseconds.
    refresh: u64,
    /// The path of the next page.
    next: Option<&'static str>,
}

/// Polls the org if that is due.
pub(super) async fn poll(
    State(app): State<SharedApp>,
    session: Session,
    headers: HeaderMap,
    Form(request): Form<PollRequest>,
) -> Result<Json<PollResponse>, RequestError> {
    let csrf = headers
        .get(CSRF_HEADER)
        .and_then(|value| value.to_str().ok());
    let csrf = Secret::from(csrf.unwrap_or_default());
    run_to_completion(async move {
        let Some(mut session) = LockedSession::try_open(app, session).await? else {
            return Ok(Json(PollResponse::poll_again(BUSY_DELAY)));
        };
        session.check_csrf(&csrf)?;
        session.advance().await?;
        let data = session.close().await;
        Ok(Json(PollResponse::new(&data, &request.version)))
    })
    .await
}

impl PollResponse {
    /// `version` is that of the prompt on the page.
    fn new(data: &SessionData, version: &str) -> Self {
        let Some(flow) = &data.flow else {
            return Self::go_to(paths::HOME);
        };
        match flow.screen(SystemTime::now()) {
            // a request is retried: the page does not change
            Action::Wait {
                duration,
                prompt: None,
                ..
            } => Self::poll_again(duration),
            action => {
                let is_shown = action
                    .prompt()
                    .is_some_and(|prompt| data.version(prompt) == version);
                match action.wait().filter(|_| is_shown) {
                    Some(wait) => Self::poll_again(wait),
                    None => Self::go_to(paths::of(&action)),
                }
            }
        }
    }

    fn poll_again(wait: Duration) -> Self {
        // one more millisecond, because a poll that is too early has to be repeated
        let refresh = wait.as_millis().saturating_add(1);
        Self {
            continue_polling: true,
            refresh: refresh.try_into().unwrap_or(u64::MAX),
            next: None,
        }
    }

    fn go_to(path: &'static str) -> Self {
        Self {
            continue_polling: false,
            refresh: 0,
            next: Some(path),
        }
    }
}
