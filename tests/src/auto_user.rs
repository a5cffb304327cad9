//! A cooperating user: answers any prompt correctly, so that the flow advances.

use std::time::Duration;

use idx_flow::{
    Action, Answer, AuthenticatorKey as Key, Channel, MethodType, Prompt, RemediationName as Name,
    Secret,
};

use idx_flow_sim::Request;

use crate::describe::sample;
use crate::host::Host;
use crate::passkey::Place;
use crate::polling::poll_interval;
use crate::steps::{is_current, offers};

impl Host {
    /// Carries out one action, as a cooperating user would. Returns `false` if the flow has ended.
    pub fn advance(&mut self) -> bool {
        match self.action() {
            Action::Send { request } => self.exchange(&request),
            Action::ShowQr { qr, prompt, wait } => {
                let png = qr.png().unwrap();
                let _ = self.phone.scan(&mut self.org, &png, self.now);
                self.answer_or_wait(&prompt, wait);
            }
            Action::Ask { prompt, wait } => self.answer_or_wait(&prompt, wait),
            Action::Redirect { url, prompt } => self.visit(url, &prompt),
            Action::Wait { duration, .. } => {
                let _ = self.phone.approve(&mut self.org, self.now);
                self.try_challenge_link();
                self.open_newest_link();
                self.now += duration;
            }
            // Done, DoneWithCode or Failed
            _ => return false,
        }
        true
    }

    /// Selects another enrollment channel ("Can't scan?"), if the prompt offers it.
    pub fn try_channel(&mut self, channel: &Channel) {
        let action = self.action();
        let waits = matches!(action, Action::ShowQr { .. } | Action::Wait { .. });
        if let Some(prompt) = action.prompt().filter(|_| waits)
            && let Ok(answer) = Answer::select_channel(prompt, channel)
        {
            let _ = self.submit(answer);
        }
    }

    /// Opens the URL in a browser, and returns with its result. Cancels if it has none.
    fn visit(&mut self, url: String, prompt: &Prompt) {
        let response = self.org.handle(&Request::get(url), self.now);
        let is_received = response
            .header("location")
            .is_some_and(|url| self.receive_redirect(url).is_ok());
        if !is_received {
            let _ = self.submit_when_allowed(Answer::new(prompt, "cancel"));
        }
    }

    /// Opens the link of a device challenge in Okta Verify, if the prompt has one.
    fn try_challenge_link(&mut self) {
        let prompt = self.flow.prompt();
        let challenge = prompt.and_then(|prompt| prompt.device_challenge.as_ref());
        if let Some(link) = challenge.and_then(|challenge| challenge.href.clone()) {
            let link = link.expose();
            self.secrets.add_url(link);
            let _ = self.phone.open_challenge(&mut self.org, link, self.now);
        }
    }

    fn answer_or_wait(&mut self, prompt: &Prompt, wait: Option<Duration>) {
        // A prompt that is not polled only waits for its expiry.
        let wait = poll_interval(prompt).and(wait);
        let answer = self.ceremony_answer(prompt);
        let answer = answer.or_else(|| self.detour(prompt));
        match (answer.or_else(|| self.correct_answer(prompt)), wait) {
            (Some(answer), _) => drop(self.submit_when_allowed(answer)),
            (None, Some(wait)) => self.now += wait,
            (None, None) => drop(self.submit(Answer::new(prompt, "cancel"))),
        }
    }

    /// Performs the ceremony of the prompt with the user's passkey.
    fn ceremony_answer(&mut self, prompt: &Prompt) -> Option<Answer> {
        let ceremony = prompt.ceremony().filter(|it| !it.is_conditional)?;
        let place = Place::Web("https://org.example.com");
        Answer::webauthn(prompt, &self.passkey.answer(ceremony, place)).ok()
    }

