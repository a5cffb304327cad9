//! Sessions in this process: gone when it ends.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use time::OffsetDateTime;
use tower_sessions::session::{Id, Record};

use super::revision;

#[derive(Debug, Clone, Default)]
pub(crate) struct Memory(Arc<Mutex<HashMap<Id, Record>>>);

impl Memory {
    pub(super) fn create(&self, record: &mut Record) {
        let mut records = self.records();
        // a good moment to forget those whose time is over
        records.retain(|_, record| is_alive(record));
        while records.contains_key(&record.id) {
            record.id = Id::default();
        }
        records.insert(record.id, record.clone());
    }

    pub(super) fn save(&self, record: &Record) {
        if let Some(held) = self.records().get_mut(&record.id)
            && revision(&held.data) < revision(&record.data)
        {
            *held = record.clone();
        }
    }

    pub(super) fn load(&self, id: &Id) -> Option<Record> {
        self.records().get(id).filter(|one| is_alive(one)).cloned()
    }

    pub(super) fn delete(&self, id: &Id) {
        self.records().remove(id);
    }

    /// A record is whole even where a thread died holding them: it changes in one assignment.
    fn records(&self) -> MutexGuard<'_, HashMap<Id, Record>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_alive(record: &Record) -> bool {
    record.expiry_date > OffsetDateTime::now_utc()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn record(revision: u64) -> Record {
        Record {
            id: Id(7),
            data: HashMap::from([(super::super::REVISION.to_owned(), json!(revision))]),
            expiry_date: OffsetDateTime::now_utc() + time::Duration::minutes(1),
        }
    }

    fn held(memory: &Memory) -> Option<u64> {
        memory.load(&Id(7)).map(|record| revision(&record.data))
    }

    #[test]
    fn an_older_write_never_takes_the_place_of_a_newer_one() {
        let memory = Memory::default();
        memory.create(&mut record(1));
        memory.save(&record(3));
        memory.save(&record(2));
        assert_eq!(held(&memory), Some(3));
    }

    #[test]
    fn what_was_deleted_or_is_over_does_not_come_back() {
        let memory = Memory::default();
        memory.create(&mut record(1));
        memory.delete(&Id(7));
        memory.save(&record(2));
        assert_eq!(held(&memory), None);
        let mut old = Record {
            expiry_date: OffsetDateTime::UNIX_EPOCH,
            ..record(1)
        };
        memory.create(&mut old);
        assert_eq!(held(&memory), None);
    }

    #[test]
    fn no_session_gets_the_id_of_another() {
        let memory = Memory::default();
        memory.create(&mut record(1));
        let mut second = record(1);
        memory.create(&mut second);
        assert_ne!(second.id, Id(7));
    }
}
