//! The flow as an object: the one thing that is not a value on the other side.

use std::panic::{self, AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, Once, PoisonError};
use std::time::{Duration, SystemTime};

use idx_flow::{Entropy, Flow, InputError, RequestId, Secret, Snapshot};

use crate::action::Action;
use crate::answer::Answer;
use crate::config::FlowConfig;
use crate::error::FlowError;
use crate::exchange::TransportResponse;
use crate::prompt::Prompt;
use crate::state::StateName;

/// A sign-in or enrollment, from the first request to the tokens.
///
/// It does nothing by itself: ask it for the next action, and tell it what happened. Its calls take
/// microseconds and can come from any thread; two at once take turns.
#[derive(uniffi::Object)]
pub struct Engine(Mutex<Inner>);

pub(crate) struct Inner {
    pub(crate) flow: Flow,
    /// The number of the page.
    pub(crate) prompt_version: i64,
}

#[uniffi::export]
impl Engine {
    /// A new flow, with random bytes from the operating system. Nothing is sent yet.
    #[uniffi::constructor]
    pub fn start(config: FlowConfig) -> Result<Arc<Self>, FlowError> {
        guarded(|| {
            let config = idx_flow::FlowConfig::try_from(config)?;
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
        self.look(|inner| {
            Ok(Action::new(
                inner.flow.next_action(now),
                inner.prompt_version,
            ))
        })
    }

    /// What belongs on the screen now: the same action, but that a page takes the place of a poll that
    /// is due. For a screen that is drawn anew while a poll is out, as after a restart.
    pub fn screen(&self, now: SystemTime) -> Result<Action, FlowError> {
        self.look(|inner| Ok(Action::new(inner.flow.screen(now), inner.prompt_version)))
    }

    /// The prompt that belongs on the screen. It is kept if the server ends the flow.
    pub fn prompt(&self) -> Result<Option<Prompt>, FlowError> {
        let prompt = |inner: &Inner| Some(Prompt::new(inner.prompt_version, inner.flow.prompt()?));
        self.look(|inner| Ok(prompt(inner)))
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
        response: TransportResponse,
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
    pub fn cancel_redirect(&self) -> Result<(), FlowError> {
        self.change(|flow| {
            flow.cancel_redirect();
            Ok(())
        })
    }

    /// Answers the prompt. Nothing is sent yet: the next action is to send it.
    pub fn submit(&self, answer: Answer) -> Result<(), FlowError> {
        guarded(|| {
            let mut inner = self.lock();
            if answer
                .prompt_version
                .is_some_and(|version| version != inner.prompt_version)
            {
                return Err(FlowError::stale_prompt());
            }
            inner.change(|flow| flow.submit(answer.into()))
        })
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
        Arc::new(Self(Mutex::new(Inner {
            flow,
            prompt_version: 1,
        })))
    }

    pub(crate) fn look<T>(
        &self,
        look: impl FnOnce(&Inner) -> Result<T, InputError>,
    ) -> Result<T, FlowError> {
        guarded(|| Ok(look(&self.lock())?))
    }

    fn change<T>(
        &self,
        change: impl FnOnce(&mut Flow) -> Result<T, InputError>,
    ) -> Result<T, FlowError> {
        guarded(|| self.lock().change(change))
    }

    /// A flow is whole even where a thread died holding it: it changes in one assignment.
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    /// Changes the flow, and counts the page where that is another then.
    fn change<T>(
        &mut self,
        change: impl FnOnce(&mut Flow) -> Result<T, InputError>,
    ) -> Result<T, FlowError> {
        let before = self.flow.prompt().cloned();
        let changed = change(&mut self.flow)?;
        let same = match (&before, self.flow.prompt()) {
            (Some(before), Some(now)) => Arc::ptr_eq(before, now) || before.same_screen(now),
            (before, now) => before.is_none() && now.is_none(),
        };
        self.prompt_version += i64::from(!same);
        Ok(changed)
    }
}

/// A panic is an error for the host, and takes no text along: that may hold what somebody typed.
/// UniFFI would catch it too, but with its text, and in Swift only where a function throws.
pub(crate) fn guarded<T>(work: impl FnOnce() -> Result<T, FlowError>) -> Result<T, FlowError> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| panic::set_hook(Box::new(report)));
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(FlowError::internal()))
}

