//! Where a record of a CSV file stands.

/// The line of a position, from 1. A position names where the reader began to look for the
/// record, which is before any empty lines.
pub(crate) fn line_of(text: &[u8], position: Option<&csv::Position>) -> u64 {
    let start = position.and_then(|position| usize::try_from(position.byte()).ok());
    let start = start.unwrap_or_default().min(text.len());
    let rest = &text[start..];
    let empty = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    let before = text[..start + empty.count()].iter();
    1 + before.filter(|byte| **byte == b'\n').count() as u64
}
