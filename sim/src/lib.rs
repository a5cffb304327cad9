//! A simulated Okta org: OAuth endpoints, the IDX API, an inbox and a phone, without I/O.
//!
//! ```
//! use std::time::{Duration, UNIX_EPOCH};
//! use idx_flow_sim::{Org, Request, Setup};
//!
//! let now = UNIX_EPOCH + Duration::from_secs(1_800_000_000);
//! let mut org = Org::new(Setup::default());
//! let response = org.handle(&Request::get("/oauth2/v1/keys"), now);
//! assert_eq!(response.status, 200);
//! ```

pub mod duo;
pub mod faults;
mod hardware_token;
mod http;
mod idx;
mod inbox;
mod json;
mod jwt;
mod oauth;
pub mod org;
mod otp;
pub mod phone;
pub mod qr_code;
#[cfg(feature = "server")]
pub mod server;
pub mod setup;
mod state;
mod time;
pub mod totp;
mod webauthn;

pub use hardware_token::HardwareToken;
pub use http::{Request, Response};
pub use inbox::{Inbox, InboxMessage, InboxMessageKind};
pub use org::{LinkBrowser, Org};
pub use phone::{Phone, PhoneError};
pub use setup::Setup;
