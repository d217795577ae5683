//! Solutions that can be written down, and what a fit must not depend on.

use svm_poly::{ClassWeights, Gamma, Samples, Svm, SvmParams};

use crate::generator::Data;

fn linear() -> SvmParams {
    SvmParams::default()
        .with_degree(1)
        .with_gamma(Gamma::Value(1.0))
        .with_tolerance(1e-9)
}

fn fit(data: &Data, params: &SvmParams) -> Svm {
    let x = data.training();
    Svm::fit(
        Samples::f64(&x, data.rows, data.columns).unwrap(),
        &data.training_labels(),
        params,
    )
    .unwrap()
}

fn decisions(svm: &Svm, data: &Data) -> Vec<f64> {
    let x = data.test();
    svm.decision_values(Samples::f64(&x, data.test_rows, data.columns).unwrap())
        .unwrap()
}

#[test]
fn two_points_have_the_solution_on_paper() {
    // Points 0 and 2: f(x) = 1 - x, |w| = 1, alpha = 1/2 each, objective -1/2.
    let x = Samples::f64(&[0.0, 2.0], 2, 1).unwrap();
    let svm = Svm::fit(x, &[5, 8], &linear()).unwrap();
    assert_eq!(svm.decision_values(x).unwrap(), [1.0, -1.0]);
    assert_eq!(svm.predict(x).unwrap(), [5, 8]);
    assert_eq!(svm.dual_coefficients(), [0.5, -0.5]);
    assert_eq!(svm.intercepts(), [1.0]);
    assert_eq!(svm.support_indices(), Some(&[0, 1][..]));
    let report = &svm.reports()[0];
    assert_eq!(
        (report.classes, report.objective, report.gap),
        ((5, 8), -0.5, 0.0)
    );
    assert!(report.converged && !report.limit_hit && svm.converged());
    assert_eq!(report.support_vectors, 2);
}

#[test]
fn penalties_follow_class_weights() {
    // Equal points: no step is curved, both coefficients go to the smaller bound.
    let x = Samples::f64(&[1.0, 1.0], 2, 1).unwrap();
    let weights = ClassWeights::Given(vec![(0, 2.0), (1, 0.5)]);
    let svm = Svm::fit(x, &[0, 1], &linear().with_class_weights(weights)).unwrap();
    assert_eq!(svm.dual_coefficients(), [0.5, -0.5]);
    assert!(svm.reports()[0].converged);
}

#[test]
fn a_small_memory_budget_gives_the_same_solution() {
    for degree in [1, 3] {
        let data = Data::gaussians(50, 300, 6, 2, 0.5);
        let params = SvmParams::default()
            .with_degree(degree)
            .with_tolerance(1e-6);
        let full = fit(&data, &params);
        for rows in [2, 40] {
            let cached = fit(
                &data,
                &params.clone().with_memory_budget_bytes(rows * 300 * 8),
            );
            let (a, b) = (&full.reports()[0], &cached.reports()[0]);
            assert!(b.converged);
            assert!((a.objective - b.objective).abs() <= 1e-9 * a.objective.abs());
            for (a, b) in decisions(&full, &data)
                .iter()
                .zip(decisions(&cached, &data))
            {
                assert!((a - b).abs() <= 1e-5, "{a} {b}");
            }
        }
    }
}

#[test]
fn threads_change_nothing() {
    let data = Data::gaussians(51, 200, 8, 4, 0.4);
    let one = fit(&data, &SvmParams::default());
    for threads in [2, 3, 50] {
        let many = fit(&data, &SvmParams::default().with_threads(threads));
        assert_eq!(one.dual_coefficients(), many.dual_coefficients());
        assert_eq!(one.intercepts(), many.intercepts());
        assert_eq!(one.support_indices(), many.support_indices());
    }
}

#[test]
fn coef0_changes_no_decision_at_degree_1() {
    let data = Data::gaussians(52, 90, 5, 3, 0.5);
    let without = decisions(&fit(&data, &linear()), &data);
    let with = decisions(&fit(&data, &linear().with_coef0(4.0)), &data);
    for (a, b) in without.iter().zip(with) {
        assert!((a - b).abs() <= 1e-6, "{a} {b}");
    }
}

#[test]
fn single_precision_input_is_widened_not_rounded_again() {
    let mut data = Data::gaussians(53, 90, 5, 3, 0.5);
    data.single_precision = true;
    let double = fit(&data, &linear());
    let x: Vec<f32> = data.training().iter().map(|&v| v as f32).collect();
    let x = Samples::f32(&x, data.rows, data.columns).unwrap();
    let single = Svm::fit(x, &data.training_labels(), &linear()).unwrap();
    assert_eq!(single.dual_coefficients(), double.dual_coefficients());
}

#[test]
fn a_hit_iteration_limit_is_reported() {
    let data = Data::gaussians(54, 90, 5, 2, 0.2);
    let svm = fit(&data, &linear().with_max_iterations(Some(3)));
    let report = &svm.reports()[0];
    assert_eq!(report.iterations, 3);
    assert!(!report.converged && report.limit_hit && !svm.converged());
    assert!(report.gap > 1e-9);
}

#[test]
fn a_tolerance_below_the_resolution_of_f64_ends_and_is_reported() {
    let data = Data::gaussians(55, 60, 3, 2, 0.5);
    let params = linear()
        .with_tolerance(1e-300)
        .with_max_iterations(Some(1_000_000));
    let report = fit(&data, &params).reports()[0].clone();
    assert_eq!(report.converged, report.gap <= 1e-300);
    assert!(report.gap < 1e-9, "gap {}", report.gap);
}

#[test]
fn labels_may_be_any_numbers() {
    let x = Samples::f64(&[0.0, 1.0, 4.0, 5.0, 9.0, 10.0], 6, 1).unwrap();
    let y = [i64::MAX, i64::MAX, -7, -7, i64::MIN, i64::MIN];
    let svm = Svm::fit(x, &y, &linear()).unwrap();
    assert_eq!(svm.classes(), [i64::MIN, -7, i64::MAX]);
    assert_eq!(svm.predict(x).unwrap(), y);
}

#[test]
fn rows_that_are_all_equal_are_fitted() {
    // Nothing tells them apart: the class of the larger share wins everywhere.
    let x = Samples::f64(&[2.0; 10], 5, 2).unwrap();
    for degree in [1, 2, 3] {
        let params = SvmParams::default().with_degree(degree);
        let svm = Svm::fit(x, &[1, 0, 1, 1, 0], &params).unwrap();
        assert!(svm.reports()[0].converged, "degree {degree}");
        assert_eq!(svm.predict(x).unwrap(), [1; 5], "degree {degree}");
    }
}

#[test]
fn predicting_no_rows_gives_no_labels() {
    let svm = fit(&Data::gaussians(56, 20, 3, 2, 1.0), &SvmParams::default());
    let none = Samples::f64(&[], 0, 3).unwrap();
    assert!(svm.predict(none).unwrap().is_empty());
}
