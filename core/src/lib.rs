//! A sans-IO state machine for sign-in and enrollment with Okta Identity Engine (IDX).
//!
//! With IDX, a sign-in is a multi-step exchange: the server returns forms (*remediations*), the
//! client submits one of them, and this repeats until the server issues an interaction code. The code
//! is exchanged for OAuth tokens.
//!
//! A [`Flow`] runs this exchange without I/O. It tells the *host* (an app, a program or a test) what
//! to do next: send a request, show a prompt, wait, or open a URL. The host does that and reports the
//! result. A flow is plain data: it can be cloned, compared, and saved as a [`Snapshot`].
//!
//! # Example
//!
//! `send` performs an HTTP request and returns `None` if no response arrives. `show` shows the action
//! until the user answers or the wait ends. `open_in_browser` returns the URL with which the browser
//! returned to the redirect URI.
//!
//! ```
//! use std::error::Error;
//! use std::time::{Duration, SystemTime};
//! use idx_flow::{Action, Answer, Entropy, Flow, FlowConfig, Request, Response, Tokens};
//!
//! # fn send(request: &Request) -> Option<Response> {
//! #     Some(Response::new(400, [], br#"{"error":"access_denied"}"#.to_vec()))
//! # }
//! # fn show(action: &Action, wait: Option<Duration>) -> Option<Answer> { None }
//! # fn open_in_browser(url: &str) -> String { String::new() }
//! fn sign_in(config: FlowConfig, random: [u8; 96]) -> Result<Option<Tokens>, Box<dyn Error>> {
//!     let mut flow = Flow::start(config, Entropy::new(random)?);
//!     loop {
//!         match flow.next_action(SystemTime::now()) {
//!             Action::Send { request } => match send(&request) {
//!                 Some(response) => flow.handle_response(request.id, response, SystemTime::now()),
//!                 None => flow.handle_failure(request.id, SystemTime::now()),
//!             },
//!             Action::Redirect { url, .. } => {
//!                 flow.handle_redirect(&open_in_browser(&url), SystemTime::now())?;
//!             }
//!             Action::Done { tokens } => return Ok(Some(*tokens)),
//!             Action::DoneWithCode { .. } | Action::Failed { .. } => return Ok(None),
//!             // Ask, ShowQr or Wait
//!             action => {
//!                 if let Some(answer) = show(&action, action.wait()) {
//!                     flow.submit(answer, SystemTime::now())?;
//!                 }
//!             }
//!         }
//!     }
//! }
//! # let config = FlowConfig::new("https://id.acme.example", "client", "app:/callback")?;
//! # assert_eq!(sign_in(config, [7; 96])?, None);
//! # Ok::<(), Box<dyn Error>>(())
//! ```
//!
//! # States
//!
//! A flow is in one of seven [states](StateName):
//!
//! - [Interact](StateName::Interact) requests an interaction handle.
//! - [Introspect](StateName::Introspect) asks the server for the current step.
//! - [Prompt](StateName::Prompt) shows the prompt, and polls if the prompt has a form to poll.
//! - [Submit](StateName::Submit) sends an answer.
//! - [Exchange](StateName::Exchange) exchanges the interaction code for tokens.
//! - [Done](StateName::Done) and [Failed](StateName::Failed) end the flow. No event changes them.
//!
//! The table has the next state for each event, by the current state. `·`: the flow is unchanged.
//! `–`: the event cannot occur. `start`: the flow starts in this state. `DoneWithCode`: the state is
//! Done, and the action is [`DoneWithCode`](Action::DoneWithCode).
//!
//! | event | Interact | Introspect | Prompt | Submit | Exchange |
//! |---|---|---|---|---|---|
//! | new flow | start | – | – | – | – |
//! | new flow with a state token | – | start | – | – | – |
//! | response: interaction handle | Introspect | Failed | Failed | Failed | Failed |
//! | response: IDX with remediations | Failed | Prompt | Prompt | Prompt | Failed |
//! | response: IDX with a loopback challenge without a valid address | Failed | Submit | Submit | Submit | Failed |
//! | response: IDX with an interaction code | Failed | Exchange | Exchange | Exchange | Failed |
//! | response: IDX with an interaction code (`stop_at_code`) | Failed | DoneWithCode | DoneWithCode | DoneWithCode | – |
//! | response: IDX with the redirect that ends a hosted flow | Failed | Prompt | Prompt | Prompt | Failed |
//! | response: IDX without a next step | Failed | Failed | Failed | Failed | Failed |
//! | response: IDX with an error message and no next step | Failed | Failed | Failed | Introspect | Failed |
//! | response: IDX with only a form on another origin | Failed | Failed | Failed | Failed | Failed |
//! | response: tokens | Failed | Failed | Failed | Failed | Done |
//! | response: OAuth error | Failed | Failed | Failed | Failed | Failed |
//! | response: API error | Failed | Failed | Failed | Introspect | Failed |
//! | response: other JSON | Failed | Introspect | Prompt | Introspect | Failed |
//! | response: status 4xx without JSON | Failed | Failed | Prompt | Introspect | Failed |
//! | response: over a limit | Failed | Failed | Failed | Failed | Failed |
//! | response: status 429 | Interact | Introspect | Prompt | Prompt | Exchange |
//! | response: status 429 and IDX with remediations | Failed | Prompt | Prompt | Prompt | Failed |
//! | response: status 5xx, HTML, empty or truncated | Interact | Introspect | Prompt | Introspect | Exchange |
//! | no response | Interact | Introspect | Prompt | Introspect | Exchange |
//! | response to an older request | · | · | · | · | · |
//! | Okta Verify: the probe succeeds (2xx) | · | · | Prompt | · | · |
//! | Okta Verify: the challenge succeeds (2xx) | · | · | Prompt | · | · |
//! | Okta Verify: the probe fails, or the challenge returns 503 | · | · | Prompt | · | · |
//! | Okta Verify: the same at the last port | · | · | Submit | · | · |
//! | Okta Verify: the challenge returns another error | · | · | Submit | · | · |
//! | Okta Verify: no response to the challenge | · | · | Prompt | · | · |
//! | Okta Verify: no response, and the next poll has the same challenge | · | · | Submit | · | · |
//! | answer: a form | · | · | Submit | · | · |
//! | answer: a URL to open | · | · | Prompt | · | · |
//! | redirect: interaction code | · | · | Exchange | · | · |
//! | redirect: interaction code (`stop_at_code`) | · | · | DoneWithCode | · | – |
//! | redirect: `interaction_required` | · | · | Introspect | · | · |
//! | redirect: code of an email | · | · | Submit | · | · |
//! | redirect: another error | · | · | Failed | · | · |
//! | redirect: the `state` of another flow | · | · | · | · | · |
//! | redirect canceled | · | · | Prompt | · | · |
//! | last request after the expiry: no response | – | – | Failed | – | – |
//! | last request after the expiry: IDX with the same expiry | – | – | Failed | – | – |
//! | last request after the expiry: IDX with a later expiry | – | – | Prompt | – | – |
//!
//! In Prompt, a response is that of a poll, or of Okta Verify on this device. A loopback challenge
//! comes before the first poll. If it cannot be completed, the engine submits the form that cancels
//! it; if the prompt has no such form, the flow stays in Prompt and polls. The engine also submits the
//! forms of Apple's single sign-on extension, which have no field for the user.
//!
//! # Rejected, rate-limited and lost answers
//!
//! - **Rejected.** If the server rejects an answer of the user with messages and without a form, or
//!   with an API error, the flow asks for the current step and shows it with these messages. It ends
//!   only if that step is an end too, or if the message says that the transaction has ended.
//! - **Rate-limited.** After status 429, the same prompt is shown with the server's messages and
//!   [`Notice::RateLimited`]. Answers with its remediation are rejected until the time has passed
//!   ([`AnswerError::RateLimited`]); everything else on the prompt can be used.
//! - **Lost.** If no usable response comes, the server may or may not have acted. The answer is never
//!   sent again: the flow asks for the current step. If that is the same step, its prompt has
//!   [`Notice::AnswerMayBeLost`]. If several answers in a row are lost, it asks after 1, 2, 4… seconds.
//!
//! # Retries
//!
//! Any other failed request is sent again with a new id: a poll after its interval, and another request
//! after 1, 2, 4, 8, 16, 30, 30… seconds, or later if the response has a `Retry-After`. After status
//! 429, the delay is that of `Retry-After` or `X-Rate-Limit-Reset`, or 60 seconds without these
//! headers; a poll also waits for its interval. A delay that the server asks for is limited to 15
//! minutes. [`WaitReason`] is the reason why a flow waits. The poll interval is the server's `refresh`,
//! clamped to 1 to 60 seconds, or 4 seconds if it is missing.
//!
//! A response that the server cannot have sent, such as the HTML page of a captive portal, is retried
//! too, but the tenth in a row ends the flow. While a prompt without a known expiry is polled, the
//! limit is thirty.
//!
//! # Expiry
//!
//! Only a prompt expires, and not while a URL from it is open in a browser or an app. When the time of
//! the transaction is over, the flow sends one last request: the poll, or a request for the current
//! step. It continues if the server does, and ends if the request fails or if the response has the same
//! expiry. The flow uses the server's time, from the `Date` header of the newest response, so that a
//! change of the device's clock neither ends nor prolongs a flow. For the validation of tokens, `Date`
//! corrects the clock by at most 24 hours.
//!
//! # Contract for hosts
//!
//! - **Requests.** Send each [`Send`](Action::Send) once for each id, without following redirects or
//!   storing cookies, and report the response with any status. A response to an older request is
//!   ignored, so the host may submit an answer while a poll is in progress. A body of more than
//!   [`MAX_BODY`] bytes is rejected.
//! - **Requests to Okta Verify.** A request that [`is_loopback`](Request::is_loopback) goes to this
//!   device over http or https. Connect to a loopback address without a proxy, whatever the host name
//!   resolves to, and apply the request's timeout. Only the status of the response is used. The
//!   request contains no handle, cookie or token of the flow. If the host cannot send it,
//!   [report a failure](Flow::handle_failure): the engine cancels the challenge, and the server
//!   continues with another prompt.
//! - **Links to Okta Verify.** If a [`DeviceChallenge`] has an `href`, open it once for each `number`.
//! - **Screen.** [`Flow::screen`] returns the action to show, also while a background request is in
//!   progress. [`Prompt::same_screen`] returns whether two prompts look the same.
//! - **Time.** Pass the current `SystemTime` to every method that takes it.
//! - **Connections.** Do not send a request that is not [idempotent](Request::is_idempotent) on a
//!   connection that has been idle for more than 5 seconds.
//! - **Errors.** Show a [`Message`] and a [`Notice`] to the user. An [`AnswerError`], a
//!   [`RedirectError`] or a [`ConfigError`] means that the host passed an invalid value; the flow is
//!   unchanged. After a [`Failure`] or a [`RestoreError`], start a new flow.
//! - **Answers.** Make an [`Answer`] for the prompt that the user sees. If a poll has brought another
//!   prompt meanwhile, the answer is rejected instead of being sent to a form with the same name.
//! - **Snapshots.** Save a [snapshot](Flow::snapshot) after each change of the flow, in storage that
//!   only your app can read. It does not contain an answer in progress: a restored flow asks the
//!   server for the current step, so no answer is submitted twice, and no password is saved.
//! - **Unknown values.** Unknown remediations, fields, authenticators and messages can be used like
//!   known ones. [`Prompt::diagnostics`] lists problems in a response, for developers.
//! - **After the flow.** A [`TokenRequest`] refreshes or revokes tokens, or exchanges the
//!   interaction code of a flow that ended with it. It has the same methods as a flow.
//!
//! # Known values
//!
//! An app that knows values before the server asks for them (the identifier, a password, a preferred
//! authenticator, the profile) can give them to [`KnownValues`], with the user's [`Goal`]. It answers
//! prompts until a value is missing, uses each value at most once, and is not part of a snapshot.
//!
//! # Not included
//!
//! - HTTP and TLS, the user interface (with Duo's frame, captchas, and the platform's passkey
//!   dialog), and the storage of tokens and snapshots.
//! - The verification of the ID token's signature. Its claims are validated, and TLS authenticates
//!   the server that sent it (OpenID Connect Core section 3.1.3.7, item 6).
//! - The end of a hosted flow ([`FlowConfig::state_token`]): the flow's last action is a
//!   [`Redirect`](Action::Redirect), which the host opens.
#![doc = include_str!("../remediations.md")]

