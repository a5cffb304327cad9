//! The flow as an object.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use idx_flow::{Entropy, Flow, RequestId, Secret, Snapshot};

use crate::action::Action;
use crate::answer::Answer;
use crate::config::FlowConfig;
use crate::error::FlowError;
use crate::exchange::TransportResponse;
use crate::known_values::KnownValues;
use crate::panics::catch_panics;
use crate::prompt::Prompt;
use crate::state::StateName;

/// A sign-in or enrollment flow without I/O. Apps use `IdxFlow`, which adds networking and a clock.
///
/// Query the next action, carry it out and report the result. Calls take microseconds and are
/// thread-safe.
#[derive(uniffi::Object)]
pub struct Engine(Mutex<Flow>);

#[uniffi::export]
impl Engine {
    /// Creates a flow with random bytes from the operating system. Nothing is sent yet.
    #[uniffi::constructor]
    pub fn start(config: FlowConfig) -> Result<Arc<Self>, FlowError> {
        catch_panics(|| {
            let config = idx_flow::FlowConfig::try_from(config)?;
            let mut bytes = [0; 96];
            getrandom::fill(&mut bytes).map_err(|_| FlowError::no_entropy())?;
            Ok(Self::from_flow(Flow::start(config, Entropy::new(bytes)?)))
        })
    }

    /// Restores a flow from a snapshot without a request. The snapshot may come from another process or
    /// another language.
    #[uniffi::constructor]
    pub fn restore(snapshot: Snapshot) -> Result<Arc<Self>, FlowError> {
        catch_panics(|| Ok(Self::from_flow(Flow::restore(&snapshot)?)))
    }

    /// Saves the flow. The snapshot is a credential: store it securely and never log it.
    ///
    /// A submission in progress is not saved, because it may contain a password and may have reached the
    /// server. The restored flow asks the server for the current step instead.
    pub fn snapshot(&self) -> Result<Snapshot, FlowError> {
        self.read(|flow| Ok(flow.snapshot()))
    }

    /// Returns the next action. It depends only on the flow and the time.
    pub fn next_action(&self, now: SystemTime) -> Result<Action, FlowError> {
        self.read(|flow| Ok(flow.next_action(now).into()))
    }

    /// Returns the action to show on the screen: the next action, except that a background request is
    /// replaced by its prompt. Use it to redraw while a background request is in progress, for example
    /// after a restore.
    pub fn screen(&self, now: SystemTime) -> Result<Action, FlowError> {
        self.read(|flow| Ok(flow.screen(now).into()))
    }

    /// Returns the newest prompt, if there is one. After the end, it is that of the last response.
    pub fn prompt(&self) -> Result<Option<Prompt>, FlowError> {
        self.read(|flow| Ok(flow.prompt().map(|prompt| Prompt::new(prompt))))
    }

    /// Returns the time until the transaction expires, by the server's clock. Not set if the expiry is
    /// unknown or no transaction is in progress.
    pub fn expires_in(&self, now: SystemTime) -> Result<Option<Duration>, FlowError> {
        self.read(|flow| Ok(flow.expires_in(now)))
    }

    /// Handles the response to a request. A response to an older request is ignored.
    pub fn handle_response(
        &self,
        id: i64,
        response: TransportResponse,
        now: SystemTime,
    ) -> Result<(), FlowError> {
        let id = RequestId(id.cast_unsigned());
        self.update(|flow| {
            flow.handle_response(id, response.into(), now);
            Ok(())
        })
    }

    /// Handles the failure of a request: no network, a timeout or a broken connection. The request is
    /// retried after a delay. An answer is not sent again, because the server may have received it: the
    /// flow asks the server for the current step.
    pub fn handle_failure(&self, id: i64, now: SystemTime) -> Result<(), FlowError> {
        let id = RequestId(id.cast_unsigned());
        self.update(|flow| {
            flow.handle_failure(id, now);
            Ok(())
        })
    }

    /// Handles the URL with which the browser or app returned to the redirect URI.
    pub fn handle_redirect(&self, url: Secret, now: SystemTime) -> Result<(), FlowError> {
        self.update(|flow| Ok(flow.handle_redirect(url.expose(), now)?))
    }

