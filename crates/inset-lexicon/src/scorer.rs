use crate::index::{Index, Meaning};
use crate::score::Tally;
use crate::token::stem_or_surface;
use crate::windows::Windows;
use crate::{
    Explanation, Hit, Lexicon, LexiconError, MatchedOn, Matching, Score, ScoreSettings, Token,
    Weights,
};

/// A lexicon made ready for one way of reading tokens.
///
/// ```
/// use inset_lexicon::{Lexicon, Negation, Phrases, ScoreSettings, Scorer};
///
/// let lexicon = Lexicon::from_bytes(b"terima kasih\t4\nbagus\t4", b"terima\t-1\nburuk\t-5")?;
/// let settings = ScoreSettings::default()
///     .with_phrases(Phrases::LongestFirst)
///     .with_negation(Negation::new(2));
/// let scorer = Scorer::new(&lexicon, &settings)?;
/// let score = scorer.score(&["terima", "kasih", "tidak", "buruk"]);
/// assert_eq!((score.sum, score.tokens, score.hits), (9.0, 4, 2)); // 4 + 5
/// # Ok::<(), inset_lexicon::LexiconError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Scorer {
    settings: ScoreSettings,
    entries: Vec<Entry>,
    surface: Option<Index>,
    stem: Option<Index>,
}

#[derive(Debug, Clone)]
struct Entry {
    word: Box<str>,
    weights: Weights,
    /// What each file gives under the policy for words in both.
    parts: (f64, f64),
}

struct Found {
    meaning: Meaning,
    length: usize,
    matched_on: MatchedOn,
}

impl Scorer {
    /// Indexes the entries of `lexicon`.
    ///
    /// # Errors
    ///
    /// When a threshold, window or factor makes no sense.
    pub fn new(lexicon: &Lexicon, settings: &ScoreSettings) -> Result<Self, LexiconError> {
        settings.check()?;
        let entries: Vec<Entry> = lexicon
            .entries()
            .into_iter()
            .filter_map(|(word, weights)| {
                Some(Entry {
                    word: word.into(),
                    weights,
                    parts: weights.parts(settings.both_signs)?,
                })
            })
            .collect();
        let as_written = || {
            let words = entries.iter().map(|entry| &*entry.word);
            Index::new(words.zip(0..), settings)
        };
        let stemmed = || match lexicon.entries_by_stem() {
            Some(pairs) => {
                let keys = pairs.into_iter().filter_map(|(key, word)| {
                    let found = entries.binary_search_by(|entry| (*entry.word).cmp(word));
                    Some((key, found.ok()?))
                });
                Index::new(keys, settings)
            }
            None => as_written(),
        };
        let (surface, stem) = match settings.matching {
            Matching::Surface => (Some(as_written()), None),
            Matching::Stem => (None, Some(stemmed())),
            Matching::SurfaceThenStem => (Some(as_written()), Some(stemmed())),
        };
        Ok(Self {
            settings: settings.clone(),
            entries,
            surface,
            stem,
        })
    }

    /// The settings it was made with.
    #[must_use]
    pub fn settings(&self) -> &ScoreSettings {
        &self.settings
    }

    /// Adds up what the hits contribute, under the formula of the settings.
    #[must_use]
    pub fn score<T: Token>(&self, tokens: &[T]) -> Score {
        let mut tally = Tally::default();
        tally.tokens = self.walk(tokens, |hit| add(&mut tally, &hit));
        Score::new(&tally, self.settings.formula, self.settings.thresholds)
    }

