//! The flow as an object: the one thing that is not a value on the other side.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use idx_flow::{
    AuthenticatorKey, Channel, Config, Entropy, Flow, InputError, MethodType, Prompt,
    RemediationName, RequestId, Secret, Snapshot,
};

use crate::action::Action;
use crate::answer::Answer;
use crate::config::FlowConfig;
use crate::error::FlowError;
use crate::exchange::IdxResponse;
use crate::password::{PasswordRuleCheck, check};
use crate::prompt::{Page, is_same};

/// A sign-in or enrolment, from the first request to the tokens.
///
/// It does nothing by itself: ask it for the next action, and tell it what happened. Its calls take
/// microseconds and can come from any thread; two at once take turns.
#[derive(uniffi::Object)]
pub struct Engine(Mutex<Inner>);

struct Inner {
    flow: Flow,
    /// The number of the page.
    page: i64,
}

/// The names of the states, for logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum StateName {
    /// To ask for an interaction handle.
    Interact,
    /// To ask what the server wants now.
    Introspect,
    /// To show the page, and poll.
    Prompt,
    /// To send an answer.
    Submit,
    /// To turn the code into tokens.
    Exchange,
    /// The end, with tokens or a code.
    Done,
    /// The end, without.
    Failed,
}

#[uniffi::export]
impl Engine {
    /// A new flow, with random bytes from the operating system. Nothing is sent yet.
    #[uniffi::constructor]
    pub fn start(config: FlowConfig) -> Result<Arc<Self>, FlowError> {
        guarded(|| {
            let config = Config::try_from(config)?;
            let mut bytes = [0; 96];
            getrandom::fill(&mut bytes).map_err(|_| FlowError::no_entropy())?;
            Ok(Self::of(Flow::start(config, Entropy::from(bytes))))
        })
    }

    /// The flow as it was when the snapshot was taken, in this process or another, in this language
    /// or another, without a request.
    #[uniffi::constructor]
    pub fn restore(snapshot: Snapshot) -> Result<Arc<Self>, FlowError> {
        guarded(|| Ok(Self::of(Flow::restore(&snapshot)?)))
    }

    /// The whole flow as text. It is a credential: for a keychain, never for a log.
    ///
    /// An answer on its way is not saved: it may hold a password, and nobody knows whether it was
    /// sent. What is restored then asks the server what it wants now.
    pub fn snapshot(&self) -> Result<Snapshot, FlowError> {
        self.look(|inner| Ok(inner.flow.snapshot()))
    }

    /// What to do now. The same flow and the same time give the same action.
    pub fn next_action(&self, now: SystemTime) -> Result<Action, FlowError> {
        self.look(|inner| Ok(Action::new(inner.flow.next_action(now), inner.page)))
    }

    /// The page that belongs on the screen, also the last one of a flow that the server has ended.
    pub fn page(&self) -> Result<Option<Page>, FlowError> {
        let page = |inner: &Inner| Some(Page::new(inner.page, inner.flow.prompt()?));
        self.look(|inner| Ok(page(inner)))
    }

    /// How long until the server forgets the conversation, by the server's own clock; none where it
    /// has not said, or where the time no longer counts.
    pub fn expires_in(&self, now: SystemTime) -> Result<Option<Duration>, FlowError> {
        self.look(|inner| Ok(inner.flow.expires_in(now)))
    }

    /// Takes in what came back for a request. An older id than the newest request's changes nothing.
    pub fn handle_response(
        &self,
        id: i64,
        response: IdxResponse,
        now: SystemTime,
    ) -> Result<(), FlowError> {
        let id = RequestId(id.cast_unsigned());
        self.change(|flow| {
            flow.handle_response(id, response.into(), now);
            Ok(())
        })
    }

    /// The exchange did not complete: no network, a timeout, a broken connection. Whether the server
    /// acted is unknown; the flow finds out.
    pub fn handle_failure(&self, id: i64, now: SystemTime) -> Result<(), FlowError> {
        let id = RequestId(id.cast_unsigned());
        self.change(|flow| {
            flow.handle_failure(id, now);
            Ok(())
        })
    }

    /// Takes in the URL with which the browser or app came back to the redirect URI.
    pub fn handle_redirect(&self, url: Secret) -> Result<(), FlowError> {
        self.change(|flow| flow.handle_redirect(url.expose()))
    }

    /// The user came back without anything: what was opened was closed. The page that it was chosen
    /// on is shown again; where there is nothing else to do, it stays.
    pub fn handle_redirect_cancelled(&self) -> Result<(), FlowError> {
        self.change(|flow| {
            flow.handle_redirect_cancelled();
            Ok(())
        })
    }

    /// Answers the prompt. Nothing is sent yet: the next action is to send it.
    pub fn submit(&self, answer: Answer) -> Result<(), FlowError> {
        self.change(|flow| flow.submit(answer.into()))
    }

