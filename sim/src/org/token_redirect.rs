//! `/login/token/redirect`: exchanges the state handle of a successful sign-in for a browser session.

use std::time::SystemTime;

use super::{DASHBOARD, Org};
use crate::http::{Request, Response};

impl Org {
    /// Starts a browser session and redirects to the dashboard. A state token works once, until the
    /// interaction code is redeemed.
    pub(super) fn redirect_with_token(&mut self, request: &Request, now: SystemTime) -> Response {
        let query = request.query();
        let token = query.iter().find(|(name, _)| name == "stateToken");
        let token = token.map_or("", |(_, value)| value.as_str());
        let mut open = self.transactions.iter_mut().filter(|tx| tx.is_open(now));
        let tx = open.find(|tx| tx.has_state_handle(token) && tx.has_succeeded());
        let Some(tx) = tx.filter(|tx| !tx.has_redirected) else {
            return Response::html(403, "<p>You do not have permission to view this page.</p>");
        };
        tx.has_redirected = true;
        let sid = self.org_state.ids.id("102");
        let mut sessions = self.org_state.browser_sessions.iter_mut();
        if let Some(session) = sessions.find(|session| session.cookie == tx.cookie) {
            session.sid = Some(sid.clone());
        }
        let cookie = format!("sid={sid}; Path=/; Secure; HttpOnly; SameSite=None");
        Response::redirect(&self.org_state.url(DASHBOARD)).with_header("set-cookie", cookie)
    }

    /// Returns the dashboard of a signed-in user.
    pub(super) fn dashboard(&self, request: &Request) -> Response {
        let mut sessions = self.org_state.browser_sessions.iter();
        let browser = sessions.find(|session| session.is_session_of(request));
        let account = browser.and_then(|browser| self.org_state.account(&browser.session.user));
        match account {
            Some(_) => Response::html(200, "<p>You are signed in.</p>"),
            None => Response::html(403, "<p>You are not signed in.</p>"),
        }
    }
}
