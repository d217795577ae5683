//! Bad input and its messages.

use svm_poly::{ClassWeights, Gamma, Samples, Svm, SvmError, SvmParams};

const X: [f64; 4] = [0.0, 1.0, 2.0, 3.0];

fn message<T>(result: Result<T, SvmError>) -> String {
    match result {
        Ok(_) => panic!("expected an error"),
        Err(error) => error.to_string(),
    }
}

fn fit_with(params: SvmParams) -> Result<Svm, SvmError> {
    params.fit(Samples::f64(&X, 4, 1)?, &[0, 0, 1, 1])
}

#[test]
fn rejects_wrong_parameters() {
    let p = SvmParams::default;
    let cases = [
        (p().with_c(0.0), "c must be finite and above 0, got 0"),
        (p().with_c(-1.5), "c must be finite and above 0, got -1.5"),
        (
            p().with_c(f64::NAN),
            "c must be finite and above 0, got NaN",
        ),
        (
            p().with_c(f64::INFINITY),
            "c must be finite and above 0, got inf",
        ),
        (p().with_degree(0), "degree must be at least 1, got 0"),
        (
            p().with_gamma(Gamma::Value(0.0)),
            "gamma must be finite and above 0, got 0",
        ),
        (
            p().with_gamma(Gamma::Value(f64::NAN)),
            "gamma must be finite and above 0, got NaN",
        ),
        (
            p().with_coef0(f64::INFINITY),
            "coef0 must be finite, got inf",
        ),
        (
            p().with_tolerance(0.0),
            "tolerance must be finite and above 0, got 0",
        ),
        (
            p().with_max_iterations(Some(0)),
            "max_iterations must be at least 1, got 0",
        ),
        (p().with_threads(0), "threads must be at least 1, got 0"),
        (
            p().with_class_weights(ClassWeights::Given(vec![(1, -2.0)])),
            "weight of class 1 must be finite and above 0, got -2",
        ),
        (
            p().with_class_weights(ClassWeights::Given(vec![(7, 2.0)])),
            "weight given for class 7, which no row has",
        ),
        (
            p().with_c(1e300)
                .with_class_weights(ClassWeights::Given(vec![(1, 1e300)])),
            "c times the weight of class 1 must be finite and above 0, got inf",
        ),
    ];
    for (params, expected) in cases {
        assert_eq!(message(fit_with(params)), expected);
    }
}

#[test]
fn rejects_wrong_samples() {
    assert_eq!(
        message(Samples::f64(&[], 0, 0)),
        "expected at least 1 feature, got 0"
    );
    assert_eq!(
        message(Samples::f64(&X, 3, 2)),
        "expected 3 x 2 sample values, got 4"
    );
    assert_eq!(
        message(Samples::f64(&X, usize::MAX, 2)),
        format!("expected {} x 2 sample values, got 4", usize::MAX)
    );
    assert_eq!(
        message(Samples::f64(&[0.0, 1.0, f64::INFINITY, 3.0], 2, 2)),
        "expected finite features, got inf at row 1, column 0"
    );
    assert_eq!(
        message(Samples::f32(&[0.0, 1.0, 2.0, f32::NAN], 2, 2)),
        "expected finite features, got NaN at row 1, column 1"
    );
}

#[test]
fn rejects_wrong_labels() {
    let params = SvmParams::default();
    let fit = |rows: usize, y: &[i64]| {
        message(Samples::f64(&X[..rows], rows, 1).and_then(|x| Svm::fit(x, y, &params)))
    };
    assert_eq!(fit(0, &[]), "expected at least 2 rows, got 0");
    assert_eq!(
        fit(4, &[0, 1, 0]),
        "expected one label a row, got 4 rows and 3 labels"
    );
    assert_eq!(
        fit(4, &[6; 4]),
        "expected at least 2 classes, got only class 6"
    );
}

#[test]
fn rejects_samples_that_overflow_the_kernel() {
    let x = Samples::f64(&[1.0, 1e60], 2, 1).unwrap();
    let params = SvmParams::default()
        .with_degree(1)
        .with_gamma(Gamma::Value(1.0));
    assert_eq!(
        message(Svm::fit(x, &[0, 1], &params)),
        "kernel of row 1 with itself reaches 1.000e120, above the limit 1.000e100"
    );
    let x = Samples::f64(&[1.0, 2.0], 2, 1).unwrap();
    assert_eq!(
        message(Svm::fit(x, &[0, 1], &params.with_c(1e60))),
        "kernel of row 0 with itself reaches 1.000e0, above the limit 1.000e-20"
    );
    let x = Samples::f64(&[1.0, 1e200], 2, 1).unwrap();
    assert_eq!(
        message(Svm::fit(x, &[0, 1], &SvmParams::default())),
        "gamma must be finite and above 0, got 0"
    );
}

#[test]
fn rejects_another_number_of_features() {
    let svm = fit_with(SvmParams::default()).unwrap();
    let x = Samples::f64(&X, 2, 2).unwrap();
    assert_eq!(
        message(svm.predict(x)),
        "expected 1 features as in the fit, got 2"
    );
    assert_eq!(
        message(svm.decision_values(x)),
        "expected 1 features as in the fit, got 2"
    );
}

#[test]
fn parses_gamma() {
    assert_eq!("scale".parse::<Gamma>().unwrap(), Gamma::Scale);
    assert_eq!("auto".parse::<Gamma>().unwrap(), Gamma::Auto);
    assert_eq!("1e-3".parse::<Gamma>().unwrap(), Gamma::Value(1e-3));
    assert_eq!(
        message("Scale".parse::<Gamma>()),
        "expected a number, `scale` or `auto` for gamma, got `Scale`"
    );
    assert_eq!(
        message("-1".parse::<Gamma>()),
        "gamma must be finite and above 0, got -1"
    );
}
