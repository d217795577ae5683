//! The strata that a sample is spread over: class, keyword and band of the score.

use super::rows::SampleRow;
use indo_text::{TokenKind, fold_case, tokenize};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;

/// What the rows of a stratum have in common, and how many there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Stratum {
    /// All of it in one line, as in `sample.csv`.
    pub name: String,
    /// Rows to draw from.
    pub population: usize,
    /// Rows that the draw was to take: the share of the population, or the same number of each stratum.
    pub quota: usize,
    /// Rows drawn: less than the quota where near duplicates used it up, more where other strata lacked rows.
    pub drawn: usize,
}

/// What tells a stratum from the others, in the order of the strata. Rows that lack a part come last.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct StratumKey {
    class: Option<Part<String>>,
    /// By place in the list, with the keyword itself.
    keyword: Option<Part<(usize, String)>>,
    /// From 1, of so many.
    band: Option<Part<(usize, usize)>>,
}

#[cfg(test)]
impl StratumKey {
    pub(super) fn of_class(class: &str) -> Self {
        Self {
            class: Part::new(Some(class.to_owned())),
            ..Self::default()
        }
    }
}

/// A part of a key, where strata are made of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Part<T> {
    Of(T),
    Missing,
}

impl<T> Part<T> {
    fn new(part: Option<T>) -> Option<Self> {
        Some(part.map_or(Self::Missing, Self::Of))
    }

    fn name(&self, missing: &str, name: impl FnOnce(&T) -> String) -> String {
        match self {
            Self::Of(part) => name(part),
            Self::Missing => missing.to_owned(),
        }
    }
}

/// The parts with slashes between; what is missing stands in brackets.
impl fmt::Display for StratumKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let class = self.class.as_ref();
        let keyword = self.keyword.as_ref();
        let band = self.band.as_ref();
        let parts = [
            class.map(|part| part.name("(no class)", String::clone)),
            keyword.map(|part| part.name("(no keyword)", |(_, keyword)| keyword.clone())),
            band.map(|part| part.name("(no score)", |(band, of)| format!("band {band} of {of}"))),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        f.write_str(if parts.is_empty() { "all" } else { "" })?;
        f.write_str(&parts.join(" / "))
    }
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

    /// The rows of each stratum.
    pub(super) fn group(
        &self,
        all: &[SampleRow],
        rows: &[usize],
        bands: Option<&Bands>,
    ) -> BTreeMap<StratumKey, Vec<usize>> {
        let keywords: Vec<(String, &str)> = self
            .keywords
            .iter()
            .map(|keyword| (word_line(keyword), keyword.as_str()))
            .collect();
        let mut strata = BTreeMap::<StratumKey, Vec<usize>>::new();
        for &row in rows {
            let SampleRow {
                text, label, score, ..
            } = &all[row];
            let mut key = StratumKey::default();
            if self.classes {
                key.class = Part::new(Some(label.clone()).filter(|label| !label.is_empty()));
            }
            if !keywords.is_empty() {
                let words = word_line(text);
                let mut listed = keywords.iter().enumerate();
                let held = listed.find(|(_, (keyword, _))| words.contains(keyword));
                key.keyword = Part::new(held.map(|(place, (_, name))| (place, (*name).to_owned())));
            }
            if let Some(bands) = bands {
                key.band = Part::new(score.map(|score| bands.band(score)));
            }
            strata.entry(key).or_default().push(row);
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

    /// The band of a score, from 1, of so many. Equal scores lie in one band, so that a band may be empty.
    fn band(&self, score: f64) -> (usize, usize) {
        let below = self.limits.iter().filter(|&&limit| score > limit).count();
        (below + 1, self.limits.len() + 1)
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
        let named = groups.into_iter();
        named.map(|(key, rows)| (key.to_string(), rows)).collect()
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
            ("suku", vec![0, 1]),
            ("tanah air", vec![3]),
            ("(no keyword)", vec![2]),
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
            ("(no class) / (no score)", vec![6]),
        ];
        let expected = expected.map(|(name, rows)| (name.to_owned(), rows));
        assert_eq!(groups(&strata, &all), expected);
    }

    #[test]
    fn bands_come_in_the_order_of_the_scores() {
        let all: Vec<SampleRow> = (0..12)
            .flat_map(|score| rows(&[("x", "no class", Some(f64::from(score)))]))
            .chain(rows(&[("x", "", None)]))
            .collect();
        let strata = Strata {
            classes: true,
            bands: Some(12),
            ..Strata::default()
        };
        let names: Vec<String> = groups(&strata, &all)
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        assert_eq!(names.len(), 13);
        assert_eq!(names[1], "no class / band 2 of 12");
        assert_eq!(names[9], "no class / band 10 of 12");
        // A class of that name is a stratum of its own.
        assert_eq!(names[12], "(no class) / (no score)");
    }
}
