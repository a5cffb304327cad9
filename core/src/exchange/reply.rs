//! Classifies a response, independent of the flow's state.

use std::time::Duration;

use super::Response;
use super::api_error::ApiError;
use super::tokens::TokenResponse;
use crate::failure::FailureDetail;
use crate::prompt::message::Message;
use crate::prompt::response::{IdxResponse, ResponseKind};
use crate::secret::Secret;
use crate::wire::ParseError;
use crate::wire::json::{Json, parse};
use crate::wire::time::Millis;

/// The kind of a response, with its content.
pub(crate) enum Reply {
    /// An IDX response with any 2xx or 4xx status.
    Idx(Box<IdxReply>),
    /// An interaction handle.
    Handle(Secret),
    /// Tokens.
    Tokens(Box<TokenResponse>),
    /// An OAuth error (RFC 6749 section 5.2).
    OAuthError(FailureDetail),
    /// An error of Okta's API (`errorCode`).
    ApiError(ApiError),
    /// JSON of any other kind, with status 2xx.
    UnexpectedJson { status: u16 },
    /// Status 4xx without a known error.
    ClientError { status: u16 },
    /// Status 429 without a prompt: the server did nothing, and accepts the next request after this
    /// time.
    RateLimited {
        wait: Duration,
        messages: Vec<Message>,
    },
    /// A temporary error of the server. The next attempt has to wait at least this long.
    Transient {
        status: u16,
        wait: Option<Duration>,
        messages: Vec<Message>,
    },
    /// A body that is not JSON with status 2xx, or a redirect: the server did not send this.
    Unusable { status: u16 },
    /// A body that exceeds a limit.
    LimitExceeded(ParseError),
}

/// An IDX response and its text.
pub(crate) struct IdxReply {
    pub(crate) response: IdxResponse,
    pub(crate) text: Secret,
    /// The delay of a 429.
    pub(crate) rate_limit: Option<Duration>,
    /// Whether the response continues Apple's single sign-on extension: status 401, with the
    /// `WWW-Authenticate` that the extension intercepts if Okta Verify is installed.
    pub(crate) is_step_up: bool,
}

/// The delay after a 429 without a header that specifies one.
const DEFAULT_RETRY_AFTER: Duration = Duration::from_secs(60);
/// The delay that the server asks for is limited to this.
pub(crate) const MAX_RETRY_AFTER: Duration = Duration::from_secs(15 * 60);

impl Reply {
    pub(crate) fn read(response: Response, server_now: Millis) -> Self {
        let status = response.status;
        if status < 200 || (300..400).contains(&status) {
            return Self::Unusable { status };
        }
        let wait = retry_after(&response, server_now);
        let is_step_up = is_step_up(&response);
        let body = String::from_utf8(response.body).map_err(|_| ParseError::NotJson);
        let reply = body.and_then(|body| Self::read_body(body.into(), status));
        if status >= 500 || matches!(status, 408 | 425) {
            let messages = match reply {
                Ok(Self::Idx(idx)) if status < 500 && has_next_step(&idx.response) => {
                    return Self::Idx(idx);
                }
                Ok(Self::Idx(idx)) => idx.response.prompt.messages,
                _ => Vec::new(),
            };
            return Self::Transient {
                status,
                wait,
                messages,
            };
        }
        if status == 429 {
            let wait = wait.unwrap_or(DEFAULT_RETRY_AFTER);
            let messages = match reply {
                Ok(Self::Idx(mut idx)) if has_next_step(&idx.response) => {
                    idx.rate_limit = Some(wait);
                    return Self::Idx(idx);
                }
                Ok(Self::Idx(idx)) => idx.response.prompt.messages,
                Ok(Self::ApiError(error)) => vec![error.to_message()],
                _ => Vec::new(),
            };
            return Self::RateLimited { wait, messages };
        }
        match reply {
            Ok(Self::Idx(mut idx)) => {
                idx.is_step_up = is_step_up;
                Self::Idx(idx)
            }
            Ok(error @ (Self::OAuthError(_) | Self::ApiError(_))) => error,
            Ok(success) if (200..300).contains(&status) => success,
            Err(error) if error.is_limit() => Self::LimitExceeded(error),
            _ if (400..500).contains(&status) => Self::ClientError { status },
            _ => Self::Unusable { status },
        }
    }

