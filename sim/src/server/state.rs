//! The state of a server: the org, its users' devices, the faults, the log and the clock.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use super::idle_settings::IdleConnections;
use super::log::{Log, PendingEntry};
use crate::faults::{Faults, Outcome};
use crate::setup::AuthenticatorKey;
use crate::{HardwareToken, Org, Phone, Request, Setup};

/// The largest clock offset: a hundred years.
const MAX_OFFSET: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

/// An org with its users' phones and hardware tokens, the configured faults and the clock.
#[derive(Debug)]
pub struct ServerState {
    /// The org.
    pub org: Org,
    /// The faults applied to requests from clients to the org.
    pub faults: Faults,
    /// The handling of idle connections.
    pub idle_connections: IdleConnections,
    pub(super) log: Log,
    phones: BTreeMap<String, Phone>,
    hardware_tokens: BTreeMap<(String, AuthenticatorKey), HardwareToken>,
    default_login: String,
    started_at: SystemTime,
    offset: Duration,
}

impl ServerState {
    /// Creates the state that the setup describes. The clock starts at the system time.
    pub fn new(setup: Setup) -> Self {
        let first_user = setup.users.first().map(|user| user.login.to_lowercase());
        Self {
            org: Org::new(setup),
            faults: Faults::default(),
            idle_connections: IdleConnections::default(),
            log: Log::default(),
            phones: BTreeMap::new(),
            hardware_tokens: BTreeMap::new(),
            default_login: first_user.unwrap_or_default(),
            started_at: SystemTime::now(),
            offset: Duration::ZERO,
        }
    }

    /// Returns the org's time: the system time plus [`offset`](ServerState::offset).
    pub fn now(&self) -> SystemTime {
        SystemTime::now() + self.offset
    }

    /// Returns the system time at which the server started. A client can use it to detect that
    /// another server has replaced this one at the same address.
    pub(super) fn started_at(&self) -> SystemTime {
        self.started_at
    }

    /// Returns how far the org's clock is ahead of the system clock.
    pub fn offset(&self) -> Duration {
        self.offset
    }

    /// Advances the clock. The total offset is limited to a hundred years.
    pub fn advance(&mut self, by: Duration) {
        self.offset = self.offset.saturating_add(by).min(MAX_OFFSET);
    }

    /// Sends a request to the org, applies the configured faults and records the exchange in the
    /// log.
    pub fn exchange(&mut self, request: &Request) -> Outcome {
        let now = self.now();
        let entry = PendingEntry::new(request, &self.org, now);
        let timer = Instant::now();
        let outcome = self.faults.handle(&mut self.org, request, now);
        let fault = self.faults.triggered();
        self.log
            .add(entry, &outcome, &self.org, fault, timer.elapsed());
        outcome
    }

    /// Returns the org and the phone of a user, by login or email address. The default is the
    /// first user of the setup.
    ///
    /// The phone is the one that the setup enrolled, or else a new one. A login without an
    /// account has a phone too.
    pub fn phone(&mut self, login: Option<&str>) -> (&mut Org, &mut Phone) {
        let login = self.login(login);
        let org = &mut self.org;
        let phone = self.phones.entry(login).or_insert_with_key(|login| {
            Phone::enrolled(org, login).unwrap_or_else(|| Phone::new("Phone"))
        });
        (org, phone)
    }

    /// Returns the hardware token with this authenticator key that the setup assigned to a user.
    pub fn hardware_token(
        &mut self,
        login: &str,
        key: AuthenticatorKey,
    ) -> Option<&mut HardwareToken> {
        let owner_and_key = (login.to_lowercase(), key);
        if !self.hardware_tokens.contains_key(&owner_and_key) {
            let hardware_token = HardwareToken::for_user(&self.org, login, key)?;
            self.hardware_tokens
                .insert(owner_and_key.clone(), hardware_token);
        }
        self.hardware_tokens.get_mut(&owner_and_key)
    }

    /// Returns the login of a user, by login or email address. The default is the first user of
    /// the setup.
    pub(super) fn login(&self, name: Option<&str>) -> String {
        let Some(name) = name else {
            return self.default_login.clone();
        };
        let login = self.org.login_of(name).unwrap_or(name);
        login.to_lowercase()
    }
}

/// Locks the state. A test that panics while it holds the lock does not stop the server.
pub(super) fn lock(state: &Mutex<ServerState>) -> MutexGuard<'_, ServerState> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_offset_is_limited() {
        let mut state = ServerState::new(Setup::default());
        let minute = Duration::from_secs(60);
        state.advance(minute);
        assert_eq!(state.offset(), minute);
        assert!(state.now() >= state.started_at() + minute);
        state.advance(Duration::MAX);
        assert_eq!(state.offset(), MAX_OFFSET);
    }

    #[test]
    fn each_login_has_its_own_phone() {
        let mut state = ServerState::new(Setup::default());
        state.phone(None).1.hardware.biometrics = false;
        assert!(!state.phone(Some("ADA@example.com")).1.hardware.biometrics);
        assert!(state.phone(Some("bob@example.com")).1.hardware.biometrics);
    }

    #[test]
    fn login_and_email_address_select_the_same_phone() {
        let mut setup = Setup::default();
        setup.users[0].email = "countess@example.com".to_owned();
        let mut state = ServerState::new(setup);
        state.phone(None).1.hardware.biometrics = false;
        let (_, phone) = state.phone(Some("Countess@example.com"));
        assert!(!phone.hardware.biometrics);
    }
}
