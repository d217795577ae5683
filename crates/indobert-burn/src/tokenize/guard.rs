//! Panics of the tokenizers crate, as errors.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::AnyError;

/// Runs work of the tokenizers crate. It trusts its files: a normaliser, splitter or template of
/// which one number is wrong makes it panic, while it loads or at a text, and a file must not end
/// the caller's program. What it leaves half-done is not used again.
pub(super) fn guarded<T>(work: impl FnOnce() -> Result<T, AnyError>) -> Result<T, AnyError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
        let line = text.and_then(|text| text.lines().next());
        Err(format!(
            "the tokenizers crate panicked: {}",
            line.unwrap_or("no reason")
        )
        .into())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_an_error_of_one_line() {
        let count = std::hint::black_box(3);
        let failed = guarded::<()>(|| {
            assert_eq!(count, 4, "a\nb");
            Ok(())
        });
        let message = failed.unwrap_err().to_string();
        assert!(
            message.starts_with("the tokenizers crate panicked: "),
            "{message}"
        );
        assert!(!message.contains('\n'));
        assert!(guarded(|| Ok(1)).is_ok_and(|one| one == 1));
    }
}
