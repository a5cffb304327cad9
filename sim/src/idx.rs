//! The IDX API.

mod authenticator;
mod body;
mod captcha;
mod code_limit;
mod consent;
mod context;
mod counters;
mod duo;
mod email;
mod enroll;
mod form;
mod google_otp;
mod identify;
mod identity_provider;
mod identity_verification;
mod lockout;
mod message;
mod next_step;
pub(crate) mod okta_verify;
mod one_time_token;
mod password;
mod phone;
mod poll;
mod profile;
mod question;
mod rate_limit;
mod recovery;
mod rejection;
mod remembered_device;
mod reply;
mod resend_limit;
mod response;
mod route;
mod select;
mod session;
mod sign_up;
mod sso_extension;
mod step;
mod tac;
mod token;
mod transaction;
mod user_code;
mod verify;
mod webauthn;

pub(crate) use context::RequestContext;
pub(crate) use response::TransactionView;
pub(crate) use route::{handle, limited_prompt};
pub(crate) use step::{
    Challenge, DeviceChallenge, Enroll, PendingActivation, Push, PushState, SentCode, Step,
};
pub(crate) use transaction::Transaction;
