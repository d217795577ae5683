//! Test rows that a classifier reads wrong, and the words that drove it there.

use crate::PipelineError;
use crate::blind_text::masked;
use crate::files::write_csv;
use crate::stages::assess::Outcome;
use crate::stages::classify::{CLASSES, Predicted, ReadsTexts, class_index};
use crate::stages::ingest::Tweet;
use inset_lexicon::Sentiment;
use serde::Serialize;
use std::path::Path;

/// A test row that a classifier reads otherwise than its label says.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct MisreadTweet {
    /// The classifier.
    pub model: String,
    /// The row's id.
    pub id: String,
    /// What the model read, users and addresses masked.
    pub text: String,
    /// The label.
    pub label: &'static str,
    /// What the classifier says.
    pub predicted: &'static str,
    /// The probability that it gives to what it says.
    pub confidence: f64,
    /// The words in their order: how much of that probability goes when the word is taken out (occlusion). Negative: the word spoke
    /// against.
    pub words: Vec<WordEffect>,
}

/// What one word adds.
#[derive(Debug, Clone, Serialize)]
pub struct WordEffect {
    /// The word as the model read it.
    pub word: String,
    /// The probability with it less that without it.
    pub effect: f64,
}

/// A row that is read wrong, as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Misread {
    pub(crate) model: String,
    pub(crate) row: usize,
    pub(crate) predicted: Sentiment,
    pub(crate) confidence: f64,
    /// The words of the row and their effects.
    pub(crate) words: Vec<(String, f64)>,
}

/// The test rows and their labels.
#[derive(Clone, Copy)]
pub(crate) struct TestRows<'a> {
    pub(crate) rows: &'a [usize],
    pub(crate) truth: &'a [Sentiment],
}

/// The surest errors of a stored classifier, `most` of them, and what each of their words adds.
///
/// The classifier is read from where it is stored, whether it was fitted in this run or an earlier one.
pub(crate) fn surest<L: ReadsTexts>(
    learner: &L,
    outcome: &Outcome,
    test: TestRows<'_>,
    most: usize,
) -> Result<Vec<Misread>, PipelineError> {
    let wrong = surest_errors(test, &outcome.test, most);
    let Some(folder) = outcome.model.as_deref().filter(|_| !wrong.is_empty()) else {
        return Ok(Vec::new());
    };
    let model = learner.load(folder)?;
    occluded(learner, &model, &wrong)
}

/// Rows and what they are taken for, the surest first; of equals the first row.
fn surest_errors(
    test: TestRows<'_>,
    predicted: &Predicted,
    most: usize,
) -> Vec<(usize, Sentiment)> {
    let confidences = predicted.confidences().unwrap_or_default();
    let answers = predicted.classes.iter().zip(test.truth);
    let mut wrong: Vec<(f64, usize, Sentiment)> = (confidences.into_iter())
        .zip(test.rows.iter().zip(answers))
        .filter(|(_, (_, (said, truth)))| said != truth)
        .map(|(confidence, (&row, (&said, _)))| (confidence, row, said))
        .collect();
    wrong.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    wrong.truncate(most);
    wrong
        .into_iter()
        .map(|(_, row, said)| (row, said))
        .collect()
}

/// Takes each word out of each row in turn, and reads all that comes of it in one go.
fn occluded<L: ReadsTexts>(
    learner: &L,
    model: &L::Model,
    rows: &[(usize, Sentiment)],
) -> Result<Vec<Misread>, PipelineError> {
    let words: Vec<Vec<&str>> = (rows.iter())
        .map(|&(row, _)| learner.text(row).split_whitespace().collect())
        .collect();
    let mut texts = Vec::new();
    for (words, &(row, _)) in words.iter().zip(rows) {
        texts.push(learner.text(row).to_owned());
        texts.extend((0..words.len()).map(|out| {
            let (before, after) = (&words[..out], &words[out + 1..]);
            [before, after].concat().join(" ")
        }));
    }
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let read = learner.read_texts(model, &texts)?;
    let mut numbers = read.probabilities.unwrap_or_default().into_iter();
    let mut found = Vec::with_capacity(rows.len());
    for (words, &(row, predicted)) in words.iter().zip(rows) {
        let mut of_predicted = || {
            numbers
                .next()
                .map_or(0.0, |all| all[class_index(predicted)])
        };
        let confidence = of_predicted();
        let effects = words
            .iter()
            .map(|word| ((*word).to_owned(), confidence - of_predicted()));
        found.push(Misread {
            model: learner.name().to_owned(),
            row,
            predicted,
            confidence,
            words: effects.collect(),
        });
    }
    Ok(found)
}

const FILE: &str = "misread.csv";

/// Writes a line a word; numbers are written so that every bit returns.
pub(crate) fn write(rows: &[Misread], folder: &Path) -> Result<(), PipelineError> {
    let lines = rows.iter().flat_map(|misread| {
        misread.words.iter().map(|(word, effect)| {
            [
                misread.model.clone(),
                misread.row.to_string(),
                misread.predicted.as_str().to_owned(),
                misread.confidence.to_string(),
                word.clone(),
                effect.to_string(),
            ]
        })
    });
    write_csv(
        &folder.join(FILE),
        &["model", "row", "predicted", "confidence", "word", "effect"],
        lines,
    )
}

