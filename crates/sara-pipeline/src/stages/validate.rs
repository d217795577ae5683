//! Stage 4: experts judge a sample of the labelled rows, and kappa says how far they agree with the lexicon and with each other.

use crate::PipelineError;
use crate::stages::sentiment_names::{SENTIMENT_NAMES, sentiment, why_ids_differ};
use crate::stages::split::{Draw, shuffled_by_class, take_count};
use crate::table::{Encoding, Table};
use inset_lexicon::Sentiment;
use kappa_metrics::{
    Interval, Majority, RatingTable, Weighting, cohen_kappa, fleiss_kappa, majority_labels,
    scott_pi,
};
use serde::Serialize;
use std::collections::HashMap;
use std::path::Path;

/// The invented ratings that come with the sample tweets (CC0): columns `id`, `expert_1`, `expert_2`, `expert_3`.
pub(crate) const SAMPLE_RATINGS: &str = include_str!("../../data/sample-ratings.csv");

/// A seeded sample of row numbers, `size` at most, spread over the classes in proportion.
///
/// The study drew its 1,000 rows by judgement; this draw is a random one, apart from the one that splits the rows, and the report
/// says so.
#[must_use]
pub fn draw_sample(labels: &[Option<Sentiment>], size: usize, seed: u64) -> Vec<usize> {
    let mut classes = shuffled_by_class(labels, seed, Draw::JudgementSample);
    let labelled: usize = classes.values().map(Vec::len).sum();
    take_count(&mut classes, size.min(labelled))
}

/// What each rater said of each rated row; a missing rating is `None`.
#[derive(Debug, Clone)]
pub struct Ratings {
    /// Column names of the raters.
    pub raters: Vec<String>,
    /// The id of each rated row, or its number from 1 where the file has no id column.
    pub ids: Vec<String>,
    /// `votes[rater][row]`.
    pub votes: Vec<Vec<Option<String>>>,
    /// What messages call the file.
    name: String,
    /// The line of each rated row.
    lines: Vec<u64>,
    /// What a reader should know of the file.
    pub(crate) notes: Vec<String>,
}

impl Ratings {
    /// Reads a CSV file: a header, one column a rater, an empty cell is a missing rating. A column `text`, as a judgement sample has
    /// it, and one without a name are no raters.
    ///
    /// # Errors
    /// The file cannot be read, lacks the id column, or has no rater column.
    pub fn read(path: &Path, id_column: Option<&str>) -> Result<Self, PipelineError> {
        Self::from_table(Table::read(path, Encoding::Utf8)?, id_column)
    }

    /// Reads a filled-in judgement sample; a column without any rating is left out.
    pub(crate) fn read_sample(path: &Path, id_column: &str) -> Result<Self, PipelineError> {
        let mut ratings = Self::from_table(Table::read(path, Encoding::Utf8)?, Some(id_column))?;
        // A column that nobody filled is no rater.
        let filled = |votes: &[Option<String>]| votes.iter().any(Option::is_some);
        let used: Vec<bool> = ratings.votes.iter().map(|votes| filled(votes)).collect();
        let mut columns = used.iter();
        ratings
            .raters
            .retain(|_| columns.next().is_some_and(|used| *used));
        ratings.votes.retain(|votes| filled(votes));
        if ratings.raters.is_empty() {
            return Err(no_rating_yet(&ratings.name, ratings.ids.len()));
        }
        Ok(ratings)
    }

    /// The invented ratings that come with the crate.
    pub(crate) fn sample() -> Result<Self, PipelineError> {
        Self::from_table(
            Table::parse(SAMPLE_RATINGS, "the sample ratings")?,
            Some("id"),
        )
    }

