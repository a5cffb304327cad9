//! Everything a server serves.

use std::collections::BTreeMap;
use std::time::{Duration, Instant, SystemTime};

use super::log::{Asked, Log};
use crate::faults::{Faults, Outcome};
use crate::setup::AuthenticatorKey;
use crate::{HardwareToken, Org, Phone, Request, Setup};

/// The farthest the clock may be moved: a hundred years.
const MAX_OFFSET: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

/// An org, the phones of its people, the weather, and what time it is there.
#[derive(Debug)]
pub struct ServerState {
    /// The org.
    pub org: Org,
    /// What goes wrong between clients and the org.
    pub faults: Faults,
    pub(super) log: Log,
    phones: BTreeMap<String, Phone>,
    fobs: BTreeMap<(String, AuthenticatorKey), HardwareToken>,
    owner: String,
    began: SystemTime,
    offset: Duration,
}

impl ServerState {
    /// A state as the setup describes it, in which it is now.
    pub fn new(setup: Setup) -> Self {
        let owner = setup.users.first().map(|user| user.login.to_lowercase());
        Self {
            org: Org::new(setup),
            faults: Faults::default(),
            log: Log::default(),
            phones: BTreeMap::new(),
            fobs: BTreeMap::new(),
            owner: owner.unwrap_or_default(),
            began: SystemTime::now(),
            offset: Duration::ZERO,
        }
    }

    /// The real time and what [`advance`](ServerState::advance) added.
    pub fn now(&self) -> SystemTime {
        SystemTime::now() + self.offset
    }

    /// The real time at which it began, which tells it from one before it at the same address.
    pub(super) fn began(&self) -> SystemTime {
        self.began
    }

    /// How far ahead of the real time it is.
    pub fn offset(&self) -> Duration {
        self.offset
    }

    /// Moves the clock on, up to a hundred years in all.
    pub fn advance(&mut self, by: Duration) {
        self.offset = self.offset.saturating_add(by).min(MAX_OFFSET);
    }

    /// Carries out an exchange with the org, in the weather that the faults make, and keeps it
    /// in the log.
    pub fn exchange(&mut self, request: &Request) -> Outcome {
        let now = self.now();
        let asked = Asked::of(request, &self.org, now);
        let begun = Instant::now();
        let outcome = self.faults.handle(&mut self.org, request, now);
        let seen_by = (&self.org, self.faults.triggered());
        self.log.add(asked, &outcome, seen_by, begun.elapsed());
        outcome
    }

    /// The org and the phone of the user of that login, by default the setup's first user. The
    /// phone is the one the setup enrolled, else a new one. Whoever has no account yet has it too.
    pub fn phone(&mut self, login: Option<&str>) -> (&mut Org, &mut Phone) {
        let login = self.login(login);
        let org = &mut self.org;
        let phone = self.phones.entry(login).or_insert_with_key(|login| {
            Phone::enrolled(org, login).unwrap_or_else(|| Phone::new("Phone"))
        });
        (org, phone)
    }

    /// The token for this authenticator that the setup gave to the user of that login.
    pub fn hardware_token(
        &mut self,
        login: &str,
        key: AuthenticatorKey,
    ) -> Option<&mut HardwareToken> {
        let place = (login.to_lowercase(), key);
        if !self.fobs.contains_key(&place) {
            let hardware_token = HardwareToken::of(&self.org, login, key)?;
            self.fobs.insert(place.clone(), hardware_token);
        }
        self.fobs.get_mut(&place)
    }

    /// The login of whoever is named by login or email address, by default the setup's first user's.
    pub(super) fn login(&self, name: Option<&str>) -> String {
        let Some(name) = name else {
            return self.owner.clone();
        };
        let known = self.org.login_of(name).unwrap_or(name);
        known.to_lowercase()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_moves_on_but_not_out_of_range() {
        let mut state = ServerState::new(Setup::default());
        state.advance(Duration::from_secs(60));
        assert!(state.now() >= SystemTime::now() + Duration::from_secs(59));
        state.advance(Duration::MAX);
        assert_eq!(state.offset(), MAX_OFFSET);
    }

    #[test]
    fn everyone_has_a_phone_of_their_own() {
        let mut state = ServerState::new(Setup::default());
        state.phone(None).1.hardware.biometrics = false;
        assert!(!state.phone(Some("ADA@example.com")).1.hardware.biometrics);
        assert!(state.phone(Some("bob@example.com")).1.hardware.biometrics);
    }

    #[test]
    fn a_person_has_one_phone_by_login_and_by_address() {
        let mut setup = Setup::default();
        setup.users[0].email = "countess@example.com".to_owned();
        let mut state = ServerState::new(setup);
        state.phone(None).1.hardware.biometrics = false;
        let (_, phone) = state.phone(Some("Countess@example.com"));
        assert!(!phone.hardware.biometrics);
    }
}
