//! `--trace`: every exchange on standard error, with its secrets masked.

mod mask;
mod names;

use std::io::{Write as _, stderr};
use std::time::Instant;

use idx_flow::{Request, Response};
use idx_flow_ureq::TransportError;

use mask::Masker;

/// Writes exchanges down, and takes the time.
pub(crate) struct Trace {
    masker: Masker,
    since: Instant,
}

impl Trace {
    pub(crate) fn new() -> Self {
        Self {
            masker: Masker::default(),
            since: Instant::now(),
        }
    }

    /// Time runs from here: the next exchange is about to begin.
    pub(crate) fn begin(&mut self) {
        self.since = Instant::now();
    }

    /// Writes one exchange down.
    pub(crate) fn on_exchange(
        &mut self,
        request: &Request,
        outcome: Result<&Response, &TransportError>,
    ) {
        let text = self.describe(request, outcome);
        // where standard error is closed nobody wants to know
        let _ = writeln!(stderr(), "{text}");
        self.begin();
    }

    fn describe(
        &mut self,
        request: &Request,
        outcome: Result<&Response, &TransportError>,
    ) -> String {
        let ms = self.since.elapsed().as_millis();
        let (body, is_form) = (request.body.expose(), is_form(request));
        let sent = indented(&self.masker.body(body.as_bytes(), is_form));
        let url = request.url.split(['?', '#']).next().unwrap_or_default();
        let answer = match outcome {
            Ok(response) => {
                let (status, size) = (response.status, response.body.len());
                let body = indented(&self.masker.body(&response.body, false));
                format!("← {status}, {size} bytes, {ms} ms{body}")
            }
            Err(error) => format!("← {error}, {ms} ms"),
        };
        format!("→ {} {url}{sent}\n{answer}", request.method)
    }
}

fn is_form(request: &Request) -> bool {
    request.headers.iter().any(|header| {
        header.name.eq_ignore_ascii_case("content-type")
            && header
                .value
                .starts_with("application/x-www-form-urlencoded")
    })
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("\n    {line}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use idx_flow::{Entropy, Flow, FlowConfig, Purpose};
    use std::time::SystemTime;

    fn request() -> Request {
        let config = FlowConfig::new("https://id.example.com", "app", "com.example:/callback");
        let flow = Flow::start(config.unwrap(), Entropy::from([7; 96]));
        match flow.next_action(SystemTime::now()) {
            idx_flow::Action::Send { request } => request,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn an_exchange_is_shown_without_its_secrets() {
        let mut request = request();
        assert_eq!(request.purpose, Purpose::Interact);
        request.url.push_str("?token=canary");
        let response = Response {
            status: 200,
            headers: Vec::new(),
            body: br#"{"interaction_handle":"canary"}"#.to_vec(),
        };
        let shown = Trace::new().describe(&request, Ok(&response));
        assert!(
            shown.starts_with("→ POST https://id.example.com/"),
            "{shown}"
        );
        assert!(shown.contains("\n    client_id=app"), "{shown}");
        assert!(shown.contains("\n← 200, 31 bytes, "), "{shown}");
        assert!(
            !shown.contains("canary") && !shown.contains("?token"),
            "{shown}"
        );
    }

    #[test]
    fn a_failed_exchange_is_shown_too() {
        let shown = Trace::new().describe(&request(), Err(&TransportError::Timeout));
        assert!(
            shown.contains("\n← the server did not answer in time, "),
            "{shown}"
        );
    }
}
