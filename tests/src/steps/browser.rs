//! Steps in a browser: identity providers, device activation and consent.

use idx_flow::{Action, Answer, Prompt, RemediationName as Name};
use idx_flow_sim::Request;

use crate::host::{Host, Interruption, StepResult};

impl Host {
    /// Opens the first identity provider and returns the URL to which it redirects.
    ///
    /// # Errors
    /// [`Interruption`] if the scenario ended early.
    pub fn open_identity_provider(&mut self) -> StepResult<String> {
        self.open_redirect(&Name::RedirectIdp)
    }

    /// Opens the URL of this remediation and returns the URL to which it redirects.
    ///
    /// # Errors
    /// [`Interruption`] if the scenario ended early.
    pub fn open_redirect(&mut self, name: &Name) -> StepResult<String> {
        let prompt = self.prompt()?;
        self.submit_when_allowed(Answer::proceed(&prompt, name).unwrap())
            .unwrap();
        match self.settle()? {
            Action::Redirect { url, .. } => {
                let response = self.org.handle(&Request::get(url), self.now);
                Ok(response.header("location").unwrap().to_owned())
            }
            Action::Failed { failure } => Err(Interruption::Failed(Box::new(failure))),
            other => panic!("no redirect in {other:?}: {}", self.transcript),
        }
    }

    /// Opens the page for the code of another device, and starts a flow from its state token.
    pub fn open_activation_page(&mut self) {
        let response = self.org.handle(&Request::get("/activate"), self.now);
        let html = String::from_utf8(response.body).unwrap();
        let token = html.split('"').nth(1).unwrap().to_owned();
        self.secrets.add("stateToken", &token);
        self.start_again(|config| config.with_state_token(token));
    }

    /// Allows or denies consent. `scopes` overrides the proposed choice for single scopes.
    ///
    /// # Errors
    /// [`Interruption`] if the scenario ended early.
    pub fn consent(&mut self, allow: bool, scopes: &[(&str, bool)]) -> StepResult<&mut Self> {
        let applies = |prompt: &Prompt| Answer::consent(prompt, allow).is_ok();
        self.step("consent", applies, |_, prompt| {
            let answer = Answer::consent(prompt, allow)?;
            let with = |answer: Answer, (path, allow): &(&str, bool)| answer.with(*path, *allow);
            Ok(scopes.iter().fold(answer, with))
        })
    }
}
