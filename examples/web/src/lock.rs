//! One request at a time works on a session: what a flow is asked and told has an order.
//!
//! In one process that is a mutex for each session. Across processes it is a key in Redis that its
//! holder keeps alive, and that is gone soon after a holder that died.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Duration;

use redis::aio::ConnectionManager;
use redis::{ExistenceCheck, RedisError, Script, SetExpiry, SetOptions, cmd};
use tokio::sync::OwnedMutexGuard;
use tokio::task::JoinHandle;
use tower_sessions::session::Id;

use crate::error::RequestError;
use crate::store::Store;

pub(crate) enum Locks {
    Local(Mutex<HashMap<Id, Arc<tokio::sync::Mutex<()>>>>),
    Shared(ConnectionManager),
}

/// A session that nobody else works on.
pub(crate) enum Held {
    Local {
        _guard: OwnedMutexGuard<()>,
    },
    Shared {
        /// `None` once it was given back.
        key: Option<Key>,
        heart: JoinHandle<()>,
    },
}

/// A key in Redis.
#[derive(Clone)]
pub(crate) struct Key {
    connection: ConnectionManager,
    name: String,
    /// Who holds it: a key that was taken over is not ours to remove.
    holder: String,
}

/// How long a key outlives its holder's last sign of life.
const LIFETIME: Duration = Duration::from_secs(3);
/// How often somebody who waits looks again, and for how long in all.
const LOOK_EVERY: Duration = Duration::from_millis(25);
const PATIENCE: Duration = Duration::from_secs(15);

static KEEP: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
         return redis.call('PEXPIRE', KEYS[1], ARGV[2])",
    )
});
static FREE: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
         return redis.call('DEL', KEYS[1])",
    )
});

impl Locks {
    /// Locks that reach as far as the store does.
    pub(crate) fn beside(store: &Store) -> Self {
        store
            .connection()
            .map_or_else(|| Self::Local(Mutex::default()), Self::Shared)
    }

    /// The session, or nothing where somebody else works on it.
    pub(crate) async fn try_hold(&self, id: Id) -> Result<Option<Held>, RequestError> {
        match self {
            Self::Local(all) => {
                let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
                // those that nobody holds are in this map alone
                all.retain(|_, lock| Arc::strong_count(lock) > 1);
                let lock = Arc::clone(all.entry(id).or_default());
                let guard = lock.try_lock_owned().ok();
                Ok(guard.map(|_guard| Held::Local { _guard }))
            }
            Self::Shared(connection) => Ok(take(connection.clone(), id).await?),
        }
    }

    /// The session, as soon as nobody else works on it.
    pub(crate) async fn hold(&self, id: Id) -> Result<Held, RequestError> {
        let looked = tokio::time::timeout(PATIENCE, async {
            loop {
                match self.try_hold(id).await {
                    Ok(None) => tokio::time::sleep(LOOK_EVERY).await,
                    Ok(Some(held)) => return Ok(held),
                    Err(refusal) => return Err(refusal),
                }
            }
        });
        looked.await.unwrap_or(Err(RequestError::Busy))
    }
}

async fn take(connection: ConnectionManager, id: Id) -> Result<Option<Held>, RedisError> {
    let mut key = Key {
        connection,
        name: format!("idx-flow-web:lock:{id}"),
        holder: Id::default().to_string(),
    };
    let options = SetOptions::default()
        .conditional_set(ExistenceCheck::NX)
        .with_expiration(SetExpiry::PX(millis(LIFETIME)));
    let mut set = cmd("SET");
    let set = set.arg(&key.name).arg(&key.holder).arg(options);
    let taken: Option<String> = set.query_async(&mut key.connection).await?;
    Ok(taken.map(|_| Held::Shared {
        heart: tokio::spawn(beat(key.clone())),
        key: Some(key),
    }))
}

/// Keeps the key alive until this is aborted, or the key is another's.
async fn beat(mut key: Key) {
    let mut is_ours = true;
    while is_ours {
        tokio::time::sleep(LIFETIME / 3).await;
        let mut keep = KEEP.key(&key.name);
        keep.arg(&key.holder).arg(millis(LIFETIME));
        // a lost connection may come back in time
        is_ours = keep.invoke_async(&mut key.connection).await.unwrap_or(true);
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

impl Held {
    /// Lets others at the session: what was done with it is written.
    pub(crate) async fn free(mut self) {
        if let Some(key) = self.key() {
            key.free().await;
        }
    }

    /// The key, which is not kept alive from now on.
    fn key(&mut self) -> Option<Key> {
        match self {
            Self::Local { .. } => None,
            Self::Shared { key, heart } => {
                heart.abort();
                key.take()
            }
        }
    }
}

impl Key {
    async fn free(mut self) {
        let mut free = FREE.key(&self.name);
        free.arg(&self.holder);
        // where Redis is out of reach, the key goes by itself
        let freed: Result<bool, _> = free.invoke_async(&mut self.connection).await;
        drop(freed);
    }
}

/// For what ended early: an error, or a panic.
impl Drop for Held {
    fn drop(&mut self) {
        if let Some(key) = self.key() {
            tokio::spawn(key.free());
        }
    }
}
