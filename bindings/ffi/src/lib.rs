//! The UniFFI interface of [`idx_flow`] for Swift and Kotlin.
//!
//! All functions are synchronous. All types are values, except the objects [`Engine`],
//! [`TokenRequest`] and [`KnownValues`]. The hand-written packages in `bindings/swift` and
//! `bindings/kotlin` add concurrency, networking and a clock.
//!
//! UniFFI copies the documentation to the generated Swift and Kotlin code. It is written for app
//! developers and uses the names of those languages.

mod action;
mod answer;
mod answer_helpers;
mod app;
mod authenticator;
mod config;
mod consent;
mod context;
mod custom;
mod device;
mod engine;
mod error;
mod exchange;
mod failure;
mod field;
mod idp;
mod known_values;
mod message;
mod panics;
mod password;
mod prompt;
mod remediation;
mod state;
mod token_request;
mod tokens;
mod wait;
mod webauthn;

pub use action::Action;
pub use answer::{Answer, Value};
pub use app::{AppLinks, ClientApp};
pub use authenticator::Authenticator;
pub use config::FlowConfig;
pub use consent::{RequestInfo, Scope};
pub use context::{ContextualData, DeviceBootstrap, Duo, SameDevice, SecurityQuestion};
pub use custom::{PngImage, RedactedUrl};
pub use engine::{Engine, live_engines};
pub use error::{AnswerProblem, ConfigProblem, FlowError, RedirectProblem};
pub use exchange::{HttpHeader, Purpose, TransportRequest, TransportResponse};
pub use failure::{Failure, FailureDetail, FailureKind};
pub use field::{Choice, Field, FieldHints, FieldKind, Suggestion};
pub use idp::{Idp, IdvMetadata};
pub use known_values::{Goal, KnownValues, PreferredFactor};
pub use message::{Message, MessageLink};
pub use password::{PasswordPolicy, PasswordRule, PasswordRuleCheck};
pub use prompt::{Captcha, Notice, Prompt, QrCode, UserProfile};
pub use remediation::{Remediation, RemediationSource};
pub use state::StateName;
pub use token_request::{TokenAction, TokenKind, TokenRequest};
pub use tokens::{IdToken, InteractionCode, Tokens};
pub use wait::WaitReason;
pub use webauthn::{Ceremony, CeremonyKind};

uniffi::setup_scaffolding!("idx_flow");
