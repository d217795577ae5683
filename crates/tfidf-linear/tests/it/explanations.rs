//! Contributions add up to scores.

use tfidf_linear::{LinearParams, Loss, TextClassifier, TfIdfParams};

const TEXTS: [&str; 6] = [
    "enak sekali sotonya",
    "enak dan hangat",
    "kotor sekali kamarnya",
    "kotor dan bau",
    "kereta tiba pukul tujuh",
    "kereta dan bis kota",
];

#[test]
fn contributions_and_intercepts_are_the_score() {
    for loss in [Loss::Logistic, Loss::SquaredHinge] {
        for labels in [[1, 1, 0, 0, 2, 2], [0, 0, 1, 1, 0, 0]] {
            let params = LinearParams::default().with_loss(loss);
            let classifier =
                TextClassifier::fit(&TEXTS, &labels, &TfIdfParams::default(), &params).unwrap();
            let text = "kotor dan enak, kereta sekali";
            let explanation = classifier.explain(text).unwrap();
            for (class, score) in explanation.scores.iter().enumerate() {
                let sum: f64 = (explanation.contributions.iter())
                    .map(|contribution| contribution.by_class[class])
                    .sum();
                assert!((explanation.intercepts[class] + sum - score).abs() < 1e-12);
            }
            let predicted = classifier.model().classes()[explanation.predicted];
            assert_eq!(classifier.predict(&[text]).unwrap(), [predicted]);
            let strength: Vec<f64> = (explanation.contributions.iter())
                .map(|contribution| contribution.by_class[explanation.predicted])
                .collect();
            assert!(strength.is_sorted_by(|a, b| a >= b));
            assert_eq!(explanation.contributions.len(), 5);
        }
    }
}

#[test]
fn top_terms_speak_for_their_class() {
    let labels = [1, 1, 0, 0, 2, 2];
    let (tfidf, linear) = (TfIdfParams::default(), LinearParams::default());
    let classifier = TextClassifier::fit(&TEXTS, &labels, &tfidf, &linear).unwrap();
    let top = |class| classifier.top_terms(class, 1).unwrap()[0].0;
    assert_eq!([top(0), top(1), top(2)], ["kotor", "enak", "kereta"]);
    assert_eq!(classifier.top_terms(0, 1000).unwrap().len(), 14);
}

#[test]
fn a_text_without_known_terms_has_the_intercepts() {
    let labels = [1, 1, 0, 0, 2, 2];
    let (tfidf, linear) = (TfIdfParams::default(), LinearParams::default());
    let classifier = TextClassifier::fit(&TEXTS, &labels, &tfidf, &linear).unwrap();
    let explanation = classifier.explain("xyz !").unwrap();
    assert!(explanation.contributions.is_empty());
    assert_eq!(explanation.scores, explanation.intercepts);
}
