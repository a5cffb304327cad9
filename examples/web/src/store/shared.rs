//! Sessions in Redis: any process that knows it can serve any request.

use std::fmt;
use std::sync::LazyLock;

use redis::aio::ConnectionManager;
use redis::{AsyncCommands as _, Client, RedisError, Script};
use time::OffsetDateTime;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::Error;

use super::revision;

#[derive(Clone)]
pub(crate) struct Shared {
    /// One connection for all requests; it comes back by itself.
    pub(super) connection: ConnectionManager,
}

/// Writes over an older write, and over nothing else.
static SAVE: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "local held = redis.call('HGET', KEYS[1], 'revision')
         if not held or tonumber(held) >= tonumber(ARGV[1]) then return 0 end
         redis.call('HSET', KEYS[1], 'revision', ARGV[1], 'data', ARGV[2], 'expires', ARGV[3])
         redis.call('EXPIREAT', KEYS[1], ARGV[3])
         return 1",
    )
});

/// Writes where nothing is.
static CREATE: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
         redis.call('HSET', KEYS[1], 'revision', ARGV[1], 'data', ARGV[2], 'expires', ARGV[3])
         redis.call('EXPIREAT', KEYS[1], ARGV[3])
         return 1",
    )
});

impl Shared {
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
            .map_err(out_of_reach)?;
        let (Some(data), Some(expires)) = found else {
            return Ok(None);
        };
        let broken = || Error::Decode("a session is not as it was written".to_owned());
        Ok(Some(Record {
            id: *id,
            data: serde_json::from_str(&data).map_err(|_| broken())?,
            expiry_date: OffsetDateTime::from_unix_timestamp(expires).map_err(|_| broken())?,
        }))
    }

    pub(super) async fn delete(&self, id: &Id) -> Result<(), Error> {
        let mut connection = self.connection.clone();
        connection.del(key(id)).await.map_err(out_of_reach)
    }

    /// Whether it was written.
    async fn write(&self, script: &Script, record: &Record) -> Result<bool, Error> {
        let data = serde_json::to_string(&record.data)
            .map_err(|_| Error::Encode("a session is not JSON".to_owned()))?;
        let mut connection = self.connection.clone();
        script
            .key(key(&record.id))
            .arg(revision(&record.data))
            .arg(data)
            .arg(record.expiry_date.unix_timestamp())
            .invoke_async(&mut connection)
            .await
            .map_err(out_of_reach)
    }
}

fn key(id: &Id) -> String {
    format!("idx-flow-web:session:{id}")
}

/// Its own text may hold what was sent.
fn out_of_reach(error: RedisError) -> Error {
    Error::Backend(error.category().to_owned())
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Redis")
    }
}
