//! `--trace`: writes each HTTP exchange to standard error, with secrets masked.

mod mask;
mod names;

use std::io::{Write as _, stderr};
use std::time::Instant;

use idx_flow::{Request, Response};
use idx_flow_ureq::TransportError;

use mask::Masker;

/// Writes HTTP exchanges and their durations.
pub(crate) struct Trace {
    masker: Masker,
    started_at: Instant,
}

impl Trace {
    pub(crate) fn new() -> Self {
        Self {
            masker: Masker::default(),
            started_at: Instant::now(),
        }
    }

    /// Starts to measure the duration of the next exchange.
    pub(crate) fn start_timer(&mut self) {
        self.started_at = Instant::now();
    }

    /// Writes an exchange.
    pub(crate) fn on_exchange(
        &mut self,
        request: &Request,
        outcome: Result<&Response, &TransportError>,
    ) {
        let text = self.describe(request, outcome);
        // an error cannot be reported if standard error is closed
        let _ = writeln!(stderr(), "{text}");
        self.start_timer();
    }

    fn describe(
        &mut self,
        request: &Request,
        outcome: Result<&Response, &TransportError>,
    ) -> String {
        let ms = self.started_at.elapsed().as_millis();
        let (body, is_form) = (request.body.expose(), is_form(request));
        let sent = indent(&self.masker.body(body.as_bytes(), is_form));
        let url = request.url.split(['?', '#']).next().unwrap_or_default();
        let reply = match outcome {
            Ok(response) => {
                let (status, size) = (response.status, response.body.len());
                let body = indent(&self.masker.body(&response.body, false));
                format!("← {status}, {size} bytes, {ms} ms{body}")
            }
            Err(error) => format!("← {error}, {ms} ms"),
        };
        format!("→ {} {url}{sent}\n{reply}", request.method)
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

fn indent(text: &str) -> String {
    text.lines().map(|line| format!("\n    {line}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use idx_flow::{Entropy, Flow, FlowConfig, Purpose};
    use std::time::SystemTime;

    fn request() -> Request {
        let config = FlowConfig::new("https://id.example.com", "app", "com.example:/callback");
        let flow = Flow::start(config.unwrap(), Entropy::new([7; 96]).unwrap());
        match flow.next_action(SystemTime::now()) {
            idx_flow::Action::Send { request } => request,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn an_exchange_is_written_without_its_secrets() {
        let mut request = request();
        assert_eq!(request.purpose, Purpose::Interact);
        request.url.push_str("?token=canary");
        let response = Response::new(200, [], br#"{"interaction_handle":"canary"}"#.to_vec());
        let trace = Trace::new().describe(&request, Ok(&response));
        assert!(
            trace.starts_with("→ POST https://id.example.com/"),
            "{trace}"
        );
        assert!(trace.contains("\n    client_id=app"), "{trace}");
        assert!(trace.contains("\n← 200, 31 bytes, "), "{trace}");
        assert!(
            !trace.contains("canary") && !trace.contains("?token"),
            "{trace}"
        );
    }

    #[test]
    fn a_failed_exchange_is_written_too() {
        let trace = Trace::new().describe(&request(), Err(&TransportError::Timeout));
        let error = TransportError::Timeout;
        assert!(trace.contains(&format!("\n← {error}, ")), "{trace}");
    }
}
