//! Steps with passwords, codes, links and identity providers.

use idx_flow::{Answer, AuthenticatorKey as Key, Prompt, RemediationName as Name};
use idx_flow_sim::Opened;

use super::{ATTEMPTS, is_at};
use crate::host::{Host, StepResult};

impl Host {
    /// Gives the password, code or answer that this authenticator asks for.
    ///
    /// # Errors
    /// Where the scenario is cut short.
    pub fn passcode(&mut self, key: &Key, code: &str) -> StepResult<&mut Self> {
        self.passcode_of(key, |_| code.to_owned())
    }

    /// The same with the code that this address or number got last.
    ///
    /// # Errors
    /// Where the scenario is cut short.
    pub fn passcode_from(&mut self, key: &Key, address: &str) -> StepResult<&mut Self> {
        self.passcode_of(key, |host| {
            let code = host.org.inbox().code(address);
            code.unwrap_or_else(|| panic!("no code: {}", host.transcript))
                .to_owned()
        })
    }

    /// The same with the code that the phone shows at that moment.
    ///
    /// # Errors
    /// Where the scenario is cut short.
    pub fn totp(&mut self) -> StepResult<&mut Self> {
        self.passcode_of(&Key::OktaVerify, |host| host.phone.totp(host.now).unwrap())
    }

    /// The same with a code that is made for the attempt.
    ///
    /// # Errors
    /// Where the scenario is cut short.
    pub fn passcode_of(
        &mut self,
        key: &Key,
        code: impl Fn(&Host) -> String,
    ) -> StepResult<&mut Self> {
        let here = |page: &Prompt| is_at(page, key) && Answer::enter_passcode(page, "").is_ok();
        self.step("give a code", here, |host, page| {
            Answer::enter_passcode(page, code(host))
        })
    }

    /// Has it sent again: another letter is to arrive.
    ///
    /// # Errors
    /// Where the scenario is cut short.
    pub fn resend(&mut self) -> StepResult<&mut Self> {
        let letters = self.org.inbox().messages().len();
        for _ in 0..ATTEMPTS {
            let page = self.page()?;
            self.submit(Answer::proceed(&page, &Name::Resend).unwrap())
                .unwrap();
            self.settle()?;
            if self.org.inbox().messages().len() > letters {
                return Ok(self);
            }
        }
        panic!("nothing was sent again: {}", self.transcript);
    }

    /// Opens the magic link in the browser of this client, which leads back to it.
    ///
    /// # Errors
    /// Where the scenario is cut short.
    pub fn open_magic_link(&mut self, address: &str) -> StepResult<&mut Self> {
        for _ in 0..ATTEMPTS {
            self.page()?;
            let link = self.magic_link(address);
            let page = self.org.open_link(&link, self.now, Opened::SameClient);
            let url = page.header("location").unwrap().to_owned();
            self.come_back(&url).unwrap();
            let after = self.settle()?;
            if !after
                .prompt()
                .is_some_and(|page| is_at(page, &Key::OktaEmail))
            {
                return Ok(self);
            }
        }
        panic!("the link led nowhere: {}", self.transcript);
    }

    /// Opens the magic link somewhere else.
    pub fn open_magic_link_elsewhere(&mut self, address: &str) -> &mut Self {
        let link = self.magic_link(address);
        let page = self.org.open_link(&link, self.now, Opened::Elsewhere);
        assert_eq!(page.status, 200);
        self
    }

    fn magic_link(&mut self, address: &str) -> String {
        let link = self.org.inbox().link(address).unwrap().to_owned();
        self.secrets.add("magic link", &link);
        link
    }
}
