//! Access to the members of a request body.

use serde_json::Value;

use super::message::missing;
use super::rejection::Rejection;

/// The path of a passcode or one-time code in a request body.
pub(super) const PASSCODE: &str = "credentials.passcode";

/// Returns the non-empty string at a path such as `credentials.passcode`.
pub(super) fn text<'a>(body: &'a Value, path: &str) -> Option<&'a str> {
    let value = path
        .split('.')
        .try_fold(body, |object, key| object.get(key));
    value?.as_str().filter(|text| !text.is_empty())
}

/// Returns the non-empty string at a path.
///
/// # Errors
/// A [`Rejection`] of the field if the string is missing.
pub(super) fn required<'a>(body: &'a Value, path: &str) -> Result<&'a str, Rejection> {
    text(body, path).ok_or_else(|| missing(path).reject_field(400, path))
}

/// Returns the boolean at a path. The strings `true` and `false` are accepted too.
pub(super) fn flag(body: &Value, path: &str) -> Option<bool> {
    let value = path
        .split('.')
        .try_fold(body, |object, key| object.get(key))?;
    value.as_bool().or_else(|| value.as_str()?.parse().ok())
}
