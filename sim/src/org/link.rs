//! Links that a browser opens: magic links, identity providers and identity verification.

use std::time::SystemTime;

use super::Org;
use crate::http::{Request, Response};
use crate::idx::{Challenge, Enroll, RequestContext, SentCode, Step, Transaction};

/// The browser in which a magic link is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkBrowser {
    /// The browser that requested the link. It is redirected to the client with the code.
    Same,
    /// Another browser. The client's next poll completes the step.
    Other,
}

impl Org {
    /// Opens the magic link of an email. In the same browser, the response redirects to the client's
    /// `redirect_uri?otp=…&state=…`. In another browser, it is a page that sends the user back to
    /// the first one. If the client has a URI for emails, every browser is redirected there. An
    /// invalid link results in status 400.
    pub fn open_link(&mut self, url: &str, now: SystemTime, browser: LinkBrowser) -> Response {
        let Self {
            org_state,
            transactions,
            ..
        } = self;
        let mut open = transactions.iter_mut().filter(|tx| tx.is_open(now));
        let Some((tx, sent)) = open.find_map(|tx| sent_code(tx, url).map(|sent| (tx, sent))) else {
            return Response::html(400, "<p>This link is no longer valid.</p>");
        };
        let parameters = [("otp", sent.code.as_str())];
        if let Some(uri) = &org_state.setup.email_callback_uri {
            return tx.authorization.redirect_to(uri, &parameters);
        }
        if browser == LinkBrowser::Same {
            return tx.authorization.redirect(&parameters);
        }
        let sent = SentCode {
            opened: true,
            ..sent
        };
        tx.step = match &tx.step {
            Step::Verify(method, _) => Step::Verify(*method, Challenge::Code(sent)),
            _ => Step::Enroll(Enroll::Email(sent)),
        };
        Response::html(
            200,
            "<p>Thank you. Return to where you were signing in.</p>",
        )
    }

    /// Handles a GET of a magic link. The browser is the same if it sends the transaction's cookie.
    pub(super) fn visit_magic_link(&mut self, request: &Request, now: SystemTime) -> Response {
        let url = self.org_state.url(request.path());
        let cookies = request.header("cookie").unwrap_or_default();
        let mut transactions = self.transactions.iter();
        let tx = transactions.find(|tx| sent_code(tx, &url).is_some());
        let browser = if tx.is_some_and(|tx| cookies.contains(tx.cookie.as_str())) {
            LinkBrowser::Same
        } else {
            LinkBrowser::Other
        };
        self.open_link(&url, now, browser)
    }

    /// Handles a GET of an identity provider's link.
    pub(super) fn visit_identity_provider(
        &mut self,
        id: &str,
        request: &Request,
        now: SystemTime,
    ) -> Response {
        self.visit(request, "stateToken", now, |mut ctx| match ctx.tx.step {
            Step::Identify => ctx.visit_identity_provider(id),
            _ => None,
        })
    }

    /// Handles a GET of the identity verification vendor's link.
    pub(super) fn visit_identity_service(
        &mut self,
        request: &Request,
        now: SystemTime,
    ) -> Response {
        self.visit(request, "stateTokenExternalId", now, |mut ctx| {
            ctx.visit_identity_service()
        })
    }

    /// Handles a visit for the transaction whose state handle is in the query.
    fn visit(
        &mut self,
        request: &Request,
        parameter: &str,
        now: SystemTime,
        handle: impl FnOnce(RequestContext<'_>) -> Option<Response>,
    ) -> Response {
        let query = request.query();
        let state_handle = query.iter().find(|(name, _)| name == parameter);
        let state_handle = state_handle.map_or("", |(_, value)| value.as_str());
        let Self {
            org_state,
            transactions,
            ..
        } = self;
        let mut open = transactions.iter_mut().filter(|tx| tx.is_open(now));
        let tx = open.find(|tx| tx.has_state_handle(state_handle));
        let response = tx.and_then(|tx| handle(RequestContext { org_state, tx, now }));
        response.unwrap_or_else(|| Response::html(400, "<p>This sign-in has ended.</p>"))
    }
}

/// Returns the code that a transaction waits for, if it was sent with this link.
fn sent_code(tx: &Transaction, link: &str) -> Option<SentCode> {
    match &tx.step {
        Step::Verify(_, Challenge::Code(sent)) | Step::Enroll(Enroll::Email(sent)) => {
            Some(sent.clone()).filter(|sent| sent.link.as_deref() == Some(link))
        }
        _ => None,
    }
}