    fn from_table(table: Table, id_column: Option<&str>) -> Result<Self, PipelineError> {
        let mut notes = Vec::new();
        let table = table.without_blank_rows(&mut notes)?;
        let usual = match id_column {
            Some("id") => table.usual_column(&["id"], &mut notes)?,
            _ => None,
        };
        let id = match id_column {
            Some(name) if usual.is_none() => Some(table.column(name)?),
            _ => usual,
        };
        let columns: Vec<usize> = table
            .headers()
            .iter()
            .enumerate()
            .filter(|&(column, header)| {
                Some(column) != id && !["", "text"].contains(&header.as_str())
            })
            .map(|(column, _)| column)
            .collect();
        if columns.is_empty() {
            return Err(PipelineError::TooFew {
                what: format!("{}: rater columns", table.name()),
                expected: "at least 1".to_owned(),
                got: "0".to_owned(),
            });
        }
        let vote = |field: &str| {
            let field = field.trim();
            (!field.is_empty()).then(|| field.to_owned())
        };
        Ok(Self {
            name: table.name().to_owned(),
            lines: table.rows().iter().map(|row| row.line).collect(),
            raters: columns
                .iter()
                .map(|&column| table.headers().get(column).cloned().unwrap_or_default())
                .collect(),
            ids: table
                .rows()
                .iter()
                .map(|row| {
                    id.map_or_else(
                        || row.number.to_string(),
                        |id| row.field(id).trim().to_owned(),
                    )
                })
                .collect(),
            votes: columns
                .iter()
                .map(|&column| {
                    table
                        .rows()
                        .iter()
                        .map(|row| vote(row.field(column)))
                        .collect()
                })
                .collect(),
            notes,
        })
    }
}

/// What is said of files that nobody has filled in.
pub(crate) fn no_rating_yet(name: &str, rows: usize) -> PipelineError {
    PipelineError::TooFew {
        what: format!("{name}: ratings"),
        expected: "at least 1".to_owned(),
        got: format!("none yet in {rows} rows"),
    }
}

/// Agreement of one pair of raters over the rows that both rated.
#[derive(Debug, Clone, Serialize)]
pub struct PairAgreement {
    /// First rater.
    pub rater_1: String,
    /// Second rater.
    pub rater_2: String,
    /// Rows that both rated.
    pub n: usize,
    /// Share of rows on which both say the same.
    pub observed_agreement: Option<f64>,
    /// Share that chance alone would give.
    pub expected_agreement: Option<f64>,
    /// Cohen's kappa; `None` where it is undefined.
    pub kappa: Option<f64>,
    /// Large-sample standard error of kappa.
    pub standard_error: Option<f64>,
    /// 95% interval of kappa, cut at -1 and 1.
    pub interval_95: Option<[f64; 2]>,
    /// Landis and Koch's word for it.
    pub band: Option<String>,
    /// Why kappa is undefined, if it is.
    pub undefined: Option<String>,
}

/// Agreement of several raters.
#[derive(Debug, Clone, Serialize)]
pub struct Agreement {
    /// Rows in the file.
    pub rows: usize,
    /// The raters, in column order.
    pub raters: Vec<String>,
    /// The categories that occur.
    pub labels: Vec<String>,
    /// Every pair.
    pub pairs: Vec<PairAgreement>,
    /// Fleiss' kappa over the rows that all raters rated; `None` where it is undefined.
    pub fleiss_kappa: Option<f64>,
    /// Its 95% interval over a sample of rows, cut at -1 and 1, where there is one.
    pub fleiss_interval_95: Option<[f64; 2]>,
    /// Rows that all raters rated.
    pub complete_rows: usize,
    /// Why Fleiss' kappa is undefined, if it is.
    pub fleiss_undefined: Option<String>,
}

