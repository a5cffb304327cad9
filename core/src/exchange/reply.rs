//! What a response is, before anybody asks what it means for the flow.

use std::time::Duration;

use super::Response;
use super::tokens::TokenResponse;
use crate::prompt::response::{IdxResponse, ResponseKind};
use crate::secret::Secret;
use crate::wire::ParseError;
use crate::wire::json::{Json, parse};
use crate::wire::time::Millis;

/// What a response is.
pub(crate) enum Reply {
    /// An IDX response, whatever its status, and the text that it was read from.
    Idx(Box<IdxResponse>, Secret),
    /// An interaction handle.
    Handle(Secret),
    /// Tokens.
    Tokens(Box<TokenResponse>),
    /// A refusal in OAuth's or in the API's words.
    OAuthError {
        code: String,
        description: Option<String>,
    },
    /// A good status over JSON that is none of these.
    UnexpectedJson,
    /// A refusal without words that we know (4xx).
    ClientError { status: u16 },
    /// The server asks for retry_after, and did nothing.
    RateLimited(Duration),
    /// The exchange did not work: try again, at the earliest after this time.
    Transient(Option<Duration>),
    /// Beyond the limits.
    LimitExceeded(ParseError),
}

/// How long to wait after a 429 that does not say.
const DEFAULT_RETRY_AFTER: Duration = Duration::from_secs(60);
/// How long a server can make us wait at most.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(15 * 60);

impl Reply {
    pub(crate) fn read(response: Response, server_now: Millis) -> Self {
        let status = response.status;
        let retry_after = retry_after(&response, server_now);
        if status >= 500 || !(200..300).contains(&status) && status < 400 {
            return Self::Transient(retry_after);
        }
        let body = String::from_utf8(response.body).map_err(|_| ParseError::NotJson);
        let read = body.and_then(|body| Self::read_body(body.into()));
        match read {
            Ok(Some(Self::Idx(reading, _))) if status == 429 && !has_next_step(&reading) => {
                Self::RateLimited(retry_after.unwrap_or(DEFAULT_RETRY_AFTER))
            }
            Ok(Some(idx @ Self::Idx(..))) => idx,
            _ if matches!(status, 408 | 425) => Self::Transient(retry_after),
            _ if status == 429 => Self::RateLimited(retry_after.unwrap_or(DEFAULT_RETRY_AFTER)),
            Ok(Some(refusal @ Self::OAuthError { .. })) => refusal,
            Ok(Some(granted)) if status < 300 => granted,
            Ok(None) if status < 300 => Self::UnexpectedJson,
            Err(excess) if excess.is_excess() => Self::LimitExceeded(excess),
            _ if status >= 400 => Self::ClientError { status },
            _ => Self::Transient(retry_after),
        }
    }

    fn read_body(text: Secret) -> Result<Option<Self>, ParseError> {
        let json = parse(text.expose())?;
        if let Some(handle) = json.text("interaction_handle") {
            return Ok(Some(Self::Handle(handle.into())));
        }
        if json.get("access_token").is_some() {
            return Ok(Some(Self::Tokens(Box::new(TokenResponse::read(&json)))));
        }
        if is_idx(&json) {
            let reading = Box::new(IdxResponse::read(&json)?);
            drop(json);
            return Ok(Some(Self::Idx(reading, text.shrink())));
        }
        let code = json.text("error").or_else(|| json.text("errorCode"));
        let description = json
            .text("error_description")
            .or_else(|| json.text("errorDescription"))
            .or_else(|| json.text("errorSummary"));
        Ok(code.map(|code| Self::OAuthError { code, description }))
    }
}

fn has_next_step(reading: &IdxResponse) -> bool {
    reading.kind != ResponseKind::Terminal
}

/// IDX says so by its keys; `version` or `messages` alone are enough.
fn is_idx(json: &Json<'_>) -> bool {
    let Json::Object(members) = json else {
        return false;
    };
    members.iter().any(|(key, _)| {
        matches!(
            key.as_ref(),
            "remediation" | "stateHandle" | "version" | "messages" | "intent"
        ) || key.starts_with("successWithInteractionCode")
    })
}

