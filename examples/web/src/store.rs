//! The session store: this process's memory, or Redis for several processes.
//!
//! Each write of a session has a revision number, one higher than that of the data that was read. A
//! store ignores a write that is not newer than its record, and a write of a deleted session.

mod memory_store;
mod redis_store;
mod revision;

use redis::RedisError;
use redis::aio::ConnectionManager;
use tower_sessions::SessionStore;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store;

use memory_store::MemoryStore;
use redis_store::RedisStore;

pub(crate) use revision::REVISION;

/// The session store. Clones share their data.
#[derive(Debug, Clone)]
pub(crate) enum Store {
    Memory(MemoryStore),
    Redis(RedisStore),
}

impl Store {
    /// Opens a store in Redis at this URL, or in memory if there is none.
    pub(crate) async fn open(redis: Option<&str>) -> Result<Self, RedisError> {
        Ok(match redis {
            Some(url) => Self::Redis(RedisStore::connect(url).await?),
            None => Self::Memory(MemoryStore::default()),
        })
    }

    /// Returns the connection to Redis, if the store uses one.
    pub(crate) fn connection(&self) -> Option<ConnectionManager> {
        match self {
            Self::Memory(_) => None,
            Self::Redis(store) => Some(store.connection.clone()),
        }
    }
}

#[async_trait::async_trait]
impl SessionStore for Store {
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        match self {
            Self::Memory(store) => store.create(record),
            Self::Redis(store) => store.create(record).await?,
        }
        Ok(())
    }

    async fn save(&self, record: &Record) -> session_store::Result<()> {
        match self {
            Self::Memory(store) => store.save(record),
            Self::Redis(store) => store.save(record).await?,
        }
        Ok(())
    }

    async fn load(&self, id: &Id) -> session_store::Result<Option<Record>> {
        match self {
            Self::Memory(store) => Ok(store.load(id)),
            Self::Redis(store) => Ok(store.load(id).await?),
        }
    }

    async fn delete(&self, id: &Id) -> session_store::Result<()> {
        match self {
            Self::Memory(store) => store.delete(id),
            Self::Redis(store) => store.delete(id).await?,
        }
        Ok(())
    }
}
