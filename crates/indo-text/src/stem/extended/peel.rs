use super::super::Affixes;
use super::affixes::{Cut, Prefix, Suffix};

/// What has been taken off a word so far.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Peel {
    pub(super) affixes: Affixes,
    outer: Option<Prefix>,
    inner: Option<Prefix>,
    suffix: Option<Suffix>,
}

impl Peel {
    pub(super) fn with_suffix(mut self, kind: Suffix, written: &'static str) -> Self {
        self.suffix = Some(kind);
        self.affixes.suffix = Some(written);
        self
    }

    /// `None` if three prefixes have gone already.
    pub(super) fn with_prefix(mut self, cut: &Cut<'_>) -> Option<Self> {
        self.affixes.push_prefix(cut.shown)?;
        self.outer = self.outer.or(Some(cut.prefix));
        self.inner = Some(cut.prefix);
        Some(self)
    }

    pub(super) fn outer_prefix(&self) -> Option<Prefix> {
        self.outer
    }

    pub(super) fn inner_prefix(&self) -> Option<Prefix> {
        self.inner
    }

    pub(super) fn suffix_kind(&self) -> Option<Suffix> {
        self.suffix
    }

    /// No prefix and no suffix has gone, at most a possessive and a particle.
    pub(super) fn is_clitics_alone(&self) -> bool {
        self.outer.is_none() && self.suffix.is_none()
    }

    /// The last prefix was a single letter, put in place of another: any word in `n` or `m` may have
    /// one.
    pub(super) fn is_one_letter(&self) -> bool {
        matches!(self.affixes.prefixes().last(), Some("n" | "m"))
    }

    pub(super) fn is_informal(&self) -> bool {
        matches!(self.inner, Some(Prefix::Nasal | Prefix::Nge)) || self.suffix == Some(Suffix::In)
    }
}
