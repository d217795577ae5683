//! Reading word lists: one file, one word a line.

use std::path::Path;

use crate::TextError;

pub(crate) fn file(path: &Path) -> Result<Vec<u8>, TextError> {
    std::fs::read(path).map_err(|source| TextError::Read {
        path: path.to_owned(),
        source,
    })
}

/// The whole file as UTF-8, without a byte order mark.
pub(crate) fn utf8_file(path: &Path) -> Result<String, TextError> {
    utf8(file(path)?, path)
}

/// Bytes as UTF-8, without a byte order mark; `path` says in an error where they come from.
pub(crate) fn utf8(bytes: Vec<u8>, path: &Path) -> Result<String, TextError> {
    let text = String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let before = error.as_bytes().iter().take(valid);
        let line = 1 + before.filter(|&&byte| byte == b'\n').count();
        TextError::NotUtf8 {
            path: path.to_owned(),
            line,
        }
    })?;
    match text.strip_prefix('\u{feff}') {
        Some(rest) => Ok(rest.to_owned()),
        None => Ok(text),
    }
}

/// The words of a list: one a line, trimmed, blank lines left out.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|word| !word.is_empty())
}
