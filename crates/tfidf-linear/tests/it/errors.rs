//! Each message, pinned.

use tfidf_linear::{
    DocumentFrequency, LinearModel, LinearParams, LinearTextError, Loss, SparseRows,
    TextClassifier, TfIdf, TfIdfParams,
};

const TEXTS: [&str; 3] = ["satu dua", "dua tiga", "dua"];

fn message<T>(result: Result<T, LinearTextError>) -> String {
    result.err().unwrap().to_string()
}

fn vectorise(params: TfIdfParams) -> String {
    message(TfIdf::fit(&TEXTS, &params))
}

fn fit(params: LinearParams) -> String {
    let (_, x) = TfIdf::fit(&TEXTS, &TfIdfParams::default()).unwrap();
    message(LinearModel::fit(&x, &[0, 1, 0], &params))
}

#[test]
fn of_vectorisers() {
    let params = TfIdfParams::default;
    let frequency = DocumentFrequency::Share;
    let cases = [
        (
            vectorise(params().with_ngrams(0, 1)),
            "n-grams must have lengths from 1 up, got 0 to 1",
        ),
        (
            vectorise(params().with_ngrams(3, 2)),
            "n-grams must have lengths from 1 up, got 3 to 2",
        ),
        (
            vectorise(params().with_min_df(DocumentFrequency::Count(0))),
            "min_df must be a count of at least 1 or a share from 0 to 1, got 0",
        ),
        (
            vectorise(params().with_max_df(frequency(f64::NAN))),
            "max_df must be a count of at least 1 or a share from 0 to 1, got NaN",
        ),
        (
            vectorise(params().with_max_features(Some(0))),
            "max_features must be at least 1, got 0",
        ),
        (
            vectorise(params().with_min_df(DocumentFrequency::Count(4))),
            "max_df must not be below min_df, got 3 and 4 documents",
        ),
        (
            vectorise(
                params()
                    .with_min_df(DocumentFrequency::Count(2))
                    .with_max_df(frequency(0.7)),
            ),
            "min_df and max_df leave none of 3 terms",
        ),
        (
            message(TfIdf::fit(&["", "! a"], &params())),
            "expected a term in at least one of 2 documents, got none",
        ),
        (
            message(TfIdf::fit::<&str>(&[], &params())),
            "expected at least 1 document, got 0",
        ),
    ];
    for (found, expected) in cases {
        assert_eq!(found, expected);
    }
}

#[test]
fn of_models() {
    let params = LinearParams::default;
    let x = SparseRows::new(vec![0, 1, 1], vec![0], vec![1.0], 2).unwrap();
    let narrow = SparseRows::new(vec![0, 1, 1], vec![0], vec![1.0], 1).unwrap();
    let machine = params()
        .with_loss(Loss::SquaredHinge)
        .fit(&x, &[0, 1])
        .unwrap();
    let cases = [
        (
            fit(params().with_c(f64::NAN)),
            "c must be finite and above 0, got NaN",
        ),
        (
            fit(params().with_c(0.0)),
            "c must be finite and above 0, got 0",
        ),
        (
            fit(params().with_tolerance(f64::INFINITY)),
            "tolerance must be finite and above 0, got inf",
        ),
        (
            fit(params().with_max_iterations(0)),
            "max_iterations must be at least 1, got 0",
        ),
        (
            message(params().fit(&x, &[0, 1, 2])),
            "expected one label a row, got 2 rows and 3 labels",
        ),
        (
            message(params().fit(&x, &[7, 7])),
            "expected labels of at least 2 classes, got 1",
        ),
        (
            message(params().fit(
                &SparseRows::new(vec![0], vec![], vec![], 2).unwrap(),
                &[0; 0],
            )),
            "expected labels of at least 2 classes, got 0",
        ),
        (
            message(machine.predict(&narrow)),
            "expected rows of 2 features as in the fit, got 1",
        ),
        (
            message(machine.probabilities(&x)),
            "expected a model with the logistic loss for probabilities, got the squared hinge",
        ),
        (
            message(machine.weights_of(2)),
            "expected a class below 2, got 2",
        ),
        (
            message(machine.explain((&[2], &[1.0]))),
            "expected rising indices below 2 in row 0, got 2",
        ),
        (
            message(machine.explain((&[1], &[f64::NAN]))),
            "expected finite values, got NaN in row 0 at feature 1",
        ),
        (
            message(machine.explain((&[0, 1], &[1.0]))),
            "expected one value an index, got 2 indices and 1 values",
        ),
    ];
    for (found, expected) in cases {
        assert_eq!(found, expected);
    }
}

