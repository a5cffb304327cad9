//! Steps that lead elsewhere: identity providers, pages of the org's own, and what they ask.

use idx_flow::{Action, Answer, Prompt, RemediationName as Name};
use idx_flow_sim::Request;

use crate::host::{Host, Interruption, StepResult};

impl Host {
    /// Goes to the first identity provider, and returns the URL with which the browser comes back.
    ///
    /// # Errors
    /// Where the scenario is cut short.
    pub fn visit_provider(&mut self) -> StepResult<String> {
        self.visit(&Name::RedirectIdp)
    }

    /// Goes where this remediation leads, and returns the URL with which the browser comes back.
    ///
    /// # Errors
    /// Where the scenario is cut short.
    pub fn visit(&mut self, name: &Name) -> StepResult<String> {
        let page = self.page()?;
        self.submit(Answer::proceed(&page, name).unwrap()).unwrap();
        match self.settle()? {
            Action::Redirect { url, .. } => {
                let reply = self.org.handle(&Request::get(url), self.now);
                Ok(reply.header("location").unwrap().to_owned())
            }
            Action::Failed { failure } => Err(Interruption::Failed(failure)),
            other => panic!("no browser but {other:?}: {}", self.transcript),
        }
    }

    /// Opens the page for another device's code, and goes on from there.
    pub fn open_activation_page(&mut self) {
        let page = self.org.handle(&Request::get("/activate"), self.now);
        let html = String::from_utf8(page.body).unwrap();
        let token = html.split('"').nth(1).unwrap().to_owned();
        self.secrets.add("stateToken", &token);
        self.start_again(|config| config.state_token(token));
    }

    /// Agrees, or does not, with these scopes as said and the others as proposed.
    ///
    /// # Errors
    /// Where the scenario is cut short.
    pub fn consent(&mut self, agreed: bool, scopes: &[(&str, bool)]) -> StepResult<&mut Self> {
        let here = |page: &Prompt| Answer::consent(page, agreed).is_ok();
        self.step("consent", here, |_, page| {
            let answer = Answer::consent(page, agreed)?;
            let with = |answer: Answer, (path, opted): &(&str, bool)| answer.with(*path, *opted);
            Ok(scopes.iter().fold(answer, with))
        })
    }
}
