//! Text for the user about the last answer: it may be lost, or the server rate-limits it.

use std::time::SystemTime;

use idx_flow::{Notice, Prompt};

use crate::duration::duration;
use crate::labels;

/// Returns the prompt's notice as text. `None` if it has no notice, or if the notice's time has passed.
/// `has_enrolled`: whether the user has set up an authenticator during this sign-in.
pub(crate) fn notice(prompt: &Prompt, has_enrolled: bool, now: SystemTime) -> Option<String> {
    match prompt.notice.as_ref()? {
        Notice::AnswerMayBeLost { attempts: 1 } => Some(
            "Your last answer may not have reached the server. Check your input and try again."
                .to_owned(),
        ),
        Notice::AnswerMayBeLost { attempts } => Some(format!(
            "Your last {attempts} answers may not have reached the server. Wait a moment, and try \
             again."
        )),
        Notice::RateLimited {
            remediation,
            retry_at,
        } => {
            let left = retry_at.duration_since(now).ok();
            let left = duration(left.filter(|left| !left.is_zero())?);
            let label = prompt
                .remediation(remediation)
                .map(|limited| labels::action(prompt, limited, has_enrolled));
            Some(match label {
                Some(label) => format!(
                    "Too many attempts. \"{label}\" is available again in {left}. You can use \
                     every other option now."
                ),
                None => format!("Too many attempts. Try again in {left}."),
            })
        }
        // a notice of a later version
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use idx_flow::IdxResponse;
    use std::time::Duration;

    const NOW: SystemTime = SystemTime::UNIX_EPOCH;

    fn text(notice: Notice, now: SystemTime) -> Option<String> {
        let body =
            br#"{"remediation": {"value": [{"name": "resend", "href": "/x", "value": []}]}}"#;
        let mut prompt = IdxResponse::from_json(body).unwrap().prompt;
        prompt.notice = Some(notice);
        super::notice(&prompt, false, now)
    }

    #[test]
    fn lost_answers_are_counted() {
        let text = |attempts| text(Notice::AnswerMayBeLost { attempts }, NOW).unwrap();
        assert!(text(1).starts_with("Your last answer may not have reached the server."));
        assert!(text(3).starts_with("Your last 3 answers may not have reached the server."));
    }

    #[test]
    fn a_rate_limit_names_the_option_and_the_time_left() {
        let limited = |remediation: &str| Notice::RateLimited {
            remediation: remediation.to_owned(),
            retry_at: NOW + Duration::from_secs(90),
        };
        let resend = "Too many attempts. \"Send again\" is available again in 90 seconds. You can \
            use every other option now.";
        assert_eq!(text(limited("resend"), NOW).as_deref(), Some(resend));
        let other = "Too many attempts. Try again in 60 seconds.";
        let later = NOW + Duration::from_secs(30);
        assert_eq!(text(limited("other"), later).as_deref(), Some(other));
        assert_eq!(
            text(limited("resend"), later + Duration::from_secs(60)),
            None
        );
    }
}
