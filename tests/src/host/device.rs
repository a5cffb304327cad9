//! Okta Verify on the device at hand: requests on loopback reach the phone, and no weather does.

use idx_flow::{Action, Purpose, Request, StateName};
use serde_json::Value;

use super::{Host, carried, returned};

impl Host {
    /// Carries a probe or a challenge to the phone.
    pub(super) fn ask_device(&mut self, request: &Request) {
        let asked = carried(request);
        match self.phone.loopback(&mut self.org, &asked, self.now) {
            Some(response) => {
                self.transcript.reply(&response.status.to_string());
                let response = returned(&response);
                self.flow.handle_response(request.id, response, self.now);
            }
            None => {
                self.transcript.reply("nobody");
                self.flow.handle_failure(request.id, self.now);
            }
        }
        if self.flow.state() != StateName::Submit && !self.has_challenge_out() {
            self.after_step();
        }
    }

    /// Whether Okta Verify is to have its challenge, or has it and has not answered.
    pub(crate) fn has_challenge_out(&self) -> bool {
        let next = self.flow.next_action(self.now);
        matches!(next, Action::Send { request } if request.purpose == Purpose::Challenge)
    }

    /// Notes why a challenge is ended. Where it is not the user who ends it, nobody has answered.
    pub(super) fn note_why_canceled(&mut self, request: &Request) {
        let body: Value = serde_json::from_str(request.body.expose()).unwrap_or_default();
        let Some(reason) = body.get("reason").and_then(Value::as_str) else {
            return;
        };
        let status = body.get("statusCode").unwrap_or(&Value::Null);
        self.cancels.push(format!("{reason} {status}"));
        if reason.starts_with("OV_") {
            self.answers += 1;
        }
    }

    /// Opens the link of the page in Okta Verify, once for its number.
    pub fn open_challenge(&mut self) {
        let challenge = self
            .flow
            .prompt()
            .and_then(|page| page.device_challenge.clone());
        let Some((number, link)) = challenge.and_then(|it| Some((it.number, it.href?))) else {
            panic!("no link to open: {}", self.transcript);
        };
        if self.opened == Some(number) {
            return;
        }
        self.opened = Some(number);
        self.transcript.say("open Okta Verify");
        self.secrets.url(link.expose());
        let opened = self
            .phone
            .open_challenge(&mut self.org, link.expose(), self.now);
        opened.unwrap();
    }
}
