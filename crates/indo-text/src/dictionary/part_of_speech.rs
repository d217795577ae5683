use std::fmt;

/// What kind of word a root is, by the classes of the KBBI (*Kamus Besar Bahasa Indonesia*).
///
/// ```
/// use indo_text::PartOfSpeech;
///
/// assert_eq!(PartOfSpeech::from_abbreviation("adv"), Some(PartOfSpeech::Adverb));
/// assert_eq!(PartOfSpeech::Adverb.to_string(), "adv");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PartOfSpeech {
    /// *Nomina*, `n`: `rumah`.
    Noun,
    /// *Verba*, `v`: `makan`.
    Verb,
    /// *Adjektiva*, `a`: `damai`.
    Adjective,
    /// *Adverbia*, `adv`: `sangat`.
    Adverb,
    /// *Numeralia*, `num`: `satu`.
    Numeral,
    /// *Pronomina*, `pron`: `saya`.
    Pronoun,
    /// *Partikel*, `p`, with prepositions and conjunctions: `dan`.
    Particle,
    /// *Interjeksi*, `i`: `wah`.
    Interjection,
    /// A name, `name`: `jawa`. The KBBI counts names among the nouns.
    ProperName,
}

impl PartOfSpeech {
    const ALL: [Self; 9] = [
        Self::Noun,
        Self::Verb,
        Self::Adjective,
        Self::Adverb,
        Self::Numeral,
        Self::Pronoun,
        Self::Particle,
        Self::Interjection,
        Self::ProperName,
    ];

    /// The abbreviation, as the KBBI prints it: `n`, `v`, `a`, `adv`, `num`, `pron`, `p`, `i`; and
    /// `name`.
    #[must_use]
    pub fn abbreviation(self) -> &'static str {
        match self {
            Self::Noun => "n",
            Self::Verb => "v",
            Self::Adjective => "a",
            Self::Adverb => "adv",
            Self::Numeral => "num",
            Self::Pronoun => "pron",
            Self::Particle => "p",
            Self::Interjection => "i",
            Self::ProperName => "name",
        }
    }

    /// The class of an abbreviation; `None` for any other text.
    #[must_use]
    pub fn from_abbreviation(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|class| class.abbreviation() == text)
    }

    /// As one byte of a table of words; 0 stands for no known class.
    pub(crate) fn to_byte(class: Option<Self>) -> u8 {
        class.map_or(0, |class| class as u8 + 1)
    }

    pub(crate) fn from_byte(byte: u8) -> Option<Self> {
        let index = usize::from(byte.checked_sub(1)?);
        Self::ALL.get(index).copied()
    }
}

impl fmt::Display for PartOfSpeech {
    /// Writes the abbreviation.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.abbreviation())
    }
}
