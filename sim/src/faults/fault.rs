//! The faults and their effects on an HTTP exchange.

use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::responses::RateLimitHint;
use super::{edit, responses};
use crate::{Org, Request, Response};

/// A fault of an HTTP exchange.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Fault {
    /// The request is lost before it reaches the org.
    RequestLost,
    /// The org handles the request, and its response is lost.
    ReplyLost,
    /// The org handles the request immediately, and its response is delayed.
    Delayed {
        /// The delay, in ms.
        ms: u64,
    },
    /// The org handles the request once, and its response arrives twice.
    ReplyTwice,
    /// The request arrives twice, as if a proxy had retried it. The client gets the second response.
    RequestTwice,
    /// Status 429. The org does not handle the request.
    RateLimited {
        /// Seconds until the limit is reset.
        after_s: u64,
        /// How the response tells the client when to retry.
        #[serde(default)]
        hint: RateLimitHint,
    },
    /// Status 500 with Okta's JSON error.
    ServerError {
        /// Whether the org handles the request first.
        #[serde(default)]
        acted: bool,
    },
    /// Status 502 with the HTML page of a proxy.
    BadGateway {
        /// Whether the org handles the request first.
        #[serde(default)]
        acted: bool,
    },
    /// Status 503 without a body. The org does not handle the request.
    Unavailable,
    /// The response has no body.
    EmptyBody,
    /// The response has only the first half of its body.
    CutBody,
    /// The JSON response is padded to more than 2 MB.
    HugeBody,
    /// All transactions end before the org handles the request.
    SessionExpired,
    /// The state handles rotate before the org handles the request. The previous ones stay valid
    /// until the next rotation.
    HandleRotated,
    /// All `href` URLs of the response have another origin.
    ForeignHref {
        /// The scheme, host and port.
        #[serde(default = "default_foreign_origin")]
        origin: String,
    },
    /// The response has an additional remediation with an unknown name, before the others.
    UnknownRemediation,
    /// The response has an additional authenticator with an unknown key, type and method. The form
    /// that selects an authenticator offers it.
    UnknownAuthenticator,
    /// The first form of the response has an additional optional field with an unknown type.
    UnknownField,
}

/// The result of an HTTP exchange, as seen by the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A response.
    Reply(Response),
    /// No response: the connection is closed.
    Lost,
    /// A delayed response.
    Delayed {
        /// When the response arrives.
        at: SystemTime,
        /// The response.
        response: Response,
    },
    /// The same response twice.
    Duplicated(Response),
}

/// Applies a fault. Returns the outcome and whether the fault had an effect.
pub(super) fn apply(
    fault: &Fault,
    org: &mut Org,
    request: &Request,
    now: SystemTime,
) -> (Outcome, bool) {
    let mut handle = || org.handle(request, now);
    let outcome = match fault {
        Fault::RequestLost => Outcome::Lost,
        Fault::ReplyLost => {
            handle();
            Outcome::Lost
        }
        Fault::Delayed { ms } => Outcome::Delayed {
            at: now + Duration::from_millis(*ms),
            response: handle(),
        },
        Fault::ReplyTwice => Outcome::Duplicated(handle()),
        Fault::RequestTwice => {
            handle();
            Outcome::Reply(handle())
        }
        Fault::RateLimited { after_s, hint } => {
            Outcome::Reply(responses::rate_limited(*after_s, *hint, now))
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
            acted.then(handle);
            Outcome::Reply(responses::server_error())
        }
        Fault::BadGateway { acted } => {
            acted.then(handle);
            Outcome::Reply(responses::bad_gateway())
        }
        Fault::Unavailable => Outcome::Reply(Response::empty(503)),
        Fault::EmptyBody => Outcome::Reply(handle().with_body(Vec::new())),
        Fault::CutBody => Outcome::Reply(responses::truncated(handle())),
        Fault::HugeBody => return edited(handle(), edit::add_padding),
        Fault::ForeignHref { origin } => {
            return edited(handle(), |body| edit::replace_origins(body, origin));
        }
        Fault::UnknownRemediation => return edited(handle(), edit::add_remediation),
        Fault::UnknownAuthenticator => return edited(handle(), edit::add_authenticator),
        Fault::UnknownField => return edited(handle(), edit::add_field),
    };
    (outcome, true)
}

/// Modifies the JSON of a response. Returns the outcome and whether the JSON has changed.
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

