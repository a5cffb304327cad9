//! A session while one request works on it: read the data, advance the flow, write the data.

use std::net::IpAddr;
use std::time::SystemTime;

use idx_flow::{Action, Answer, AnswerError, Flow, RemediationName, Secret, StateName, TokenKind};
use idx_flow_ureq::Runner;
use tower_sessions::Session;

use crate::app::SharedApp;
use crate::enrollment;
use crate::error::RequestError;
use crate::lock::SessionLock;
use crate::session::{SessionData, StoredSession};
use crate::store::REVISION;

/// The session's entry for the data.
const DATA: &str = "data";
/// More consecutive requests to the org than any step needs.
const MAX_REQUESTS: usize = 16;

/// A session that only this request works on.
pub(crate) struct LockedSession {
    pub(crate) app: SharedApp,
    pub(crate) data: SessionData,
    session: Session,
    lock: Option<SessionLock>,
    /// The remediation that this request answers.
    answered: Option<RemediationName>,
}

/// Runs a handler to completion, even if the browser closes the connection. The outcome of a
/// request to the org is always stored.
pub(crate) async fn run_to_completion<T: Send + 'static>(
    handler: impl Future<Output = Result<T, RequestError>> + Send + 'static,
) -> Result<T, RequestError> {
    tokio::spawn(handler).await?
}

impl LockedSession {
    /// Waits for the session's lock and reads the data.
    pub(crate) async fn open(app: SharedApp, session: Session) -> Result<Self, RequestError> {
        let lock = match session.id() {
            Some(id) => Some(app.locks.acquire(id).await?),
            None => None,
        };
        Self::read(app, session, lock).await
    }

    /// Reads the data, or returns `None` if another request holds the lock.
    ///
    /// # Errors
    /// [`RequestError::Forbidden`] if the browser has no session.
    pub(crate) async fn try_open(
        app: SharedApp,
        session: Session,
    ) -> Result<Option<Self>, RequestError> {
        let id = session.id().ok_or(RequestError::Forbidden)?;
        match app.locks.try_acquire(id).await? {
            Some(lock) => Self::read(app, session, Some(lock)).await.map(Some),
            None => Ok(None),
        }
    }

    async fn read(
        app: SharedApp,
        session: Session,
        lock: Option<SessionLock>,
    ) -> Result<Self, RequestError> {
        let stored: Option<StoredSession> = session.get(DATA).await?;
        let data = match stored {
            Some(stored) => SessionData::restore(stored),
            None => SessionData::new().ok_or(RequestError::Internal)?,
        };
        Ok(Self {
            app,
            data,
            session,
            lock,
            answered: None,
        })
    }

    /// Checks the token of a form.
    ///
    /// # Errors
    /// [`RequestError::Forbidden`] if the form does not belong to this session.
    pub(crate) fn check_csrf(&self, csrf: &Secret) -> Result<(), RequestError> {
        if *csrf == self.data.csrf {
            Ok(())
        } else {
            Err(RequestError::Forbidden)
        }
    }

    /// Starts a new flow for a browser at this address.
    pub(crate) fn start(
        &mut self,
        browser: IpAddr,
        languages: Option<&str>,
    ) -> Result<(), RequestError> {
        let config = self.app.config_for(browser, languages);
        let config = config.map_err(|_| RequestError::Internal)?;
        let flow = self.app.runner.start(config);
        self.data.flow = Some(flow.map_err(|_| RequestError::Internal)?);
        Ok(())
    }

    /// Submits an answer to the flow. [`advance`](Self::advance) sends it.
    pub(crate) fn submit(
        &mut self,
        answer: Answer,
        name: &RemediationName,
    ) -> Result<(), AnswerError> {
        let flow = self.data.flow.as_mut();
        flow.ok_or(AnswerError::NotExpected)?
            .submit(answer, SystemTime::now())?;
        self.answered = Some(name.clone());
        Ok(())
    }

