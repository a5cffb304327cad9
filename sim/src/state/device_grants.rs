//! Device authorization grants (RFC 8628).

use std::time::{Duration, SystemTime};

use super::authorization::{Authorization, AuthorizationServer};
use super::ids::Ids;
use super::session::Session;

/// The lifetime of a grant.
const LIFETIME: Duration = Duration::from_secs(600);
/// The initial interval between polls, and its increase after a poll that comes too early.
const INTERVAL: Duration = Duration::from_secs(5);

/// The grants that devices have requested.
#[derive(Debug, Clone, Default)]
pub(crate) struct DeviceGrants(Vec<DeviceGrant>);

#[derive(Debug, Clone)]
pub(crate) struct DeviceGrant {
    pub(crate) device_code: String,
    pub(crate) user_code: String,
    pub(crate) authorization: Authorization,
    expires_at: SystemTime,
    interval: Duration,
    polled_at: Option<SystemTime>,
    state: State,
}

#[derive(Debug, Clone)]
enum State {
    Pending,
    Approved(Box<Session>),
    Denied,
}

/// The reason why a device gets no tokens (RFC 8628, section 3.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DeviceGrantError {
    InvalidCode,
    Expired,
    Denied,
    SlowDown,
    Pending,
}

impl DeviceGrants {
    /// The lifetime of a grant, in seconds.
    pub(crate) const LIFETIME_S: u64 = LIFETIME.as_secs();
    /// The interval between polls, in seconds.
    pub(crate) const INTERVAL_S: u64 = INTERVAL.as_secs();

    /// Adds a pending grant and returns it.
    pub(crate) fn add(
        &mut self,
        authorization: Authorization,
        ids: &mut Ids,
        now: SystemTime,
    ) -> DeviceGrant {
        let grant = DeviceGrant {
            device_code: ids.token(),
            user_code: ids.user_code(),
            authorization,
            expires_at: now + LIFETIME,
            interval: INTERVAL,
            polled_at: None,
            state: State::Pending,
        };
        self.0.push(grant.clone());
        grant
    }

    /// Returns the pending grant with this user code. Case and hyphens are ignored.
    pub(crate) fn pending(&self, user_code: &str, now: SystemTime) -> Option<&DeviceGrant> {
        let code = user_code.replace('-', "").to_uppercase();
        let mut grants = self.0.iter();
        grants.find(|grant| grant.user_code == code.trim() && grant.is_pending(now))
    }

    /// Approves a pending grant. Returns `false` if there is none with this user code.
    pub(crate) fn approve(&mut self, user_code: &str, session: Session, now: SystemTime) -> bool {
        let mut grants = self.0.iter_mut();
        let Some(grant) =
            grants.find(|grant| grant.user_code == user_code && grant.is_pending(now))
        else {
            return false;
        };
        let family = grant.device_code.clone();
        grant.state = State::Approved(Box::new(Session { family, ..session }));
        true
    }

    pub(crate) fn deny(&mut self, user_code: &str) {
        let mut grants = self.0.iter_mut();
        if let Some(grant) = grants.find(|grant| grant.user_code == user_code) {
            grant.state = State::Denied;
        }
    }

    /// Returns the session of an approved grant and removes the grant.
    pub(crate) fn poll(
        &mut self,
        server: AuthorizationServer,
        device_code: &str,
        now: SystemTime,
    ) -> Result<Session, DeviceGrantError> {
        let position = self.0.iter().position(|grant| {
            grant.device_code == device_code && grant.authorization.server == server
        });
        let position = position.ok_or(DeviceGrantError::InvalidCode)?;
        let grant = self.0.get_mut(position);
        let grant = grant.ok_or(DeviceGrantError::InvalidCode)?;
        let last_poll = grant.polled_at.replace(now);
        match &grant.state {
            _ if now >= grant.expires_at => Err(DeviceGrantError::Expired),
            State::Denied => Err(DeviceGrantError::Denied),
            State::Approved(session) => {
                let session = session.as_ref().clone();
                self.0.remove(position);
                Ok(session)
            }
            State::Pending if last_poll.is_some_and(|at| now < at + grant.interval) => {
                grant.interval += INTERVAL;
                Err(DeviceGrantError::SlowDown)
            }
            State::Pending => Err(DeviceGrantError::Pending),
        }
    }
}

impl DeviceGrant {
    fn is_pending(&self, now: SystemTime) -> bool {
        now < self.expires_at && matches!(self.state, State::Pending)
    }
}
