//! Responses with one URL that leads to another origin.

use idx_flow::{Action, FailureKind, Flow, Prompt, RemediationSource, RequestId, StateName};
use idx_flow_sim::Response;
use serde_json::Value;

use super::state::Host;
use super::wire::engine_response;
use crate::describe::sample;
use crate::invariants::is_allowed_target;
use crate::polling::poll_interval;

const FOREIGN: &str = "https://evil.example";

impl Host {
    /// Delivers the response to copies of the flow, each time with another `href` on a foreign origin.
    /// Asserts that nothing is requested there, and that the flow fails only if it depends on the URL.
    pub(super) fn try_moved_hrefs(&mut self, id: RequestId, response: &Response) {
        let mut intact = self.flow.clone();
        intact.handle_response(id, engine_response(response), self.device_time());
        let json = response.body_json();
        for index in 0.. {
            let mut moved = json.clone();
            if !move_href(&mut moved, &mut { index }) {
                break;
            }
            let response = response.clone().with_body(moved.to_string().into_bytes());
            let mut flow = self.flow.clone();
            flow.handle_response(id, engine_response(&response), self.device_time());
            self.check_moved(&flow, &intact);
            self.moved_hrefs += 1;
        }
    }

    fn check_moved(&self, flow: &Flow, intact: &Flow) {
        match flow.next_action(self.device_time()) {
            Action::Send { request } => self.assert_own_origin(&request),
            Action::Failed { failure } if intact.state() != StateName::Failed => {
                assert_eq!(failure.kind, FailureKind::Untrusted);
                let prompt = intact.prompt().unwrap();
                let is_needed = poll_interval(prompt).is_some() || is_only_form(prompt);
                assert!(
                    is_needed,
                    "the flow failed without need: {}",
                    self.transcript
                );
            }
            _ => {}
        }
        if flow.state() != StateName::Prompt {
            return;
        }
        let (prompt, before) = (flow.prompt().unwrap(), intact.prompt().unwrap());
        let mut unusable = 0;
        for form in &prompt.remediations {
            let original = before.remediation(&form.id);
            let had_url = original.is_some_and(|original| original.href.is_some());
            unusable += usize::from(had_url && form.href.is_none());
            let url = form.href.as_deref().filter(|_| form.is_form);
            let is_foreign = url.is_some_and(|url| url.starts_with(FOREIGN));
            assert!(!is_foreign, "{} has a foreign URL", form.id);
            let mut flow = flow.clone();
            if flow
                .submit(sample(prompt, form), self.device_time())
                .is_ok()
                && let Action::Send { request } = flow.next_action(self.device_time())
            {
                self.assert_own_origin(&request);
            }
        }
        assert!(unusable <= 1, "one moved URL broke {unusable} forms");
    }

    fn assert_own_origin(&self, request: &idx_flow::Request) {
        let origin = &self.org.setup().issuer;
        assert!(
            is_allowed_target(request, origin),
            "same-origin: {request:?}"
        );
    }
}

/// Whether the server offers a single remediation.
fn is_only_form(prompt: &Prompt) -> bool {
    let forms = prompt.remediations.iter();
    let offered = forms.filter(|form| form.source == RemediationSource::Remediation);
    offered.count() <= 1
}

/// Moves the URL of the top-level `cancel`. Returns `None` if the response has no `cancel`.
pub(super) fn with_moved_cancel(response: &Response) -> Option<Response> {
    let mut json = response.body_json();
    *json.pointer_mut("/cancel/href")? = format!("{FOREIGN}/idp/idx/cancel").into();
    Some(response.clone().with_body(json.to_string().into_bytes()))
}

/// Moves the `href` with this index. Returns `false` if there are fewer.
fn move_href(json: &mut Value, index: &mut usize) -> bool {
    match json {
        Value::Object(members) => members.iter_mut().any(|(name, value)| {
            let url = value.as_str().filter(|_| name == "href");
            let path = url.and_then(|url| url.strip_prefix("https://"));
            match path.and_then(|rest| rest.split_once('/')) {
                Some((_, path)) if *index == 0 => {
                    *value = format!("{FOREIGN}/{path}").into();
                    true
                }
                Some(_) => {
                    *index -= 1;
                    false
                }
                None => move_href(value, index),
            }
        }),
        Value::Array(items) => items.iter_mut().any(|item| move_href(item, index)),
        _ => false,
    }
}