/// Says where, and not what: the process's standard error is a log, too. The hook is this library's
/// alone, for it has a standard library of its own.
#[expect(clippy::print_stderr, reason = "whoever reports it needs the place")]
fn report(panic: &PanicHookInfo<'_>) {
    match panic.location() {
        Some(place) => eprintln!("idx-flow: a panic at {place}"),
        None => eprintln!("idx-flow: a panic"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QR: &str = include_str!("../../../tests/fixtures/okta-verify/enroll-qr.json");
    const ROTATED: &str =
        include_str!("../../../tests/fixtures/okta-verify/enroll-qr-rotated.json");

    const CHANNEL: &str = "authenticator.channel";

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_893_456_000 + seconds)
    }

    fn reply(engine: &Engine, body: &str, now: SystemTime) {
        let Ok(Action::Send { request }) = engine.next_action(now) else {
            panic!("nothing to send")
        };
        let response = TransportResponse {
            status: 200,
            headers: Vec::new(),
            body: body.into(),
        };
        engine.handle_response(request.id, response, now).unwrap();
    }

    /// A flow whose first page is that of a QR code.
    fn engine() -> Arc<Engine> {
        let config = FlowConfig::new("https://id.acme.example", "client", "app:/callback");
        let engine = Engine::start(config).unwrap();
        reply(&engine, r#"{"interaction_handle":"h"}"#, at(0));
        reply(&engine, QR, at(0));
        engine
    }

    fn shown(engine: &Engine, now: SystemTime) -> i64 {
        match engine.next_action(now) {
            Ok(Action::ShowQr { prompt_version, .. }) => prompt_version,
            _ => panic!("no QR code is shown"),
        }
    }

    #[test]
    fn a_poll_that_brings_the_same_page_does_not_change_its_number() {
        let engine = engine();
        let first = shown(&engine, at(0));
        assert_eq!(
            engine.prompt().unwrap().map(|prompt| prompt.version),
            Some(first)
        );
        // the hour at which it ends moves with every response
        let later = QR.replace("\"expiresAt\": \"20", "\"expiresAt\": \"21");
        assert_ne!(later, QR);
        reply(&engine, &later, at(4));
        assert_eq!(shown(&engine, at(4)), first);
        reply(&engine, ROTATED, at(8));
        assert_eq!(shown(&engine, at(8)), first + 1);
    }

    #[test]
    fn the_code_comes_with_its_page_as_a_picture() {
        let qr = engine()
            .prompt()
            .unwrap()
            .and_then(|prompt| prompt.qr)
            .unwrap();
        assert!(qr.png.0.starts_with(b"\x89PNG"));
        assert_eq!(qr.alt, "QR code to scan with Okta Verify");
    }

    #[test]
    fn what_is_restored_is_what_was_saved() {
        let engine = engine();
        let restored = Engine::restore(engine.snapshot().unwrap()).unwrap();
        assert_eq!(restored.snapshot().unwrap(), engine.snapshot().unwrap());
        let error = Engine::restore(Snapshot::new("{}")).err();
        assert!(matches!(
            error,
            Some(FlowError::Restore { newer: false, .. })
        ));
    }

    #[test]
    fn an_error_names_the_field_and_leaves_the_flow_as_it_was() {
        let engine = engine();
        let before = engine.snapshot().unwrap();
        let answer = Answer {
            remediation: "select-enrollment-channel".to_owned(),
            values: [(CHANNEL.to_owned(), crate::Value::Bool { value: true })].into(),
            prompt_version: None,
        };
        let Err(FlowError::Input {
            problem,
            field,
            text,
        }) = engine.submit(answer)
        else {
            panic!("it was taken")
        };
        assert_eq!(problem, crate::InputProblem::InvalidChoice);
        assert_eq!(field.as_deref(), Some(CHANNEL));
        assert!(text.contains(CHANNEL), "{text}");
        assert_eq!(engine.snapshot().unwrap(), before);
    }

    #[test]
    fn an_answer_to_an_earlier_page_is_refused() {
        let engine = engine();
        let answer = engine.proceed("cancel".into()).unwrap();
        reply(&engine, ROTATED, at(4));
        assert_eq!(
            engine.submit(answer.clone()),
            Err(FlowError::stale_prompt())
        );
        let whichever = Answer {
            prompt_version: None,
            ..answer
        };
        assert_eq!(engine.submit(whichever), Ok(()));
    }

    #[test]
    fn a_panic_is_an_error_that_repeats_nothing_of_it() {
        let error = guarded::<()>(|| panic!("hunter2")).unwrap_err();
        assert!(matches!(error, FlowError::Internal { .. }));
        assert!(!format!("{error} {error:?}").contains("hunter2"));
    }

    #[test]
    fn an_engine_that_panicked_goes_on() {
        let engine = engine();
        let before = shown(&engine, at(0));
        let broken = engine.change::<()>(|_| panic!("in the middle"));
        assert_eq!(broken, Err(FlowError::internal()));
        assert_eq!(shown(&engine, at(0)), before);
    }
}
