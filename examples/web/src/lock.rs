//! Session locks: only one request at a time works on a session.
//!
//! In one process, a lock is a mutex. Across processes, it is a key in Redis with a lease. Its
//! holder renews the lease; the key of a holder that died expires.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Duration;

use redis::aio::ConnectionManager;
use redis::{ExistenceCheck, RedisError, Script, SetExpiry, SetOptions, cmd};
use thiserror::Error;
use tokio::sync::OwnedMutexGuard;
use tokio::task::JoinHandle;
use tower_sessions::session::Id;

/// The locks of all sessions.
pub(crate) enum Locks {
    Local(Mutex<HashMap<Id, Arc<tokio::sync::Mutex<()>>>>),
    Redis {
        connection: ConnectionManager,
        lease: Duration,
    },
}

/// An acquired lock. Dropping it releases it.
pub(crate) enum SessionLock {
    Local {
        _guard: OwnedMutexGuard<()>,
    },
    Redis {
        /// `None` after the release.
        key: Option<LockKey>,
        renewal: JoinHandle<()>,
    },
}

/// A key in Redis.
#[derive(Clone)]
pub(crate) struct LockKey {
    connection: ConnectionManager,
    name: String,
    /// Identifies the holder. A key whose lease ended may belong to another holder.
    holder: String,
    lease: Duration,
}

/// The reason why a lock cannot be acquired.
#[derive(Debug, Error)]
pub(crate) enum LockError {
    #[error("another request holds the lock")]
    Timeout,
    #[error(transparent)]
    Redis(#[from] RedisError),
}

/// The interval between attempts to acquire a lock.
const RETRY_INTERVAL: Duration = Duration::from_millis(25);
/// The maximum time for all attempts.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(15);

static RENEW: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
         return redis.call('PEXPIRE', KEYS[1], ARGV[2])",
    )
});
static RELEASE: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
         return redis.call('DEL', KEYS[1])",
    )
});

impl Locks {
    /// Creates locks in Redis, or in this process if there is no connection.
    pub(crate) fn new(connection: Option<ConnectionManager>, lease: Duration) -> Self {
        match connection {
            Some(connection) => Self::Redis { connection, lease },
            None => Self::Local(Mutex::default()),
        }
    }

    /// Acquires a session's lock. Returns `None` if another request holds it.
    pub(crate) async fn try_acquire(&self, id: Id) -> Result<Option<SessionLock>, LockError> {
        match self {
            Self::Local(locks) => {
                let mut locks = locks.lock().unwrap_or_else(PoisonError::into_inner);
                // only this map refers to a lock that is not held
                locks.retain(|_, lock| Arc::strong_count(lock) > 1);
                let lock = Arc::clone(locks.entry(id).or_default());
                let guard = lock.try_lock_owned().ok();
                Ok(guard.map(|_guard| SessionLock::Local { _guard }))
            }
            Self::Redis { connection, lease } => Ok(set_key(connection.clone(), id, *lease).await?),
        }
    }

    /// Acquires a session's lock as soon as no other request holds it.
    pub(crate) async fn acquire(&self, id: Id) -> Result<SessionLock, LockError> {
        let attempts = tokio::time::timeout(ACQUIRE_TIMEOUT, async {
            loop {
                match self.try_acquire(id).await? {
                    Some(lock) => return Ok(lock),
                    None => tokio::time::sleep(RETRY_INTERVAL).await,
                }
            }
        });
        attempts.await.unwrap_or(Err(LockError::Timeout))
    }
}

async fn set_key(
    connection: ConnectionManager,
    id: Id,
    lease: Duration,
) -> Result<Option<SessionLock>, RedisError> {
    let mut key = LockKey {
        connection,
        name: format!("idx-flow-web:lock:{id}"),
        holder: Id::default().to_string(),
        lease,
    };
    let options = SetOptions::default()
        .conditional_set(ExistenceCheck::NX)
        .with_expiration(SetExpiry::PX(key.lease_ms()));
    let mut set = cmd("SET");
    let set = set.arg(&key.name).arg(&key.holder).arg(options);
    let reply: Option<String> = set.query_async(&mut key.connection).await?;
    Ok(reply.map(|_| SessionLock::Redis {
        renewal: tokio::spawn(key.clone().renew()),
        key: Some(key),
    }))
}

impl SessionLock {
    /// Releases the lock, and waits until that is done.
    pub(crate) async fn release(mut self) {
        if let Some(key) = self.take_key() {
            key.release().await;
        }
    }

    /// Returns the key, and ends its renewal.
    fn take_key(&mut self) -> Option<LockKey> {
        match self {
            Self::Local { .. } => None,
            Self::Redis { key, renewal } => {
                renewal.abort();
                key.take()
            }
        }
    }
}

impl LockKey {
    /// Renews the lease until the task is aborted or the key belongs to another holder.
    async fn renew(mut self) {
        let mut is_held = true;
        while is_held {
            tokio::time::sleep(self.lease / 3).await;
            let mut script = RENEW.key(&self.name);
            script.arg(&self.holder).arg(self.lease_ms());
            // a lost connection may be restored before the lease ends
            let renewed = script.invoke_async(&mut self.connection).await;
            is_held = renewed.unwrap_or(true);
        }
    }

    async fn release(mut self) {
        let mut script = RELEASE.key(&self.name);
        script.arg(&self.holder);
        // if Redis cannot be reached, the key expires
        let released: Result<bool, _> = script.invoke_async(&mut self.connection).await;
        drop(released);
    }

    fn lease_ms(&self) -> u64 {
        u64::try_from(self.lease.as_millis()).unwrap_or(u64::MAX)
    }
}

/// Releases the lock of a request that ended with an error or a panic.
impl Drop for SessionLock {
    fn drop(&mut self) {
        if let Some(key) = self.take_key() {
            tokio::spawn(key.release());
        }
    }
}
