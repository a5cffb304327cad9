//! The org itself: requests in, answers out.

pub mod device;

use std::time::SystemTime;

use crate::http::{Request, Response};
use crate::inbox::Inbox;
use crate::setup::Setup;

/// A simulated Okta org. It does no I/O and reads no clock: the same setup and the same requests
/// at the same times give the same answers.
#[derive(Debug, Clone)]
pub struct Org {
    setup: Setup,
    inbox: Inbox,
}

/// In which browser a magic link is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opened {
    /// The one that asked for it: the link leads back to the client with the code.
    SameClient,
    /// Another one: the link answers for the client, whose next poll learns of it.
    Elsewhere,
}

impl Org {
    /// An org as the setup describes it.
    pub fn new(setup: Setup) -> Self {
        Self {
            setup,
            inbox: Inbox::default(),
        }
    }

    /// Answers one request that reached the org at `now`.
    pub fn handle(&mut self, request: &Request, now: SystemTime) -> Response {
        let _ = (request, now);
        Response::empty(404)
    }

    /// The setup it was made from.
    pub fn setup(&self) -> &Setup {
        &self.setup
    }

    /// Everything it has sent to people.
    pub fn inbox(&self) -> &Inbox {
        &self.inbox
    }

    /// Opens the magic link of an email. In the same browser the answer is the redirect to the
    /// client's `redirect_uri?otp=…&state=…`; elsewhere it is a page that sends the person back
    /// to the first one. A stale link answers 400 and changes nothing.
    pub fn open_link(&mut self, url: &str, now: SystemTime, opened: Opened) -> Response {
        let _ = (url, now, opened);
        Response::empty(404)
    }
}
