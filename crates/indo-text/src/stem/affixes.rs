use std::fmt;

use super::search::MAX_PREFIXES;

/// What one way of taking a word apart takes off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub struct Affixes {
    pub(super) prefixes: [Option<&'static str>; MAX_PREFIXES],
    /// The derivational suffix, such as `kan`.
    pub suffix: Option<&'static str>,
    /// The possessive clitic, such as `nya`.
    pub possessive: Option<&'static str>,
    /// The particle, such as `lah`.
    pub particle: Option<&'static str>,
}

impl Affixes {
    /// Prefixes from the outside in, as they are cut; an infix has hyphens on both sides.
    pub fn prefixes(&self) -> impl Iterator<Item = &'static str> {
        self.prefixes.into_iter().flatten()
    }

    /// `None` if there is no room for another.
    pub(super) fn push_prefix(&mut self, prefix: &'static str) -> Option<()> {
        *self.prefixes.iter_mut().find(|slot| slot.is_none())? = Some(prefix);
        Some(())
    }
}

impl fmt::Display for Affixes {
    /// `di- per- -kan -nya`, or `no affix`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut blank = "";
        for prefix in self.prefixes() {
            let hyphen = if prefix.starts_with('-') { "" } else { "-" };
            write!(f, "{blank}{prefix}{hyphen}")?;
            blank = " ";
        }
        for suffix in [self.suffix, self.possessive, self.particle]
            .iter()
            .flatten()
        {
            write!(f, "{blank}-{suffix}")?;
            blank = " ";
        }
        if blank.is_empty() {
            f.write_str("no affix")?;
        }
        Ok(())
    }
}
