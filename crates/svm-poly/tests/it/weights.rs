//! Weights of rows.

use svm_poly::{ClassWeights, Gamma, Samples, Svm, SvmError, SvmParams};

use crate::generator::Data;

fn params(degree: u32) -> SvmParams {
    SvmParams::default()
        .with_degree(degree)
        .with_coef0(1.0)
        .with_tolerance(1e-9)
}

fn rows_of(values: &[f64], columns: usize, rows: &[usize]) -> Vec<f64> {
    let row = |r: usize| &values[r * columns..(r + 1) * columns];
    rows.iter().flat_map(|&r| row(r)).copied().collect()
}

#[test]
fn weights_of_one_change_nothing() {
    let data = Data::gaussians(70, 60, 3, 3, 0.4);
    let (x, y) = (data.training(), data.training_labels());
    let x = Samples::f64(&x, data.rows, data.columns).unwrap();
    let plain = Svm::fit(x, &y, &params(2)).unwrap();
    let weighted = Svm::fit_weighted(x, &y, &[1.0; 60], &params(2)).unwrap();
    assert_eq!(plain.dual_coefficients(), weighted.dual_coefficients());
    assert_eq!(plain.intercepts(), weighted.intercepts());
}

#[test]
fn a_weight_of_two_is_worth_two_rows() {
    for degree in [1, 3] {
        let data = Data::gaussians(71, 40, 3, 2, 0.4);
        let (x, y) = (data.training(), data.training_labels());
        let params = params(degree).with_gamma(Gamma::Value(0.5));
        let weights: Vec<f64> = (0..40).map(|r| if r < 10 { 2.0 } else { 1.0 }).collect();
        let samples = Samples::f64(&x, 40, 3).unwrap();
        let weighted = Svm::fit_weighted(samples, &y, &weights, &params).unwrap();

        let rows: Vec<usize> = (0..40).chain(0..10).collect();
        let repeated = rows_of(&x, 3, &rows);
        let labels: Vec<i64> = rows.iter().map(|&r| y[r]).collect();
        let twice = Svm::fit(Samples::f64(&repeated, 50, 3).unwrap(), &labels, &params).unwrap();

        let (a, b) = (&weighted.reports()[0], &twice.reports()[0]);
        assert!(
            (a.objective - b.objective).abs() <= 1e-8 * a.objective.abs(),
            "{a:?} {b:?}"
        );
    }
}

#[test]
fn a_weight_of_zero_is_a_row_less() {
    let data = Data::gaussians(72, 60, 3, 3, 0.4);
    let (x, y) = (data.training(), data.training_labels());
    // Gamma scale and balanced weights look at all rows: they too must not see the row.
    let params = params(2).with_class_weights(ClassWeights::Balanced);
    let weights: Vec<f64> = (0..60_u32).map(|r| f64::from(r % 4)).collect();
    let kept: Vec<usize> = (0..60).filter(|r| r % 4 != 0).collect();
    let samples = Samples::f64(&x, 60, 3).unwrap();
    let weighted = Svm::fit_weighted(samples, &y, &weights, &params).unwrap();

    let x = rows_of(&x, 3, &kept);
    let y: Vec<i64> = kept.iter().map(|&r| y[r]).collect();
    let weights: Vec<f64> = kept.iter().map(|&r| weights[r]).collect();
    let samples = Samples::f64(&x, kept.len(), 3).unwrap();
    let fewer = Svm::fit_weighted(samples, &y, &weights, &params).unwrap();

    assert_eq!(weighted.dual_coefficients(), fewer.dual_coefficients());
    assert_eq!(weighted.intercepts(), fewer.intercepts());
    let named: Vec<usize> = (fewer.support_indices().unwrap().iter())
        .map(|&row| kept[row])
        .collect();
    assert_eq!(weighted.support_indices(), Some(&named[..]));
}

#[test]
fn coefficients_stay_within_the_penalty_of_their_row() {
    let x = Samples::f64(&[1.0, 1.0, 1.0], 3, 1).unwrap();
    let svm = Svm::fit_weighted(x, &[0, 1, 1], &[3.0, 0.25, 0.5], &params(1)).unwrap();
    assert_eq!(svm.dual_coefficients(), [0.75, -0.25, -0.5]);
}

#[test]
fn names_weights_that_are_wrong() {
    let x = [0.0, 1.0, 2.0, 1e60];
    let x = Samples::f64(&x, 4, 1).unwrap();
    let y = [3, 5, 3, 5];
    let params = params(1).with_gamma(Gamma::Value(1.0)).with_coef0(0.0);
    let message = |weights: &[f64]| {
        let fitted: Result<Svm, SvmError> = Svm::fit_weighted(x, &y, weights, &params);
        fitted.unwrap_err().to_string()
    };
    assert_eq!(
        message(&[1.0; 3]),
        "expected one weight a row, got 4 rows and 3 weights"
    );
    for (weight, shown) in [(-1.0, "-1"), (f64::NAN, "NaN"), (f64::INFINITY, "inf")] {
        assert_eq!(
            message(&[1.0, weight, 1.0, 1.0]),
            format!("weight of row 1 must be finite and at least 0, got {shown}")
        );
    }
    assert_eq!(
        message(&[1.0, 0.0, 1.0, 0.0]),
        "all rows of class 5 have weight 0"
    );
    assert_eq!(message(&[0.0; 4]), "all rows of class 3 have weight 0");
    // Rows are counted among all, also where some were left out.
    assert_eq!(
        message(&[0.0, 1.0, 1.0, 1.0]),
        "kernel of row 3 with itself reaches 1.000e120, above the limit 1.000e100"
    );
    let huge = params.clone().with_c(1e300);
    let error = Svm::fit_weighted(x, &y, &[0.0, 1.0, 1.0, 1e300], &huge).unwrap_err();
    assert_eq!(
        error.to_string(),
        "c times the weights of row 3 must be finite and above 0, got inf"
    );
    let error = Svm::fit_weighted(x, &y[..2], &[1.0; 2], &params).unwrap_err();
    assert_eq!(
        error.to_string(),
        "expected one label a row, got 4 rows and 2 labels"
    );
}