    /// The same with a formula of the caller's own: the hits and the number of non-empty tokens
    /// give the polarity.
    ///
    /// ```
    /// # use inset_lexicon::{Hit, Lexicon, ScoreSettings, Scorer};
    /// # let lexicon = Lexicon::from_bytes(b"bagus\t4\nsuka\t3", b"buruk\t-5")?;
    /// let scorer = Scorer::new(&lexicon, &ScoreSettings::default())?;
    /// let strongest = |hits: &[Hit<'_>], _tokens: usize| {
    ///     let weights = hits.iter().map(|hit| hit.contribution);
    ///     weights.max_by(|a, b| a.abs().total_cmp(&b.abs())).unwrap_or(0.0)
    /// };
    /// let score = scorer.score_with(&["bagus", "suka", "buruk"], strongest);
    /// assert_eq!((score.sum, score.polarity), (2.0, -5.0));
    /// # Ok::<(), inset_lexicon::LexiconError>(())
    /// ```
    #[must_use]
    pub fn score_with<T: Token>(
        &self,
        tokens: &[T],
        formula: impl FnOnce(&[Hit<'_>], usize) -> f64,
    ) -> Score {
        let (hits, counted) = self.hits(tokens);
        let tally = tally(&hits, counted, |_| false);
        Score::with_polarity(&tally, formula(&hits, counted), self.settings.thresholds)
    }

    /// Every hit with the arithmetic of the score.
    #[must_use]
    pub fn explain<'a, T: Token>(&'a self, tokens: &'a [T]) -> Explanation<'a> {
        let (hits, counted) = self.hits(tokens);
        let score = self.score_of(&hits, counted, |_| false);
        Explanation::new(
            tokens,
            hits,
            score,
            Some(self.settings.formula),
            &self.settings,
        )
    }

    /// The same for [`score_with`](Self::score_with).
    #[must_use]
    pub fn explain_with<'a, T: Token>(
        &'a self,
        tokens: &'a [T],
        formula: impl FnOnce(&[Hit<'_>], usize) -> f64,
    ) -> Explanation<'a> {
        let (hits, counted) = self.hits(tokens);
        let tally = tally(&hits, counted, |_| false);
        let polarity = formula(&hits, counted);
        let score = Score::with_polarity(&tally, polarity, self.settings.thresholds);
        Explanation::new(tokens, hits, score, None, &self.settings)
    }

    /// The hits from left to right, and the number of non-empty tokens.
    fn hits<T: Token>(&self, tokens: &[T]) -> (Vec<Hit<'_>>, usize) {
        let mut hits = Vec::new();
        let counted = self.walk(tokens, |hit| hits.push(hit));
        (hits, counted)
    }

    /// The score of hits found by [`walk`](Self::walk); those whose entry is `zeroed` weigh 0.
    pub(crate) fn score_of(
        &self,
        hits: &[Hit<'_>],
        counted: usize,
        zeroed: impl Fn(usize) -> bool,
    ) -> Score {
        let tally = tally(hits, counted, zeroed);
        Score::new(&tally, self.settings.formula, self.settings.thresholds)
    }

    /// The entries that a token equal to `words` would match, by surface and by stem.
    pub(crate) fn entries_for(&self, words: &[&str]) -> [Option<usize>; 2] {
        [&self.surface, &self.stem].map(|index| index.as_ref()?.entry(words))
    }

    pub(crate) fn weights_of(&self, entry: usize) -> Option<(Weights, f64)> {
        let entry = self.entries.get(entry)?;
        Some((entry.weights, entry.parts.0 + entry.parts.1))
    }

    /// Hands the hits to `emit` from left to right; returns the number of non-empty tokens.
    #[inline]
    pub(crate) fn walk<'a, T: Token>(
        &'a self,
        tokens: &[T],
        mut emit: impl FnMut(Hit<'a>),
    ) -> usize {
        let mut windows = Windows::new(&self.settings);
        let mut counted = 0;
        let mut position = 0;
        while let Some(token) = tokens.get(position) {
            if token.surface().is_empty() {
                windows.close(&mut emit);
                position += 1;
                continue;
            }
            let mut length = 1;
            if let Some(found) = self.longest(tokens, position, token) {
                length = found.length;
                match found.meaning {
                    Meaning::Negator => windows.negator(position),
                    Meaning::Degree(number) => windows.degree(position, number as usize),
                    Meaning::Entry(number) => {
                        if let Some(hit) = self.hit(number as usize, position, &found) {
                            windows.hit(hit, &mut emit);
                        }
                    }
                }
            }
            counted += length;
            position += length;
        }
        windows.close(&mut emit);
        counted
    }

    #[inline]
    fn longest<T: Token>(&self, tokens: &[T], position: usize, token: &T) -> Option<Found> {
        let by_surface = self.surface.as_ref().and_then(|index| {
            let after = |ahead| tokens.get(position + ahead).map(Token::surface);
            index.longest(token.surface(), after)
        });
        let by_stem = self.stem.as_ref().and_then(|index| {
            let after = |ahead| tokens.get(position + ahead).map(stem_or_surface);
            index.longest(stem_or_surface(token), after)
        });
        let (meaning, length, matched_on) = match (by_surface, by_stem) {
            (Some((_, short)), Some((meaning, long))) if long > short => {
                (meaning, long, MatchedOn::Stem)
            }
            (Some((meaning, length)), _) => (meaning, length, MatchedOn::Surface),
            (None, Some((meaning, length))) => (meaning, length, MatchedOn::Stem),
            (None, None) => return None,
        };
        Some(Found {
            meaning,
            length,
            matched_on,
        })
    }

    #[inline]
    fn hit(&self, number: usize, position: usize, found: &Found) -> Option<Hit<'_>> {
        let entry = self.entries.get(number)?;
        let weight = entry.parts.0 + entry.parts.1;
        Some(Hit {
            span: position..position + found.length,
            entry: &entry.word,
            matched_on: found.matched_on,
            weights: entry.weights,
            weight,
            negator: None,
            degree_before: None,
            degree_after: None,
            factor: 1.0,
            contribution: weight,
            number,
            parts: entry.parts,
        })
    }
}

fn tally(hits: &[Hit<'_>], counted: usize, zeroed: impl Fn(usize) -> bool) -> Tally {
    let mut tally = Tally {
        tokens: counted,
        ..Tally::default()
    };
    for hit in hits {
        if zeroed(hit.number) {
            tally.add(0.0, 0.0);
        } else {
            add(&mut tally, hit);
        }
    }
    tally
}

#[inline]
fn add(tally: &mut Tally, hit: &Hit<'_>) {
    let scale = hit.scale();
    tally.add(hit.parts.0 * scale, hit.parts.1 * scale);
}
