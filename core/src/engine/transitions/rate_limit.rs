//! Transitions after a rate limit (HTTP status 429).

use std::time::Duration;

use super::super::annotations::Annotations;
use super::super::flow::Flow;
use super::super::state::{Introspection, PromptState, RateLimit, State, Submission};
use super::failure::first_poll;
use crate::prompt::message::Message;
use crate::prompt::notice::Notice;
use crate::retry::Retry;
use crate::wire::time::{Millis, Timer};

/// The server did nothing and accepts the answer later: the prompt is shown again, and everything else
/// on it can be used. If the engine sent the form by itself, it asks for the current step after the wait,
/// and continues from there.
pub(super) fn on_rate_limit(
    flow: &mut Flow,
    submission: Submission,
    wait: Duration,
    messages: Vec<Message>,
    now: Millis,
) -> State {
    if !submission.is_user {
        return State::Introspect(Introspection {
            retry: Retry::default().after_rate_limit(now, wait),
            follows_automatic: true,
            ..Introspection::default()
        });
    }
    flow.lost_answers = 0;
    let notice = limit_rate(flow, submission.remediation, wait, now);
    flow.annotations = Annotations {
        version: flow.annotations.version.wrapping_add(1),
        notice: Some(notice),
        messages,
    };
    if let Some(response) = &mut flow.response {
        response.annotate(&flow.annotations);
    }
    State::Prompt(PromptState {
        poll: first_poll(flow, Some(wait), now),
        redirect: None,
    })
}

/// Rejects answers with this remediation until the time has passed. Returns the notice for the prompt.
pub(super) fn limit_rate(
    flow: &mut Flow,
    remediation: String,
    wait: Duration,
    now: Millis,
) -> Notice {
    let timer = Timer::start(now, wait);
    flow.rate_limit = Some(RateLimit {
        remediation: remediation.clone(),
        timer,
    });
    Notice::RateLimited {
        remediation,
        retry_at: timer.end().into(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::test_util::{
        CODE, RESEND, at, challenge, flow_at, messages, reply, shown, submit, wait,
    };
    use super::*;
    use crate::error::AnswerError;
    use serde_json::json;

    #[test]
    fn a_limited_answer_keeps_its_prompt() {
        let mut flow = flow_at(&challenge());
        let before = shown(&flow, 0.0);
        submit(&mut flow, RESEND, 0.0).unwrap();
        let body = messages("Too many requests", "tooManyRequests");
        reply(&mut flow, 0.0, 429, &[("Retry-After", "30")], &body);
        let after = shown(&flow, 0.0);
        assert_eq!(after.messages[0].text, "Too many requests");
        assert_eq!(after.remediations, before.remediations);
        let notice = Notice::RateLimited {
            remediation: RESEND.to_owned(),
            retry_at: at(30.0),
        };
        assert_eq!(after.notice, Some(notice));
        // polls wait too
        assert_eq!(wait(&flow, 0.0), Some(30.0));
        let refused = AnswerError::RateLimited {
            remediation: RESEND.to_owned(),
            wait: Duration::from_secs(20),
        };
        assert_eq!(submit(&mut flow, RESEND, 10.0), Err(refused));
        let mut with_code = flow.clone();
        assert_eq!(submit(&mut with_code, CODE, 10.0), Ok(()));
        assert_eq!(submit(&mut flow, RESEND, 30.0), Ok(()));
    }

    #[test]
    fn a_rate_limit_lasts_until_its_time_or_another_step() {
        let mut flow = flow_at(&challenge());
        submit(&mut flow, RESEND, 0.0).unwrap();
        reply(&mut flow, 0.0, 429, &[("Retry-After", "30")], "");
        let mut restored = Flow::restore(&flow.snapshot()).unwrap();
        assert_eq!(restored, flow);
        assert!(submit(&mut restored, RESEND, 1.0).is_err());
        // a wrong code is the same step
        submit(&mut flow, CODE, 1.0).unwrap();
        reply(&mut flow, 1.0, 400, &[], &challenge().to_string());
        assert!(matches!(
            shown(&flow, 1.0).notice,
            Some(Notice::RateLimited { .. })
        ));
        assert!(submit(&mut flow, RESEND, 2.0).is_err());
        let mut other = challenge();
        other["currentAuthenticator"]["value"]["id"] = json!("aut2");
        submit(&mut flow, CODE, 2.0).unwrap();
        reply(&mut flow, 2.0, 200, &[], &other.to_string());
        assert_eq!(shown(&flow, 2.0).notice, None);
        assert_eq!(submit(&mut flow, RESEND, 3.0), Ok(()));
    }

    #[test]
    fn the_prompt_of_a_limited_answer_is_shown() {
        let mut flow = flow_at(&challenge());
        submit(&mut flow, CODE, 0.0).unwrap();
        let mut limited = challenge();
        limited["messages"] = json!({"value": [{"message": "Slow down.", "class": "ERROR"}]});
        let headers = [("Retry-After", "30")];
        reply(&mut flow, 0.0, 429, &headers, &limited.to_string());
        assert_eq!(shown(&flow, 0.0).messages[0].text, "Slow down.");
        assert_eq!(wait(&flow, 0.0), Some(30.0));
        let refused = submit(&mut flow, CODE, 29.0);
        assert!(matches!(refused, Err(AnswerError::RateLimited { .. })));
    }
}