    /// Says who signs in, with the password where the form asks for it on the same page.
    pub fn identify(
        &self,
        identifier: String,
        password: Option<Secret>,
    ) -> Result<Answer, FlowError> {
        self.help(|prompt| idx_flow::Answer::identify(prompt, &identifier, password.as_ref()))
    }

    /// Gives the password, the code or the answer that the current authenticator asks for.
    pub fn passcode(&self, code: Secret) -> Result<Answer, FlowError> {
        self.help(|prompt| idx_flow::Answer::passcode(prompt, code))
    }

    /// Chooses an authenticator to verify or to enrol, and its method where one is named.
    pub fn authenticator(
        &self,
        key: AuthenticatorKey,
        method: Option<MethodType>,
    ) -> Result<Answer, FlowError> {
        self.help(|prompt| idx_flow::Answer::authenticator(prompt, &key, method.as_ref()))
    }

    /// "Can't scan?": chooses how Okta Verify gets its activation link.
    pub fn channel(&self, channel: Channel) -> Result<Answer, FlowError> {
        self.help(|prompt| idx_flow::Answer::channel(prompt, &channel))
    }

    /// Presses a button: skip, resend, cancel, and every other remediation that asks for nothing.
    pub fn button(&self, name: RemediationName) -> Result<Answer, FlowError> {
        self.help(|prompt| idx_flow::Answer::button(prompt, &name))
    }

    /// Each rule of the password policy at hand with whether this password satisfies it; empty where
    /// the page has none. To be shown while it is typed.
    pub fn check_password(&self, password: Secret) -> Result<Vec<PasswordRuleCheck>, FlowError> {
        let checks = |prompt: &Arc<Prompt>| check(prompt, &password);
        self.look(|inner| Ok(inner.flow.prompt().map(checks).unwrap_or_default()))
    }

    /// The name of the state, for logs.
    pub fn state(&self) -> Result<StateName, FlowError> {
        self.look(|inner| Ok(inner.flow.state().into()))
    }

    /// The newest IDX response as it came, for what this library has no name for (yet).
    pub fn response_json(&self) -> Result<Option<Secret>, FlowError> {
        self.look(|inner| Ok(inner.flow.response_json().map(Secret::from)))
    }
}

/// How many engines there are in this process: for tests that look for leaks.
#[uniffi::export]
pub fn live_engines() -> i64 {
    LIVE.load(Ordering::Relaxed)
}

static LIVE: AtomicI64 = AtomicI64::new(0);

impl Drop for Engine {
    fn drop(&mut self) {
        LIVE.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Engine {
    fn of(flow: Flow) -> Arc<Self> {
        LIVE.fetch_add(1, Ordering::Relaxed);
        Arc::new(Self(Mutex::new(Inner { flow, page: 1 })))
    }

    fn look<T>(&self, look: impl FnOnce(&Inner) -> Result<T, InputError>) -> Result<T, FlowError> {
        guarded(|| Ok(look(&self.lock())?))
    }

    fn change<T>(
        &self,
        change: impl FnOnce(&mut Flow) -> Result<T, InputError>,
    ) -> Result<T, FlowError> {
        guarded(|| {
            let mut inner = self.lock();
            let before = inner.flow.prompt().cloned();
            let changed = change(&mut inner.flow)?;
            let same = match (&before, inner.flow.prompt()) {
                (Some(before), Some(now)) => Arc::ptr_eq(before, now) || is_same(before, now),
                (before, now) => before.is_none() && now.is_none(),
            };
            inner.page += i64::from(!same);
            Ok(changed)
        })
    }

    fn help(
        &self,
        answer: impl FnOnce(&Prompt) -> Result<idx_flow::Answer, InputError>,
    ) -> Result<Answer, FlowError> {
        self.look(|inner| {
            let prompt = inner.flow.prompt().ok_or(InputError::NotExpected)?;
            Ok(answer(prompt)?.into())
        })
    }

    /// A flow is whole even where a thread died holding it: it changes in one assignment.
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A panic is an error for the host, and takes no text along: that may hold what somebody typed.
/// UniFFI would catch it too, but with its text, and in Swift only where a function throws.
fn guarded<T>(work: impl FnOnce() -> Result<T, FlowError>) -> Result<T, FlowError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(FlowError::internal()))
}

impl From<idx_flow::StateName> for StateName {
    fn from(name: idx_flow::StateName) -> Self {
        match name {
            idx_flow::StateName::Interact => Self::Interact,
            idx_flow::StateName::Introspect => Self::Introspect,
            idx_flow::StateName::Prompt => Self::Prompt,
            idx_flow::StateName::Submit => Self::Submit,
            idx_flow::StateName::Exchange => Self::Exchange,
            idx_flow::StateName::Done => Self::Done,
            idx_flow::StateName::Failed => Self::Failed,
        }
    }
}
