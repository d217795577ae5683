use std::fmt;

/// What was found while loading: none of it stops the load, all of it is counted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct LoadReport {
    /// The positive file.
    pub positive: FileReport,
    /// The negative file.
    pub negative: FileReport,
    /// Words that stand in both files; both weights count, unless
    /// [`BothSigns`](crate::BothSigns) says otherwise.
    pub in_both: usize,
    /// Words in both files whose weights sum to zero: found, yet silent.
    pub cancelling: usize,
}

/// The counts of one file. An entry can be counted under several heads.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct FileReport {
    /// Lines that hold a word and a weight.
    pub rows: usize,
    /// Different words among them.
    pub entries: usize,
    /// Whether the first line is the header `word<TAB>weight`.
    pub has_header: bool,
    /// Lines with nothing but white space, skipped.
    pub blank_lines: usize,
    /// Rows that repeat an earlier word with the same weight.
    pub repeats: usize,
    /// Rows that repeat an earlier word with another weight; the later weight is kept.
    pub conflicts: Vec<Conflict>,
    /// Rows of several words, such as `terima kasih`; no single token can match them, see
    /// [`Phrases`](crate::Phrases).
    pub multi_word: usize,
    /// Rows with a bracket, such as `suasana (hati)`.
    pub glosses: usize,
    /// Rows whose brackets do not pair, such as `lunas (kapal`; they count as glosses too.
    pub broken_glosses: usize,
    /// Rows with a capital letter; a lower-case token cannot match them.
    pub capitals: usize,
    /// Rows that no lower-case single-word token can match: several words, a bracket, a capital.
    pub unreachable: usize,
    /// Rows with white space around the word, which is taken off.
    pub padded: usize,
    /// Rows with weight 0.
    pub zero_weights: usize,
    /// Rows with a negative weight in the positive file, or the reverse; the weight is kept.
    pub wrong_sign: usize,
}

/// One word with two weights in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Conflict {
    /// The word.
    pub word: String,
    /// The line of the later row, from 1.
    pub line: usize,
    /// The earlier weight, dropped.
    pub dropped: i8,
    /// The later weight, kept.
    pub kept: i8,
}

impl fmt::Display for LoadReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "positive: {}", self.positive)?;
        writeln!(f, "negative: {}", self.negative)?;
        write!(
            f,
            "words in both files {}, of these summing to zero {}",
            self.in_both, self.cancelling
        )
    }
}

/// One line: the size, then each defect that occurs.
impl fmt::Display for FileReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rows {}, different words {}", self.rows, self.entries)?;
        let defects = [
            ("of several words", self.multi_word),
            ("with brackets", self.glosses),
            ("with unpaired brackets", self.broken_glosses),
            ("with capitals", self.capitals),
            ("out of reach of lower-case single tokens", self.unreachable),
            ("repeated", self.repeats),
            ("padded with white space", self.padded),
            ("of weight 0", self.zero_weights),
            ("with the other file's sign", self.wrong_sign),
            ("blank", self.blank_lines),
        ];
        for (defect, count) in defects.into_iter().filter(|(_, count)| *count > 0) {
            write!(f, ", {defect} {count}")?;
        }
        for conflict in &self.conflicts {
            write!(f, ", {conflict}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            word,
            line,
            dropped,
            kept,
        } = self;
        write!(
            f,
            "`{word}` weighs {kept} by line {line} and {dropped} before"
        )
    }
}
