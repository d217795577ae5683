use std::fmt;

use crate::number::{shown, signed};
use crate::{Formula, Hit, Score, ScoreSettings, Thresholds, Token};

/// Why a text has its score: every hit, and how they make the polarity.
///
/// [`Display`](fmt::Display) prints it as plain text, [`to_html`](Self::to_html) as HTML; with the
/// feature `serde` it can be serialised, say as JSON.
///
/// ```
/// use inset_lexicon::{DegreeWords, Lexicon, Negation, ScoreSettings, Scorer};
///
/// let lexicon = Lexicon::from_bytes(b"bagus\t4", b"buruk\t-5")?;
/// let settings = ScoreSettings::default()
///     .with_negation(Negation::new(2))
///     .with_degrees(DegreeWords::new(1));
/// let scorer = Scorer::new(&lexicon, &settings)?;
/// let tokens = ["film", "tidak", "bagus", "sekali"];
/// assert_eq!(
///     scorer.explain(&tokens).to_string(),
///     "film tidak [bagus -6] sekali\n\
///      bagus, token 2, by surface: +4, turned by `tidak`, x 1.5 for `sekali` = -6\n\
///      sum -6 / (5 x 4 tokens) = -0.3, negative"
/// );
/// # Ok::<(), inset_lexicon::LexiconError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Explanation<'a> {
    /// The tokens, empty ones included; the spans of the hits point into them.
    pub tokens: Vec<ExplainedToken<'a>>,
    /// The hits, from left to right.
    pub hits: Vec<Hit<'a>>,
    /// The formula's name, or `custom`.
    pub formula: &'static str,
    /// How the polarity comes about: `sum -6 / (5 x 4 tokens) = -0.3`.
    pub arithmetic: String,
    /// Where the classes begin.
    pub thresholds: Thresholds,
    /// The score, as [`Scorer::score`](crate::Scorer::score) gives it.
    pub score: Score,
}

/// A token as it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct ExplainedToken<'a> {
    /// The word as it stands in the text.
    pub surface: &'a str,
    /// Its stem, if the caller gave one.
    pub stem: Option<&'a str>,
}

impl<'a> Explanation<'a> {
    pub(crate) fn new<T: Token>(
        tokens: &'a [T],
        hits: Vec<Hit<'a>>,
        score: Score,
        formula: Option<Formula>,
        settings: &ScoreSettings,
    ) -> Self {
        let tokens = tokens.iter().map(|token| ExplainedToken {
            surface: token.surface(),
            stem: token.stem(),
        });
        Self {
            tokens: tokens.collect(),
            hits,
            formula: formula.map_or("custom", Formula::as_str),
            arithmetic: arithmetic(&score, formula),
            thresholds: settings.thresholds,
            score,
        }
    }

    /// How `hit` comes to its contribution: ``+4, turned by `tidak`, x 1.5 for `sekali` = -6``.
    #[must_use]
    pub fn steps(&self, hit: &Hit<'_>) -> String {
        let mut steps = String::new();
        if let (Some(positive), Some(negative)) = (hit.weights.positive, hit.weights.negative) {
            steps.push_str(&format!("{positive:+} and {negative:+} weigh "));
        }
        steps.push_str(&signed(hit.weight));
        if let Some(negator) = hit.negator {
            steps.push_str(&format!(", turned by `{}`", self.surface(negator)));
        }
        let degrees: Vec<String> = [hit.degree_before, hit.degree_after]
            .into_iter()
            .flatten()
            .map(|position| format!("`{}`", self.surface(position)))
            .collect();
        if !degrees.is_empty() {
            let factor = shown(hit.factor);
            steps.push_str(&format!(", x {factor} for {}", degrees.join(" and ")));
        }
        if hit.negator.is_some() || !degrees.is_empty() {
            steps.push_str(&format!(" = {}", signed(hit.contribution)));
        }
        steps
    }

    /// The class with the bounds that made it, when they are not 0.
    pub(crate) fn verdict(&self) -> String {
        let Thresholds {
            negative_below,
            positive_above,
        } = self.thresholds;
        let class = self.score.sentiment();
        if self.thresholds == Thresholds::default() {
            return class.to_string();
        }
        format!(
            "{class} (negative below {}, positive above {})",
            shown(negative_below),
            shown(positive_above)
        )
    }

    /// What was found where, such as ``kasihnya, token 2, by stem, entry `kasih` ``.
    pub(crate) fn heading(&self, hit: &Hit<'_>) -> String {
        let (words, matched_on) = (self.words(hit), hit.matched_on.as_str());
        let mut heading = format!("{words}, {}, by {matched_on}", place(hit));
        if words != hit.entry {
            heading.push_str(&format!(", entry `{}`", hit.entry));
        }
        heading
    }

    fn surface(&self, position: usize) -> &'a str {
        self.tokens.get(position).map_or("", |token| token.surface)
    }

    /// The surfaces of a hit with a blank between.
    pub(crate) fn words(&self, hit: &Hit<'_>) -> String {
        let words: Vec<&str> = hit.span.clone().map(|at| self.surface(at)).collect();
        words.join(" ")
    }
}

/// The text with each hit in brackets, a line for each hit, and the arithmetic.
impl fmt::Display for Explanation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut blank = "";
        let mut hits = self.hits.iter().peekable();
        let mut position = 0;
        while let Some(token) = self.tokens.get(position) {
            let next = hits.next_if(|hit| hit.span.start == position);
            if let Some(hit) = next {
                let (words, weight) = (self.words(hit), signed(hit.contribution));
                write!(f, "{blank}[{words} {weight}]")?;
                blank = " ";
            } else if !token.surface.is_empty() {
                write!(f, "{blank}{}", token.surface)?;
                blank = " ";
            }
            position = next.map_or(position + 1, |hit| hit.span.end);
        }
        for hit in &self.hits {
            write!(f, "\n{}: {}", self.heading(hit), self.steps(hit))?;
        }
        write!(f, "\n{}, {}", self.arithmetic, self.verdict())
    }
}

/// `token 2` or `tokens 2 to 3`.
fn place(hit: &Hit<'_>) -> String {
    let (first, last) = (hit.span.start, hit.span.end.saturating_sub(1));
    if first == last {
        return format!("token {first}");
    }
    format!("tokens {first} to {last}")
}

fn arithmetic(score: &Score, formula: Option<Formula>) -> String {
    let (sum, tokens) = (signed(score.sum), score.tokens);
    let polarity = signed(score.polarity);
    let Some(formula) = formula else {
        return format!("sum {sum}, {tokens} tokens, by a formula of its own = {polarity}");
    };
    if tokens == 0 {
        return "no tokens = 0".to_owned();
    }
    match formula {
        Formula::Study => format!("sum {sum} / (5 x {tokens} tokens) = {polarity}"),
        Formula::Mean => format!("sum {sum} / {tokens} tokens = {polarity}"),
        Formula::Sum => format!("sum = {polarity}"),
        Formula::Count => format!(
            "hits above 0: {}, below 0: {}, difference = {polarity}",
            score.positive_hits, score.negative_hits
        ),
    }
}
