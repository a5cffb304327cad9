//! The remediation that the server rate-limits, and the remaining time.

use std::time::{Duration, SystemTime};

use idx_flow::{Notice, Prompt, Remediation};

/// Returns the remediation that the server rate-limits, and the time until it can be used again.
pub(crate) fn limited(prompt: &Prompt, now: SystemTime) -> Option<(&Remediation, Duration)> {
    match prompt.notice.as_ref()? {
        Notice::RateLimited {
            remediation,
            retry_at,
        } => {
            let left = retry_at.duration_since(now).ok();
            let left = left.filter(|left| !left.is_zero())?;
            Some((prompt.remediation(remediation)?, left))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use idx_flow::IdxResponse;

    #[test]
    fn a_remediation_is_limited_until_its_time() {
        let body =
            br#"{"remediation": {"value": [{"name": "resend", "href": "/x", "value": []}]}}"#;
        let mut prompt = IdxResponse::from_json(body).unwrap().prompt;
        let now = SystemTime::UNIX_EPOCH;
        assert!(limited(&prompt, now).is_none());
        let left = Duration::from_secs(9);
        prompt.notice = Some(Notice::RateLimited {
            remediation: "resend".to_owned(),
            retry_at: now + left,
        });
        assert_eq!(
            limited(&prompt, now),
            prompt.remediations.first().zip(Some(left))
        );
        assert!(limited(&prompt, now + left).is_none());
    }
}
