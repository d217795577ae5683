//! What holds for all lexicons and all tokens.

#![allow(
    clippy::float_cmp,
    reason = "sums of whole weights, halves and the factors 1.5 and 0.5 are exact"
)]

use inset_lexicon::{
    AuditSettings, BothSigns, DegreePosition, DegreeWord, DegreeWords, Formula, Hit, Lexicon,
    Matching, Negation, Phrases, ScoreSettings, Scorer, Sentiment, audit,
};
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

/// Entries of one to four words, out of few words, so that they overlap.
fn phrases() -> impl Strategy<Value = Entries> {
    prop::collection::vec(("[a-c]( [a-c]){0,3}", -5..=5_i8), 1..30)
}

fn settings() -> impl Strategy<Value = ScoreSettings> {
    let degrees = DegreeWords::new(2).with_words([
        DegreeWord::new("a", 1.5, DegreePosition::Before),
        DegreeWord::new("bb", 0.5, DegreePosition::After),
        DegreeWord::new("c", 1.5, DegreePosition::Either),
    ]);
    (
        prop::sample::select(Formula::ALL.to_vec()),
        prop::sample::select(BothSigns::ALL.to_vec()),
        prop::sample::select(Matching::ALL.to_vec()),
        any::<[bool; 3]>(),
    )
        .prop_map(
            move |(formula, both_signs, matching, [phrases, negation, boost])| {
                let mut settings = ScoreSettings::default()
                    .with_formula(formula)
                    .with_both_signs(both_signs)
                    .with_matching(matching);
                if phrases {
                    settings = settings.with_phrases(Phrases::LongestFirst);
                }
                if negation {
                    settings = settings.with_negation(Negation::new(2).with_words(["d", "ee"]));
                }
                if boost {
                    settings = settings.with_degrees(degrees.clone());
                }
                settings
            },
        )
}

fn scorer(lexicon: &Lexicon, settings: &ScoreSettings) -> Scorer {
    Scorer::new(lexicon, settings).unwrap()
}

/// The reference: at each token all lengths are tried on joined strings, the greatest first.
fn joined_matches(lexicon: &Lexicon, tokens: &[String]) -> Vec<(usize, String)> {
    let mut matches = Vec::new();
    let mut start = 0;
    while start < tokens.len() {
        let lengths = (1..=4_usize)
            .rev()
            .filter(|length| start + length <= tokens.len());
        let mut candidates = lengths.map(|length| tokens[start..start + length].join(" "));
        match candidates.find(|text| lexicon.weights(text).is_some()) {
            Some(text) => {
                let length = text.split(' ').count();
                matches.push((start, text));
                start += length;
            }
            None => start += 1,
        }
    }
    matches
}