/// Kappas between all pairs of raters, and Fleiss' over all of them.
///
/// # Errors
/// Fewer than two raters.
pub fn agreement(ratings: &Ratings) -> Result<Agreement, PipelineError> {
    if ratings.raters.len() < 2 {
        return Err(PipelineError::TooFew {
            what: "raters".to_owned(),
            expected: "at least 2 columns of ratings".to_owned(),
            got: format!(
                "{} (`{}`)",
                ratings.raters.len(),
                ratings.raters.join("`, `")
            ),
        });
    }
    let mut pairs = Vec::new();
    for (first, (name_1, votes_1)) in ratings.raters.iter().zip(&ratings.votes).enumerate() {
        for (name_2, votes_2) in ratings.raters.iter().zip(&ratings.votes).skip(first + 1) {
            pairs.push(pair_agreement(name_1, votes_1, name_2, votes_2));
        }
    }
    let labels: std::collections::BTreeSet<&String> =
        ratings.votes.iter().flatten().flatten().collect();
    let fleiss = fleiss_kappa(&ratings.votes)?;
    Ok(Agreement {
        rows: ratings.ids.len(),
        raters: ratings.raters.clone(),
        labels: labels.into_iter().cloned().collect(),
        pairs,
        fleiss_interval_95: fleiss_interval(&ratings.votes)?,
        complete_rows: fleiss.items,
        fleiss_undefined: fleiss.kappa.err().map(|reason| reason.to_string()),
        fleiss_kappa: fleiss.kappa.ok(),
    })
}

/// Fleiss' kappa is the pi of the rows that all rated, which has a standard error.
fn fleiss_interval(votes: &[Vec<Option<String>>]) -> Result<Option<[f64; 2]>, PipelineError> {
    let rows = votes.first().map_or(0, Vec::len);
    let complete: Vec<usize> = (0..rows)
        .filter(|&row| votes.iter().all(|column| column[row].is_some()))
        .collect();
    if complete.is_empty() {
        return Ok(None);
    }
    let columns: Vec<Vec<Option<&String>>> = votes
        .iter()
        .map(|column| complete.iter().map(|&row| column[row].as_ref()).collect())
        .collect();
    let pi = scott_pi(&RatingTable::new(&columns)?, Weighting::Unweighted);
    Ok(pi.interval().ok().map(shown_interval))
}

/// An interval as reports show it.
pub(crate) fn shown_interval(interval: Interval) -> [f64; 2] {
    let Interval { lower, upper } = interval.clipped();
    [lower, upper]
}

pub(crate) fn pair_agreement(
    name_1: &str,
    votes_1: &[Option<String>],
    name_2: &str,
    votes_2: &[Option<String>],
) -> PairAgreement {
    let (a, b): (Vec<&String>, Vec<&String>) = votes_1
        .iter()
        .zip(votes_2)
        .filter_map(|(a, b)| Some((a.as_ref()?, b.as_ref()?)))
        .unzip();
    let mut pair = PairAgreement {
        rater_1: name_1.to_owned(),
        rater_2: name_2.to_owned(),
        n: a.len(),
        observed_agreement: None,
        expected_agreement: None,
        kappa: None,
        standard_error: None,
        interval_95: None,
        band: None,
        undefined: None,
    };
    match cohen_kappa(&a, &b) {
        Ok(cohen) => {
            pair.observed_agreement = Some(cohen.observed_agreement);
            pair.expected_agreement = Some(cohen.expected_agreement);
            pair.kappa = cohen.kappa.ok();
            pair.standard_error = cohen.standard_error.ok();
            pair.interval_95 = cohen.interval().ok().map(shown_interval);
            pair.band = cohen.band().ok().map(|band| band.to_string());
            pair.undefined = cohen.kappa.err().map(|reason| reason.to_string());
        }
        // No row was rated by both.
        Err(error) => pair.undefined = Some(error.to_string()),
    }
    pair
}

/// The experts against the lexicon and against each other.
#[derive(Debug, Clone, Serialize)]
pub struct Validation {
    /// Where the ratings come from.
    pub source: String,
    /// Rated rows that the study kept and labelled.
    pub rated_rows: usize,
    /// Ratings whose id is not among the labelled rows.
    pub unmatched_rows: usize,
    /// Each expert against the lexicon, then the experts' majority against it.
    pub against_lexicon: Vec<PairAgreement>,
    /// The experts among themselves; `None` for a single expert.
    pub among_experts: Option<Agreement>,
}

