//! Who may use the control API: programs on this machine, and pages that it serves itself.

use super::Refusal;
use crate::Request;

/// Refuses what a browser sends for another site. A name that was made to point at this machine
/// (DNS rebinding) shows in `Host`; a foreign page shows in `Origin` or `Sec-Fetch-Site`.
pub(super) fn check(request: &Request) -> Result<(), Refusal> {
    let host = request.header("host").unwrap_or_default();
    if !is_loopback(host) {
        return Err(Refusal::new(403, "Host must be a loopback address"));
    }
    let origin = request.header("origin");
    let own = origin.is_none_or(|origin| {
        origin
            .strip_prefix("http://")
            .is_some_and(|from| from.eq_ignore_ascii_case(host))
    });
    let site = request.header("sec-fetch-site");
    let fetched_here = site.is_none_or(|site| matches!(site, "same-origin" | "none"));
    if own && fetched_here {
        Ok(())
    } else {
        Err(Refusal::new(403, "cross-origin request rejected"))
    }
}

fn is_loopback(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|digit| digit.is_ascii_digit()) => name,
        _ => host,
    };
    ["127.0.0.1", "[::1]", "localhost"]
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(headers: &[(&str, &str)]) -> bool {
        let mut request = Request::get("/sim/clock");
        request.headers = headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        check(&request).is_ok()
    }

    #[test]
    fn programs_on_this_machine_may() {
        for host in [
            "127.0.0.1:8080",
            "localhost:8080",
            "LOCALHOST",
            "[::1]:8080",
            "[::1]",
        ] {
            assert!(allowed(&[("host", host)]), "{host}");
        }
    }

    #[test]
    fn rebound_names_may_not() {
        for host in [
            "",
            "evil.example:8080",
            "127.0.0.1.evil.example",
            "localhost:80:80@evil",
        ] {
            assert!(!allowed(&[("host", host)]), "{host}");
        }
    }

    #[test]
    fn only_pages_of_its_own_may() {
        let host = ("host", "127.0.0.1:8080");
        assert!(allowed(&[host, ("origin", "http://127.0.0.1:8080")]));
        assert!(allowed(&[host, ("sec-fetch-site", "same-origin")]));
        for origin in [
            "null",
            "https://evil.example",
            "http://127.0.0.1:9090",
            "https://127.0.0.1:8080",
        ] {
            assert!(!allowed(&[host, ("origin", origin)]), "{origin}");
        }
        for site in ["cross-site", "same-site"] {
            assert!(!allowed(&[host, ("sec-fetch-site", site)]), "{site}");
        }
    }
}
