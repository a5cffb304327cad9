//! The faults there are, and what each does to an exchange.

use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{edit, replies};
use crate::{Org, Request, Response};

/// What goes wrong with an exchange.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Fault {
    /// The request is lost: the org never sees it.
    RequestLost,
    /// The org acts, and its reply is lost.
    ReplyLost,
    /// The org acts at once; its reply takes its time.
    Delayed {
        /// Milliseconds.
        ms: u64,
    },
    /// The org acts once; its reply arrives twice.
    ReplyTwice,
    /// The request arrives twice, as when a proxy tries again. The client sees the second reply.
    RequestTwice,
    /// Status 429, and the org does not act.
    RateLimited {
        /// Seconds until it will.
        after_s: u64,
        /// How the reply says so.
        #[serde(default)]
        hint: RateLimitHint,
    },
    /// Status 500 with Okta's JSON error.
    ServerError {
        /// Whether the org acted all the same.
        #[serde(default)]
        acted: bool,
    },
    /// Status 502 with a proxy's HTML.
    BadGateway {
        /// Whether the org acted all the same.
        #[serde(default)]
        acted: bool,
    },
    /// Status 503 without a body, and the org does not act.
    Unavailable,
    /// The org acts; of its reply only the head arrives.
    EmptyBody,
    /// The org acts; of its reply's body only the first half arrives.
    CutBody,
    /// The org acts; its JSON reply is blown up to more than 2 MB.
    HugeBody,
    /// The sign-in ends, and every other one, before the org acts.
    SessionExpired,
    /// The org changes its state handles before it acts; the old ones are good once more.
    HandleRotated,
    /// Every `href` of the reply leads to another origin.
    ForeignHref {
        /// Scheme, host and port.
        #[serde(default = "foreign_origin")]
        origin: String,
    },
    /// The reply has one remediation more, first in line, of a name nobody knows.
    UnknownRemediation,
    /// The reply has one authenticator more, of a key, type and method nobody knows, and the
    /// form that chooses one offers it.
    UnknownAuthenticator,
    /// The first form of the reply has one field more, optional, of a type nobody knows.
    UnknownField,
}

/// How a reply with status 429 says how long to wait.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RateLimitHint {
    /// `X-Rate-Limit-Reset`, in seconds since 1970, as Okta does.
    #[default]
    Reset,
    /// `Retry-After` in seconds (RFC 9110, section 10.2.3).
    RetryAfter,
    /// Not at all.
    Silent,
}

/// What the client gets of an exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A reply, at once.
    Reply(Response),
    /// Nothing: the connection breaks.
    Lost,
    /// A reply, later.
    Late {
        /// When it arrives.
        at: SystemTime,
        /// The reply, as the org gave it before.
        response: Response,
    },
    /// The same reply two times.
    Twice(Response),
}

/// What becomes of the exchange, and whether the fault found something to strike.
pub(super) fn apply(
    fault: &Fault,
    org: &mut Org,
    request: &Request,
    now: SystemTime,
) -> (Outcome, bool) {
    let mut act = || org.handle(request, now);
    let outcome = match fault {
        Fault::RequestLost => Outcome::Lost,
        Fault::ReplyLost => {
            act();
            Outcome::Lost
        }
        Fault::Delayed { ms } => Outcome::Late {
            at: now + Duration::from_millis(*ms),
            response: act(),
        },
        Fault::ReplyTwice => Outcome::Twice(act()),
        Fault::RequestTwice => {
            act();
            Outcome::Reply(act())
        }
        Fault::RateLimited { after_s, hint } => {
            Outcome::Reply(replies::rate_limited(*after_s, *hint, now))
        }
        Fault::SessionExpired => {
            org.end_sessions();
            Outcome::Reply(org.handle(request, now))
        }
        Fault::HandleRotated => {
            org.rotate_state_handles();
            Outcome::Reply(org.handle(request, now))
        }
        Fault::ServerError { acted } => {
            acted.then(act);
            Outcome::Reply(replies::server_error())
        }
        Fault::BadGateway { acted } => {
            acted.then(act);
            Outcome::Reply(replies::bad_gateway())
        }
        Fault::Unavailable => Outcome::Reply(Response::empty(503)),
        Fault::EmptyBody => Outcome::Reply(act().with_body(Vec::new())),
        Fault::CutBody => Outcome::Reply(replies::cut(act())),
        Fault::HugeBody => return edited(act(), edit::inflate),
        Fault::ForeignHref { origin } => {
            return edited(act(), |body| edit::move_hrefs(body, origin));
        }
        Fault::UnknownRemediation => return edited(act(), edit::add_remediation),
        Fault::UnknownAuthenticator => return edited(act(), edit::add_authenticator),
        Fault::UnknownField => return edited(act(), edit::add_field),
    };
    (outcome, true)
}

