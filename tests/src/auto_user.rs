//! A willing user: looks at any page and does what leads on, with the right answers.

use std::time::Duration;

use idx_flow::{
    Action, Answer, AuthenticatorKey as Key, Channel, MethodType, Prompt, RemediationName as Name,
    Secret,
};

use crate::describe::sample;
use crate::host::Host;
use crate::steps::is_at;

impl Host {
    /// Does one thing that a willing user would do now. Returns false at the end of the flow.
    pub fn advance(&mut self) -> bool {
        match self.action() {
            Action::Send { request } => self.exchange(&request),
            Action::Done { .. } | Action::DoneWithCode { .. } | Action::Failed { .. } => {
                return false;
            }
            Action::ShowQr { qr, prompt, wait } => {
                let png = qr.png().unwrap();
                let _ = self.phone.scan(&mut self.org, &png, self.now);
                self.answer_or_wait(&prompt, wait);
            }
            Action::Ask { prompt, wait } => self.answer_or_wait(&prompt, wait),
            Action::Redirect { prompt, .. } => self.answer_or_wait(&prompt, None),
            Action::Wait { duration, .. } => {
                let _ = self.phone.approve(&mut self.org, self.now);
                self.open_newest_link();
                self.now += duration;
            }
        }
        true
    }

    fn answer_or_wait(&mut self, prompt: &Prompt, wait: Option<Duration>) {
        let answer = self.answer_to(prompt);
        match (answer, wait) {
            (Some(answer), _) => drop(self.submit(answer)),
            (None, Some(wait)) => self.now += wait,
            (None, None) => drop(self.submit(Answer::new("cancel"))),
        }
    }

    /// The right answer to what the page asks for, where it asks for something to type or choose.
    pub fn answer_to(&mut self, page: &Prompt) -> Option<Answer> {
        let user = self.org.setup().users[0].clone();
        let password = user.password.unwrap_or_default();
        let code = |host: &Host| {
            let inbox = host.org.inbox();
            let newest = inbox
                .messages()
                .iter()
                .rev()
                .find_map(|letter| letter.code.clone());
            newest.unwrap_or_else(|| "000000".to_owned())
        };
        if page.remediation_by_name(&Name::Identify).is_some() {
            return Answer::identify(page, &user.login, Some(&Secret::from(password))).ok();
        }
        let key = page
            .current_authenticator
            .as_ref()
            .and_then(|current| current.key.clone());
        let typed = match key {
            Some(Key::OktaPassword) => password,
            Some(Key::OktaVerify) => self
                .phone
                .totp(self.now)
                .unwrap_or_else(|| "000000".to_owned()),
            _ => code(self),
        };
        if let Ok(answer) = Answer::enter_passcode(page, typed) {
            return Some(answer);
        }
        if let Some(form) = page.remediation_by_name(&Name::EnrollmentChannelData) {
            let field = form.fields.first()?;
            let value = if field.path == "email" {
                user.login
            } else {
                "+15551234567".to_owned()
            };
            return Some(Answer::new(&form.id).with(&field.path, value));
        }
        let waits = [Name::EnrollPoll, Name::ChallengePoll];
        if waits
            .iter()
            .any(|name| page.remediation_by_name(name).is_some())
        {
            return None;
        }
        if let Some(form) = page.remediation_by_name(&Name::AuthenticatorVerificationData) {
            return Some(sample(form));
        }
        let choices = [
            (Key::OktaVerify, Some(MethodType::Push)),
            (Key::OktaVerify, None),
            (Key::OktaEmail, None),
            (Key::OktaPassword, None),
        ];
        let chosen = choices.iter().find_map(|(key, method)| {
            Answer::select_authenticator(page, key, method.as_ref())
                .ok()
                .filter(|_| !is_at(page, key))
        });
        let skip = || Answer::proceed(page, &Name::Skip).ok();
        let resend = || Answer::proceed(page, &Name::Resend).ok();
        chosen.or_else(skip).or_else(resend)
    }

    /// The link of the newest letter is opened on the phone, if it has one.
    pub fn open_newest_link(&mut self) {
        let newest = self
            .org
            .inbox()
            .messages()
            .iter()
            .rev()
            .find_map(|letter| letter.link.clone());
        if let Some(link) = newest {
            let _ = self.phone.open_link(&mut self.org, &link, self.now);
        }
    }

    /// "Can't scan?", where the page has it.
    pub fn cannot_scan(&mut self, channel: &Channel) {
        if let Action::ShowQr { prompt, .. }
        | Action::Wait {
            prompt: Some(prompt),
            ..
        } = self.action()
            && let Ok(answer) = Answer::select_channel(&prompt, channel)
        {
            let _ = self.submit(answer);
        }
    }
}