/// Reads what [`write`] wrote.
pub(crate) fn read(folder: &Path) -> Result<Vec<Misread>, PipelineError> {
    let path = folder.join(FILE);
    let wrong = || PipelineError::Stage {
        path: path.display().to_string(),
        expected: "a word of a misread row and its effect in each line",
    };
    let parse = |record: &csv::StringRecord| {
        let class = |class: &Sentiment| Some(class.as_str()) == record.get(2);
        Some(Misread {
            model: record.get(0)?.to_owned(),
            row: record.get(1)?.parse().ok()?,
            predicted: CLASSES.into_iter().find(class)?,
            confidence: record.get(3)?.parse().ok()?,
            words: vec![(record.get(4)?.to_owned(), record.get(5)?.parse().ok()?)],
        })
    };
    let mut table = csv::Reader::from_path(&path).map_err(|_| wrong())?;
    let mut found: Vec<Misread> = Vec::new();
    for record in table.records() {
        let record = record.map_err(|_| wrong())?;
        let mut line = parse(&record).ok_or_else(wrong)?;
        match found.last_mut() {
            Some(last) if (&last.model, last.row) == (&line.model, line.row) => {
                last.words.append(&mut line.words);
            }
            _ => found.push(line),
        }
    }
    Ok(found)
}

impl MisreadTweet {
    /// As the report shows it: users and addresses are masked.
    pub(crate) fn new(
        misread: &Misread,
        tweets: &[Tweet],
        labels: &[Option<Sentiment>],
    ) -> Option<Self> {
        let words = misread.words.iter().map(|(word, effect)| WordEffect {
            word: masked(word),
            effect: *effect,
        });
        let words: Vec<WordEffect> = words.collect();
        let shown: Vec<&str> = words.iter().map(|one| one.word.as_str()).collect();
        Some(Self {
            model: misread.model.clone(),
            id: tweets.get(misread.row)?.id.clone(),
            text: shown.join(" "),
            label: labels.get(misread.row).copied().flatten()?.as_str(),
            predicted: misread.predicted.as_str(),
            confidence: misread.confidence,
            words,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::Observer;
    use crate::stages::classify::{Fit, Learner};

    const N: Sentiment = CLASSES[0];
    const P: Sentiment = CLASSES[2];

    /// Sure of what is positive by 0.1 for each `a`, and less by 0.2 for each `b`.
    struct Counter<'a>(&'a [&'a str]);

    impl Learner for Counter<'_> {
        type Model = ();

        fn name(&self) -> &str {
            "counter"
        }

        fn fit(&self, _: &Fit<'_>, _: &mut Observer<'_>) -> Result<(), PipelineError> {
            Ok(())
        }

        fn predict(&self, (): &(), rows: &[usize]) -> Result<Vec<Sentiment>, PipelineError> {
            Ok(vec![P; rows.len()])
        }
    }

    impl ReadsTexts for Counter<'_> {
        fn text(&self, row: usize) -> &str {
            self.0[row]
        }

        fn read_texts(&self, (): &(), texts: &[&str]) -> Result<Predicted, PipelineError> {
            let positive = |text: &&str| {
                let count = |word| text.split(' ').filter(|&other| other == word).count() as f64;
                0.5 + 0.1 * count("a") - 0.2 * count("b")
            };
            let numbers = texts.iter().map(positive);
            Ok(Predicted {
                classes: vec![P; texts.len()],
                probabilities: Some(numbers.map(|p| [1.0 - p, 0.0, p]).collect()),
            })
        }
    }

    #[test]
    fn a_word_counts_what_goes_without_it() {
        let texts = ["x", "a  b a c", "a"];
        let found = occluded(&Counter(&texts), &(), &[(1, P), (2, N)]).unwrap();
        let is = |misread: &Misread, expected: &[(&str, f64)]| {
            assert_eq!(misread.words.len(), expected.len());
            for ((word, effect), (other, wanted)) in misread.words.iter().zip(expected) {
                assert_eq!(word, other);
                assert!((effect - wanted).abs() < 1e-12, "{word}: {effect}");
            }
        };
        is(
            &found[0],
            &[("a", 0.1), ("b", -0.2), ("a", 0.1), ("c", 0.0)],
        );
        // What it says is negative, against which the word speaks.
        is(&found[1], &[("a", -0.1)]);
        assert!((found[0].confidence - 0.5).abs() < 1e-12);
        assert!((found[1].confidence - 0.4).abs() < 1e-12);

        let folder = tempfile::tempdir().unwrap();
        write(&found, folder.path()).unwrap();
        assert_eq!(read(folder.path()).unwrap(), found);
    }

    #[test]
    fn the_surest_errors_come_first() {
        let predicted = Predicted {
            classes: vec![P, P, N, P, P],
            probabilities: Some(vec![
                [0.3, 0.0, 0.7],
                [0.1, 0.0, 0.9],
                [0.8, 0.1, 0.1],
                [0.2, 0.1, 0.7],
                [0.0, 0.0, 1.0],
            ]),
        };
        let test = TestRows {
            rows: &[4, 6, 7, 9, 11],
            truth: &[N, N, P, N, P],
        };
        let all = surest_errors(test, &predicted, 9);
        assert_eq!(all, [(6, P), (7, N), (4, P), (9, P)]);
        assert_eq!(surest_errors(test, &predicted, 1), [(6, P)]);
        assert!(surest_errors(test, &predicted, 0).is_empty());
    }

    #[test]
    fn users_are_masked() {
        let misread = Misread {
            model: "m".to_owned(),
            row: 0,
            predicted: P,
            confidence: 0.9,
            words: vec![("@budi".to_owned(), 0.1), ("rukun".to_owned(), 0.2)],
        };
        let tweets = crate::stages::ingest::TweetSource::sample().read().unwrap();
        let shown = MisreadTweet::new(&misread, &tweets, &[Some(N)]).unwrap();
        assert_eq!(shown.id, tweets[0].id);
        assert_eq!(shown.text, "@USER rukun");
        assert_eq!(shown.words[0].word, "@USER");
        assert_eq!((shown.label, shown.predicted), ("negative", "positive"));
    }
}
