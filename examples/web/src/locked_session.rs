//! One request's work on a session: read, let the flow do what is due, write.

use std::time::SystemTime;

use idx_flow::{
    Action, Answer, Flow, InputError, Prompt, Purpose, Request, Secret, StateName, TokenKind,
};
use tower_sessions::Session;

use crate::app::Shared;
use crate::error::RequestError;
use crate::lock::Held;
use crate::session::{Saved, SessionData};
use crate::store::REVISION;

/// The entry of a session that holds the data.
const SESSION_KEY: &str = "data";
/// More exchanges in a row than any step takes.
const MOST_EXCHANGES: usize = 16;

/// A session that this request alone works on.
pub(crate) struct LockedSession {
    pub(crate) app: Shared,
    pub(crate) data: SessionData,
    session: Session,
    held: Option<Held>,
}

/// Runs to the end even if the browser hangs up: an answer that went out is written down.
pub(crate) async fn whole<T: Send + 'static>(
    work: impl Future<Output = Result<T, RequestError>> + Send + 'static,
) -> Result<T, RequestError> {
    tokio::spawn(work).await?
}

impl LockedSession {
    /// As soon as nobody else works on the session.
    pub(crate) async fn begin(app: Shared, session: Session) -> Result<Self, RequestError> {
        let held = match session.id() {
            Some(id) => Some(app.locks.hold(id).await?),
            None => None,
        };
        Self::with(app, session, held).await
    }

    /// Now or not at all. A browser without a session has nothing to wait for.
    pub(crate) async fn try_begin(
        app: Shared,
        session: Session,
    ) -> Result<Option<Self>, RequestError> {
        let id = session.id().ok_or(RequestError::Forbidden)?;
        match app.locks.try_hold(id).await? {
            Some(held) => Self::with(app, session, Some(held)).await.map(Some),
            None => Ok(None),
        }
    }

    /// The session is read when it is held, and not before.
    async fn with(app: Shared, session: Session, held: Option<Held>) -> Result<Self, RequestError> {
        let saved: Option<Saved> = session.get(SESSION_KEY).await?;
        let data = match saved {
            Some(saved) => SessionData::open(saved),
            None => SessionData::new().ok_or(RequestError::Broken)?,
        };
        Ok(Self {
            app,
            data,
            session,
            held,
        })
    }

    /// Refuses what did not come from a page of this session.
    pub(crate) fn check(&self, csrf: &Secret) -> Result<(), RequestError> {
        if *csrf == self.data.csrf {
            Ok(())
        } else {
            Err(RequestError::Forbidden)
        }
    }

    /// A new sign-in takes the place of what there was.
    pub(crate) fn start(&mut self, languages: Option<&str>) -> Result<(), RequestError> {
        let flow = self.app.runner.start(self.app.config(languages));
        self.data.flow = Some(flow.map_err(|_| RequestError::Broken)?);
        Ok(())
    }

    pub(crate) fn submit(&mut self, answer: Answer) -> Result<(), InputError> {
        let flow = self.data.flow.as_mut();
        flow.ok_or(InputError::NotExpected)?.submit(answer)
    }

    /// Has the flow do what is due, until it is the user's turn or time has to pass; and writes down
    /// what came of it.
    ///
    /// An answer is written down as on its way before it goes out: whoever goes on after this process
    /// has died asks the server, and does not answer again.
    pub(crate) async fn advance(&mut self) -> Result<(), RequestError> {
        let Some(before) = self.data.flow.take() else {
            return Ok(());
        };
        let (runner, mut flow) = (self.app.runner.clone(), before.clone());
        let work = move || {
            for _ in 0..MOST_EXCHANGES {
                let now = SystemTime::now();
                match flow.next_action(now) {
                    // Okta Verify on this machine is not the user's: nobody asks it anything
                    Action::Send { request } if is_loopback(&request) => {
                        flow.handle_failure(request.id, now);
                    }
                    Action::Send { .. } if runner.step(&mut flow).is_ok() => (),
                    // after a failure the flow waits by itself
                    _ => break,
                }
            }
            flow
        };
        let flow = tokio::task::spawn_blocking(work).await?;
        if flow == before {
            self.data.flow = Some(flow);
            return Ok(());
        }
        if !looks_alike(before.prompt(), flow.prompt()) {
            self.data.page += 1;
        }
        let is_in = |flow: &Flow| matches!(flow.state(), StateName::Done);
        if is_in(&flow) && !is_in(&before) {
            self.renew().await?;
        }
        self.data.flow = Some(flow);
        self.save().await
    }

    /// A new id: whoever knew the old one has nothing of what comes.
    pub(crate) async fn renew(&mut self) -> Result<(), RequestError> {
        Ok(self.session.cycle_id().await?)
    }

    /// Writes the data as one newer than what was read.
    pub(crate) async fn save(&mut self) -> Result<(), RequestError> {
        let newest: Option<u64> = self.session.get(REVISION).await?;
        let next = newest.unwrap_or(0) + 1;
        self.session.insert(REVISION, next).await?;
        self.session.insert(SESSION_KEY, self.data.save()).await?;
        Ok(self.session.save().await?)
    }

    /// Nothing is left of the session, and its tokens are taken back.
    pub(crate) async fn forget(mut self) -> Result<(), RequestError> {
        self.session.flush().await?;
        self.release().await;
        let flow = self.data.flow.as_ref();
        let action = flow.map(|flow| flow.next_action(SystemTime::now()));
        if let Some(Action::Done { tokens }) = action {
            let (runner, config) = (self.app.runner.clone(), self.app.config(None));
            let work = move || {
                let access = [(tokens.access_token, TokenKind::Access)];
                let refresh = tokens
                    .refresh_token
                    .map(|token| (token, TokenKind::Refresh));
                for (token, kind) in refresh.into_iter().chain(access) {
                    // where the org is out of reach they expire by themselves
                    let _ = runner.revoke(config.clone(), token, kind);
                }
            };
            tokio::task::spawn_blocking(work).await?;
        }
        Ok(())
    }

    /// Lets others at the session, and gives what there is to show.
    pub(crate) async fn end(mut self) -> SessionData {
        self.release().await;
        self.data
    }

    async fn release(&mut self) {
        if let Some(held) = self.held.take() {
            held.free().await;
        }
    }
}

fn is_loopback(request: &Request) -> bool {
    matches!(request.purpose, Purpose::Probe | Purpose::Challenge)
}

fn looks_alike(
    before: Option<&std::sync::Arc<Prompt>>,
    after: Option<&std::sync::Arc<Prompt>>,
) -> bool {
    match (before, after) {
        (Some(before), Some(after)) => before.same_screen(after),
        (before, after) => before.is_none() && after.is_none(),
    }
}