    /// Handles the user's return from the browser or app without a result. The prompt on which the
    /// redirect was chosen is shown again. If it offers nothing else, the action stays the redirect.
    pub fn cancel_redirect(&self, now: SystemTime) -> Result<(), FlowError> {
        self.update(|flow| {
            flow.cancel_redirect(now);
            Ok(())
        })
    }

    /// Submits an answer to the prompt. Nothing is sent yet: the next action sends it.
    pub fn submit(&self, answer: Answer, now: SystemTime) -> Result<(), FlowError> {
        self.update(|flow| Ok(flow.submit(answer.into(), now)?))
    }

    /// Returns the answer to the prompt with known values. Not set if the user has to answer, or if no
    /// answer is expected. Submit the answer; if that fails, show the prompt.
    pub fn answer_known(&self, known: Arc<KnownValues>) -> Result<Option<Answer>, FlowError> {
        self.read(|flow| {
            let prompt = flow
                .prompt()
                .filter(|_| flow.state() == idx_flow::StateName::Prompt);
            Ok(prompt.and_then(|prompt| known.answer(prompt)))
        })
    }

    /// Returns the state of the flow, for logs.
    pub fn state(&self) -> Result<StateName, FlowError> {
        self.read(|flow| Ok(flow.state().into()))
    }

    /// Returns the newest IDX response as received, for data that this library does not expose. It
    /// contains handles: never log it. It can also be read after the end, but not in a flow that
    /// was restored after its end.
    pub fn response_json(&self) -> Result<Option<Secret>, FlowError> {
        self.read(|flow| Ok(flow.response_json().map(Secret::from)))
    }

    /// Returns a URL that signs a browser in to the org, once. Not set before the flow has ended
    /// successfully, and in a flow that was restored after its end.
    ///
    /// The server may reject the URL after the code was exchanged for tokens. Set `stopAtCode` in the
    /// configuration, open the URL, and exchange the code afterwards.
    pub fn browser_session_url(&self) -> Result<Option<Secret>, FlowError> {
        self.read(|flow| Ok(flow.browser_session_url()))
    }
}

