//! Unknown forms and authenticators: a copy of the flow sends and selects them for real.

use idx_flow::{
    Action, Answer, AnswerError, AuthenticatorKey, Choice, FailureKind, Field, Prompt, Remediation,
    RemediationName,
};
use serde_json::Value;

use super::state::Host;
use super::wire::{engine_response, sim_request};

impl Host {
    /// Sends the unknown form of the prompt, and selects its unknown authenticator, on copies of the
    /// flow and the org. Asserts that the flow can use the response.
    pub(super) fn try_unknown(&mut self, prompt: &Prompt) {
        let unknown = RemediationName::from("unknown-remediation");
        if let Some(form) = prompt.remediation_by_name(&unknown) {
            let answer = Answer::new(prompt, &form.id).with("unknownField", "unknown value");
            self.try_answer(answer, "/unknownField", "unknown value");
            self.unknown_forms += 1;
        }
        let forms = prompt.remediations.iter().filter(|form| form.is_form);
        for answer in forms.filter_map(|form| select_unknown(prompt, form)) {
            let is_selected = self.try_answer(answer, "/authenticator/id", "autUnknown");
            self.unknown_authenticators += usize::from(is_selected);
        }
    }

    /// Returns whether the answer was sent. It is not if the server limits the form.
    fn try_answer(&self, answer: Answer, pointer: &str, value: &str) -> bool {
        let mut flow = self.flow.clone();
        match flow.submit(answer, self.device_time()) {
            Err(AnswerError::RateLimited { .. }) => return false,
            result => assert_eq!(result, Ok(()), "{}", self.transcript),
        }
        let Action::Send { request } = flow.next_action(self.device_time()) else {
            panic!("the unknown form is not sent: {}", self.transcript)
        };
        let body: Value = serde_json::from_str(request.body.expose()).unwrap();
        assert_eq!(body.pointer(pointer).unwrap(), value);
        let mut org = self.org.clone();
        let response = org.handle(&sim_request(&request), self.now);
        flow.handle_response(request.id, engine_response(&response), self.device_time());
        if let Action::Failed { failure } = flow.next_action(self.device_time()) {
            let is_end = !matches!(failure.kind, FailureKind::Protocol | FailureKind::Untrusted);
            assert!(is_end, "{failure}: {}", self.transcript);
        }
        true
    }
}

/// The answer that selects the unknown authenticator, if this form offers it.
fn select_unknown(prompt: &Prompt, form: &Remediation) -> Option<Answer> {
    let unknown = AuthenticatorKey::from("unknown_authenticator");
    let is_unknown = |choice: &&Choice| {
        let authenticator = choice.authenticator();
        authenticator.is_some_and(|authenticator| authenticator.key.as_ref() == Some(&unknown))
    };
    let (field, choice) = form.fields.iter().find_map(|field| {
        let choice = field.choices.iter().find(is_unknown)?;
        Some((field, choice))
    })?;
    let answer = Answer::new(prompt, &form.id).with(&field.path, choice.id.as_str());
    let is_needed = |other: &&Field| other.is_required && other.path != field.path;
    let needed = form.fields.iter().filter(is_needed);
    Some(needed.fold(answer, |answer, field| answer.with(&field.path, "x")))
}