    /// Advances the flow until it waits for the user or for time to pass, and saves the outcome.
    ///
    /// [Save](Self::save) a submission before it is sent. If this process dies, the next one then
    /// asks the org for the current prompt and does not send the answer again.
    pub(crate) async fn advance(&mut self) -> Result<(), RequestError> {
        let Some(before) = self.data.flow.take() else {
            return Ok(());
        };
        let (runner, mut flow) = (self.app.runner.clone(), before.clone());
        let work = move || {
            send_requests(&runner, &mut flow);
            flow
        };
        let flow = tokio::task::spawn_blocking(work).await?;
        if flow == before {
            self.data.flow = Some(flow);
            return Ok(());
        }
        self.note_enrollment(&before, &flow);
        let is_signed_in = |flow: &Flow| flow.state() == StateName::Done;
        if is_signed_in(&flow) && !is_signed_in(&before) {
            self.change_id().await?;
        }
        self.data.flow = Some(flow);
        self.save().await
    }

    /// Remembers the authenticator that the user has just set up, until the prompt changes again.
    fn note_enrollment(&mut self, before: &Flow, after: &Flow) {
        let answered = self.answered.as_ref();
        let prompt = before.prompt().filter(|_| {
            // after a lost response, it is unknown which answer led to this prompt
            answered.is_some() || before.state() == StateName::Prompt
        });
        let enrolled = prompt.and_then(|prompt| enrollment::completed(prompt, answered, after));
        if enrolled.is_some() {
            self.data.has_enrolled = true;
            self.data.enrolled = enrolled;
        } else if !is_same_screen(before, after) {
            self.data.enrolled = None;
        }
    }

    /// Changes the session's id. An attacker who knew the old id loses access.
    pub(crate) async fn change_id(&mut self) -> Result<(), RequestError> {
        Ok(self.session.cycle_id().await?)
    }

    /// Writes the data with the next revision number.
    pub(crate) async fn save(&mut self) -> Result<(), RequestError> {
        let revision: Option<u64> = self.session.get(REVISION).await?;
        let next = revision.unwrap_or(0) + 1;
        self.session.insert(REVISION, next).await?;
        self.session.insert(DATA, self.data.to_stored()).await?;
        Ok(self.session.save().await?)
    }

    /// Deletes the session and revokes its tokens.
    pub(crate) async fn delete(mut self) -> Result<(), RequestError> {
        self.session.flush().await?;
        self.release().await;
        let flow = self.data.flow.as_ref();
        let action = flow.map(|flow| flow.next_action(SystemTime::now()));
        if let Some(Action::Done { tokens }) = action {
            let (runner, config) = (self.app.runner.clone(), self.app.config().clone());
            let revoke = move || {
                let access = (tokens.access_token, TokenKind::Access);
                let refresh = tokens.refresh_token;
                let refresh = refresh.map(|token| (token, TokenKind::Refresh));
                for (token, kind) in refresh.into_iter().chain([access]) {
                    // if the org cannot be reached, the tokens expire
                    let _ = runner.revoke(config.clone(), token, kind);
                }
            };
            tokio::task::spawn_blocking(revoke).await?;
        }
        Ok(())
    }

    /// Releases the lock and returns the data.
    pub(crate) async fn close(mut self) -> SessionData {
        self.release().await;
        self.data
    }

    async fn release(&mut self) {
        if let Some(lock) = self.lock.take() {
            lock.release().await;
        }
    }
}

/// Sends requests until the flow waits.
fn send_requests(runner: &Runner, flow: &mut Flow) {
    for _ in 0..MAX_REQUESTS {
        let now = SystemTime::now();
        match flow.next_action(now) {
            // Okta Verify on this machine is not the user's
            Action::Send { request } if request.is_loopback() => {
                flow.handle_failure(request.id, now);
            }
            Action::Send { .. } => {
                // after an error, the flow waits and then retries
                let _ = runner.step(flow);
            }
            _ => break,
        }
    }
}

fn is_same_screen(before: &Flow, after: &Flow) -> bool {
    match (before.prompt(), after.prompt()) {
        (Some(before), Some(after)) => before.same_screen(after),
        (before, after) => before.is_none() && after.is_none(),
    }
}
