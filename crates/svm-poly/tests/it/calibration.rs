//! Probabilities from decision values.

use proptest::prelude::*;
use svm_poly::{Calibrator, PlattScaling, Samples, Svm, SvmParams};

use crate::generator::Data;

fn message<T>(result: Result<T, svm_poly::SvmError>) -> String {
    result.err().unwrap().to_string()
}

#[test]
fn held_out_rows_give_probabilities_that_are_right_as_often_as_they_say() {
    let data = Data::gaussians(80, 300, 4, 3, 0.6);
    let (x, y) = (data.training(), data.training_labels());
    let (fit, held) = (150 * 4, 150);
    let svm = Svm::fit(
        Samples::f64(&x[..fit], 150, 4).unwrap(),
        &y[..held],
        &SvmParams::default().with_degree(1),
    )
    .unwrap();
    let rest = Samples::f64(&x[fit..], 150, 4).unwrap();
    let decisions = svm.decision_values(rest).unwrap();
    let calibrator = Calibrator::fit(&decisions, &y[held..], svm.classes()).unwrap();
    assert_eq!(calibrator.classes(), svm.classes());

    let test = data.test();
    let test = Samples::f64(&test, 300, 4).unwrap();
    let probabilities = (calibrator.probabilities(&svm.decision_values(test).unwrap())).unwrap();
    // The mean probability of the true class, beside how often the likeliest one is true.
    let (mut sure, mut right) = (0.0, 0.0);
    for (row, label) in probabilities.chunks_exact(3).zip(&y) {
        let most = row.iter().copied().fold(0.0, f64::max);
        let likeliest = row.iter().position(|p| *p >= most).unwrap();
        sure += most;
        right += f64::from(u8::from(svm.classes()[likeliest] == *label));
    }
    assert!((sure - right).abs() / 300.0 < 0.06, "{sure} {right}");
}

#[test]
fn equal_decision_values_give_the_share_of_the_classes() {
    // (n + 1) / (n + 2) and 1 / (m + 2), weighed by the rows: (3 * 4/5 + 1 * 1/3) / 4.
    let calibrator = Calibrator::fit(&[2.0; 4], &[0, 0, 0, 1], &[0, 1]).unwrap();
    let probabilities = calibrator.probabilities(&[2.0]).unwrap();
    let share = (3.0 * 0.8 + 1.0 / 3.0) / 4.0;
    assert!((probabilities[0] - share).abs() < 1e-9, "{probabilities:?}");
}

#[test]
fn tiny_decision_values_give_a_finite_scaling() {
    for scale in [5e-324, 1e-310, 1e-308, 1e-295, 1e-285] {
        for (first, second) in [
            (&[2.0, 3.0][..], &[-1.0, -2.0][..]),
            (&[0.0], &[1.0]),
            (&[1.0 + f64::EPSILON], &[1.0]),
        ] {
            let times = |values: &[f64]| -> Vec<f64> { values.iter().map(|v| v * scale).collect() };
            let fitted = PlattScaling::fit(&times(first), &times(second)).unwrap();
            assert!(fitted.slope.is_finite(), "{scale:e}: {fitted:?}");
            assert!(fitted.intercept.is_finite(), "{scale:e}: {fitted:?}");
            let probability = fitted.probability(first[0] * scale);
            assert!((0.0..=1.0).contains(&probability), "{scale:e}: {fitted:?}");
        }
    }
}

#[test]
fn names_what_is_wrong() {
    let fit = Calibrator::fit;
    for classes in [&[][..], &[1], &[1, 1], &[2, 1]] {
        assert_eq!(
            message(fit(&[], &[], classes)),
            "expected at least 2 classes in rising order"
        );
    }
    assert_eq!(
        message(fit(&[1.0, 2.0], &[0, 1], &[0, 1, 2])),
        "expected 2 x 3 decision values, got 2"
    );
    assert_eq!(
        message(fit(&[1.0, f64::NAN], &[0, 1], &[0, 1])),
        "expected finite decision values, got NaN at row 1, pair 0"
    );
    assert_eq!(
        message(fit(&[1.0, 2.0], &[0, 7], &[0, 1])),
        "label 7 of row 1 is none of the classes"
    );
    assert_eq!(
        message(fit(&[1.0, 2.0], &[0, 0], &[0, 1])),
        "expected rows of every class to calibrate on, got none of class 1"
    );
    let scaling = PlattScaling {
        slope: -1.0,
        intercept: 0.0,
    };
    assert_eq!(
        message(Calibrator::from_scalings(&[0, 1, 2], vec![scaling])),
        "expected 3 scalings, one a pair of classes, got 1"
    );
    let infinite = PlattScaling {
        intercept: f64::INFINITY,
        ..scaling
    };
    assert_eq!(
        message(Calibrator::from_scalings(&[0, 1], vec![infinite])),
        "expected finite scalings, pair 0 has none"
    );
    let calibrator = Calibrator::from_scalings(&[0, 1, 2], vec![scaling; 3]).unwrap();
    assert_eq!(
        message(calibrator.probabilities(&[0.0; 4])),
        "expected 1 x 3 decision values, got 4"
    );
    assert_eq!(
        message(PlattScaling::fit(&[1.0], &[2.0, f64::INFINITY])),
        "expected finite decision values, got inf at row 2, pair 0"
    );
}

proptest! {
    #[test]
    fn rows_add_up_to_one_and_larger_values_are_likelier(
        values in proptest::collection::vec(-1e3..1e3_f64, 30),
        scale in prop_oneof![Just(1.0), Just(1e-9), Just(1e9)],
    ) {
        let values: Vec<f64> = values.iter().map(|v| v * scale).collect();
        let labels = [0, 1, 2, 0, 1, 2, 0, 1, 2, 2];
        let calibrator = Calibrator::fit(&values, &labels, &[0, 1, 2]).unwrap();
        prop_assert!(calibrator.scalings().iter().all(|s| s.slope.is_finite()));
        for row in calibrator.probabilities(&values).unwrap().chunks_exact(3) {
            prop_assert!(row.iter().all(|p| (0.0..=1.0).contains(p)), "{:?}", row);
            prop_assert!((row.iter().sum::<f64>() - 1.0).abs() <= 1e-9);
        }
    }
}
