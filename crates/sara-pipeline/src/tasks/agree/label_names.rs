//! What raters call the labels: one name for `-1`, `negative` and `negatif`.

use crate::PipelineError;
use indo_text::fold_case;
use std::collections::{BTreeMap, BTreeSet};

/// The sentiments, from low to high, each with the words and then the numbers that mean it.
const SENTIMENTS: [(&str, &[&str], &[&str]); 3] = [
    (
        "negative",
        &["negative", "negatif", "neg"],
        &["-1", "-1.0", "\u{2212}1"],
    ),
    (
        "neutral",
        &["neutral", "netral", "neu", "net"],
        &["0", "0.0", "-0"],
    ),
    (
        "positive",
        &["positive", "positif", "pos"],
        &["1", "1.0", "+1"],
    ),
];

/// Names for labels, beside those of the sentiments that are known: -1, negative, negatif; 0, neutral, netral; 1, positive, positif.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LabelNames {
    /// The label of each name; names in lower case.
    names: BTreeMap<String, String>,
}

impl LabelNames {
    /// Names with the label each stands for. As soon as there is one, a rating that is none of the names and labels is refused.
    ///
    /// # Errors
    /// A name or a label is empty, or a name has two labels.
    pub fn new<I>(pairs: I) -> Result<Self, PipelineError>
    where
        I: IntoIterator<Item = (String, String)>,
    {
        let wrong = |value: String, expected: &str| PipelineError::Setting {
            name: "labels",
            value,
            expected: expected.to_owned(),
        };
        let mut names = BTreeMap::new();
        for (name, label) in pairs {
            let (name, label) = (folded(&name), label.trim());
            if name.is_empty() || label.is_empty() {
                return Err(wrong(format!("{name}={label}"), "a name and a label"));
            }
            let label = sentiment(label).unwrap_or(label).to_owned();
            if names
                .insert(name.clone(), label.clone())
                .is_some_and(|earlier| earlier != label)
            {
                return Err(wrong(name, "one label for each name"));
            }
        }
        Ok(Self { names })
    }

    /// How to read the ratings of all files together.
    ///
    /// Without names of the caller's own, ratings are sentiments if all of them can be; if none is a word for a sentiment they are
    /// taken as written, as in `y` and `n` or `1` to `5`; and else the first that is no sentiment is refused.
    pub(super) fn reading<'a>(&self, ratings: impl Iterator<Item = &'a str>) -> Reading<'_> {
        if !self.names.is_empty() {
            return Reading::Named(self);
        }
        let (mut words, mut others) = (false, false);
        for rating in ratings {
            match sentiment(rating) {
                None => others = true,
                Some(_) => words |= rating.contains(char::is_alphabetic),
            }
        }
        if others && !words {
            Reading::AsWritten
        } else {
            Reading::Sentiments
        }
    }

    /// The labels, quoted, for messages.
    fn expected(&self) -> String {
        let mut expected: BTreeSet<&str> = self.names.keys().map(String::as_str).collect();
        expected.extend(self.names.values().map(String::as_str));
        let quoted: Vec<String> = expected.iter().map(|name| format!("`{name}`")).collect();
        format!("{} and the sentiments", quoted.join(", "))
    }
}

/// How ratings become labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading<'n> {
    Named(&'n LabelNames),
    Sentiments,
    AsWritten,
}

impl Reading<'_> {
    /// The label of a rating, or the labels that are known, for a message.
    pub(super) fn label(self, rating: &str) -> Result<String, String> {
        match self {
            Self::AsWritten => Ok(rating.to_owned()),
            Self::Sentiments => sentiment(rating).map(str::to_owned).ok_or_else(|| {
                "-1, 0, 1, negative, neutral, positive, negatif, netral, positif (name others with --labels)".to_owned()
            }),
            Self::Named(names) => {
                let name = folded(rating);
                if let Some(label) = names.names.get(&name) {
                    return Ok(label.clone());
                }
                let target = names.names.values().find(|label| folded(label) == name);
                target
                    .cloned()
                    .or_else(|| sentiment(rating).map(str::to_owned))
                    .ok_or_else(|| names.expected())
            }
        }
    }
}