/// Joins the ratings with the lexicon's labels by id.
///
/// # Errors
/// A rating is no sentiment; an id is rated twice; no rated id is among the labelled rows.
pub(crate) fn validate(
    ratings: &Ratings,
    labelled: &HashMap<&str, Sentiment>,
) -> Result<Validation, PipelineError> {
    let mut seen = HashMap::new();
    let mut rows = Vec::new();
    for (row, id) in ratings.ids.iter().enumerate() {
        if let Some(first) = seen.insert(id, row) {
            let expected = format!(
                "each id once (the first is in line {})",
                ratings.lines[first]
            );
            return Err(ratings.wrong(row, "id", id, &expected));
        }
        if let Some(&sentiment) = labelled.get(id.as_str()) {
            rows.push((row, sentiment));
        }
    }
    if rows.is_empty() {
        return Err(PipelineError::TooFew {
            what: format!("{}: rated rows that the study labelled", ratings.name),
            expected: format!(
                "at least 1 ({})",
                why_ids_differ(
                    ratings
                        .ids
                        .iter()
                        .map(String::as_str)
                        .chain(labelled.keys().copied()),
                    "do the ids match those of the tweets?"
                )
            ),
            got: "0".to_owned(),
        });
    }
    let mut joined = Ratings {
        name: ratings.name.clone(),
        raters: ratings.raters.clone(),
        ids: rows
            .iter()
            .map(|&(row, _)| ratings.ids[row].clone())
            .collect(),
        lines: rows.iter().map(|&(row, _)| ratings.lines[row]).collect(),
        votes: Vec::new(),
        notes: Vec::new(),
    };
    for (rater, votes) in ratings.raters.iter().zip(&ratings.votes) {
        let class = |&(row, _): &(usize, Sentiment)| match &votes[row] {
            Some(vote) => sentiment(vote)
                .map(|name| Some(name.to_owned()))
                .ok_or_else(|| ratings.wrong(row, rater, vote, SENTIMENT_NAMES)),
            None => Ok(None),
        };
        joined
            .votes
            .push(rows.iter().map(class).collect::<Result<_, _>>()?);
    }
    let lexicon: Vec<Option<String>> = rows
        .iter()
        .map(|(_, sentiment)| Some(sentiment.as_str().to_owned()))
        .collect();
    let mut against_lexicon: Vec<PairAgreement> = joined
        .raters
        .iter()
        .zip(&joined.votes)
        .map(|(rater, votes)| pair_agreement("lexicon", &lexicon, rater, votes))
        .collect();
    if joined.raters.len() > 2 {
        let majority = majority_votes(&joined.votes)?;
        against_lexicon.push(pair_agreement(
            "lexicon",
            &lexicon,
            "majority of experts",
            &majority,
        ));
    }
    Ok(Validation {
        source: ratings.name.clone(),
        rated_rows: rows.len(),
        unmatched_rows: ratings.ids.len() - rows.len(),
        against_lexicon,
        among_experts: (joined.raters.len() > 1)
            .then(|| agreement(&joined))
            .transpose()?,
    })
}

impl Ratings {
    /// Ratings that were joined from several files.
    pub(crate) fn joined(
        raters: Vec<String>,
        ids: Vec<String>,
        votes: Vec<Vec<Option<String>>>,
    ) -> Self {
        Self {
            raters,
            ids,
            votes,
            name: String::new(),
            lines: Vec::new(),
            notes: Vec::new(),
        }
    }

    fn wrong(&self, row: usize, column: &str, value: &str, expected: &str) -> PipelineError {
        PipelineError::Value {
            path: self.name.clone(),
            line: self.lines[row],
            column: column.to_owned(),
            value: value.to_owned(),
            expected: expected.to_owned(),
        }
    }
}