    fn read_body(text: Secret, status: u16) -> Result<Self, ParseError> {
        let json = parse(text.expose())?;
        let handle = json.text("interaction_handle");
        if let Some(handle) = handle.filter(|handle| !handle.is_empty()) {
            return Ok(Self::Handle(handle.into()));
        }
        if json.get("access_token").is_some() {
            return Ok(Self::Tokens(Box::new(TokenResponse::read(&json))));
        }
        if is_idx(&json) {
            let response = IdxResponse::read(&json)?;
            drop(json);
            return Ok(Self::Idx(Box::new(IdxReply {
                response,
                text: text.shrink(),
                rate_limit: None,
                is_step_up: false,
            })));
        }
        if let Some(error) = json.text("error") {
            let description = json.text("error_description");
            let description = description
                .or_else(|| json.text("errorDescription"))
                .or_else(|| json.text("errorSummary"));
            return Ok(Self::OAuthError(FailureDetail::OAuthError {
                error,
                description,
            }));
        }
        let error = ApiError::read(&json).map(Self::ApiError);
        Ok(error.unwrap_or(Self::UnexpectedJson { status }))
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

/// Whether the response is the one that Apple's single sign-on extension intercepts (IDX wire).
fn is_step_up(response: &Response) -> bool {
    let challenge = response.header("www-authenticate").unwrap_or_default();
    let scheme = challenge.split_whitespace().next().unwrap_or_default();
    response.status == 401 && scheme.eq_ignore_ascii_case("Oktadevicejwt")
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
        let wait = match read(status, headers, body) {
            Reply::RateLimited { wait, .. } => Some(wait),
            Reply::Transient { wait, .. } => wait,
            Reply::Idx(idx) => idx.rate_limit,
            _ => None,
        };
        wait.expect("the reply has a delay").as_secs()
    }

    #[test]
    fn the_delay_is_read_from_the_headers() {
        assert_eq!(delay(429, &[], ""), 60);
        assert_eq!(delay(429, &[("Retry-After", "7")], "{}"), 7);
        let date = [("retry-after", "Wed, 02 Jan 2030 03:04:15 GMT")];
        assert_eq!(delay(429, &date, ""), 10);
        assert_eq!(delay(429, &[("X-Rate-Limit-Reset", "1893553475")], ""), 30);
        assert_eq!(delay(429, &[("X-Rate-Limit-Reset", "1")], ""), 1);
        assert_eq!(delay(429, &[("Retry-After", "99999999")], ""), 900);
        assert_eq!(delay(503, &[("Retry-After", "5")], "<html>"), 5);
        let both = [("X-Rate-Limit-Reset", "1893553475"), ("Retry-After", "7")];
        assert_eq!(delay(429, &both, ""), 7);
        let prompt = r#"{"remediation":{"value":[{"name":"identify"}]}}"#;
        assert_eq!(delay(429, &both, prompt), 7);
    }

    #[test]
    fn the_reset_time_of_a_rate_limit_is_used_for_429_only() {
        let reply = read(503, &[("X-Rate-Limit-Reset", "1893553475")], "");
        assert!(matches!(reply, Reply::Transient { wait: None, .. }));
    }

    #[test]
    fn messages_without_a_form_are_kept_with_429_and_5xx() {
        let idx = r#"{"version":"1.0.0","messages":{"value":[{"message":"Slow down."}]}}"#;
        let api = r#"{"errorCode":"E0000047","errorSummary":"Slow down."}"#;
        for (status, body) in [(429, idx), (429, api), (500, idx)] {
            match read(status, &[], body) {
                Reply::RateLimited { messages, .. } | Reply::Transient { messages, .. } => {
                    assert_eq!(messages[0].text, "Slow down.", "{status}");
                }
                _ => panic!("{status} is neither a rate limit nor a temporary error"),
            }
        }
    }

    #[test]
    fn a_form_is_read_with_any_2xx_or_4xx_status() {
        let body = r#"{"remediation":{"value":[{"name":"identify"}]}}"#;
        for status in [200, 400, 401, 403, 408, 429] {
            let reply = read(status, &[], body);
            assert!(matches!(reply, Reply::Idx(_)), "{status}");
        }
        assert!(matches!(read(500, &[], body), Reply::Transient { .. }));
    }

    #[test]
    fn a_step_up_is_recognized_by_its_header() {
        let step_up = |status: u16, header: &str| {
            let body = r#"{"remediation":{"value":[{"name":"cancel-transaction"}]}}"#;
            match read(status, &[("WWW-Authenticate", header)], body) {
                Reply::Idx(idx) => idx.is_step_up,
                _ => panic!("expected an IDX response"),
            }
        };
        assert!(step_up(401, "Oktadevicejwt realm=\"Okta Device\""));
        assert!(!step_up(401, "Bearer"));
        assert!(!step_up(200, "Oktadevicejwt realm=\"Okta Device\""));
    }

    #[test]
    fn a_response_of_a_proxy_is_unusable_and_one_of_a_gateway_is_temporary() {
        for (status, body) in [(200, ""), (200, "<html>"), (200, "{\"a\":"), (302, "")] {
            let reply = read(status, &[], body);
            assert!(matches!(reply, Reply::Unusable { .. }), "{status} {body}");
        }
        for (status, body) in [(502, "<html>"), (500, "{}"), (408, ""), (425, "")] {
            let reply = read(status, &[], body);
            assert!(
                matches!(reply, Reply::Transient { wait: None, .. }),
                "{status}"
            );
        }
        let client_error = read(404, &[], "<html>");
        assert!(matches!(client_error, Reply::ClientError { status: 404 }));
    }

    #[test]
    fn an_oauth_error_has_its_description() {
        for key in ["error_description", "errorDescription", "errorSummary"] {
            let body = format!(r#"{{"error":"invalid_client","{key}":"Why."}}"#);
            let Reply::OAuthError(detail) = read(400, &[], &body) else {
                panic!("{key} is not the description of an OAuth error");
            };
            let expected = FailureDetail::OAuthError {
                error: "invalid_client".to_owned(),
                description: Some("Why.".to_owned()),
            };
            assert_eq!(detail, expected);
        }
    }

    #[test]
    fn a_body_over_a_limit_is_reported() {
        let too_large = read(200, &[], &" ".repeat(2 << 20));
        assert!(matches!(
            too_large,
            Reply::LimitExceeded(ParseError::TooLarge)
        ));
        let empty_handle = read(200, &[], r#"{"interaction_handle":""}"#);
        assert!(matches!(empty_handle, Reply::UnexpectedJson { .. }));
    }
}
