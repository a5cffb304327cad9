//! A sans-IO engine for Okta Identity Engine (IDX) sign-in and enrollment flows.
//!
//! IDX signs people in by a conversation: each response of the server holds forms
//! ("remediations"), the client fills one in, and at the end an interaction code becomes tokens.
//! This crate is that conversation as a value. It sends nothing, waits for nothing and draws
//! nothing: a [`Flow`] says what to do now, and the host (an app, a program, a test) does it.
//!
//! ```
//! use std::time::{Duration, SystemTime};
//! use idx_flow::{Action, Answer, FlowConfig, Entropy, Flow, Request, Response, Tokens};
//!
//! # fn send(request: &Request) -> Option<Response> {
//! #     let body = br#"{"error":"access_denied"}"#.to_vec();
//! #     Some(Response { status: 400, headers: Vec::new(), body })
//! # }
//! # fn ask(action: &Action, wait: Option<Duration>) -> Option<Answer> { None }
//! # fn open(url: &str) -> String { String::new() }
//! fn sign_in(config: FlowConfig, random: [u8; 96]) -> Option<Tokens> {
//!     let mut flow = Flow::start(config, Entropy::from(random));
//!     loop {
//!         match flow.next_action(SystemTime::now()) {
//!             Action::Send { request } => match send(&request) {
//!                 Some(response) => flow.handle_response(request.id, response, SystemTime::now()),
//!                 None => flow.handle_failure(request.id, SystemTime::now()),
//!             },
//!             Action::Redirect { url, .. } => flow.handle_redirect(&open(&url)).ok()?,
//!             Action::Done { tokens } => return Some(*tokens),
//!             Action::DoneWithCode { .. } | Action::Failed { .. } => return None,
//!             // Ask, ShowQr, Wait: show it, until there is an answer or the time is up
//!             action => if let Some(answer) = ask(&action, action.wait()) {
//!                 flow.submit(answer).ok()?;
//!             },
//!         }
//!     }
//! }
//! # let config = FlowConfig::new("https://id.acme.example", "client", "app:/callback").unwrap();
//! # assert_eq!(sign_in(config, [7; 96]), None);
//! ```
//!
//! # States
//!
//! A flow passes through [Interact](StateName::Interact), [Introspect](StateName::Introspect),
//! [Prompt](StateName::Prompt) and [Submit](StateName::Submit) again and again,
//! [Exchange](StateName::Exchange), and ends in [Done](StateName::Done) or
//! [Failed](StateName::Failed). What happens, and where it leads (`·`: nothing changes; Done and
//! Failed never change):
//!
//! | event | Interact | Introspect | Prompt | Submit | Exchange |
//! |---|---|---|---|---|---|
//! | reply: interaction handle | Introspect | Failed | Failed | Failed | Failed |
//! | reply: IDX with remediations | Failed | Prompt | Prompt | Prompt | Failed |
//! | reply: IDX with a challenge that names nobody on this device | Failed | Submit | Submit | Submit | Failed |
//! | reply: IDX with an interaction code | Failed | Exchange | Exchange | Exchange | Failed |
//! | reply: IDX with neither | Failed | Failed | Failed | Failed | Failed |
//! | reply: IDX that leads to another origin | Failed | Failed | Failed | Failed | Failed |
//! | reply: tokens | Failed | Failed | Failed | Failed | Done |
//! | reply: OAuth or API error | Failed | Failed | Failed | Failed | Failed |
//! | reply: 4xx without JSON | Failed | Failed | Prompt | Introspect | Failed |
//! | reply: beyond the limits | Failed | Failed | Failed | Failed | Failed |
//! | reply: 429 | Interact | Introspect | Prompt | Introspect | Exchange |
//! | reply: 5xx, HTML, empty or cut body | Interact | Introspect | Prompt | Introspect | Exchange |
//! | reply: JSON of another kind | Failed | Introspect | Prompt | Introspect | Failed |
//! | no reply | Interact | Introspect | Prompt | Introspect | Exchange |
//! | reply to an older request | · | · | · | · | · |
//! | Okta Verify: 2xx to a probe | · | · | Prompt | · | · |
//! | Okta Verify: 2xx to the challenge | · | · | Prompt | · | · |
//! | Okta Verify: nobody there, or another user's (503) | · | · | Prompt | · | · |
//! | Okta Verify: the same at the last port | · | · | Submit | · | · |
//! | Okta Verify: another error to the challenge | · | · | Submit | · | · |
//! | Okta Verify: no reply to the challenge | · | · | Prompt | · | · |
//! | Okta Verify: no reply to the challenge, and a poll that finds it open | · | · | Submit | · | · |
//! | answer: a form | · | · | Submit | · | · |
//! | answer: an address to open | · | · | Prompt | · | · |
//! | redirect with an interaction code | · | · | Exchange | · | · |
//! | redirect with interaction_required | · | · | Introspect | · | · |
//! | redirect with another error | · | · | Failed | · | · |
//! | redirect with another flow's state | · | · | · | · | · |
//! | the server's time is up | · | Failed | Failed | Failed | · |
//!
//! In Prompt replies come in for polls, and from Okta Verify on this device where the page has a
//! challenge for it: until that is over, nothing is polled (a failure to answer is a row of its own), and
//! where the page has no form to end a challenge, Submit is Prompt, and the page is polled. After a failure the same request goes out again with a
//! new id: a poll after its interval, the others after 1, 2, 4… at most 30 s; after a 429 when the
//! server says (`Retry-After`, `X-Rate-Limit-Reset`, else 60 s).
//!
//! # Contract
//!
//! - **Carry out a [`Send`](Action::Send) once for its id**, follow no redirects, keep no cookies,
//!   and hand back whatever came. A reply to an older id changes nothing, so that an answer may
//!   overtake a poll.
//! - **FastPass**: a [`Send`](Action::Send) [to the device](Request::is_loopback) goes to loopback, in
//!   clear text, with the request's own timeout, past every proxy, and to no other machine whatever a
//!   name resolves to; only its status counts. It has nothing of the flow in it: no handle, no cookie,
//!   no token. A host that cannot do that reports a [failure](Flow::handle_failure), and the user is
//!   offered other ways. Where the page has a [link](DeviceChallenge) instead, open it once for its
//!   number.
//! - **Time** comes in as `SystemTime` and goes out as `Duration`. The flow's own deadline is
//!   measured against the server's `Date`, so that a wrong clock does no harm.
//! - **Errors** say who acts: a [`Message`] the user, an [`InputError`] the programmer (the flow is
//!   unchanged), a [`Failure`] means to start again, a [`RestoreError`] too.
//! - **Save** the [snapshot](Flow::snapshot) whenever the flow has changed, where only your app can
//!   read it. An answer on its way is not in it: what is restored asks the server what it wants now,
//!   so that nothing is ever submitted twice and no password is ever saved.
//! - **Nothing is lost**: unknown remediations, fields, authenticators and messages are kept and can
//!   be used like known ones; [`Prompt::diagnostics`] says what was odd.
//! - **After a flow** a [`TokenRequest`] turns the refresh token into fresh tokens, or has a token taken
//!   back, by the same verbs.
//!
//! # What is not in here
//!
//! Transport, screens (Duo's frame, a captcha's puzzle and a passkey's sheet among them), and storage
//! of tokens: the host's. A hosted flow ([`FlowConfig::state_token`]) ends at a
//! [`Redirect`](Action::Redirect). The signature of the ID token: its claims are checked, and TLS
//! vouches for where it came from (OIDC Core section 3.1.3.7, 6).
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
pub use error::{InputError, RestoreError};
pub use exchange::{Header, Purpose, Request, RequestId, Response};
pub use failure::{Failure, FailureKind};
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
pub use prompt::password_policy::{PasswordPolicy, PasswordRule, UserAttributes};
pub use prompt::qr_code::{QrCode, QrError};
pub use prompt::remediation::{Remediation, RemediationSource};
pub use prompt::response::{IdxResponse, ResponseKind};
pub use prompt::value::Value;
pub use prompt::webauthn::{Ceremony, CeremonyKind};
pub use prompt::{Captcha, Prompt, UserProfile};
pub use secret::Secret;
pub use tokens::request::{TokenAction, TokenKind, TokenRequest};
pub use tokens::{IdToken, InteractionCode, Tokens};
pub use wire::{MAX_BODY, ParseError};
