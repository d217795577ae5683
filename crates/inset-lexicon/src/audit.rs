//! How much of a set of labels is the lexicon's own opinion of the topic words.

mod counting;
mod display;
mod findings;

pub use findings::{
    BiasAudit, KeywordBias, LabelCounts, Standing, Transitions, WordTables, Zeroed,
};

use std::collections::HashSet;

use counting::{Effect, Keyword, Vocabulary};

use crate::{Hit, Lexicon, LexiconError, Matching, ScoreSettings, Scorer, Sentiment, Token};

/// What [`audit`] works with.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct AuditSettings {
    /// How tokens are scored.
    pub score: ScoreSettings,
    /// How many words the tables list; 10 by default.
    pub top_words: usize,
}

impl Default for AuditSettings {
    fn default() -> Self {
        Self {
            score: ScoreSettings::default(),
            top_words: 10,
        }
    }
}

impl AuditSettings {
    /// Sets how tokens are scored.
    #[must_use]
    pub fn with_score(mut self, score: ScoreSettings) -> Self {
        self.score = score;
        self
    }

    /// Sets how many words the tables list.
    #[must_use]
    pub fn with_top_words(mut self, top_words: usize) -> Self {
        self.top_words = top_words;
        self
    }
}

/// Asks of each keyword how the labels of `rows` would be if the lexicon had no opinion of it.
///
/// A row is its tokens, as [`Scorer::score`] takes them; rows are gone through once. Give keywords
/// as the tokens have them: stems if the tokens are stems. A keyword may be of several words; it
/// then has a weight only where [`Phrases`](crate::Phrases) matches such entries, and stands in no
/// word table. A keyword given again is passed over. Words are counted by stem under [`Matching::Stem`], else by surface.
///
/// # Errors
///
/// When a keyword is empty, or the settings make no sense to [`Scorer::new`].
///
/// # Examples
///
/// ```
/// use inset_lexicon::{AuditSettings, Lexicon, Sentiment, audit};
///
/// let lexicon = Lexicon::from_bytes(b"rukun\t3\nislam\t4", b"agama\t-3\nribut\t-4")?;
/// let rows = [
///     vec!["agama", "ajar", "rukun"],
///     vec!["ceramah", "agama"],
///     vec!["umat", "islam", "ribut"],
/// ];
/// let found = audit(&lexicon, &rows, &["agama", "jawa"], &AuditSettings::default())?;
/// let agama = &found.keywords[0];
/// assert_eq!((agama.weight, agama.zeroed.rows, agama.zeroed.changed), (-3.0, 2, 2));
/// let transitions = agama.zeroed.transitions;
/// assert_eq!(transitions.count(Sentiment::Negative, Sentiment::Neutral), 1);
/// assert_eq!(
///     agama.sentence,
///     "`agama` weighs -3 and stands in 2 of 3 rows; without that weight 2 labels change (66.7% of \
///      all rows, 100.0% of those with the word): negative to neutral 1, neutral to positive 1; the \
///      mean polarity of those rows goes from -0.15 to +0.1."
/// );
/// # Ok::<(), inset_lexicon::LexiconError>(())
/// ```
pub fn audit<R, T, K>(
    lexicon: &Lexicon,
    rows: impl IntoIterator<Item = R>,
    keywords: &[K],
    settings: &AuditSettings,
) -> Result<BiasAudit, LexiconError>
where
    R: AsRef<[T]>,
    T: Token,
    K: AsRef<str>,
{
    let scorer = Scorer::new(lexicon, &settings.score)?;
    let mut keywords = keywords
        .iter()
        .enumerate()
        .map(|(index, keyword)| Keyword::new(keyword.as_ref(), index + 1, &scorer))
        .collect::<Result<Vec<_>, _>>()?;
    let mut seen = HashSet::new();
    keywords.retain(|keyword| seen.insert(keyword.text.clone()));
    let mut counts = Counts::new(&scorer, &keywords);
    for row in rows {
        counts.add_row(row.as_ref());
    }
    Ok(counts.findings(settings.top_words))
}

