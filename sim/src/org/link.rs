//! Links that a browser opens: magic links of emails, social identity providers.

use std::time::SystemTime;

use super::Org;
use crate::http::{Request, Response};
use crate::idx::context::RequestContext;
use crate::idx::transaction::{Enroll, Proof, SentCode, Step, Transaction};

/// In which browser a magic link is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opened {
    /// The one that asked for it: the link leads back to the client with the code.
    SameClient,
    /// Another one: the link answers for the client, whose next poll learns of it.
    Elsewhere,
}

impl Org {
    /// Opens the magic link of an email. In the same browser the answer is the redirect to the
    /// client's `redirect_uri?otp=…&state=…`; elsewhere it is a page that sends the person back
    /// to the first one. A stale link answers 400 and changes nothing.
    pub fn open_link(&mut self, url: &str, now: SystemTime, opened: Opened) -> Response {
        let Self {
            org_state,
            transactions,
        } = self;
        let mut open = transactions.iter_mut().filter(|tx| tx.is_open(now));
        let Some((tx, sent)) = open.find_map(|tx| sent_code(tx, url).map(|sent| (tx, sent))) else {
            return Response::html(400, "<p>This link is no longer valid.</p>");
        };
        if opened == Opened::SameClient {
            return RequestContext { org_state, tx, now }.redirect(&[("otp", &sent.code)]);
        }
        let sent = SentCode {
            opened: true,
            ..sent
        };
        tx.step = match &tx.step {
            Step::Verify(method, _) => Step::Verify(*method, Proof::Code(sent)),
            _ => Step::Enroll(Enroll::Email(sent)),
        };
        Response::html(
            200,
            "<p>Thank you. Return to where you were signing in.</p>",
        )
    }

    /// A browser's GET: it is the same one if it has the transaction's cookie.
    pub(super) fn follow_link(&mut self, request: &Request, now: SystemTime) -> Response {
        let url = self.org_state.url(request.path());
        let cookies = request.header("cookie").unwrap_or_default();
        let mut all = self.transactions.iter();
        let tx = all.find(|tx| sent_code(tx, &url).is_some());
        let same = tx.is_some_and(|tx| cookies.contains(tx.cookie.as_str()));
        let opened = if same {
            Opened::SameClient
        } else {
            Opened::Elsewhere
        };
        self.open_link(&url, now, opened)
    }

    pub(super) fn visit_provider(
        &mut self,
        id: &str,
        request: &Request,
        now: SystemTime,
    ) -> Response {
        let query = request.query();
        let handle = query.iter().find(|(name, _)| name == "stateToken");
        let handle = handle.map(|(_, value)| value.as_str()).unwrap_or_default();
        let Self {
            org_state,
            transactions,
        } = self;
        let mut open = transactions.iter_mut().filter(|tx| tx.is_open(now));
        let tx = open.find(|tx| matches!(tx.step, Step::Identify) && tx.has_handle(handle));
        let visit = tx.and_then(|tx| RequestContext { org_state, tx, now }.visit_provider(id));
        visit.unwrap_or_else(|| Response::html(400, "<p>This sign-in has ended.</p>"))
    }
}

impl Org {
    /// The visit to the service that verifies identities.
    pub(super) fn visit_identity_service(
        &mut self,
        request: &Request,
        now: SystemTime,
    ) -> Response {
        let query = request.query();
        let handle = query
            .iter()
            .find(|(name, _)| name == "stateTokenExternalId");
        let handle = handle.map(|(_, value)| value.as_str()).unwrap_or_default();
        let Self {
            org_state,
            transactions,
            ..
        } = self;
        let mut open = transactions.iter_mut().filter(|tx| tx.is_open(now));
        let tx = open.find(|tx| tx.has_handle(handle));
        let visit =
            tx.and_then(|tx| RequestContext { org_state, tx, now }.visit_identity_service());
        visit.unwrap_or_else(|| Response::html(400, "<p>This sign-in has ended.</p>"))
    }
}

/// The code that a transaction waits for, if it was sent with this link.
fn sent_code(tx: &Transaction, link: &str) -> Option<SentCode> {
    match &tx.step {
        Step::Verify(_, Proof::Code(sent)) | Step::Enroll(Enroll::Email(sent)) => {
            Some(sent.clone()).filter(|it| it.link.as_deref() == Some(link))
        }
        _ => None,
    }
}