proptest! {
    #[test]
    fn a_scorer_by_default_is_the_plain_score(p in entries(), n in entries(), tokens in tokens()) {
        let lexicon = lexicon(&p, &n, 1);
        for formula in Formula::ALL {
            let settings = ScoreSettings::default().with_formula(formula);
            let score = scorer(&lexicon, &settings).score(&tokens);
            prop_assert_eq!(score, lexicon.score(&tokens, formula));
        }
    }

    #[test]
    fn without_windows_order_changes_nothing(
        p in entries(),
        n in entries(),
        both_signs in prop::sample::select(BothSigns::ALL.to_vec()),
        matching in prop::sample::select(Matching::ALL.to_vec()),
        (tokens, shuffled) in prop::collection::vec(("[a-e]{0,2}", "[a-e]{0,2}"), 0..30)
            .prop_flat_map(|tokens| (Just(tokens.clone()), Just(tokens).prop_shuffle())),
    ) {
        let settings = ScoreSettings::default().with_both_signs(both_signs).with_matching(matching);
        let scorer = scorer(&lexicon(&p, &n, 1), &settings);
        prop_assert_eq!(scorer.score(&tokens), scorer.score(&shuffled));
    }

    #[test]
    fn policies_agree_where_no_word_stands_in_both(
        p in prop::collection::vec(("[a-c]{1,2}", 0..=5_i8), 1..10),
        n in prop::collection::vec(("[d-f]{1,2}", -5..=0_i8), 1..10),
        tokens in prop::collection::vec("[a-f]{0,2}", 0..20),
    ) {
        let lexicon = lexicon(&p, &n, 1);
        let scores = BothSigns::ALL.map(|both_signs| {
            scorer(&lexicon, &ScoreSettings::default().with_both_signs(both_signs)).score(&tokens)
        });
        prop_assert_eq!(scores, [scores[0]; 5]);
    }

    #[test]
    fn an_explanation_adds_up_to_the_score(
        p in phrases(),
        n in entries(),
        settings in settings(),
        tokens in prop::collection::vec(("[a-e]{0,2}", "[a-e]{0,2}"), 0..20),
    ) {
        let lexicon = lexicon(&p, &n, 1).with_stems(|word| word.chars().take(1).collect());
        let scorer = scorer(&lexicon, &settings);
        let explanation = scorer.explain(&tokens);
        let score = scorer.score(&tokens);
        prop_assert_eq!(explanation.score, score);
        let hits = &explanation.hits;
        let sum: f64 = hits.iter().map(|hit| hit.contribution).sum();
        prop_assert_eq!(sum, score.sum);
        prop_assert_eq!(hits.len(), score.hits);
        let positive = hits.iter().filter(|hit| hit.contribution > 0.0).count();
        prop_assert_eq!(positive, score.positive_hits);
        for hit in hits {
            let sign = if hit.negator.is_some() { -1.0 } else { 1.0 };
            prop_assert_eq!(hit.contribution, sign * hit.factor * hit.weight);
            prop_assert_eq!(hit.weights.under(settings.both_signs), Some(hit.weight));
            prop_assert!(hit.span.end <= tokens.len());
            prop_assert!(tokens[hit.span.clone()].iter().all(|(surface, _)| !surface.is_empty()));
        }
        prop_assert!(hits.is_sorted_by(|a, b| a.span.end <= b.span.start));
        prop_assert!(!explanation.to_html().contains("style="));
    }

    #[test]
    fn the_longest_entry_is_found_as_by_joining_strings(
        p in phrases(),
        n in phrases(),
        tokens in prop::collection::vec("[a-d]", 0..20),
    ) {
        let lexicon = lexicon(&p, &n, 1);
        let settings = ScoreSettings::default().with_phrases(Phrases::LongestFirst);
        let scorer = scorer(&lexicon, &settings);
        let explanation = scorer.explain(&tokens);
        let place = |hit: &Hit<'_>| (hit.span.start, hit.entry.to_owned());
        let found: Vec<_> = explanation.hits.iter().map(place).collect();
        prop_assert_eq!(found, joined_matches(&lexicon, &tokens));
        prop_assert_eq!(explanation.score.tokens, tokens.len());
    }

    #[test]
    fn a_custom_formula_sees_all_hits(p in entries(), n in entries(), tokens in tokens()) {
        let scorer = scorer(&lexicon(&p, &n, 1), &ScoreSettings::default());
        let mean = |hits: &[Hit<'_>], counted: usize| {
            hits.iter().map(|hit| hit.contribution).sum::<f64>() / (5 * counted.max(1)) as f64
        };
        let score = scorer.score(&tokens);
        prop_assert_eq!(scorer.score_with(&tokens, mean), score);
        prop_assert_eq!(scorer.explain_with(&tokens, mean).score, score);
    }

    #[test]
    fn zeroing_is_a_weight_of_zero_in_the_files(
        p in entries(),
        n in entries(),
        settings in settings(),
        rows in prop::collection::vec(tokens(), 0..10),
        keyword in "[a-e]{1,2}",
    ) {
        let zero = |entries: &Entries| -> Entries {
            let weight = |word: &str, weight| if word == keyword { 0 } else { weight };
            entries.iter().map(|(word, w)| (word.clone(), weight(word, *w))).collect()
        };
        let before = scorer(&lexicon(&p, &n, 1), &settings);
        let after = scorer(&lexicon(&zero(&p), &zero(&n), 1), &settings);
        let changed = rows
            .iter()
            .filter(|row| before.score(row).sentiment() != after.score(row).sentiment())
            .count();
        let held = rows.iter().filter(|row| row.contains(&keyword)).count();
        let settings = AuditSettings::default().with_score(settings);
        let found = audit(&lexicon(&p, &n, 1), &rows, &[&keyword], &settings).unwrap();
        let zeroed = &found.keywords[0].zeroed;
        prop_assert_eq!((zeroed.rows, zeroed.changed), (held, changed));
        prop_assert_eq!(&found.together, zeroed);
        let total: usize = Sentiment::ALL
            .into_iter()
            .flat_map(|from| Sentiment::ALL.map(|to| zeroed.transitions.count(from, to)))
            .sum();
        prop_assert_eq!(total, rows.len());
        prop_assert_eq!(found.labels.total(), rows.len());
    }

    #[test]
    fn zeroing_what_no_row_holds_changes_nothing(
        p in entries(),
        n in entries(),
        settings in settings(),
        rows in prop::collection::vec(tokens(), 0..10),
    ) {
        let settings = AuditSettings::default().with_score(settings);
        let lexicon = lexicon(&[p, vec![("zz".to_owned(), 5)]].concat(), &n, 1);
        let found = audit(&lexicon, &rows, &["zz", "a b", "z"], &settings).unwrap();
        prop_assert_eq!(found.keywords[0].weight, 5.0);
        let [first, ..] = found.keywords.as_slice() else { unreachable!() };
        prop_assert_eq!((first.zeroed.rows, first.zeroed.changed), (0, 0));
        prop_assert_eq!(&first.zeroed.words, &found.words);
        prop_assert_eq!(first.standing, first.standing_zeroed);
        prop_assert_eq!(found.together.changed, 0);
        prop_assert_eq!(first.zeroed.mean_polarity_all_after, found.mean_polarity);
    }

    #[test]
    fn negating_all_weights_flips_the_class(p in entries(), n in entries(), tokens in tokens()) {
        for formula in Formula::ALL {
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
        prop_assert_eq!(score.sum, f64::from(found.iter().sum::<i32>()));
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