#[test]
fn of_objectives_beyond_f64() {
    let x = SparseRows::new(vec![0, 1, 2], vec![0, 0], vec![1e300, -1e300], 1).unwrap();
    let found = message(LinearParams::default().with_c(1e300).fit(&x, &[0, 1]));
    let expected = "expected an objective in the range of f64, got inf; values or c are too large";
    assert_eq!(found, expected);
}

#[test]
fn of_rows() {
    let rows = |bounds: &[usize], indices: &[u32], values: &[f64]| {
        message(SparseRows::new(
            bounds.to_vec(),
            indices.to_vec(),
            values.to_vec(),
            3,
        ))
    };
    let bounds = |value, position| {
        format!("expected row bounds that rise from 0 to 1 entries, got {value} at {position}")
    };
    assert_eq!(rows(&[], &[0], &[1.0]), bounds(0, 0));
    assert_eq!(rows(&[1, 1], &[0], &[1.0]), bounds(1, 0));
    assert_eq!(rows(&[0, 1, 0], &[0], &[1.0]), bounds(0, 2));
    assert_eq!(rows(&[0, usize::MAX], &[0], &[1.0]), bounds(usize::MAX, 1));
    assert_eq!(rows(&[0, 0], &[0], &[1.0]), bounds(0, 1));
    assert_eq!(
        rows(&[0, 1], &[0], &[]),
        "expected one value an index, got 1 indices and 0 values"
    );
    for indices in [[1, 1], [1, 0], [1, u32::MAX]] {
        assert_eq!(
            rows(&[0, 0, 2], &indices, &[1.0; 2]),
            format!(
                "expected rising indices below 3 in row 1, got {}",
                indices[1]
            )
        );
    }
    assert_eq!(
        rows(&[0, 2], &[0, 2], &[1.0, f64::INFINITY]),
        "expected finite values, got inf in row 0 at feature 2"
    );
    let one = SparseRows::new(vec![0, 0], vec![], vec![], 3).unwrap();
    let two = SparseRows::new(vec![0, 0, 0], vec![], vec![], 3).unwrap();
    assert_eq!(
        message(one.beside(&two)),
        "expected as many rows on the right as the 1 on the left, got 2"
    );
    let wide = SparseRows::new(vec![0, 0], vec![], vec![], u32::MAX as usize).unwrap();
    assert_eq!(
        message(wide.beside(&one)),
        "expected at most 4294967295 terms, got more"
    );
}

#[test]
fn of_classifiers() {
    let (tfidf, linear) = (TfIdfParams::default(), LinearParams::default());
    assert_eq!(
        message(TextClassifier::fit(&TEXTS, &[0, 1], &tfidf, &linear)),
        "expected one label a row, got 3 rows and 2 labels"
    );
    let (vectoriser, _) = TfIdf::fit(&TEXTS, &tfidf).unwrap();
    let x = SparseRows::new(vec![0, 1, 1], vec![0], vec![1.0], 2).unwrap();
    let model = linear.fit(&x, &[0, 1]).unwrap();
    assert_eq!(
        message(TextClassifier::new(vectoriser, model)),
        "expected rows of 2 features as in the fit, got 3"
    );
}
