//! Steps with Okta Verify: QR codes, channels and pushes.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

use idx_flow::{Action, Answer, Channel, MethodType, Prompt, QrCode, RemediationName as Name};
use idx_flow_sim::{PhoneError, qr_code};

use super::step::offers;
use crate::host::{Host, Interruption, StepResult};
use crate::polling::poll_interval;

impl Host {
    /// Returns the QR code that is displayed.
    ///
    /// # Errors
    /// [`Interruption`] if the scenario ended early.
    pub fn qr_code(&mut self) -> StepResult<QrCode> {
        match self.settle()? {
            Action::ShowQr { qr, .. } => Ok(qr),
            Action::Failed { failure } => Err(Interruption::Failed(Box::new(failure))),
            other => panic!("no QR code in {other:?}: {}", self.transcript),
        }
    }

    /// Scans the QR code with the phone.
    ///
    /// # Errors
    /// [`Interruption`] if the scenario ended early.
    pub fn scan(&mut self) -> StepResult<&mut Self> {
        self.try_scan()?.unwrap();
        Ok(self)
    }

    /// Scans the QR code with the phone, and returns whether the org accepted the phone.
    ///
    /// # Errors
    /// [`Interruption`] if the scenario ended early.
    pub fn try_scan(&mut self) -> StepResult<Result<(), PhoneError>> {
        let png = self.qr_code()?.png().unwrap();
        let link = decode(png);
        self.secrets.add("activation link", &link);
        Ok(self.phone.open_link(&mut self.org, &link, self.now))
    }

    /// Opens, on the phone, the link that was sent to this address or number.
    pub fn open_sent_link_on_phone(&mut self, address: &str) -> &mut Self {
        let link = self.org.inbox().link(address).unwrap().to_owned();
        self.open_link_on_phone(&link)
    }

    /// Opens this link on the phone.
    pub fn open_link_on_phone(&mut self, link: &str) -> &mut Self {
        self.secrets.add("activation link", link);
        self.phone.open_link(&mut self.org, link, self.now).unwrap();
        self
    }

    /// Selects another enrollment channel ("Can't scan?").
    ///
    /// # Errors
    /// [`Interruption`] if the scenario ended early.
    pub fn select_channel(&mut self, channel: &Channel) -> StepResult<&mut Self> {
        let applies = |prompt: &Prompt| {
            let data = prompt.contextual_data();
            let selected = data.and_then(|data| data.selected_channel.as_ref());
            offers(&Name::SelectEnrollmentChannel)(prompt) && selected != Some(channel)
        };
        self.step("select a channel", applies, |_, prompt| {
            Answer::select_channel(prompt, channel)
        })
    }

    /// Selects a method of the current authenticator.
    ///
    /// # Errors
    /// [`Interruption`] if the scenario ended early.
    pub fn select_method(&mut self, method: &MethodType) -> StepResult<&mut Self> {
        let name = Name::AuthenticatorVerificationData;
        let path = "authenticator.methodType";
        self.step("select a method", offers(&name), |_, prompt| {
            let answer = Answer::proceed(prompt, &name)?;
            let form = prompt.remediation_by_name(&name);
            Ok(match form.and_then(|form| form.field(path)) {
                Some(_) => answer.with(path, method.as_str()),
                None => answer,
            })
        })
    }

    /// Approves the push on the phone.
    ///
    /// # Errors
    /// [`Interruption`] if the scenario ended early.
    pub fn approve(&mut self) -> StepResult<&mut Self> {
        self.prompt()?;
        self.phone.approve(&mut self.org, self.now).unwrap();
        Ok(self)
    }

    /// Rejects the push on the phone.
    ///
    /// # Errors
    /// [`Interruption`] if the scenario ended early.
    pub fn reject(&mut self) -> StepResult<&mut Self> {
        self.prompt()?;
        self.phone.reject(&mut self.org, self.now).unwrap();
        Ok(self)
    }

    /// Polls until the prompt displays the number to tap, and returns it.
    ///
    /// # Errors
    /// [`Interruption`] if the scenario ended early.
    pub fn number_challenge(&mut self) -> StepResult<String> {
        let number = |action: &Action| {
            let data = action.prompt()?.contextual_data()?;
            Some(data.correct_answer.as_ref()?.expose().to_owned())
        };
        let action = self.wait_for(|action| number(action).is_some())?;
        Ok(number(&action).unwrap())
    }

    /// Returns the poll interval of the prompt, and asserts that the action waits as long.
    ///
    /// # Errors
    /// [`Interruption`] if the scenario ended early.
    pub fn poll_interval(&mut self) -> StepResult<Duration> {
        let prompt = self.prompt()?;
        let refresh = prompt.remediations.iter().find_map(|form| form.refresh);
        let refresh = refresh.unwrap_or_else(|| panic!("no poll: {}", self.transcript));
        let action = self.settle()?;
        let is_limited = self.limited_until.is_some();
        assert!(
            is_limited || action.wait() == Some(refresh),
            "{}",
            self.transcript
        );
        Ok(refresh)
    }

    /// Asserts that the flow does not poll.
    ///
    /// # Errors
    /// [`Interruption`] if the scenario ended early.
    pub fn expect_no_poll(&mut self) -> StepResult<&mut Self> {
        let count = self.log.len();
        let before = self.now;
        for _ in 0..10 {
            let action = self.settle()?;
            if let Action::Failed { failure } = action {
                return Err(Interruption::Failed(Box::new(failure)));
            }
            let polled = action.prompt().and_then(|prompt| poll_interval(prompt));
            assert_eq!(polled, None, "{}", self.transcript);
            self.now += Duration::from_secs(4);
        }
        self.now = before;
        assert_eq!(self.log.len(), count, "the flow polls: {}", self.transcript);
        Ok(self)
    }
}

/// Decodes a QR code. Decoding is slow and many runs display the same picture, so results are cached.
fn decode(png: Vec<u8>) -> String {
    static CACHE: Mutex<BTreeMap<Vec<u8>, String>> = Mutex::new(BTreeMap::new());
    let mut cache = CACHE.lock().unwrap();
    let cached = cache.get(&png).cloned();
    let link = cached.unwrap_or_else(|| qr_code::decode(&png).unwrap());
    cache.insert(png, link.clone());
    link
}
