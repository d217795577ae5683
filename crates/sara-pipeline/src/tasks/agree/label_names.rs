//! What raters call the labels: one name for `-1`, `negative` and `negatif`.

use crate::PipelineError;
use crate::stages::sentiment_names::{SENTIMENT_NAMES, SENTIMENTS, folded, sentiment};
use std::collections::{BTreeMap, BTreeSet};

/// The labels that ratings may have. Without any of the caller's own: the sentiments, in the spellings that are known (-1, negative,
/// negatif; 0, neutral, netral; 1, positive, positif), or else, if no rating is one of these, whatever the ratings are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LabelNames {
    /// The label of each name; names in lower case.
    names: BTreeMap<String, String>,
    /// Whether there are no labels but these.
    closed: bool,
}

impl LabelNames {
    /// Names with the label each stands for. A rating that is none of the names and labels is refused.
    ///
    /// A name that stands for itself declares a label: then there are no labels but those named. Without such a name the sentiments
    /// are labels as well. A label that means a sentiment is that sentiment, with all of its spellings; labels that declare a scale
    /// of numbers, such as 1 to 5, are not.
    ///
    /// # Errors
    /// A name or a label is empty or holds a control character, or a name has two labels.
    pub fn new<I>(pairs: I) -> Result<Self, PipelineError>
    where
        I: IntoIterator<Item = (String, String)>,
    {
        let wrong = |value: String, expected: &str| PipelineError::Setting {
            name: "labels",
            value,
            expected: expected.to_owned(),
        };
        let pairs: Vec<(String, String)> = pairs
            .into_iter()
            .map(|(name, label)| (name.trim().to_owned(), label.trim().to_owned()))
            .collect();
        let declared: Vec<&str> = pairs
            .iter()
            .filter(|(name, label)| name == label)
            .map(|(name, _)| name.as_str())
            .collect();
        let as_written = declared.iter().any(|label| sentiment(label).is_none())
            && !declared
                .iter()
                .any(|label| sentiment(label).is_some() && label.contains(char::is_alphabetic));
        let mut names = BTreeMap::new();
        for (name, label) in &pairs {
            if name.is_empty() || label.is_empty() {
                return Err(wrong(format!("{name}={label}"), "a name and a label"));
            }
            if [name, label]
                .iter()
                .any(|text| text.contains(char::is_control))
            {
                return Err(wrong(format!("{name}={label}"), "no control character"));
            }
            let label = match sentiment(label) {
                Some(sentiment) if !(as_written && name == label) => sentiment.to_owned(),
                _ => label.clone(),
            };
            let name = folded(name);
            if names
                .insert(name.clone(), label.clone())
                .is_some_and(|earlier| earlier != label)
            {
                return Err(wrong(name, "one label for each name"));
            }
        }
        Ok(Self {
            names,
            closed: !declared.is_empty(),
        })
    }

    /// How to read the ratings of all files together.
    ///
    /// Without names of the caller's own, ratings are taken as written if none of them is a sentiment, as in `y` and `n`; else they
    /// are sentiments, and the first that is none is refused.
    pub(super) fn reading<'a>(&self, ratings: impl Iterator<Item = &'a str>) -> Reading<'_> {
        if !self.names.is_empty() {
            return Reading::Named(self);
        }
        let (mut sentiments, mut others) = (false, false);
        for rating in ratings {
            match sentiment(rating) {
                None => others = true,
                Some(_) => sentiments = true,
            }
        }
        if others && !sentiments {
            Reading::AsWritten
        } else {
            Reading::Sentiments
        }
    }

    fn label(&self, rating: &str) -> Option<String> {
        let name = folded(rating);
        if let Some(label) = self.names.get(&name) {
            return Some(label.clone());
        }
        if let Some(label) = self.names.values().find(|label| folded(label) == name) {
            return Some(label.clone());
        }
        let sentiment = sentiment(rating)?;
        let is_label = !self.closed || self.names.values().any(|label| label == sentiment);
        is_label.then(|| sentiment.to_owned())
    }

    /// The labels, quoted, for messages.
    fn expected(&self) -> String {
        let mut expected: BTreeSet<&str> = self.names.keys().map(String::as_str).collect();
        expected.extend(self.names.values().map(String::as_str));
        let mut expected = quoted(expected);
        if !self.closed {
            expected.push_str(" and the sentiments");
        }
        expected
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
            Self::AsWritten if rating.contains(char::is_control) => {
                Err("names without control characters".to_owned())
            }
            Self::AsWritten => Ok(rating.to_owned()),
            Self::Sentiments => sentiment(rating)
                .map(str::to_owned)
                .ok_or_else(|| format!("{SENTIMENT_NAMES} (declare others with --labels)")),
            Self::Named(names) => names.label(rating).ok_or_else(|| names.expected()),
        }
    }
}

/// The first ten of some labels in quotes, and how many more there are.
pub(super) fn quoted<'a>(labels: impl IntoIterator<Item = &'a str>) -> String {
    const MOST: usize = 10;
    let mut labels: Vec<String> = labels
        .into_iter()
        .map(|label| format!("`{label}`"))
        .collect();
    let more = labels.len().saturating_sub(MOST);
    labels.truncate(MOST);
    let shown = labels.join(", ");
    if more > 0 {
        format!("{shown} and {more} more")
    } else {
        shown
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_labels_stay_as_they_are_unless_sentiments_stand_beside_them() {
        let names = LabelNames::default();
        let reading = |ratings: &[&'static str]| names.reading(ratings.iter().copied());
        assert_eq!(reading(&["y", "n"]), Reading::AsWritten);
        assert_eq!(reading(&["2", "3", "5"]), Reading::AsWritten);
        assert_eq!(reading(&["1", "2", "5"]), Reading::Sentiments);
        assert_eq!(reading(&["-1", "0", "netrl"]), Reading::Sentiments);
        assert_eq!(reading(&["-1", "positif"]), Reading::Sentiments);
        assert_eq!(reading(&["positif", "postif"]), Reading::Sentiments);
        assert!(Reading::Sentiments.label("postif").is_err());
        assert!(Reading::AsWritten.label("y\u{1b}").is_err());
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
    fn a_declared_set_is_closed_and_a_scale_of_numbers_stays_one() {
        let declared = |labels: &[&str]| {
            let pairs = labels
                .iter()
                .map(|label| ((*label).to_owned(), (*label).to_owned()));
            LabelNames::new(pairs).unwrap()
        };
        for (labels, rating, label) in [
            (&["y", "n"][..], "Y", Ok("y")),
            (&["y", "n"], "positif", Err("`n`, `y`")),
            (&["1", "2", "3"], "1", Ok("1")),
            (&["1", "2", "3"], "11", Err("`1`, `2`, `3`")),
            (&["negatif", "positif", "ragu"], "-1", Ok("negative")),
            (&["negatif", "positif", "ragu"], "Ragu", Ok("ragu")),
            (&["-1", "0"], "netral", Ok("neutral")),
            (&["-1", "0"], "1", Err("`-1`, `0`, `negative`, `neutral`")),
        ] {
            let names = declared(labels);
            let found = names.reading(std::iter::empty()).label(rating);
            assert_eq!(
                found.as_deref().map_err(String::as_str),
                label,
                "{labels:?} {rating}"
            );
        }
        let names: Vec<String> = (1..=12).map(|label| label.to_string()).collect();
        let shown = quoted(names.iter().map(String::as_str));
        assert!(shown.ends_with("`10` and 2 more"), "{shown}");
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
