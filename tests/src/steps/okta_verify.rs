//! Steps with Okta Verify: its QR code, its channels, its pushes.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

use idx_flow::{
    Action, Answer, Channel, ContextualData, MethodType, Prompt, QrCode, RemediationName as Name,
};
use idx_flow_sim::{PhoneError, picture};

use super::offers;
use crate::host::{Host, Interruption, StepResult, due};

impl Host {
    /// The QR code on the screen.
    ///
    /// # Errors
    /// Where the scenario is cut short.
    pub fn qr(&mut self) -> StepResult<QrCode> {
        match self.settle()? {
            Action::ShowQr { qr, .. } => Ok(qr),
            Action::Failed { failure } => Err(Interruption::Failed(failure)),
            other => panic!("no QR code but {other:?}: {}", self.transcript),
        }
    }

    /// The phone scans the picture on the screen.
    ///
    /// # Errors
    /// Where the scenario is cut short.
    pub fn scan(&mut self) -> StepResult<&mut Self> {
        self.try_to_scan()?.unwrap();
        Ok(self)
    }

    /// The same, and whether the org took the phone.
    ///
    /// # Errors
    /// Where the scenario is cut short.
    pub fn try_to_scan(&mut self) -> StepResult<Result<(), PhoneError>> {
        let png = self.qr()?.png().unwrap();
        let link = read(png);
        self.secrets.add("activation link", &link);
        Ok(self.phone.open_link(&mut self.org, &link, self.now))
    }

    /// The phone opens the link that was sent to this address or number.
    pub fn open_on_the_phone(&mut self, address: &str) -> &mut Self {
        let link = self.org.inbox().link(address).unwrap().to_owned();
        self.open_link_on_the_phone(&link)
    }

    /// The phone opens this link.
    pub fn open_link_on_the_phone(&mut self, link: &str) -> &mut Self {
        self.secrets.add("activation link", link);
        self.phone.open_link(&mut self.org, link, self.now).unwrap();
        self
    }

    /// "Can't scan?"
    ///
    /// # Errors
    /// Where the scenario is cut short.
    pub fn channel(&mut self, channel: &Channel) -> StepResult<&mut Self> {
        let here = |page: &Prompt| {
            let chosen = context(page).and_then(|context| context.selected_channel.as_ref());
            offers(&Name::SelectEnrollmentChannel)(page) && chosen != Some(channel)
        };
        self.step("choose a channel", here, |_, page| {
            Answer::select_channel(page, channel)
        })
    }

    /// Chooses one of the methods of the authenticator at hand.
    ///
    /// # Errors
    /// Where the scenario is cut short.
    pub fn method(&mut self, method: &MethodType) -> StepResult<&mut Self> {
        let name = Name::AuthenticatorVerificationData;
        let path = "authenticator.methodType";
        self.step("choose a method", offers(&name), |_, page| {
            let answer = Answer::proceed(page, &name)?;
            let asked = page
                .remediation_by_name(&name)
                .and_then(|form| form.field(path));
            Ok(match asked {
                Some(_) => answer.with(path, method.as_str()),
                None => answer,
            })
        })
    }

    /// "Yes, it's me", on the phone.
    ///
    /// # Errors
    /// Where the scenario is cut short.
    pub fn approve(&mut self) -> StepResult<&mut Self> {
        self.page()?;
        self.phone.approve(&mut self.org, self.now).unwrap();
        Ok(self)
    }

    /// "No, it's not me", on the phone.
    ///
    /// # Errors
    /// Where the scenario is cut short.
    pub fn reject(&mut self) -> StepResult<&mut Self> {
        self.page()?;
        self.phone.reject(&mut self.org, self.now).unwrap();
        Ok(self)
    }

    /// Waits until the screen shows the number to choose.
    ///
    /// # Errors
    /// Where the scenario is cut short.
    pub fn number(&mut self) -> StepResult<String> {
        let shown = |action: &Action| {
            let page = action.prompt()?;
            let number = context(page)?.correct_answer.as_ref()?;
            Some(number.expose().to_owned())
        };
        let action = self.wait_for(|action| shown(action).is_some())?;
        Ok(shown(&action).unwrap())
    }

    /// How often the page wants to be polled, and that the action says so too.
    ///
    /// # Errors
    /// Where the scenario is cut short.
    pub fn interval(&mut self) -> StepResult<Duration> {
        let page = self.page()?;
        let said = page.remediations.iter().find_map(|one| one.refresh);
        let said = said.unwrap_or_else(|| panic!("nothing is polled: {}", self.transcript));
        let action = self.settle()?;
        let is_patient = self.log.iter().any(|it| matches!(it.status, Some(429)));
        assert!(
            is_patient || due(&action) == Some(said),
            "{}",
            self.transcript
        );
        Ok(said)
    }

    /// That nothing is polled any more.
    ///
    /// # Errors
    /// Where the scenario is cut short.
    pub fn expect_no_poll(&mut self) -> StepResult<&mut Self> {
        let sent = self.log.len();
        let before = self.now;
        for _ in 0..10 {
            let action = self.settle()?;
            if let Action::Failed { failure } = action {
                return Err(Interruption::Failed(failure));
            }
            assert_eq!(due(&action), None, "{}", self.transcript);
            self.now += Duration::from_secs(4);
        }
        self.now = before;
        assert_eq!(self.log.len(), sent, "it polls: {}", self.transcript);
        Ok(self)
    }
}

/// What the picture says. The same picture comes in many runs: a camera looks at it once.
fn read(png: Vec<u8>) -> String {
    static SEEN: Mutex<BTreeMap<Vec<u8>, String>> = Mutex::new(BTreeMap::new());
    let mut seen = SEEN.lock().unwrap();
    let look = |png: &Vec<u8>| picture::decode(png).unwrap();
    let link = seen.get(&png).cloned().unwrap_or_else(|| look(&png));
    seen.insert(png, link.clone());
    link
}

/// The `contextualData` of the authenticator at hand.
pub fn context(page: &Prompt) -> Option<&ContextualData> {
    page.current_authenticator
        .as_ref()?
        .contextual_data
        .as_deref()
}
