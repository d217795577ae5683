//! Inputs that nobody sends on purpose, or somebody does.

use tfidf_linear::{
    Analyzer, LinearModel, LinearParams, LinearTextError, Loss, SparseRows, TermFrequency, TfIdf,
    TfIdfParams,
};

#[test]
fn a_document_of_a_million_tokens() {
    let long = "kata ".repeat(1_000_000);
    for params in [
        TfIdfParams::default().with_ngrams(1, 2),
        TfIdfParams::default().with_analyzer(Analyzer::CharactersInWords),
        TfIdfParams::default().with_term_frequency(TermFrequency::Sublinear),
    ] {
        let (tfidf, rows) = TfIdf::fit(&[long.as_str(), "lain"], &params).unwrap();
        assert_eq!(rows.len(), 2);
        assert!(rows.values().iter().all(|value| value.is_finite()));
        assert_eq!(tfidf.transform(&[long.as_str(), "lain"]), rows);
    }
}

#[test]
fn n_grams_longer_than_all_documents() {
    let params = TfIdfParams::default().with_ngrams(2, usize::MAX);
    let (tfidf, _) = TfIdf::fit(&["satu dua tiga"], &params).unwrap();
    let terms: Vec<&str> = tfidf.terms().collect();
    assert_eq!(terms, ["dua tiga", "satu dua", "satu dua tiga"]);
    let characters = params.with_analyzer(Analyzer::CharactersInWords);
    assert_eq!(
        TfIdf::fit(&["ab"], &characters).unwrap().0.terms().count(),
        6
    );
    let none = TfIdfParams::default().with_ngrams(usize::MAX, usize::MAX);
    assert!(matches!(
        TfIdf::fit(&["satu"], &none),
        Err(LinearTextError::EmptyVocabulary { documents: 1 })
    ));
}

#[test]
fn tokens_may_be_empty_repeated_or_have_spaces() {
    let documents = [vec!["a b", "", "", "a"], vec!["b"], vec![]];
    let params = TfIdfParams::default().with_ngrams(1, 2);
    let (tfidf, rows) = TfIdf::fit_tokens(documents.clone(), &params).unwrap();
    let terms: Vec<&str> = tfidf.terms().collect();
    assert_eq!(terms, ["", " ", " a", "a", "a b", "a b ", "b"]);
    assert!(rows.row(2).0.is_empty());
    assert_eq!(tfidf.transform_tokens(documents), rows);
}

#[test]
fn rows_without_features_leave_the_intercepts() {
    let x = SparseRows::new(vec![0; 5], vec![], vec![], 3).unwrap();
    let y = ["a", "a", "a", "b"];
    let model = LinearModel::fit(&x, &y, &LinearParams::default()).unwrap();
    assert_eq!(model.predict(&x).unwrap(), ["a"; 4]);
    let probability = model.probabilities(&x).unwrap()[0];
    assert!((probability - 0.75).abs() < 1e-7, "{probability}");
    let machine = LinearParams::default().with_loss(Loss::SquaredHinge);
    assert_eq!(machine.fit(&x, &y).unwrap().predict(&x).unwrap(), ["a"; 4]);
}

#[test]
fn a_row_for_each_of_many_classes() {
    let count = 40;
    let bounds = (0..=count).collect();
    let indices = (0..40).collect();
    let x = SparseRows::new(bounds, indices, vec![1.0; count], count).unwrap();
    let y: Vec<usize> = (0..count).rev().collect();
    for loss in [Loss::Logistic, Loss::SquaredHinge] {
        let params = LinearParams::default().with_loss(loss).with_c(100.0);
        let model = params.fit(&x, &y).unwrap();
        assert!(model.reports().iter().all(|report| report.converged));
        assert_eq!(model.predict(&x).unwrap(), y);
    }
}

#[test]
fn labels_that_contradict_each_other_share_the_probability() {
    let x = SparseRows::new(vec![0, 1, 2, 3], vec![0; 3], vec![1.0; 3], 1).unwrap();
    let model = LinearParams::default().fit(&x, &['a', 'b', 'c']).unwrap();
    for probability in model.probabilities(&x).unwrap() {
        assert!((probability - 1.0 / 3.0).abs() < 1e-12);
    }
}

#[test]
fn values_beyond_all_bounds_end_in_an_error_or_a_report() {
    for value in [1e-300, 1e150, 1e200, f64::MAX] {
        let x = SparseRows::new(vec![0, 1, 2], vec![0, 0], vec![value, -value], 1).unwrap();
        for loss in [Loss::Logistic, Loss::SquaredHinge] {
            for c in [1e-300, 1.0, 1e300, f64::MAX] {
                let params = LinearParams::default().with_loss(loss).with_c(c);
                match params.fit(&x, &[0, 1]) {
                    Ok(model) => {
                        assert!(model.weights_of(1).unwrap()[0].is_finite());
                        assert!(model.intercepts()[1].is_finite());
                    }
                    Err(error) => {
                        assert!(matches!(error, LinearTextError::ObjectiveOutOfRange { .. }));
                    }
                }
            }
        }
    }
}

#[test]
fn c_of_many_sizes_converges() {
    let texts = [
        "enak sekali",
        "tidak enak",
        "sangat enak",
        "sangat kotor",
        "kotor",
    ];
    let (_, x) = TfIdf::fit(&texts, &TfIdfParams::default()).unwrap();
    for loss in [Loss::Logistic, Loss::SquaredHinge] {
        for exponent in -6..=6 {
            let params = LinearParams::default()
                .with_loss(loss)
                .with_c(10_f64.powi(exponent));
            let model = params.fit(&x, &[1, 0, 1, 0, 2]).unwrap();
            assert!(
                model.reports().iter().all(|report| report.converged),
                "{loss:?} {exponent}"
            );
        }
    }
}