/// What the rows seen so far come to.
struct Counts<'s> {
    scorer: &'s Scorer,
    keywords: &'s [Keyword],
    labels: LabelCounts,
    /// The polarities of all rows, added.
    polarities: f64,
    vocabulary: Vocabulary,
    /// One for each keyword.
    effects: Vec<Effect>,
    together: Effect,
    /// The hits and the words of one row, kept for their memory.
    hits: Vec<Hit<'s>>,
    words: Vec<u32>,
}

impl<'s> Counts<'s> {
    fn new(scorer: &'s Scorer, keywords: &'s [Keyword]) -> Self {
        let by_stem = scorer.settings().matching == Matching::Stem;
        Self {
            scorer,
            keywords,
            labels: LabelCounts::default(),
            polarities: 0.0,
            vocabulary: Vocabulary::new(by_stem),
            effects: vec![Effect::default(); keywords.len()],
            together: Effect::default(),
            hits: Vec::new(),
            words: Vec::new(),
        }
    }

    fn add_row<T: Token>(&mut self, tokens: &[T]) {
        let (scorer, keywords, hits) = (self.scorer, self.keywords, &mut self.hits);
        hits.clear();
        let counted = scorer.walk(tokens, |hit| hits.push(hit));
        let before = scorer.score_of(hits, counted, |_| false);
        self.labels.add(before.sentiment());
        self.polarities += before.polarity;
        self.vocabulary
            .count(tokens, before.sentiment(), &mut self.words);

        let mut holds_any = false;
        for (keyword, effect) in keywords.iter().zip(&mut self.effects) {
            if keyword.stands_in(tokens) {
                holds_any = true;
                let after = scorer.score_of(hits, counted, |entry| keyword.owns(entry));
                effect.add(&before, &after, &self.words);
            }
        }
        if holds_any {
            let of_any = |entry| keywords.iter().any(|keyword| keyword.owns(entry));
            let after = scorer.score_of(hits, counted, of_any);
            self.together.add(&before, &after, &self.words);
        }
    }

    fn findings(&self, top_words: usize) -> BiasAudit {
        let rows = self.labels.total();
        let pairs = self.keywords.iter().zip(&self.effects);
        let keywords: Vec<KeywordBias> = pairs
            .map(|(keyword, effect)| self.bias(keyword, effect, top_words))
            .collect();
        let together = self.zeroed(&self.together, top_words);
        let standings_together = self
            .keywords
            .iter()
            .map(|keyword| self.vocabulary.standing(&keyword.text, &self.together));
        BiasAudit {
            rows,
            labels: self.labels,
            mean_polarity: mean(self.polarities, rows),
            words: self.vocabulary.tables(&Effect::default(), top_words),
            standings_together: standings_together.collect(),
            sentence: display::together_sentence(&keywords, &together, rows),
            keywords,
            together,
        }
    }

    fn bias(&self, keyword: &Keyword, effect: &Effect, top_words: usize) -> KeywordBias {
        let standing = |effect| self.vocabulary.standing(&keyword.text, effect);
        let mut bias = KeywordBias {
            keyword: keyword.text.clone(),
            weights: keyword.weights,
            weight: keyword.weight,
            zeroed: self.zeroed(effect, top_words),
            standing: standing(&Effect::default()),
            standing_zeroed: standing(effect),
            sentence: String::new(),
        };
        bias.sentence = display::keyword_sentence(&bias, self.labels.total());
        bias
    }

    fn zeroed(&self, effect: &Effect, top_words: usize) -> Zeroed {
        let mut transitions = effect.transitions;
        for class in Sentiment::ALL {
            // Rows without the keyword stay as they are.
            let seen: usize = Sentiment::ALL
                .into_iter()
                .map(|to| transitions.count(class, to))
                .sum();
            transitions.add(class, class, self.labels.count(class) - seen);
        }
        let changes = transitions.changes();
        let after = self.polarities - effect.polarities_before + effect.polarities_after;
        Zeroed {
            rows: effect.rows,
            changed: changes.iter().map(|(.., rows)| rows).sum(),
            transitions,
            mean_polarity_before: mean(effect.polarities_before, effect.rows),
            mean_polarity_after: mean(effect.polarities_after, effect.rows),
            mean_polarity_all_after: mean(after, self.labels.total()),
            words: self.vocabulary.tables(effect, top_words),
        }
    }
}

fn mean(sum: f64, count: usize) -> f64 {
    if count == 0 { 0.0 } else { sum / count as f64 }
}
