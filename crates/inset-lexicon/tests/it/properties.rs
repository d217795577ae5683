//! What holds for all lexicons and all tokens.

use inset_lexicon::{Formula, Lexicon, Sentiment};
use proptest::prelude::*;

/// One division more or less.
const ROUNDING: f64 = 1e-12;

type Entries = Vec<(String, i8)>;

fn entries() -> impl Strategy<Value = Entries> {
    prop::collection::vec(("[a-e]{1,2}", -5..=5_i8), 1..20)
}

fn tokens() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec("[a-e]{0,2}", 0..30)
}

fn file(entries: &Entries, sign: i8) -> String {
    let row = |(word, weight): &(String, i8)| format!("{word}\t{}\r\n", weight * sign);
    "word\tweight\r\n".to_owned() + &entries.iter().map(row).collect::<String>()
}

fn lexicon(positive: &Entries, negative: &Entries, sign: i8) -> Lexicon {
    let (positive, negative) = (file(positive, sign), file(negative, sign));
    Lexicon::from_bytes(positive.as_bytes(), negative.as_bytes()).unwrap()
}

proptest! {
    #[test]
    fn negating_all_weights_flips_the_class(p in entries(), n in entries(), tokens in tokens()) {
        for formula in [Formula::Study, Formula::Sum, Formula::Mean] {
            let score = lexicon(&p, &n, 1).score(&tokens, formula);
            let negated = lexicon(&p, &n, -1).score(&tokens, formula);
            prop_assert_eq!(score.sum, -negated.sum);
            prop_assert_eq!(score.sentiment().code(), -negated.sentiment().code());
        }
    }

    #[test]
    fn the_order_of_tokens_changes_nothing(
        p in entries(),
        n in entries(),
        (tokens, shuffled) in tokens()
            .prop_flat_map(|tokens| (Just(tokens.clone()), Just(tokens).prop_shuffle())),
    ) {
        let lexicon = lexicon(&p, &n, 1);
        prop_assert_eq!(
            lexicon.score(&tokens, Formula::Study),
            lexicon.score(&shuffled, Formula::Study)
        );
    }

    #[test]
    fn the_formulas_agree_in_class_and_scale(p in entries(), n in entries(), tokens in tokens()) {
        let lexicon = lexicon(&p, &n, 1);
        let score = |formula| lexicon.score(&tokens, formula);
        let (study, sum, mean) =
            (score(Formula::Study), score(Formula::Sum), score(Formula::Mean));
        prop_assert!((study.polarity - mean.polarity / 5.0).abs() <= ROUNDING);
        prop_assert!((mean.polarity * sum.tokens as f64 - sum.polarity).abs() <= ROUNDING * 100.0);
        prop_assert_eq!(study.sentiment(), sum.sentiment());
        prop_assert_eq!(mean.sentiment(), sum.sentiment());
        prop_assert!((-2.0..=2.0).contains(&study.polarity));
    }

    #[test]
    fn a_score_is_made_of_its_words(p in entries(), n in entries(), tokens in tokens()) {
        let lexicon = lexicon(&p, &n, 1);
        let score = lexicon.score(&tokens, Formula::Sum);
        let found: Vec<i32> = tokens.iter().filter_map(|token| lexicon.weight(token)).collect();
        prop_assert_eq!(score.hits, found.len());
        prop_assert_eq!(score.sum, found.iter().map(|weight| i64::from(*weight)).sum::<i64>());
        prop_assert_eq!(score.sum, score.positive_sum + score.negative_sum);
        prop_assert!(score.hits <= score.tokens);
    }

    #[test]
    fn the_last_row_of_a_word_is_kept(p in entries()) {
        let lexicon = lexicon(&p, &vec![("zzz".to_owned(), -1)], 1);
        let rows = &lexicon.report().positive;
        prop_assert_eq!(rows.rows, p.len());
        prop_assert_eq!(rows.rows, rows.entries + rows.repeats + rows.conflicts.len());
        for (word, _) in &p {
            let last = p.iter().rev().find(|(other, _)| other == word).unwrap().1;
            prop_assert_eq!(lexicon.weights(word).unwrap().positive, Some(last));
        }
    }

    #[test]
    fn any_bytes_load_or_are_refused_in_one_line(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
        if let Err(error) = Lexicon::from_bytes(&bytes, b"a\t-1") {
            prop_assert!(!error.to_string().contains(['\n', '\r']));
        }
    }

    #[test]
    fn any_text_loads_or_is_refused_in_one_line(text in "([a-z\u{e9} (\u{2028}]{0,5}[\t\r\n]{0,2}-?[0-9]{0,2}\r?\n){0,5}") {
        if let Err(error) = Lexicon::from_bytes(text.as_bytes(), b"a\t-1") {
            prop_assert!(!error.to_string().contains(['\n', '\r']));
        }
    }

    #[test]
    fn a_class_follows_the_sign(polarity in any::<f64>()) {
        let class = Sentiment::from_polarity(polarity);
        prop_assert_eq!(class == Sentiment::Positive, polarity > 0.0);
        prop_assert_eq!(class == Sentiment::Negative, polarity < 0.0);
    }
}
