//! What a response may measure at most. Real ones stay below a twentieth of each.

/// A response body, in bytes. A host need not read more than one byte beyond it.
pub const MAX_BODY: usize = 1024 * 1024;
/// Nesting of JSON values.
pub(crate) const MAX_DEPTH: usize = 64;
/// JSON values in one response, so that a body of brackets cannot fill the memory.
pub(crate) const MAX_VALUES: usize = 100_000;
/// Remediations in one response.
pub(crate) const MAX_REMEDIATIONS: usize = 200;
/// WebAuthn ceremonies in one response: each has its options, which list the credentials.
pub(crate) const MAX_CEREMONIES: usize = 8;
/// Fields in one remediation, those of its choices included.
pub(crate) const MAX_FIELDS: usize = 2_000;
/// Choices of one field.
pub(crate) const MAX_CHOICES: usize = 1_000;
/// Authenticators in one list, and messages in one list.
pub(crate) const MAX_LIST: usize = 500;
/// A field's path, in bytes: each field of a group repeats the group's names.
pub(crate) const MAX_PATH: usize = 512;
/// Different oddities that are worth a line each.
pub(crate) const MAX_DIAGNOSTICS: usize = 32;
/// A picture's `data:` URL, in bytes.
pub(crate) const MAX_PICTURE: usize = 256 * 1024;
/// A picture's side, in pixels.
pub(crate) const MAX_PICTURE_SIDE: u32 = 4_096;
