//! Which form is polled, and how often.

use std::time::Duration;

use crate::answer::{Answer, check};
use crate::names::{Channel, RemediationName as Name};
use crate::prompt::Prompt;
use crate::prompt::remediation::{Remediation, RemediationSource};

/// The form that is polled, and the interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Poll {
    /// The form's index among the prompt's remediations.
    pub(crate) index: usize,
    pub(crate) interval: Duration,
}

/// The server's interval is clamped to this range.
const MIN_POLL_INTERVAL: Duration = Duration::from_secs(1);
const MAX_POLL_INTERVAL: Duration = Duration::from_secs(60);
/// The interval if the server does not specify one.
const DEFAULT_POLL_INTERVAL: Duration = Duration::from_secs(4);

/// Finds the first form that is a poll. The interval is that form's, or else that of the current
/// authenticator's poll. An enrollment that another device approves (`devicebootstrap`) is not polled.
pub(crate) fn find_poll(prompt: &Prompt) -> Option<Poll> {
    let data = prompt.contextual_data();
    let channel = data.and_then(|data| data.selected_channel.as_ref());
    if channel == Some(&Channel::Devicebootstrap) {
        return None;
    }
    let index = prompt.remediations.iter().position(|form| {
        // a form with a required field is for the user, even if it has a refresh interval
        form.is_poll() && form.href.is_some() && check(form, &Answer::unbound(&form.id)).is_ok()
    })?;
    let refresh = prompt.remediations.get(index).and_then(|form| form.refresh);
    let is_authenticator_poll = |form: &&Remediation| {
        form.source == RemediationSource::Authenticator && form.name == Name::Poll
    };
    let refresh = refresh.or_else(|| {
        let form = prompt.remediations.iter().find(is_authenticator_poll);
        form?.refresh
    });
    Some(Poll {
        index,
        interval: refresh
            .unwrap_or(DEFAULT_POLL_INTERVAL)
            .clamp(MIN_POLL_INTERVAL, MAX_POLL_INTERVAL),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prompt::response::IdxResponse;
    use serde_json::{Value, json};

    fn prompt(remediations: Value, current: Value) -> Prompt {
        let response =
            json!({"remediation": {"value": remediations}, "currentAuthenticator": current});
        let response = IdxResponse::from_json(response.to_string().as_bytes());
        response.unwrap().prompt
    }

    fn interval(refresh: Value) -> u64 {
        let poll = json!([{"name": "enroll-poll", "href": "/x", "refresh": refresh, "value": []}]);
        let poll = find_poll(&prompt(poll, json!({}))).unwrap();
        u64::try_from(poll.interval.as_millis()).unwrap()
    }

    #[test]
    fn the_servers_interval_is_clamped() {
        assert_eq!(interval(json!(4000)), 4000);
        assert_eq!(interval(json!("2000")), 2000);
        assert_eq!(interval(json!(null)), 4000);
        assert_eq!(interval(json!(-1)), 4000);
        assert_eq!(interval(json!(0)), 1000);
        assert_eq!(interval(json!(4)), 1000);
        assert_eq!(interval(json!(86_400_000)), 60_000);
    }

    #[test]
    fn the_poll_of_an_authenticator_is_used_besides_a_form() {
        let prompt = prompt(
            json!([{"name": "challenge-authenticator", "href": "/a", "value": []}]),
            json!({"value": {"poll": {"name": "poll", "href": "/p", "refresh": 2000, "value": []}}}),
        );
        let poll = find_poll(&prompt).unwrap();
        let form = &prompt.remediations[poll.index];
        assert_eq!(form.id, "currentAuthenticator-poll");
        assert_eq!(poll.interval, Duration::from_secs(2));
    }

    #[test]
    fn an_enrollment_that_another_device_approves_is_not_polled() {
        let poll = json!([{"name": "enroll-poll", "href": "/x", "refresh": 4000, "value": []}]);
        let data = json!({"contextualData": {"selectedChannel": "devicebootstrap"}});
        assert_eq!(find_poll(&prompt(poll, data)), None);
    }

    #[test]
    fn a_form_with_a_required_field_is_not_polled() {
        let form = json!([{"name": "challenge-authenticator", "href": "/a", "refresh": 2000,
            "value": [{"name": "code", "required": true}]}]);
        assert_eq!(find_poll(&prompt(form, json!({}))), None);
    }

    #[test]
    fn a_form_with_a_field_for_the_user_is_polled_only_if_it_has_the_name_of_a_poll() {
        let is_polled = |name: &str, fields: Value| {
            let form = json!([{"name": name, "href": "/a", "refresh": 2000, "value": fields}]);
            find_poll(&prompt(form, json!({}))).is_some()
        };
        let handle = || json!({"name": "stateHandle", "value": "02h", "mutable": false});
        let hidden = || json!({"name": "hidden", "visible": false});
        let boolean = |name: &str| json!({"name": name, "type": "boolean", "value": true});
        assert!(is_polled(
            "challenge-poll",
            json!([boolean("autoChallenge"), handle()])
        ));
        assert!(is_polled("future-poll", json!([handle(), hidden()])));
        assert!(!is_polled("future-poll", json!([boolean("optional")])));
        assert!(!is_polled("consent", json!([boolean("consent")])));
        assert!(!is_polled("consent", json!([handle(), hidden()])));
        assert!(!is_polled("email-challenge-consent", json!([])));
    }

    #[test]
    fn an_optional_group_does_not_stop_a_poll() {
        let group = json!({"name": "g", "required": false,
            "form": {"value": [{"name": "x", "required": true}, {"name": "d", "value": "x"}]}});
        let form = json!([{"name": "poll", "href": "/a", "refresh": 2000, "value": [group]}]);
        assert!(find_poll(&prompt(form, json!({}))).is_some());
    }
}
