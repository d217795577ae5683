//! Where the parts of an edited text come from.

use std::ops::Range;

/// A part of a text that was replaced.
#[derive(Debug)]
pub(crate) struct Edit {
    pub(crate) original: Range<usize>,
    pub(crate) edited: Range<usize>,
}

/// All replaced parts, in order.
#[derive(Debug, Default)]
pub(crate) struct Edits(Vec<Edit>);

impl Edits {
    /// Notes that the part `original` has become the `length` bytes that begin at `at`.
    pub(crate) fn push(&mut self, original: Range<usize>, at: usize, length: usize) {
        let edited = at..at + length;
        self.0.push(Edit { original, edited });
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Edit> {
        self.0.iter()
    }

    /// The part of the original that the part `edited` comes from. A replaced part counts as a
    /// whole; one that became nothing counts only when it lies inside.
    pub(crate) fn original(&self, edited: &Range<usize>) -> Range<usize> {
        let passed = self
            .0
            .partition_point(|edit| edit.edited.end <= edited.start);
        let start = match self.0.get(passed) {
            Some(edit) if edit.edited.start <= edited.start => edit.original.start,
            _ => self.shifted(passed, edited.start),
        };
        let begun = self
            .0
            .partition_point(|edit| edit.edited.start < edited.end);
        let end = match begun.checked_sub(1).and_then(|last| self.0.get(last)) {
            Some(edit) if edit.edited.end >= edited.end => edit.original.end,
            _ => self.shifted(begun, edited.end),
        };
        start..end
    }

    /// The place in the original of `at`, which lies outside of all edits and after `passed` of them.
    fn shifted(&self, passed: usize, at: usize) -> usize {
        match passed.checked_sub(1).and_then(|last| self.0.get(last)) {
            Some(edit) => edit.original.end + (at - edit.edited.end),
            None => at,
        }
    }
}
