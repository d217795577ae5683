//! The page, drawn by `templates/report.html`.

use super::StudyReport;
use super::figures::Figure;
use super::language::Language::English;
use super::summary::{Summary, summaries};
use crate::PipelineError;
use crate::stages::assess::Assessment;
use crate::stages::errors::{MisreadTweet, WordEffect};
use askama::Template;
use report_charts::page_style;

/// What the page is made of.
#[derive(Template)]
#[template(path = "report.html")]
pub(super) struct Page<'a> {
    pub(super) report: &'a StudyReport,
    figures: &'a [Figure],
    summaries: [Summary; 2],
    style: String,
}

/// Where a reader finds how to cite the program; the same as in `CITATION.cff`.
const TITLE: &str = "SARA: Indonesian sentiment, from a CSV of tweets to a report";

/// The effects from which on a word is shaded, from the weakest shade to the strongest.
const SHADES: [f64; 3] = [0.02, 0.1, 0.25];

/// A misread tweet names so many words that spoke for the wrong class, and so many against it.
const MOST_NAMED: usize = 5;

impl<'a> Page<'a> {
    pub(super) fn new(report: &'a StudyReport, figures: &'a [Figure]) -> Self {
        Self {
            report,
            figures,
            summaries: summaries(report),
            style: page_style(),
        }
    }

    /// The document.
    pub(super) fn html(&self) -> Result<String, PipelineError> {
        Ok(visible(&self.render()?))
    }

    /// The figures of one kind, in their order.
    fn of(&self, kind: &str) -> Vec<&'a Figure> {
        let figures = self.figures.iter();
        figures.filter(|figure| figure.kind == kind).collect()
    }

    fn has(&self, kind: &str) -> bool {
        self.figures.iter().any(|figure| figure.kind == kind)
    }

    fn title(&self) -> &'static str {
        TITLE
    }

    fn count(&self, count: &usize) -> String {
        English.count(*count)
    }

    fn number(&self, value: &f64) -> String {
        English.number(*value)
    }

    /// An interval in brackets, where there is one.
    fn in_brackets(&self, interval: &Option<[f64; 2]>) -> String {
        interval.map_or_else(String::new, |[low, high]| {
            format!(" (95% interval {low:.3} to {high:.3})")
        })
    }

    /// The classifiers whose folds leak.
    fn leaking(&self) -> String {
        let all = self.report.assessments.iter();
        let leaking = all.filter(|one| one.folds_leak);
        let names: Vec<&str> = leaking.map(|one| one.model.as_str()).collect();
        English.listed(&names)
    }

    /// The classifier that learned from pseudo-labels.
    fn pseudo_model(&self) -> Option<&str> {
        let pseudo = self.report.pseudo_labels.as_ref()?;
        pseudo.model.as_deref()
    }

    fn has_folds(&self) -> bool {
        self.report
            .assessments
            .iter()
            .any(|one| !one.folds.is_empty())
    }

    /// The classes of which a score has no value and counts as 0 in the means.
    fn undefined_scores(&self, assessment: &Assessment) -> String {
        let scores = assessment.test.replaced.iter();
        let named: Vec<String> = scores
            .map(|one| format!("{} of {} ({})", one.score, one.label, one.reason))
            .collect();
        named.join(", ")
    }

    /// How strongly a word is shaded, and for or against what the classifier says.
    fn shade(&self, word: &WordEffect) -> String {
        let strength = SHADES.iter().filter(|&&from| word.effect.abs() >= from);
        match (strength.count(), word.effect > 0.0) {
            (0, _) => "plain".to_owned(),
            (shade, true) => format!("for for-{shade}"),
            (shade, false) => format!("against against-{shade}"),
        }
    }

    /// The words that spoke most for what the classifier says, each with its effect.
    fn words_for(&self, tweet: &MisreadTweet) -> String {
        named(tweet.words.iter().filter(|word| word.effect >= SHADES[0]))
    }

    /// Those that spoke most against it.
    fn words_against(&self, tweet: &MisreadTweet) -> String {
        named(tweet.words.iter().filter(|word| word.effect <= -SHADES[0]))
    }

    fn percent(&self, share: &f64) -> String {
        English.percent(*share)
    }

    fn settings(&self) -> String {
        serde_json::to_string_pretty(&self.report.settings).unwrap_or_default()
    }
}

/// Words and their effects, the strongest first.
fn named<'w>(words: impl Iterator<Item = &'w WordEffect>) -> String {
    let mut words: Vec<&WordEffect> = words.collect();
    words.sort_by(|a, b| b.effect.abs().total_cmp(&a.effect.abs()));
    let words = words.iter().take(MOST_NAMED);
    let words: Vec<String> = words
        .map(|word| format!("{} {:+.2}", word.word, word.effect))
        .collect();
    words.join(", ")
}

/// The text without what a reader cannot see but a browser obeys: control characters, and marks that turn the direction of writing.
fn visible(html: &str) -> String {
    let shown = html.chars().filter(|&character| match character {
        '\n' | '\t' => true,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' => false,
        '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' => false,
        '\u{fdd0}'..='\u{fdef}' => false,
        _ => !character.is_control() && u32::from(character) & 0xfffe != 0xfffe,
    });
    shown.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_goes() {
        assert_eq!(visible("a\u{202e}b\0c\u{fffe}\n😊"), "abc\n😊");
    }

    #[test]
    fn the_citation_is_that_of_the_repository() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../CITATION.cff");
        let Ok(citation) = std::fs::read_to_string(path) else {
            eprintln!("skipped: no CITATION.cff beside the workspace");
            return;
        };
        assert!(citation.contains(&format!("title: \"{TITLE}\"")));
    }
}
