//! Settings that make no sense are refused, each with its message.

use inset_lexicon::{
    AuditSettings, DegreePosition, DegreeWord, DegreeWords, Lexicon, Negation, ScoreSettings,
    Scorer, audit,
};

fn refusal(settings: &ScoreSettings) -> String {
    Scorer::new(&Lexicon::starter(), settings)
        .unwrap_err()
        .to_string()
}

#[test]
fn rejects_thresholds_out_of_order_or_not_finite() {
    let refused = |below, above| refusal(&ScoreSettings::default().with_thresholds(below, above));
    assert_eq!(
        refused(0.5, -0.5),
        "expected finite thresholds with negative_below at most positive_above, got 0.5 and -0.5"
    );
    assert_eq!(
        refused(f64::NAN, 0.0),
        "expected finite thresholds with negative_below at most positive_above, got NaN and 0"
    );
    assert_eq!(
        refused(0.0, f64::INFINITY),
        "expected finite thresholds with negative_below at most positive_above, got 0 and inf"
    );
}

#[test]
fn rejects_windows_that_reach_nothing() {
    let settings = ScoreSettings::default().with_negation(Negation::new(0));
    assert_eq!(
        refusal(&settings),
        "expected a window of at least 1 token for negation, got 0"
    );
    let settings = ScoreSettings::default().with_degrees(DegreeWords::new(0));
    assert_eq!(
        refusal(&settings),
        "expected a window of at least 1 token for degree words, got 0"
    );
}

#[test]
fn rejects_factors_that_are_not_above_zero() {
    for (factor, shown) in [(0.0, "0"), (-1.5, "-1.5"), (f64::NAN, "NaN")] {
        let words = [DegreeWord::new("amat", factor, DegreePosition::Before)];
        let degrees = DegreeWords::new(1).with_words(words);
        assert_eq!(
            refusal(&ScoreSettings::default().with_degrees(degrees)),
            format!("expected a finite factor above 0 for `amat`, got {shown}")
        );
    }
}

#[test]
fn rejects_an_empty_keyword() {
    let rows = [["bagus"]];
    let settings = AuditSettings::default();
    let found = audit(&Lexicon::starter(), rows, &["agama", " "], &settings);
    assert_eq!(
        found.unwrap_err().to_string(),
        "expected a keyword, got an empty one at place 2"
    );
}

#[test]
fn windows_of_any_size_are_sound() {
    let settings = ScoreSettings::default()
        .with_negation(Negation::new(usize::MAX))
        .with_degrees(DegreeWords::new(usize::MAX));
    let lexicon = Lexicon::from_bytes(b"bagus\t4", b"buruk\t-5").unwrap();
    let scorer = Scorer::new(&lexicon, &settings).unwrap();
    let score = scorer.score(&["sekali", "tidak", "sangat", "bagus", "itu", "sekali"]);
    assert_eq!(score.sum.to_string(), "-9");
}