/// The sentiment that a rating means.
pub(super) fn sentiment(rating: &str) -> Option<&'static str> {
    let rating = folded(rating);
    SENTIMENTS
        .iter()
        .find(|(_, words, numbers)| words.iter().chain(*numbers).any(|name| *name == rating))
        .map(|&(sentiment, ..)| sentiment)
}

/// The labels in order, if they have one: sentiments from negative to positive, or numbers from low to high.
pub(super) fn scale(labels: &BTreeSet<&str>) -> Option<Vec<String>> {
    let place = |label: &str| -> Option<f64> {
        let sentiment = SENTIMENTS.iter().position(|(name, ..)| *name == label);
        sentiment.map(|place| place as f64)
    };
    let number = |label: &str| label.parse().ok().filter(|number: &f64| number.is_finite());
    let ordered = |place: &dyn Fn(&str) -> Option<f64>| {
        let mut places: Vec<(f64, &str)> = labels
            .iter()
            .map(|label| Some((place(label)?, *label)))
            .collect::<Option<_>>()?;
        places.sort_by(|a, b| a.0.total_cmp(&b.0));
        Some(
            places
                .into_iter()
                .map(|(_, label)| label.to_owned())
                .collect(),
        )
    };
    ordered(&place).or_else(|| ordered(&number))
}

fn folded(name: &str) -> String {
    fold_case(name.trim()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentiments_are_understood_in_words_and_numbers() {
        for (ratings, sentiment_name) in [
            (["-1", "Negatif", " NEGATIVE "], "negative"),
            (["0", "netral", "0.0"], "neutral"),
            (["1", "positif", "+1"], "positive"),
        ] {
            for rating in ratings {
                assert_eq!(sentiment(rating), Some(sentiment_name), "{rating}");
            }
        }
        assert_eq!(sentiment("11"), None);
    }

    #[test]
    fn other_labels_stay_as_they_are_unless_sentiments_stand_beside_them() {
        let names = LabelNames::default();
        let reading = |ratings: &[&'static str]| names.reading(ratings.iter().copied());
        assert_eq!(reading(&["y", "n"]), Reading::AsWritten);
        assert_eq!(reading(&["1", "2", "5"]), Reading::AsWritten);
        assert_eq!(reading(&["-1", "positif"]), Reading::Sentiments);
        assert_eq!(reading(&["positif", "postif"]), Reading::Sentiments);
        assert!(Reading::Sentiments.label("postif").is_err());
    }

    #[test]
    fn own_names_close_the_set() {
        let pairs = [("benci", "-1"), ("aman", "ok")].map(|(a, b)| (a.to_owned(), b.to_owned()));
        let names = LabelNames::new(pairs).unwrap();
        let reading = names.reading(std::iter::empty());
        assert_eq!(reading.label("Benci").as_deref(), Ok("negative"));
        assert_eq!(reading.label("OK").as_deref(), Ok("ok"));
        assert_eq!(reading.label("netral").as_deref(), Ok("neutral"));
        assert_eq!(
            reading.label("lain"),
            Err("`aman`, `benci`, `negative`, `ok` and the sentiments".to_owned())
        );
        for (pairs, message) in [
            (
                [("a", "1"), ("A", "0")],
                "setting labels: expected one label for each name, got a",
            ),
            (
                [("a", "1"), ("b", "")],
                "setting labels: expected a name and a label, got b=",
            ),
        ] {
            let pairs = pairs.map(|(a, b)| (a.to_owned(), b.to_owned()));
            assert_eq!(LabelNames::new(pairs).unwrap_err().to_string(), message);
        }
    }

    #[test]
    fn a_scale_is_one_of_sentiments_or_numbers() {
        let scale_of = |labels: &[&'static str]| scale(&labels.iter().copied().collect());
        assert_eq!(
            scale_of(&["positive", "negative"]).unwrap(),
            ["negative", "positive"]
        );
        assert_eq!(scale_of(&["10", "2"]).unwrap(), ["2", "10"]);
        assert_eq!(scale_of(&["2", "negative"]), None);
        assert_eq!(scale_of(&["y", "n"]), None);
    }
}
