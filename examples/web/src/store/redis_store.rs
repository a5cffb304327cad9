//! Sessions in Redis, shared by several processes.

use std::fmt;
use std::sync::LazyLock;

use redis::aio::ConnectionManager;
use redis::{AsyncCommands as _, Client, RedisError, Script};
use time::OffsetDateTime;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::Error;

use super::revision;

#[derive(Clone)]
pub(crate) struct RedisStore {
    /// One connection for all requests. It reconnects automatically.
    pub(super) connection: ConnectionManager,
}

/// Replaces an older record. Does nothing if there is no older record.
static SAVE: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "local stored = redis.call('HGET', KEYS[1], 'revision')
         if not stored or tonumber(stored) >= tonumber(ARGV[1]) then return 0 end
         redis.call('HSET', KEYS[1], 'revision', ARGV[1], 'data', ARGV[2], 'expires', ARGV[3])
         redis.call('EXPIREAT', KEYS[1], ARGV[3])
         return 1",
    )
});

/// Writes a new record. Does nothing if there is one.
static CREATE: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
         redis.call('HSET', KEYS[1], 'revision', ARGV[1], 'data', ARGV[2], 'expires', ARGV[3])
         redis.call('EXPIREAT', KEYS[1], ARGV[3])
         return 1",
    )
});

impl RedisStore {
    pub(super) async fn connect(url: &str) -> Result<Self, RedisError> {
        let connection = Client::open(url)?.get_connection_manager().await?;
        Ok(Self { connection })
    }

    pub(super) async fn create(&self, record: &mut Record) -> Result<(), Error> {
        while !self.write(&CREATE, record).await? {
            record.id = Id::default();
        }
        Ok(())
    }

    pub(super) async fn save(&self, record: &Record) -> Result<(), Error> {
        self.write(&SAVE, record).await?;
        Ok(())
    }

    pub(super) async fn load(&self, id: &Id) -> Result<Option<Record>, Error> {
        let mut connection = self.connection.clone();
        let found: (Option<String>, Option<i64>) = connection
            .hmget(key(id), &["data", "expires"])
            .await
            .map_err(backend_error)?;
        let (Some(data), Some(expires)) = found else {
            return Ok(None);
        };
        let invalid = || Error::Decode("the stored session is invalid".to_owned());
        Ok(Some(Record {
            id: *id,
            data: serde_json::from_str(&data).map_err(|_| invalid())?,
            expiry_date: OffsetDateTime::from_unix_timestamp(expires).map_err(|_| invalid())?,
        }))
    }

    pub(super) async fn delete(&self, id: &Id) -> Result<(), Error> {
        let mut connection = self.connection.clone();
        connection.del(key(id)).await.map_err(backend_error)
    }

    /// Runs the script. Returns whether the record was written.
    async fn write(&self, script: &Script, record: &Record) -> Result<bool, Error> {
        let data = serde_json::to_string(&record.data)
            .map_err(|_| Error::Encode("the session cannot be encoded as JSON".to_owned()))?;
        let mut connection = self.connection.clone();
        script
            .key(key(&record.id))
            .arg(revision::of(&record.data))
            .arg(data)
            .arg(record.expiry_date.unix_timestamp())
            .invoke_async(&mut connection)
            .await
            .map_err(backend_error)
    }
}

fn key(id: &Id) -> String {
    format!("idx-flow-web:session:{id}")
}

/// The error's own text may contain session data and is dropped.
fn backend_error(error: RedisError) -> Error {
    Error::Backend(error.category().to_owned())
}

impl fmt::Debug for RedisStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RedisStore")
    }
}
