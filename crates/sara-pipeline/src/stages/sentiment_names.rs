//! What people call the three sentiments, and ids as spreadsheets spoil them: how ratings are read, wherever they come from.

use indo_text::fold_case;
use std::collections::HashSet;

/// The sentiments, from low to high, each with the words and the numbers that mean it.
pub(crate) const SENTIMENTS: [(&str, &[&str]); 3] = [
    (
        "negative",
        &["negative", "negatif", "neg", "-1", "-1.0", "\u{2212}1"],
    ),
    (
        "neutral",
        &["neutral", "netral", "neu", "net", "0", "0.0", "-0"],
    ),
    (
        "positive",
        &["positive", "positif", "pos", "1", "1.0", "+1"],
    ),
];

/// The names of the sentiments, for messages.
pub(crate) const SENTIMENT_NAMES: &str =
    "-1, 0, 1, negative, neutral, positive, negatif, netral, positif";

/// The sentiment that a rating means.
pub(crate) fn sentiment(rating: &str) -> Option<&'static str> {
    let rating = folded(rating);
    SENTIMENTS
        .iter()
        .find(|(_, names)| names.contains(&rating.as_str()))
        .map(|&(sentiment, _)| sentiment)
}

/// A name without the blanks around it, in lower case.
pub(crate) fn folded(name: &str) -> String {
    fold_case(name.trim()).into_owned()
}

/// Why ids may fail to match: the first two that a `.0` alone keeps apart, or else a question.
pub(crate) fn why_ids_differ<'a>(ids: impl IntoIterator<Item = &'a str>, question: &str) -> String {
    match decimal_twins(ids) {
        Some([with, without]) => format!(
            "the ids `{with}` and `{without}` would match without the `.0` that a spreadsheet adds"
        ),
        None => question.to_owned(),
    }
}

/// The first id that ends in `.0` and stands there without it as well, in both forms.
pub(crate) fn decimal_twins<'a>(ids: impl IntoIterator<Item = &'a str>) -> Option<[&'a str; 2]> {
    let ids: Vec<&str> = ids.into_iter().collect();
    let known: HashSet<&str> = ids.iter().copied().collect();
    ids.iter().find_map(|id| {
        let plain = id.strip_suffix(".0")?;
        known.contains(plain).then_some([*id, plain])
    })
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
        for rating in ["11", "netrl", ""] {
            assert_eq!(sentiment(rating), None, "{rating}");
        }
    }

    #[test]
    fn ids_that_a_spreadsheet_spoiled_are_noticed() {
        assert_eq!(decimal_twins(["7", "2.0", "1.0", "1"]), Some(["1.0", "1"]));
        assert_eq!(decimal_twins(["1.0", "2", "1.00"]), None);
        assert_eq!(why_ids_differ(["1", "2"], "do they?"), "do they?");
    }
}
