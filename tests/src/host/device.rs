//! Okta Verify on the host's own device. Loopback requests reach it without faults.

use idx_flow::{Request, StateName};
use serde_json::Value;

use super::state::Host;
use super::wire::{engine_response, sim_request};
use crate::invariants;

impl Host {
    /// Sends a probe or a challenge to Okta Verify on the device.
    pub(super) fn send_to_device(&mut self, request: &Request) {
        self.last_reply = None;
        let loopback = sim_request(request);
        match self.phone.loopback(&mut self.org, &loopback, self.now) {
            Some(response) => {
                self.transcript.add_response(&response.status.to_string());
                let response = engine_response(&response);
                self.flow
                    .handle_response(request.id, response, self.device_time());
            }
            None => {
                self.transcript.add_response("nobody");
                self.flow.handle_failure(request.id, self.device_time());
            }
        }
        let has_pending_challenge =
            invariants::has_pending_challenge(&self.flow, self.device_time());
        if self.flow.state() != StateName::Submit && !has_pending_challenge {
            self.after_step();
        }
    }

    /// Records the reason if the request cancels a device challenge. Unless the user canceled, the
    /// request is the engine's own: it counts as an answer.
    pub(super) fn record_challenge_cancel(&mut self, request: &Request) {
        let body: Value = serde_json::from_str(request.body.expose()).unwrap_or_default();
        let Some(reason) = body.get("reason").and_then(Value::as_str) else {
            return;
        };
        let status = body.get("statusCode").unwrap_or(&Value::Null);
        self.challenge_cancels.push(format!("{reason} {status}"));
        if reason.starts_with("OV_") {
            self.answers += 1;
        }
    }

    /// Opens the prompt's challenge link in Okta Verify, once for each challenge.
    pub fn open_challenge_link(&mut self) {
        let prompt = self.flow.prompt();
        let challenge = prompt.and_then(|prompt| prompt.device_challenge.clone());
        let link = challenge.and_then(|challenge| Some((challenge.number, challenge.href?)));
        let Some((number, link)) = link else {
            panic!("no challenge link: {}", self.transcript);
        };
        if self.opened_challenge == Some(number) {
            return;
        }
        self.opened_challenge = Some(number);
        self.transcript.add("open Okta Verify");
        self.secrets.add_url(link.expose());
        let opened = self
            .phone
            .open_challenge(&mut self.org, link.expose(), self.now);
        opened.unwrap();
    }
}