/// `Retry-After` (RFC 9110 section 10.2.3) or Okta's `X-Rate-Limit-Reset`, seconds since the epoch.
fn retry_after(response: &Response, server_now: Millis) -> Option<Duration> {
    let until =
        |point: Millis| Duration::from_millis(u64::try_from(point.since(server_now)).unwrap_or(0));
    let retry_after = response.header("retry-after").and_then(|text| {
        let seconds = text.trim().parse().ok().map(Duration::from_secs);
        seconds.or_else(|| Millis::from_http_date(text).map(until))
    });
    let reset = response
        .header("x-rate-limit-reset")
        .filter(|_| response.status == 429);
    let reset = reset
        .and_then(|text| text.trim().parse().ok())
        .map(Millis::from_seconds)
        .map(until);
    retry_after
        .or(reset)
        .map(|wait| wait.clamp(Duration::from_secs(1), MAX_RETRY_AFTER))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "Wed, 02 Jan 2030 03:04:05 GMT";

    fn read(status: u16, headers: &[(&str, &str)], body: &str) -> Reply {
        let response = Response::of(status, headers, body);
        Reply::read(response, Millis::from_http_date(NOW).unwrap())
    }

    fn wait(status: u16, headers: &[(&str, &str)], body: &str) -> u64 {
        match read(status, headers, body) {
            Reply::RateLimited(wait) | Reply::Transient(Some(wait)) => wait.as_secs(),
            _ => panic!("no wait"),
        }
    }

    #[test]
    fn patience_is_what_the_server_says() {
        assert_eq!(wait(429, &[], ""), 60);
        assert_eq!(wait(429, &[("Retry-After", "7")], "{}"), 7);
        assert_eq!(
            wait(429, &[("retry-after", "Wed, 02 Jan 2030 03:04:15 GMT")], ""),
            10
        );
        assert_eq!(wait(429, &[("X-Rate-Limit-Reset", "1893553475")], ""), 30);
        assert_eq!(wait(429, &[("X-Rate-Limit-Reset", "1")], ""), 1);
        assert_eq!(wait(429, &[("Retry-After", "99999999")], ""), 900);
        assert_eq!(wait(503, &[("Retry-After", "5")], "<html>"), 5);
        let limited =
            r#"{"version":"1.0.0","messages":{"value":[{"i18n":{"key":"tooManyRequests"}}]}}"#;
        assert_eq!(wait(429, &[], limited), 60);
    }

    #[test]
    fn a_form_is_a_form_under_any_client_status() {
        let body = r#"{"remediation":{"value":[{"name":"identify"}]}}"#;
        for status in [200, 400, 401, 403, 429] {
            assert!(
                matches!(read(status, &[], body), Reply::Idx(..)),
                "{status}"
            );
        }
        assert!(matches!(read(500, &[], body), Reply::Transient(None)));
    }

    #[test]
    fn what_is_on_the_way_is_no_answer_of_the_server() {
        for (status, body) in [
            (200, ""),
            (200, "<html>"),
            (200, "{\"a\":"),
            (302, ""),
            (502, "<html>"),
            (408, ""),
        ] {
            assert!(
                matches!(read(status, &[], body), Reply::Transient(None)),
                "{status} {body}"
            );
        }
        assert!(matches!(
            read(404, &[], "<html>"),
            Reply::ClientError { status: 404 }
        ));
        let refusal = read(400, &[], r#"{"error":"invalid_client"}"#);
        assert!(matches!(refusal, Reply::OAuthError { code, .. } if code == "invalid_client"));
        for key in ["error_description", "errorDescription", "errorSummary"] {
            let body = format!(r#"{{"error":"invalid_client","{key}":"Why."}}"#);
            let refusal = read(400, &[], &body);
            assert!(
                matches!(refusal, Reply::OAuthError { description: Some(why), .. } if why == "Why."),
                "{key}"
            );
        }
        let excess = read(200, &[], &" ".repeat(2 << 20));
        assert!(matches!(excess, Reply::LimitExceeded(ParseError::TooLarge)));
    }
}
