//! Steps with passwords, codes and magic links.

use idx_flow::{
    Answer, AnswerError, AuthenticatorKey as Key, Prompt, RedirectError, RemediationName as Name,
};
use idx_flow_sim::LinkBrowser;

use super::step::{ATTEMPTS, is_current};
use crate::host::{Host, StepResult};

impl Host {
    /// Enters the password, code or answer that this authenticator asks for.
    ///
    /// # Errors
    /// [`Interruption`](crate::host::Interruption) if the scenario ended early.
    pub fn enter_passcode(&mut self, key: &Key, code: &str) -> StepResult<&mut Self> {
        self.enter_passcode_with(key, |_| code.to_owned())
    }

    /// Enters the code that was last sent to this address or number.
    ///
    /// # Errors
    /// [`Interruption`](crate::host::Interruption) if the scenario ended early.
    pub fn enter_passcode_from(&mut self, key: &Key, address: &str) -> StepResult<&mut Self> {
        self.enter_passcode_with(key, |host| {
            let code = host.org.inbox().code(address);
            code.unwrap_or_else(|| panic!("no code: {}", host.transcript))
                .to_owned()
        })
    }

    /// Enters the code that Okta Verify on the phone displays.
    ///
    /// # Errors
    /// [`Interruption`](crate::host::Interruption) if the scenario ended early.
    pub fn enter_totp(&mut self) -> StepResult<&mut Self> {
        self.enter_passcode_with(&Key::OktaVerify, |host| host.phone.totp(host.now).unwrap())
    }

    /// Enters a code that is generated for each attempt.
    ///
    /// # Errors
    /// [`Interruption`](crate::host::Interruption) if the scenario ended early.
    pub fn enter_passcode_with(
        &mut self,
        key: &Key,
        code: impl Fn(&Host) -> String,
    ) -> StepResult<&mut Self> {
        let takes_code = |prompt: &Prompt| Answer::enter_passcode(prompt, "").is_ok();
        let applies = |prompt: &Prompt| is_current(prompt, key) && takes_code(prompt);
        self.step("enter a code", applies, |host, prompt| {
            Answer::enter_passcode(prompt, code(host))
        })
    }

    /// Requests a new message, and asserts that one is sent.
    ///
    /// # Errors
    /// [`Interruption`](crate::host::Interruption) if the scenario ended early.
    pub fn resend(&mut self) -> StepResult<&mut Self> {
        let count = self.org.inbox().messages().len();
        for _ in 0..ATTEMPTS {
            let prompt = self.prompt()?;
            let resend = Answer::proceed(&prompt, &Name::Resend).unwrap();
            self.submit_when_allowed(resend).unwrap();
            self.settle()?;
            if self.org.inbox().messages().len() > count {
                return Ok(self);
            }
        }
        panic!("no new message was sent: {}", self.transcript);
    }

    /// Opens the magic link in the browser of this client. It redirects to the client.
    ///
    /// # Errors
    /// [`Interruption`](crate::host::Interruption) if the scenario ended early.
    pub fn open_magic_link(&mut self, address: &str) -> StepResult<&mut Self> {
        for _ in 0..ATTEMPTS {
            self.prompt()?;
            let link = self.magic_link(address);
            let response = self.org.open_link(&link, self.now, LinkBrowser::Same);
            let url = response.header("location").unwrap().to_owned();
            match self.receive_redirect(&url) {
                Err(RedirectError::Answer(AnswerError::RateLimited { wait, .. })) => {
                    self.now += wait;
                    continue;
                }
                result => result.unwrap(),
            }
            let action = self.settle()?;
            let prompt = action.prompt();
            if !prompt.is_some_and(|prompt| is_current(prompt, &Key::OktaEmail)) {
                return Ok(self);
            }
        }
        panic!("the magic link had no effect: {}", self.transcript);
    }

    /// Opens the magic link in another browser.
    pub fn open_magic_link_elsewhere(&mut self, address: &str) -> &mut Self {
        let link = self.magic_link(address);
        let response = self.org.open_link(&link, self.now, LinkBrowser::Other);
        assert_eq!(response.status, 200);
        self
    }

    fn magic_link(&mut self, address: &str) -> String {
        let link = self.org.inbox().link(address).unwrap().to_owned();
        self.secrets.add("magic link", &link);
        link
    }
}
