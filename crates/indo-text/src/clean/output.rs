use std::ops::Range;

/// The cleaned text as it grows. What stands in the source as it must stand in the output is
/// copied late and in one piece, or never, if that is all of the source.
pub(super) struct Output<'s> {
    source: &'s str,
    done: String,
    /// The part of the source that follows `done`.
    copied: Range<usize>,
}

impl<'s> Output<'s> {
    pub(super) fn new(source: &'s str) -> Self {
        Self {
            source,
            done: String::new(),
            copied: 0..0,
        }
    }

    /// Appends `separator` and a part of the source.
    pub(super) fn copy(&mut self, separator: &str, part: Range<usize>) {
        let between = self.source.get(self.copied.end..part.start);
        // A separator is no more than a byte, too short to call a comparison of memory for.
        if between.is_some_and(|text| text.bytes().eq(separator.bytes())) {
            self.copied.end = part.end;
        } else {
            self.write(separator);
            self.copied = part;
        }
    }

    /// Appends a text that does not stand in the source.
    pub(super) fn write(&mut self, text: &str) {
        let copied = self.source.get(self.copied.clone()).unwrap_or_default();
        if self.done.is_empty() && !(copied.is_empty() && text.is_empty()) {
            self.done.reserve(self.source.len());
        }
        self.done.push_str(copied);
        self.done.push_str(text);
        self.copied.start = self.copied.end;
    }

    pub(super) fn len(&self) -> usize {
        self.done.len() + self.copied.len()
    }

    /// What must stand before the next word.
    pub(super) fn blank(&self) -> &'static str {
        if self.len() == 0 { "" } else { " " }
    }

    pub(super) fn last_byte(&self) -> Option<u8> {
        match self.source.as_bytes().get(self.copied.clone()) {
            Some([.., last]) => Some(*last),
            _ => self.done.bytes().next_back(),
        }
    }

    fn bytes_from_end(&self) -> impl Iterator<Item = u8> {
        let copied = self.source.get(self.copied.clone()).unwrap_or_default();
        copied.bytes().rev().chain(self.done.bytes().rev())
    }

    pub(super) fn ends_with_word(&self, word: &str) -> bool {
        let mut from_end = self.bytes_from_end();
        word.bytes().rev().all(|byte| from_end.next() == Some(byte))
            && from_end.next().is_none_or(|byte| byte == b' ')
    }

    pub(super) fn drop_last_word(&mut self) {
        let copied = self.source.get(self.copied.clone()).unwrap_or_default();
        if let Some(blank) = copied.rfind(' ') {
            self.copied.end = self.copied.start + blank;
        } else {
            self.copied.end = self.copied.start;
            self.done.truncate(self.done.rfind(' ').unwrap_or(0));
        }
    }

    /// `None` if the output is the source.
    pub(super) fn finish(mut self) -> Option<String> {
        if self.done.is_empty() && self.copied == (0..self.source.len()) {
            return None;
        }
        self.write("");
        Some(self.done)
    }
}
