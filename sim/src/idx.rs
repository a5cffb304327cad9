//! The IDX API: one transaction's pages and what may be posted to them.

mod admin;
pub(crate) mod authenticator;
mod captcha;
mod consent;
pub(crate) mod context;
mod duo;
mod email;
mod enroll;
pub(crate) mod form;
mod google_otp;
mod identify;
mod identity;
mod limit;
pub(crate) mod message;
mod next;
pub(crate) mod okta_verify;
pub(crate) mod page;
mod password;
mod phone;
mod poll;
mod profile;
mod question;
mod recovery;
mod route;
mod select;
mod sign_up;
mod social;
mod tac;
mod token;
pub(crate) mod transaction;
mod user_code;
mod verify;
mod webauthn;

pub(crate) use route::handle;
