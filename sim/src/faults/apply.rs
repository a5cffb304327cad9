//! Applies faults to HTTP exchanges.

use std::time::{Duration, SystemTime};

use serde_json::Value;

use super::fault::{Fault, Outcome};
use super::{edit, responses};
use crate::{Org, Request, Response};

/// Applies a fault. Returns the outcome and whether the fault had an effect.
pub(super) fn apply(
    fault: &Fault,
    org: &mut Org,
    request: &Request,
    now: SystemTime,
) -> (Outcome, bool) {
    let (outcome, applied) = outcome(fault, org, request, now);
    match outcome {
        Outcome::Reply(response) if response.header("x-okta-request-id").is_none() => {
            (Outcome::Reply(org.with_request_id(response)), applied)
        }
        outcome => (outcome, applied),
    }
}

fn outcome(fault: &Fault, org: &mut Org, request: &Request, now: SystemTime) -> (Outcome, bool) {
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
        Fault::RateLimitedPrompt { after_s, hint } => match org.limited_prompt(request, now) {
            Some(prompt) => Outcome::Reply(responses::with_hint(prompt, *after_s, *hint, now)),
            None => return (Outcome::Reply(org.handle(request, now)), false),
        },
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Setup;
    use crate::faults::test_util::{NOW, handle, handles, interact, outcomes, response};
    use crate::faults::{Faults, RateLimitHint, Rule};
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
    fn a_rate_limited_prompt_is_the_current_one() {
        let fault = Fault::RateLimitedPrompt {
            after_s: 9,
            hint: RateLimitHint::RetryAfter,
        };
        let [limited, original] = introspect_twice(fault);
        assert_eq!(limited.status, 429);
        assert_eq!(limited.header("retry-after"), Some("9"));
        let (mut prompt, original) = (limited.body_json(), original.body_json());
        let messages = prompt["messages"].take();
        assert_eq!(messages["value"][0]["i18n"]["key"], "tooManyRequests");
        prompt.as_object_mut().unwrap().remove("messages");
        assert_eq!(prompt, original);
    }

    #[test]
    fn a_rate_limited_prompt_waits_for_a_request_of_a_flow() {
        let fault = Fault::RateLimitedPrompt {
            after_s: 9,
            hint: RateLimitHint::Reset,
        };
        let outcomes = outcomes(&[Rule::once(fault)], 1);
        assert_eq!(response(&outcomes[0]).status, 200);
    }

    #[test]
    fn responses_of_faults_have_their_own_request_ids() {
        let rule = Rule::once(Fault::Unavailable).times(2);
        let ids: Vec<_> = outcomes(&[rule], 3)
            .iter()
            .map(|outcome| {
                response(outcome)
                    .header("x-okta-request-id")
                    .map(str::to_owned)
            })
            .collect();
        assert!(ids.iter().all(Option::is_some));
        assert!(ids[0] != ids[1] && ids[1] != ids[2]);
        let without_faults = response(&outcomes(&[], 1)[0]);
        assert_eq!(
            without_faults.header("x-okta-request-id"),
            ids[2].as_deref()
        );
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