mod action;
mod answer;
mod config;
mod engine;
mod entropy;
mod error;
mod exchange;
mod failure;
mod issuer;
mod known_values;
mod names;
mod prompt;
mod retry;
mod secret;
mod tokens;
mod wire;

pub use action::Action;
pub use answer::Answer;
pub use config::FlowConfig;
pub use engine::flow::Flow;
pub use engine::snapshot::Snapshot;
pub use engine::state::StateName;
pub use entropy::Entropy;
pub use error::{AnswerError, ConfigError, RedirectError, RestoreError};
pub use exchange::{Header, Purpose, Request, RequestId, Response};
pub use failure::{Failure, FailureDetail, FailureKind};
pub use known_values::{Goal, KnownValues};
pub use names::{
    AuthenticatorKey, ChallengeMethod, Channel, MethodType, RemediationName, Severity,
};
pub use prompt::app::{AppLinks, ClientApp};
pub use prompt::authenticator::Authenticator;
pub use prompt::consent::{RequestInfo, Scope};
pub use prompt::contextual_data::{ContextualData, DeviceBootstrap, SameDevice, SecurityQuestion};
pub use prompt::device_challenge::DeviceChallenge;
pub use prompt::duo::Duo;
pub use prompt::field::{Choice, Field, FieldHints, FieldKind, Suggestion};
pub use prompt::idp::{Idp, IdvMetadata};
pub use prompt::message::{Message, MessageLink};
pub use prompt::notice::Notice;
pub use prompt::password_policy::{PasswordPolicy, PasswordRule, UserAttributes};
pub use prompt::qr_code::{QrCode, QrError};
pub use prompt::remediation::{Remediation, RemediationSource};
pub use prompt::response::{IdxResponse, ResponseKind};
pub use prompt::value::Value;
pub use prompt::webauthn::{Ceremony, CeremonyKind};
pub use prompt::{Captcha, Prompt, UserProfile};
pub use retry::{RetryCause, WaitReason};
pub use secret::Secret;
pub use tokens::operation::TokenKind;
pub use tokens::request::{TokenAction, TokenRequest};
pub use tokens::{IdToken, InteractionCode, Tokens};
pub use wire::{MAX_BODY, ParseError};
