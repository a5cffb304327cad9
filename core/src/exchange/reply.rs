//! Classifies a response, independent of the flow's state.

use std::time::Duration;

use super::Response;
use super::tokens::TokenResponse;
use crate::prompt::response::{IdxResponse, ResponseKind};
use crate::secret::Secret;
use crate::wire::ParseError;
use crate::wire::json::{Json, parse};
use crate::wire::time::Millis;

/// The kind of a response, with its content.
pub(crate) enum Reply {
    /// An IDX response with any 2xx or 4xx status, and its text.
    Idx(Box<IdxResponse>, Secret),
    /// An interaction handle.
    Handle(Secret),
    /// Tokens.
    Tokens(Box<TokenResponse>),
    /// An OAuth error (RFC 6749 section 5.2), or an API error (`errorCode`).
    OAuthError {
        code: String,
        description: Option<String>,
    },
    /// JSON of any other kind, with status 2xx.
    UnexpectedJson,
    /// Status 4xx without a known error.
    ClientError { status: u16 },
    /// Status 429: the server did nothing, and accepts the next request after this time.
    RateLimited(Duration),
    /// A temporary error. The next attempt has to wait at least this long.
    Transient(Option<Duration>),
    /// A body that exceeds a limit.
    LimitExceeded(ParseError),
}

/// The delay after a 429 without a header that specifies one.
const DEFAULT_RETRY_AFTER: Duration = Duration::from_secs(60);
/// The delay that the server asks for is limited to this.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(15 * 60);

impl Reply {
    pub(crate) fn read(response: Response, server_now: Millis) -> Self {
        let status = response.status;
        let retry_after = retry_after(&response, server_now);
        if status >= 500 || !(200..300).contains(&status) && status < 400 {
            return Self::Transient(retry_after);
        }
        let body = String::from_utf8(response.body).map_err(|_| ParseError::NotJson);
        let reply = body.and_then(|body| Self::read_body(body.into()));
        match reply {
            Ok(Some(Self::Idx(idx, _))) if status == 429 && !has_next_step(&idx) => {
                Self::RateLimited(retry_after.unwrap_or(DEFAULT_RETRY_AFTER))
            }
            Ok(Some(idx @ Self::Idx(..))) => idx,
            _ if matches!(status, 408 | 425) => Self::Transient(retry_after),
            _ if status == 429 => Self::RateLimited(retry_after.unwrap_or(DEFAULT_RETRY_AFTER)),
            Ok(Some(error @ Self::OAuthError { .. })) => error,
            Ok(Some(success)) if status < 300 => success,
            Ok(None) if status < 300 => Self::UnexpectedJson,
            Err(error) if error.is_limit() => Self::LimitExceeded(error),
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
            let response = Box::new(IdxResponse::read(&json)?);
            drop(json);
            return Ok(Some(Self::Idx(response, text.shrink())));
        }
        let code = json.text("error").or_else(|| json.text("errorCode"));
        let description = json
            .text("error_description")
            .or_else(|| json.text("errorDescription"))
            .or_else(|| json.text("errorSummary"));
        Ok(code.map(|code| Self::OAuthError { code, description }))
    }
}

fn has_next_step(response: &IdxResponse) -> bool {
    response.kind != ResponseKind::Terminal
}

/// Whether an object is an IDX response: it has one of the keys that only IDX has.
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

/// The delay that the server asks for: `Retry-After` (RFC 9110 section 10.2.3), or for a 429 Okta's
/// `X-Rate-Limit-Reset`, in seconds since the epoch. It is clamped to 1 s to 15 min.
fn retry_after(response: &Response, server_now: Millis) -> Option<Duration> {
    let until =
        |time: Millis| Duration::from_millis(u64::try_from(time.since(server_now)).unwrap_or(0));
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

    fn delay(status: u16, headers: &[(&str, &str)], body: &str) -> u64 {
        match read(status, headers, body) {
            Reply::RateLimited(delay) | Reply::Transient(Some(delay)) => delay.as_secs(),
            _ => panic!("the reply has no delay"),
        }
    }

    #[test]
    fn the_delay_is_read_from_the_headers() {
        assert_eq!(delay(429, &[], ""), 60);
        assert_eq!(delay(429, &[("Retry-After", "7")], "{}"), 7);
        assert_eq!(
            delay(429, &[("retry-after", "Wed, 02 Jan 2030 03:04:15 GMT")], ""),
            10
        );
        assert_eq!(delay(429, &[("X-Rate-Limit-Reset", "1893553475")], ""), 30);
        assert_eq!(delay(429, &[("X-Rate-Limit-Reset", "1")], ""), 1);
        assert_eq!(delay(429, &[("Retry-After", "99999999")], ""), 900);
        assert_eq!(delay(503, &[("Retry-After", "5")], "<html>"), 5);
        let limited =
            r#"{"version":"1.0.0","messages":{"value":[{"i18n":{"key":"tooManyRequests"}}]}}"#;
        assert_eq!(delay(429, &[], limited), 60);
    }

    #[test]
    fn a_form_is_read_with_any_2xx_or_4xx_status() {
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
    fn a_response_without_valid_json_is_transient() {
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
    }

    #[test]
    fn each_error_is_classified() {
        assert!(matches!(
            read(404, &[], "<html>"),
            Reply::ClientError { status: 404 }
        ));
        let error = read(400, &[], r#"{"error":"invalid_client"}"#);
        assert!(matches!(error, Reply::OAuthError { code, .. } if code == "invalid_client"));
        for key in ["error_description", "errorDescription", "errorSummary"] {
            let body = format!(r#"{{"error":"invalid_client","{key}":"Why."}}"#);
            let error = read(400, &[], &body);
            assert!(
                matches!(error, Reply::OAuthError { description: Some(text), .. } if text == "Why."),
                "{key}"
            );
        }
        let too_large = read(200, &[], &" ".repeat(2 << 20));
        assert!(matches!(
            too_large,
            Reply::LimitExceeded(ParseError::TooLarge)
        ));
    }
}
