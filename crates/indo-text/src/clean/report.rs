use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;

use crate::characters::is_invisible;
use crate::edits::{Edit, Edits};
use crate::emoji;

/// A cleaned text, and what was taken out of it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Cleaned<'t> {
    /// What [`Cleaner::clean`](crate::Cleaner::clean) gives.
    pub text: Cow<'t, str>,
    /// The parts of the original that are not in the text as they were, in order and apart.
    pub removals: Vec<Removal>,
}

/// A part of the original that was taken out, or replaced by something else.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Removal {
    /// What it was.
    pub kind: RemovalKind,
    /// Where it was, in bytes of the original.
    pub span: Range<usize>,
}

/// What was taken out of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum RemovalKind {
    /// A web address.
    Address,
    /// A mention with its sign.
    Mention,
    /// A hashtag, or the sign alone where the word stays.
    Hashtag,
    /// An emoji, dropped or named.
    Emoji,
    /// An HTML entity, whatever it was decoded to.
    Entity,
    /// Literal escapes such as `\n` or `\xf0\x9f`, those one after the other as one.
    Escape,
    /// `RT` or `rt`.
    RetweetMark,
    /// `USER` or `URL`.
    Placeholder,
    /// Digits, those one after the other as one.
    Digits,
    /// Punctuation and other symbols, those one after the other as one.
    Symbol,
    /// Invisible and control characters, those one after the other as one.
    Control,
    /// All letters of a run but its first.
    Elongation,
}

impl Cleaned<'_> {
    /// How many parts of this kind were taken out.
    #[must_use]
    pub fn count(&self, kind: RemovalKind) -> usize {
        let kinds = self.removals.iter().map(|removal| removal.kind);
        kinds.filter(|&each| each == kind).count()
    }

    /// How many parts of each kind were taken out, without kinds of which there were none.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<RemovalKind, usize> {
        let mut counts = BTreeMap::new();
        for removal in &self.removals {
            *counts.entry(removal.kind).or_default() += 1;
        }
        counts
    }
}

/// Who is told what the scanner finds. Spans are those of the text that it reads.
pub(super) trait Observer {
    /// A part of a word goes to the output.
    fn kept(&mut self, span: Range<usize>, begins_word: bool);
    /// The last word of the output goes.
    fn word_dropped(&mut self, kind: RemovalKind);
    /// Something that is no word goes.
    fn removed(&mut self, kind: RemovalKind, span: Range<usize>);
}

impl Observer for () {
    fn kept(&mut self, _: Range<usize>, _: bool) {}
    fn word_dropped(&mut self, _: RemovalKind) {}
    fn removed(&mut self, _: RemovalKind, _: Range<usize>) {}
}

/// Writes down what goes, in spans of the original.
pub(super) struct Recorder<'e> {
    /// How the original became the text that is read: `unescaped` first, then `composed`.
    unescaped: &'e Edits,
    composed: &'e Edits,
    words: Vec<Range<usize>>,
    removals: Vec<Removal>,
    /// Whether the last removal stands in the original as it was read.
    last_is_original: bool,
}

impl Observer for Recorder<'_> {
    fn kept(&mut self, span: Range<usize>, begins_word: bool) {
        match self.words.last_mut() {
            Some(word) if !begins_word => word.end = span.end,
            _ => self.words.push(span),
        }
    }

    fn word_dropped(&mut self, kind: RemovalKind) {
        if let Some(span) = self.words.pop() {
            self.removed(kind, span);
        }
    }

    fn removed(&mut self, kind: RemovalKind, read: Range<usize>) {
        let span = self.unescaped.original(&self.composed.original(&read));
        let is_original = span.len() == read.len();
        let removal = Removal { kind, span };
        // What an entity stands for is not merged: the entity takes its place in the end.
        let can_merge = is_original && self.last_is_original;
        self.last_is_original = is_original;
        match self.removals.last_mut() {
            Some(last) if can_merge && last.continues_in(&removal) => {
                last.span.end = removal.span.end;
            }
            _ => self.removals.push(removal),
        }
    }
}

impl<'e> Recorder<'e> {
    pub(super) fn new(unescaped: &'e Edits, composed: &'e Edits) -> Self {
        Self {
            unescaped,
            composed,
            words: Vec::new(),
            removals: Vec::new(),
            last_is_original: false,
        }
    }

    /// All removals from `original` in order: what was decoded and what was taken out later.
    pub(super) fn finish(self, original: &str) -> Vec<Removal> {
        let decoded = self.unescaped.iter().map(|edit| Removal {
            kind: kind_of_edit(original, edit),
            span: edit.original.clone(),
        });
        let mut all: Vec<Removal> = decoded.collect();
        all.extend(self.removals);
        // Of two that begin together the longer comes first, and an entity before its character.
        all.sort_by_key(|removal| (removal.span.start, Reverse(removal.span.end)));
        all.dedup_by(|next, last| {
            let is_part = last.span.end > next.span.start || last.continues_in(next);
            if is_part {
                last.span.end = last.span.end.max(next.span.end);
            }
            is_part
        });
        all
    }
}

impl Removal {
    /// Whether the next removal is more of the same.
    fn continues_in(&self, next: &Self) -> bool {
        use RemovalKind::{Control, Digits, Escape, Symbol};
        self.kind == next.kind
            && self.span.end == next.span.start
            && matches!(self.kind, Control | Digits | Escape | Symbol)
    }
}

fn kind_of_edit(original: &str, edit: &Edit) -> RemovalKind {
    let part = original.get(edit.original.clone()).unwrap_or_default();
    match part {
        "\\" => RemovalKind::Symbol,
        _ if part.starts_with('\\') => RemovalKind::Escape,
        _ if part.starts_with('&') => RemovalKind::Entity,
        _ => RemovalKind::Control,
    }
}

/// What a character is that is no part of a word.
pub(super) fn kind_of_character(character: char) -> RemovalKind {
    if character.is_numeric() {
        RemovalKind::Digits
    } else if character.is_control() || is_invisible(character) || emoji::is_part(character) {
        RemovalKind::Control
    } else {
        RemovalKind::Symbol
    }
}
