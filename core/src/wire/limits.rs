//! Limits on a response. Real responses stay below a twentieth of each.

/// The size of a response body, in bytes (1 MiB). A host may stop reading one byte after it.
pub const MAX_BODY: usize = 1024 * 1024;
/// The nesting depth of JSON values.
pub(crate) const MAX_DEPTH: usize = 64;
/// The number of JSON values in a response. It bounds the memory that a body of brackets takes.
pub(crate) const MAX_VALUES: usize = 100_000;
/// The number of remediations in a response.
pub(crate) const MAX_REMEDIATIONS: usize = 200;
/// The number of WebAuthn ceremonies in a response. The options of each list all credentials.
pub(crate) const MAX_CEREMONIES: usize = 8;
/// The number of fields and field messages in a remediation, including those of its choices.
pub(crate) const MAX_FIELDS: usize = 2_000;
/// The number of choices of a field.
pub(crate) const MAX_CHOICES: usize = 1_000;
/// The number of authenticators, messages or other items in a list.
pub(crate) const MAX_LIST: usize = 500;
/// The length of a field's path, in bytes. Each field of a group repeats the path of the group.
pub(crate) const MAX_PATH: usize = 512;
/// The number of diagnostics of a response.
pub(crate) const MAX_DIAGNOSTICS: usize = 32;
/// The length of a QR code's `data:` URL, in bytes (256 KiB).
pub(crate) const MAX_QR_URL: usize = 256 * 1024;
/// The width and height of a QR code, in pixels.
pub(crate) const MAX_QR_SIDE: u32 = 4_096;