/// Returns the number of engines in this process, for leak tests.
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
    fn from_flow(flow: Flow) -> Arc<Self> {
        LIVE.fetch_add(1, Ordering::Relaxed);
        Arc::new(Self(Mutex::new(flow)))
    }

    pub(crate) fn read<T>(
        &self,
        read: impl FnOnce(&Flow) -> Result<T, FlowError>,
    ) -> Result<T, FlowError> {
        catch_panics(|| read(&self.lock()))
    }

    fn update<T>(
        &self,
        update: impl FnOnce(&mut Flow) -> Result<T, FlowError>,
    ) -> Result<T, FlowError> {
        catch_panics(|| update(&mut self.lock()))
    }

    /// A poisoned lock is safe to use: a flow changes in a single assignment.
    fn lock(&self) -> MutexGuard<'_, Flow> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
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

    /// A flow whose first prompt has a QR code.
    fn engine() -> Arc<Engine> {
        let config = FlowConfig::new("https://id.acme.example", "client", "app:/callback");
        let engine = Engine::start(config).unwrap();
        reply(&engine, r#"{"interaction_handle":"h"}"#, at(0));
        reply(&engine, QR, at(0));
        engine
    }

    fn prompt_version(engine: &Engine, now: SystemTime) -> i64 {
        match engine.next_action(now) {
            Ok(Action::ShowQr { prompt_version, .. }) => prompt_version,
            _ => panic!("expected a QR code"),
        }
    }

    #[test]
    fn a_poll_that_returns_the_same_prompt_does_not_change_its_version() {
        let engine = engine();
        let first = prompt_version(&engine, at(0));
        assert_eq!(
            engine.prompt().unwrap().map(|prompt| prompt.version),
            Some(first)
        );
        // the expiration time changes with every response
        let later = QR.replace("\"expiresAt\": \"20", "\"expiresAt\": \"21");
        assert_ne!(later, QR);
        reply(&engine, &later, at(4));
        assert_eq!(prompt_version(&engine, at(4)), first);
        reply(&engine, ROTATED, at(8));
        assert_eq!(prompt_version(&engine, at(8)), first + 1);
    }

    #[test]
    fn the_prompt_contains_the_qr_code_as_a_png() {
        let qr = engine()
            .prompt()
            .unwrap()
            .and_then(|prompt| prompt.qr)
            .unwrap();
        assert!(qr.png.0.starts_with(b"\x89PNG"));
        assert_eq!(qr.alt, "QR code to scan with Okta Verify");
    }

    #[test]
    fn a_restored_flow_has_the_same_snapshot() {
        let engine = engine();
        let restored = Engine::restore(engine.snapshot().unwrap()).unwrap();
        assert_eq!(restored.snapshot().unwrap(), engine.snapshot().unwrap());
        let error = Engine::restore(Snapshot::new("{}")).err();
        assert!(matches!(
            error,
            Some(FlowError::Restore {
                is_newer: false,
                ..
            })
        ));
    }

    #[test]
    fn an_error_names_the_field_and_leaves_the_flow_unchanged() {
        let engine = engine();
        let before = engine.snapshot().unwrap();
        let answer = Answer {
            remediation: "select-enrollment-channel".to_owned(),
            values: [(CHANNEL.to_owned(), crate::Value::Bool { value: true })].into(),
            omitted: Vec::new(),
            prompt_version: prompt_version(&engine, at(0)),
        };
        let Err(FlowError::Answer {
            problem,
            field,
            text,
            ..
        }) = engine.submit(answer, at(0))
        else {
            panic!("the answer was accepted")
        };
        assert_eq!(problem, crate::AnswerProblem::InvalidChoice);
        assert_eq!(field.as_deref(), Some(CHANNEL));
        assert!(text.contains(CHANNEL), "{text}");
        assert_eq!(engine.snapshot().unwrap(), before);
    }

    #[test]
    fn an_answer_to_an_earlier_prompt_is_rejected() {
        let engine = engine();
        let answer = engine.proceed("cancel".into()).unwrap();
        reply(&engine, ROTATED, at(4));
        let error = FlowError::from(idx_flow::AnswerError::StalePrompt);
        assert_eq!(engine.submit(answer, at(4)), Err(error));
        let answer = engine.proceed("cancel".into()).unwrap();
        assert_eq!(engine.submit(answer, at(4)), Ok(()));
    }

    #[test]
    fn known_values_answer_the_prompt_once() {
        let config = FlowConfig::new("https://id.acme.example", "client", "app:/callback");
        let engine = Engine::start(config).unwrap();
        let ada = Some("ada".into());
        let known = KnownValues::new(crate::Goal::SignIn, ada, None, None, Vec::new(), None, None);
        // no prompt yet
        assert_eq!(engine.answer_known(known.clone()), Ok(None));
        reply(&engine, r#"{"interaction_handle":"h"}"#, at(0));
        let form = r#"{"name":"identify","href":"/identify","value":[{"name":"identifier","required":true}]}"#;
        reply(
            &engine,
            &format!(r#"{{"remediation":{{"value":[{form}]}}}}"#),
            at(0),
        );
        let answer = engine.answer_known(known.clone()).unwrap().unwrap();
        assert_eq!(engine.answer_known(known.clone()), Ok(None));
        assert_eq!(engine.submit(answer, at(0)), Ok(()));
        let Ok(Action::Send { request }) = engine.next_action(at(0)) else {
            panic!("nothing to send")
        };
        assert_eq!(request.body.expose(), r#"{"identifier":"ada"}"#);
        // the answer is in progress
        assert_eq!(engine.answer_known(known), Ok(None));
    }

    #[test]
    fn an_engine_is_usable_after_a_panic() {
        let engine = engine();
        let before = prompt_version(&engine, at(0));
        let result = engine.update::<()>(|_| panic!("during the update"));
        assert_eq!(result, Err(FlowError::internal()));
        assert_eq!(prompt_version(&engine, at(0)), before);
    }
}
