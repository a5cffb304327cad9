//! Where sessions are kept: in this process, or in Redis for several.
//!
//! Each write of a session has a number, one more than that of what was read. A store takes a write
//! only over an older one: what comes late is passed over, and a session that was ended stays so.

mod memory;
mod shared;

use std::collections::HashMap;

use redis::RedisError;
use redis::aio::ConnectionManager;
use serde_json::Value;
use tower_sessions::SessionStore;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store;

use memory::Memory;
use shared::Shared;

/// The entry of a session that holds the number of its newest write.
pub(crate) const REVISION: &str = "revision";

/// Where sessions are kept; clones are the same.
#[derive(Debug, Clone)]
pub(crate) enum Store {
    Memory(Memory),
    Shared(Shared),
}

impl Store {
    /// In Redis at this address, or in memory where none is named.
    pub(crate) async fn open(redis: Option<&str>) -> Result<Self, RedisError> {
        Ok(match redis {
            Some(url) => Self::Shared(Shared::connect(url).await?),
            None => Self::Memory(Memory::default()),
        })
    }

    /// The connection to Redis, where that is the store.
    pub(crate) fn connection(&self) -> Option<ConnectionManager> {
        match self {
            Self::Memory(_) => None,
            Self::Shared(shared) => Some(shared.connection.clone()),
        }
    }
}

fn revision(data: &HashMap<String, Value>) -> u64 {
    data.get(REVISION).and_then(Value::as_u64).unwrap_or(0)
}

#[async_trait::async_trait]
impl SessionStore for Store {
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        match self {
            Self::Memory(memory) => memory.create(record),
            Self::Shared(shared) => shared.create(record).await?,
        }
        Ok(())
    }

    async fn save(&self, record: &Record) -> session_store::Result<()> {
        match self {
            Self::Memory(memory) => memory.save(record),
            Self::Shared(shared) => shared.save(record).await?,
        }
        Ok(())
    }

    async fn load(&self, id: &Id) -> session_store::Result<Option<Record>> {
        match self {
            Self::Memory(memory) => Ok(memory.load(id)),
            Self::Shared(shared) => Ok(shared.load(id).await?),
        }
    }

    async fn delete(&self, id: &Id) -> session_store::Result<()> {
        match self {
            Self::Memory(memory) => memory.delete(id),
            Self::Shared(shared) => shared.delete(id).await?,
        }
        Ok(())
    }
}