fn default_foreign_origin() -> String {
    "https://elsewhere.example.net".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Setup;
    use crate::faults::test_util::{NOW, handle, handles, interact, outcomes, response};
    use crate::faults::{Faults, Rule};
    use serde_json::json;

    #[test]
    fn a_lost_request_does_not_reach_the_org() {
        let handles = handles(1);
        let outcomes = outcomes(&[Rule::once(Fault::RequestLost)], 2);
        assert_eq!(outcomes[0], Outcome::Lost);
        assert_eq!(handle(&response(&outcomes[1])), handles[0]);
    }

    #[test]
    fn the_request_of_a_lost_response_reaches_the_org() {
        let handles = handles(2);
        let outcomes = outcomes(&[Rule::once(Fault::ReplyLost)], 2);
        assert_eq!(outcomes[0], Outcome::Lost);
        assert_eq!(handle(&response(&outcomes[1])), handles[1]);
    }

    #[test]
    fn a_duplicated_request_reaches_the_org_twice() {
        let handles = handles(2);
        let outcomes = outcomes(&[Rule::once(Fault::RequestTwice)], 1);
        assert_eq!(handle(&response(&outcomes[0])), handles[1]);
    }

    #[test]
    fn the_request_of_a_duplicated_response_reaches_the_org_once() {
        let handles = handles(2);
        let outcomes = outcomes(&[Rule::once(Fault::ReplyTwice)], 2);
        assert!(
            matches!(&outcomes[0], Outcome::Duplicated(response) if handle(response) == handles[0])
        );
        assert_eq!(handle(&response(&outcomes[1])), handles[1]);
    }

    #[test]
    fn a_delayed_response_has_its_arrival_time() {
        let outcomes = outcomes(&[Rule::once(Fault::Delayed { ms: 1500 })], 1);
        let expected = NOW + Duration::from_millis(1500);
        assert!(matches!(&outcomes[0], Outcome::Delayed { at, .. } if *at == expected));
    }

    #[test]
    fn the_org_handles_the_request_of_a_server_error_if_configured() {
        let handles = handles(2);
        for (acted, next) in [(false, &handles[0]), (true, &handles[1])] {
            for fault in [Fault::ServerError { acted }, Fault::BadGateway { acted }] {
                let outcomes = outcomes(&[Rule::once(fault)], 2);
                assert!(response(&outcomes[0]).status >= 500);
                assert_eq!(handle(&response(&outcomes[1])), *next);
            }
        }
    }

    #[test]
    fn bodies_are_emptied_truncated_and_padded() {
        let body = |fault| match outcomes(&[Rule::once(fault)], 1).remove(0) {
            Outcome::Reply(response) | Outcome::Delayed { response, .. } => response.body,
            other => panic!("expected a response: {other:?}"),
        };
        let complete = body(Fault::Delayed { ms: 0 });
        assert!(body(Fault::EmptyBody).is_empty());
        assert_eq!(body(Fault::CutBody), complete[..complete.len() / 2]);
        assert!(body(Fault::HugeBody).len() > 2 * 1024 * 1024);
    }

    /// Returns the responses to two `introspect` requests. The fault is applied to the first one.
    fn introspect_twice(fault: Fault) -> [Response; 2] {
        let mut org = Org::new(Setup::default());
        let started = org.handle(&interact(), NOW);
        let body = json!({ "interactionHandle": handle(&started) });
        let request = Request::json("/idp/idx/introspect", &body);
        let mut faults = Faults::default();
        faults.add(Rule::once(fault));
        [(); 2].map(|()| response(&faults.handle(&mut org, &request, NOW)))
    }

    #[test]
    fn an_expired_session_stays_expired() {
        for response in introspect_twice(Fault::SessionExpired) {
            let key = response
                .body_json()
                .pointer("/messages/value/0/i18n/key")
                .cloned();
            assert_eq!(key, Some("idx.session.expired".into()));
        }
    }

    #[test]
    fn a_rotated_handle_stays_in_use() {
        let [first, second] = introspect_twice(Fault::HandleRotated);
        let [original, _] = introspect_twice(Fault::RequestTwice);
        let handle = |response: &Response| response.body_json().get("stateHandle").cloned();
        assert_eq!(handle(&first), handle(&second));
        assert_ne!(handle(&first), handle(&original));
    }

    #[test]
    fn an_unknown_remediation_is_added_to_the_others() {
        let [modified, original] = introspect_twice(Fault::UnknownRemediation);
        let names = |response: &Response| -> Vec<Value> {
            let forms = response.body_json().pointer("/remediation/value").cloned();
            let forms = forms.and_then(|forms| forms.as_array().cloned()).unwrap();
            forms.iter().map(|form| form["name"].clone()).collect()
        };
        assert_eq!(names(&modified)[0], "unknown-remediation");
        assert_eq!(names(&modified)[1..], names(&original));
    }
}