/// The reply with its JSON changed, and whether there was something to change.
fn edited(response: Response, edit: impl FnOnce(&mut Value) -> bool) -> (Outcome, bool) {
    let mut body = response.body_json();
    let changed = edit(&mut body);
    let response = if changed {
        response.with_body(body.to_string().into_bytes())
    } else {
        response
    };
    (Outcome::Reply(response), changed)
}

fn foreign_origin() -> String {
    "https://elsewhere.example.net".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Setup;
    use crate::faults::test_util::{NOW, handle, handles, interact, outcomes, reply};
    use crate::faults::{Faults, Rule};
    use serde_json::json;

    #[test]
    fn a_lost_request_does_not_reach_the_org_and_a_lost_reply_did() {
        let known = handles(2);
        let lost = outcomes(&[Rule::once(Fault::RequestLost)], 2);
        assert_eq!(lost[0], Outcome::Lost);
        assert_eq!(handle(&reply(&lost[1])).as_ref(), Some(&known[0]));
        let lost = outcomes(&[Rule::once(Fault::ReplyLost)], 2);
        assert_eq!(lost[0], Outcome::Lost);
        assert_eq!(handle(&reply(&lost[1])).as_ref(), Some(&known[1]));
    }

    #[test]
    fn requests_and_replies_come_twice() {
        let known = handles(2);
        let twice = outcomes(&[Rule::once(Fault::RequestTwice)], 1);
        assert_eq!(handle(&reply(&twice[0])).as_ref(), Some(&known[1]));
        let twice = outcomes(&[Rule::once(Fault::ReplyTwice)], 2);
        assert!(
            matches!(&twice[0], Outcome::Twice(reply) if handle(reply).as_ref() == Some(&known[0]))
        );
        assert_eq!(handle(&reply(&twice[1])).as_ref(), Some(&known[1]));
    }

    #[test]
    fn a_delayed_reply_says_when_it_arrives() {
        let late = outcomes(&[Rule::once(Fault::Delayed { ms: 1500 })], 1);
        let expected = NOW + Duration::from_millis(1500);
        assert!(
            matches!(&late[0], Outcome::Late { at, response } if *at == expected && handle(response).is_some())
        );
    }

    #[test]
    fn whether_the_org_acted_before_an_error_is_a_choice() {
        let known = handles(2);
        for (acted, next) in [(false, &known[0]), (true, &known[1])] {
            for fault in [Fault::ServerError { acted }, Fault::BadGateway { acted }] {
                let outcomes = outcomes(&[Rule::once(fault)], 2);
                assert!(reply(&outcomes[0]).status >= 500);
                assert_eq!(handle(&reply(&outcomes[1])).as_ref(), Some(next));
            }
        }
    }

    #[test]
    fn bodies_are_emptied_cut_and_blown_up() {
        let body = |fault| match outcomes(&[Rule::once(fault)], 1).remove(0) {
            Outcome::Reply(response) | Outcome::Late { response, .. } => response.body,
            other => panic!("expected a reply: {other:?}"),
        };
        let whole = body(Fault::Delayed { ms: 0 });
        assert!(body(Fault::EmptyBody).is_empty());
        assert_eq!(body(Fault::CutBody), whole[..whole.len() / 2]);
        assert!(body(Fault::HugeBody).len() > 2 * 1024 * 1024);
    }

    /// The replies to two `introspect`s of one sign-in, the first of which `fault` strikes.
    fn introspected(fault: Fault) -> [Response; 2] {
        let mut org = Org::new(Setup::default());
        let begun = org.handle(&interact(), NOW);
        let body = json!({ "interactionHandle": handle(&begun) });
        let request = Request::json("/idp/idx/introspect", &body);
        let mut faults = Faults::default();
        faults.add(Rule::once(fault));
        [(); 2].map(|()| reply(&faults.handle(&mut org, &request, NOW)))
    }

    #[test]
    fn an_expired_session_stays_expired() {
        for reply in introspected(Fault::SessionExpired) {
            let key = reply
                .body_json()
                .pointer("/messages/value/0/i18n/key")
                .cloned();
            assert_eq!(key, Some("idx.session.expired".into()));
        }
    }

    #[test]
    fn a_rotated_handle_replaces_the_old_one_for_good() {
        let [first, second] = introspected(Fault::HandleRotated);
        let [plain, _] = introspected(Fault::RequestTwice);
        let handle = |reply: &Response| reply.body_json().get("stateHandle").cloned();
        assert_eq!(handle(&first), handle(&second));
        assert_ne!(handle(&first), handle(&plain));
    }

    #[test]
    fn a_changed_reply_is_the_orgs_own_but_for_the_change() {
        let [changed, whole] = introspected(Fault::UnknownRemediation);
        let names = |reply: &Response| -> Vec<Value> {
            let forms = reply.body_json().pointer("/remediation/value").cloned();
            let forms = forms.and_then(|it| it.as_array().cloned()).unwrap();
            forms.iter().map(|form| form["name"].clone()).collect()
        };
        assert_eq!(names(&changed)[0], "consult-oracle");
        assert_eq!(names(&changed)[1..], names(&whole));
    }
}
