//! Converts panics to errors.

use std::panic::{self, AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::sync::Once;

use crate::error::FlowError;

/// Runs `work` and converts a panic to an error without the panic's text, which may contain a value
/// that the user entered. UniFFI also catches panics, but it passes their text on, and in Swift it
/// reports them only from functions that throw.
pub(crate) fn catch_panics<T>(work: impl FnOnce() -> Result<T, FlowError>) -> Result<T, FlowError> {
    static SET_HOOK: Once = Once::new();
    SET_HOOK.call_once(|| panic::set_hook(Box::new(print_location)));
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(FlowError::internal()))
}

/// Prints where a panic occurred, but not its text, because the standard error may be logged. The hook
/// affects no other library, because this library links its own copy of the standard library.
#[expect(clippy::print_stderr, reason = "a bug report needs the location")]
fn print_location(panic: &PanicHookInfo<'_>) {
    match panic.location() {
        Some(location) => eprintln!("idx-flow: internal error at {location}"),
        None => eprintln!("idx-flow: internal error"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error_without_its_text() {
        let error = catch_panics::<()>(|| panic!("hunter2")).unwrap_err();
        assert!(matches!(error, FlowError::Internal { .. }));
        assert!(!format!("{error} {error:?}").contains("hunter2"));
    }
}
