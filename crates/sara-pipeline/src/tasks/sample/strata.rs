//! The strata that a sample is spread over: class, keyword and band of the score.

use super::rows::SampleRow;
use indo_text::{TokenKind, fold_case, tokenize};
use serde::Serialize;
use std::collections::BTreeMap;

/// What the rows of a stratum have in common, and how many there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Stratum {
    /// All of it in one line, as in `sample.csv`.
    pub name: String,
    /// Rows to draw from.
    pub population: usize,
    /// Rows that the draw was to take: the share of the population.
    pub quota: usize,
    /// Rows drawn: less than the quota where near duplicates used it up, more where other strata lacked rows.
    pub drawn: usize,
}

/// What strata are made of.
#[derive(Debug, Default)]
pub(super) struct Strata<'a> {
    pub(super) classes: bool,
    pub(super) keywords: &'a [String],
    pub(super) bands: Option<usize>,
}

impl Strata<'_> {
    /// The bands of the score, if there are to be any; `rows` are those to draw from, by number.
    pub(super) fn bands(&self, all: &[SampleRow], rows: &[usize]) -> Option<Bands> {
        self.bands.map(|count| Bands::new(all, rows, count))
    }

    /// The rows of each stratum, by name.
    pub(super) fn group(
        &self,
        all: &[SampleRow],
        rows: &[usize],
        bands: Option<&Bands>,
    ) -> BTreeMap<String, Vec<usize>> {
        let keywords: Vec<(String, &str)> = self
            .keywords
            .iter()
            .map(|keyword| (word_line(keyword), keyword.as_str()))
            .collect();
        let mut strata = BTreeMap::<String, Vec<usize>>::new();
        for &row in rows {
            let SampleRow { text, label, .. } = &all[row];
            let mut parts = Vec::new();
            if self.classes {
                parts.push(if label.is_empty() { "no class" } else { label }.to_owned());
            }
            if !keywords.is_empty() {
                let words = word_line(text);
                let held = keywords.iter().find(|(keyword, _)| words.contains(keyword));
                parts.push(held.map_or("no keyword", |&(_, name)| name).to_owned());
            }
            if let Some(bands) = bands {
                parts.push(bands.name(all[row].score));
            }
            if parts.is_empty() {
                parts.push("all".to_owned());
            }
            strata.entry(parts.join(" / ")).or_default().push(row);
        }
        strata
    }
}

/// The words of a text in lower case, a blank before and after each, so that a keyword is found as whole words.
fn word_line(text: &str) -> String {
    let mut line = " ".to_owned();
    for token in tokenize(&fold_case(text)) {
        let word = match token.kind {
            TokenKind::Word | TokenKind::Number => token.text,
            TokenKind::Hashtag => token.text.trim_start_matches(['#', '\u{ff03}']),
            _ => continue,
        };
        line.push_str(word);
        line.push(' ');
    }
    line
}

/// Quantiles of the score.
#[derive(Debug)]
pub(super) struct Bands {
    /// The highest score of each band but the last, ascending.
    pub(super) limits: Vec<f64>,
}

impl Bands {
    fn new(all: &[SampleRow], rows: &[usize], count: usize) -> Self {
        let mut scores: Vec<f64> = rows.iter().filter_map(|&row| all[row].score).collect();
        scores.sort_by(f64::total_cmp);
        let limits = (1..count)
            .filter_map(|band| {
                let place = (band * scores.len()).div_ceil(count);
                scores.get(place.checked_sub(1)?).copied()
            })
            .collect();
        Self { limits }
    }

    /// Equal scores lie in one band, so that a band may be empty.
    fn name(&self, score: Option<f64>) -> String {
        let Some(score) = score else {
            return "no score".to_owned();
        };
        let band = self.limits.iter().filter(|&&limit| score > limit).count();
        format!("band {} of {}", band + 1, self.limits.len() + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(rows: &[(&str, &str, Option<f64>)]) -> Vec<SampleRow> {
        rows.iter()
            .map(|&(text, label, score)| SampleRow {
                id: String::new(),
                line: 0,
                text: text.to_owned(),
                label: label.to_owned(),
                score,
                dropped: false,
            })
            .collect()
    }

    fn groups(strata: &Strata<'_>, all: &[SampleRow]) -> Vec<(String, Vec<usize>)> {
        let numbers: Vec<usize> = (0..all.len()).collect();
        let bands = strata.bands(all, &numbers);
        let groups = strata.group(all, &numbers, bands.as_ref());
        groups.into_iter().collect()
    }

    #[test]
    fn a_keyword_is_whole_words_and_the_first_of_the_list_counts() {
        let all = rows(&[
            ("Agama dan suku", "", None),
            ("#SUKU bangsa", "", None),
            ("keagamaan", "", None),
            ("tanah  AIR, kita", "", None),
        ]);
        let keywords = ["suku", "agama", "tanah air"].map(str::to_owned);
        let strata = Strata {
            keywords: &keywords,
            ..Strata::default()
        };
        let expected = [
            ("no keyword", vec![2]),
            ("suku", vec![0, 1]),
            ("tanah air", vec![3]),
        ];
        let expected = expected.map(|(name, rows)| (name.to_owned(), rows));
        assert_eq!(groups(&strata, &all), expected);
    }

    #[test]
    fn bands_are_quantiles_and_equal_scores_stay_together() {
        let scores = [-3.0, -1.0, 0.0, 0.0, 0.0, 2.0];
        let mut all: Vec<SampleRow> = scores
            .iter()
            .flat_map(|&score| rows(&[("x", "c", Some(score))]))
            .collect();
        all.extend(rows(&[("x", "", None)]));
        let strata = Strata {
            classes: true,
            bands: Some(3),
            ..Strata::default()
        };
        let expected = [
            ("c / band 1 of 3", vec![0, 1]),
            ("c / band 2 of 3", vec![2, 3, 4]),
            ("c / band 3 of 3", vec![5]),
            ("no class / no score", vec![6]),
        ];
        let expected = expected.map(|(name, rows)| (name.to_owned(), rows));
        assert_eq!(groups(&strata, &all), expected);
    }
}
