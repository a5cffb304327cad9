//! Sessions in this process's store.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use time::OffsetDateTime;
use tower_sessions::session::{Id, Record};

use super::revision;

#[derive(Debug, Clone, Default)]
pub(crate) struct MemoryStore(Arc<Mutex<HashMap<Id, Record>>>);

impl MemoryStore {
    pub(super) fn create(&self, record: &mut Record) {
        let mut records = self.records();
        records.retain(|_, record| !is_expired(record));
        while records.contains_key(&record.id) {
            record.id = Id::default();
        }
        records.insert(record.id, record.clone());
    }

    pub(super) fn save(&self, record: &Record) {
        if let Some(stored) = self.records().get_mut(&record.id)
            && revision::of(&stored.data) < revision::of(&record.data)
        {
            *stored = record.clone();
        }
    }

    pub(super) fn load(&self, id: &Id) -> Option<Record> {
        let records = self.records();
        records
            .get(id)
            .filter(|record| !is_expired(record))
            .cloned()
    }

    pub(super) fn delete(&self, id: &Id) {
        self.records().remove(id);
    }

    /// Locks the records. A poisoned lock is safe to use: each record is written in a single assignment.
    fn records(&self) -> MutexGuard<'_, HashMap<Id, Record>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_expired(record: &Record) -> bool {
    record.expiry_date <= OffsetDateTime::now_utc()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn record(revision: u64) -> Record {
        Record {
            id: Id(7),
            data: HashMap::from([(revision::REVISION.to_owned(), json!(revision))]),
            expiry_date: OffsetDateTime::now_utc() + time::Duration::minutes(1),
        }
    }

    fn stored_revision(store: &MemoryStore) -> Option<u64> {
        store.load(&Id(7)).map(|record| revision::of(&record.data))
    }

    #[test]
    fn an_older_write_does_not_replace_a_newer_one() {
        let store = MemoryStore::default();
        store.create(&mut record(1));
        store.save(&record(3));
        store.save(&record(2));
        assert_eq!(stored_revision(&store), Some(3));
    }

    #[test]
    fn a_deleted_or_expired_session_is_not_loaded() {
        let store = MemoryStore::default();
        store.create(&mut record(1));
        store.delete(&Id(7));
        store.save(&record(2));
        assert_eq!(stored_revision(&store), None);
        let mut expired = Record {
            expiry_date: OffsetDateTime::UNIX_EPOCH,
            ..record(1)
        };
        store.create(&mut expired);
        assert_eq!(stored_revision(&store), None);
    }

    #[test]
    fn a_new_session_never_has_the_id_of_another() {
        let store = MemoryStore::default();
        store.create(&mut record(1));
        let mut second = record(1);
        store.create(&mut second);
        assert_ne!(second.id, Id(7));
    }
}