    /// Returns an answer that signs up, recovers the password, or signs in without one, if the prompt
    /// offers that.
    fn detour(&self, prompt: &Prompt) -> Option<Answer> {
        if let Some(form) = prompt.remediation_by_name(&Name::EnrollProfile) {
            let email = format!("grace{}@example.com", self.answers);
            let answer = Answer::new(prompt, &form.id).with("userProfile.firstName", "Grace");
            let answer = answer.with("userProfile.lastName", "Hopper");
            return Some(answer.with("userProfile.email", email));
        }
        if let Some(form) = prompt.remediation_by_name(&Name::IdentifyRecovery) {
            let login = self.org.setup().users[0].login.as_str();
            return Some(Answer::new(prompt, &form.id).with("identifier", login));
        }
        let is_new_password = [Name::ResetAuthenticator, Name::ReenrollAuthenticator];
        let sets_password = is_new_password.iter().any(|name| offers(name)(prompt))
            || offers(&Name::EnrollAuthenticator)(prompt) && is_current(prompt, &Key::OktaPassword);
        if sets_password {
            return Answer::enter_passcode(prompt, "Brand-New-1").ok();
        }
        if !offers(&Name::Identify)(prompt) || prompt.device_challenge.is_some() {
            return None;
        }
        let names = [
            Name::SelectEnrollProfile,
            Name::Recover,
            Name::RedirectIdp,
            Name::LaunchAuthenticator,
        ];
        let mut answers = names.iter();
        answers.find_map(|name| Answer::proceed(prompt, name).ok())
    }

    /// Returns a correct answer to the prompt. `None` if the prompt asks for nothing.
    fn correct_answer(&self, prompt: &Prompt) -> Option<Answer> {
        let user = self.org.setup().users[0].clone();
        let password = user.password.unwrap_or_default();
        if offers(&Name::Identify)(prompt) {
            return Answer::identify(prompt, &user.login, Some(&Secret::from(password))).ok();
        }
        let passcode = self.passcode_for(prompt, password);
        if let Ok(answer) = Answer::enter_passcode(prompt, passcode) {
            return Some(answer);
        }
        if let Some(form) = prompt.remediation_by_name(&Name::EnrollmentChannelData) {
            let field = form.fields.first()?;
            let value = match field.path.as_str() {
                "email" => user.login,
                _ => "+15551234567".to_owned(),
            };
            return Some(Answer::new(prompt, &form.id).with(&field.path, value));
        }
        if offers(&Name::EnrollPoll)(prompt) || offers(&Name::ChallengePoll)(prompt) {
            return None;
        }
        if let Some(form) = prompt.remediation_by_name(&Name::AuthenticatorVerificationData) {
            return Some(sample(prompt, form));
        }
        let preferred = [
            (Key::OktaVerify, Some(MethodType::Push)),
            (Key::OktaVerify, None),
            (Key::OktaEmail, None),
            (Key::OktaPassword, None),
            (Key::Webauthn, None),
        ];
        let selected = preferred.iter().find_map(|(key, method)| {
            Answer::select_authenticator(prompt, key, method.as_ref())
                .ok()
                .filter(|_| !is_current(prompt, key))
        });
        let skip = || Answer::proceed(prompt, &Name::Skip).ok();
        let resend = || Answer::proceed(prompt, &Name::Resend).ok();
        selected.or_else(skip).or_else(resend)
    }

    /// The password or code for the prompt's current authenticator.
    fn passcode_for(&self, prompt: &Prompt, password: String) -> String {
        let current = prompt.current_authenticator.as_ref();
        let code = match current.and_then(|current| current.key.as_ref()) {
            Some(Key::OktaPassword) => Some(password),
            Some(Key::OktaVerify) => self.phone.totp(self.now),
            _ => {
                let mut newest_first = self.org.inbox().messages().iter().rev();
                newest_first.find_map(|message| message.code.clone())
            }
        };
        code.unwrap_or_else(|| "000000".to_owned())
    }

    /// Opens, on the phone, the newest link in the inbox.
    fn open_newest_link(&mut self) {
        let mut newest_first = self.org.inbox().messages().iter().rev();
        let link = newest_first.find_map(|message| message.link.clone());
        if let Some(link) = link {
            let _ = self.phone.open_link(&mut self.org, &link, self.now);
        }
    }
}
