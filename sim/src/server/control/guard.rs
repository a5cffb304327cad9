//! Restricts the control API to programs on this machine and to the console's own pages.

use super::api::ApiError;
use crate::Request;

/// Rejects requests that a browser sends for another site. `Host` reveals a foreign name that
/// resolves to this machine (DNS rebinding); `Origin` and `Sec-Fetch-Site` reveal a foreign page.
pub(super) fn check(request: &Request) -> Result<(), ApiError> {
    let host = request.header("host").unwrap_or_default();
    if !is_loopback(host) {
        let message = "the Host header must be a loopback address";
        return Err(ApiError::new(403, message));
    }
    let is_same_origin = request.header("origin").is_none_or(|origin| {
        let authority = origin.strip_prefix("http://");
        authority.is_some_and(|authority| authority.eq_ignore_ascii_case(host))
    });
    let fetch_site = request.header("sec-fetch-site");
    let is_same_site = fetch_site.is_none_or(|site| matches!(site, "same-origin" | "none"));
    if is_same_origin && is_same_site {
        Ok(())
    } else {
        Err(ApiError::new(403, "cross-origin request rejected"))
    }
}

fn is_loopback(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|digit| digit.is_ascii_digit()) => name,
        _ => host,
    };
    ["127.0.0.1", "[::1]", "localhost"]
        .iter()
        .any(|loopback| name.eq_ignore_ascii_case(loopback))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_allowed(headers: &[(&str, &str)]) -> bool {
        let mut request = Request::get("/sim/clock");
        request.headers = headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        check(&request).is_ok()
    }

    #[test]
    fn loopback_hosts_are_allowed() {
        for host in [
            "127.0.0.1:8080",
            "localhost:8080",
            "LOCALHOST",
            "[::1]:8080",
            "[::1]",
        ] {
            assert!(is_allowed(&[("host", host)]), "{host}");
        }
    }

    #[test]
    fn other_hosts_are_rejected() {
        for host in [
            "",
            "evil.example:8080",
            "127.0.0.1.evil.example",
            "localhost:80:80@evil",
        ] {
            assert!(!is_allowed(&[("host", host)]), "{host}");
        }
    }

    #[test]
    fn cross_origin_requests_are_rejected() {
        let host = ("host", "127.0.0.1:8080");
        assert!(is_allowed(&[host, ("origin", "http://127.0.0.1:8080")]));
        assert!(is_allowed(&[host, ("sec-fetch-site", "same-origin")]));
        for origin in [
            "null",
            "https://evil.example",
            "http://127.0.0.1:9090",
            "https://127.0.0.1:8080",
        ] {
            assert!(!is_allowed(&[host, ("origin", origin)]), "{origin}");
        }
        for site in ["cross-site", "same-site"] {
            assert!(!is_allowed(&[host, ("sec-fetch-site", site)]), "{site}");
        }
    }
}
