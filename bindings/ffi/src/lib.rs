//! The engine for Swift and Kotlin: what [`idx_flow`] offers, in the types that UniFFI carries.
//!
//! Everything here is synchronous and a value, but for [`Engine`]: packages written by hand put
//! concurrency, network and clock around it (`bindings/swift`, `bindings/kotlin`). The docs are
//! written for the developers of those two, whose compilers see them.

mod action;
mod answer;
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
mod field;
mod helpers;
mod idp;
mod message;
mod password;
mod prompt;
mod remediation;
mod state;
mod token_request;
mod tokens;
mod webauthn;

pub use action::{Action, Failure, FailureKind};
pub use answer::{Answer, Value};
pub use app::{AppLinks, ClientApp};
pub use authenticator::Authenticator;
pub use config::FlowConfig;
pub use consent::{RequestInfo, Scope};
pub use context::{ContextualData, DeviceBootstrap, Duo, SameDevice, SecurityQuestion};
pub use custom::{PngImage, RedactedUrl};
pub use engine::{Engine, live_engines};
pub use error::{FlowError, InputProblem};
pub use exchange::{HttpHeader, Purpose, TransportRequest, TransportResponse};
pub use field::{Choice, Field, FieldHints, FieldKind, Suggestion};
pub use idp::{Idp, IdvMetadata};
pub use message::{Message, MessageLink};
pub use password::{PasswordPolicy, PasswordRule, PasswordRuleCheck};
pub use prompt::{Captcha, Prompt, QrCode, UserProfile};
pub use remediation::{Remediation, RemediationSource};
pub use state::StateName;
pub use token_request::{TokenAction, TokenKind, TokenRequest};
pub use tokens::{IdToken, InteractionCode, Tokens};
pub use webauthn::{Ceremony, CeremonyKind};

uniffi::setup_scaffolding!("idx_flow");