/// The class that more than half of the votes of a row name; without one the row has no majority.
pub(crate) fn majority_votes(
    votes: &[Vec<Option<String>>],
) -> Result<Vec<Option<String>>, PipelineError> {
    // A majority of one, which the library does not take for any.
    if let [only] = votes {
        return Ok(only.clone());
    }
    let leading = majority_labels(votes)?.into_iter().enumerate();
    let majority = leading.map(|(row, leading)| {
        let Majority::Label(label) = leading else {
            return None;
        };
        // The library is content with more votes than any other label has.
        let cast = votes.iter().filter_map(|column| column[row].as_ref());
        let (for_it, against): (Vec<&String>, Vec<&String>) =
            cast.partition(|vote| **vote == label);
        (for_it.len() > against.len()).then_some(label)
    });
    Ok(majority.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_is_seeded_and_spread_over_the_classes() {
        let labels: Vec<Option<Sentiment>> = (0..100)
            .map(|row| match row % 10 {
                0 => None,
                1..=3 => Some(Sentiment::Negative),
                4 => Some(Sentiment::Neutral),
                _ => Some(Sentiment::Positive),
            })
            .collect();
        let sample = draw_sample(&labels, 18, 7);
        assert_eq!(sample, draw_sample(&labels, 18, 7));
        assert_ne!(sample, draw_sample(&labels, 18, 8));
        assert_eq!(sample.len(), 18);
        let of = |sentiment| {
            sample
                .iter()
                .filter(|&&row| labels[row] == Some(sentiment))
                .count()
        };
        assert_eq!(
            [
                of(Sentiment::Negative),
                of(Sentiment::Neutral),
                of(Sentiment::Positive)
            ],
            [6, 2, 10]
        );
        assert_eq!(draw_sample(&labels, 1000, 7).len(), 90);
        // The draw says nothing about the parts: all of them are judged.
        let parts = crate::stages::split::SplitSettings {
            seed: 7,
            ..Default::default()
        }
        .split(&labels, &crate::stages::groups::Groups::apart(labels.len()))
        .unwrap();
        for part in [&parts.train, &parts.unseen] {
            assert!(
                part.iter().any(|row| sample.contains(row)),
                "{part:?} {sample:?}"
            );
        }
        assert!(draw_sample(&[None, None], 5, 7).is_empty());
    }

    #[test]
    fn experts_may_write_what_agree_reads() {
        let labelled = HashMap::from([
            ("1", Sentiment::Negative),
            ("2", Sentiment::Neutral),
            ("3", Sentiment::Positive),
        ]);
        let check = |csv: &str| {
            let table = Table::parse(csv, "r.csv").unwrap();
            let ratings = Ratings::from_table(table, Some("id")).unwrap();
            validate(&ratings, &labelled)
        };
        let found = check("id,ani,budi,\n1,negatif,-1.0,\n2,Netral,0,\n3,positif,POS,\n").unwrap();
        assert_eq!(found.against_lexicon.len(), 2);
        for pair in &found.against_lexicon {
            assert_eq!(pair.kappa, Some(1.0), "{}", pair.rater_2);
        }
        let spoiled = check("id,ani\n1.0,1\n").unwrap_err().to_string();
        assert!(
            spoiled.contains("the ids `1.0` and `1` would match without the `.0`"),
            "{spoiled}"
        );
    }

    #[test]
    fn a_majority_takes_more_than_half() {
        let vote = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let votes = [["a", "a", "a"], ["a", "b", ""], ["b", "c", "b"]]
            .map(|column| column.map(vote).to_vec());
        assert_eq!(majority_votes(&votes).unwrap(), [vote("a"), None, None]);
        // Two of five are more than any other label has, and no majority.
        let votes = ["a", "a", "b", "c", "d"].map(|label| vec![vote(label)]);
        assert_eq!(majority_votes(&votes).unwrap(), [None]);
        assert_eq!(majority_votes(&votes[..1]).unwrap(), [vote("a")]);
    }
}
