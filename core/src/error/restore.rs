use thiserror::Error;

/// A snapshot that cannot be restored. Start a new flow instead.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RestoreError {
    /// The text is not a snapshot, or is incomplete.
    #[error("the text is not a valid snapshot: start a new flow")]
    Invalid,
    /// Another version of this library wrote the snapshot.
    #[error(
        "the snapshot has schema {found}, but this version reads schema {supported}: start a new flow"
    )]
    UnsupportedSchema {
        /// The snapshot's schema.
        found: u64,
        /// The schema that this version reads.
        supported: u64,
    },
}
