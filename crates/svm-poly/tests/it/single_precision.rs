//! Rows of `f32` at degree 2 and above: what is decided in `f32`, and what again in `f64`.

use std::fmt::Write;
use std::fs;

use svm_poly::{Gamma, Samples, Svm, SvmParams};

use crate::generator::Data;

/// Decision values of rows of `f32`, and of the same rows as `f64`.
fn both(svm: &Svm, x: &[f32]) -> (Vec<f64>, Vec<f64>) {
    let (rows, columns) = (x.len() / svm.feature_count(), svm.feature_count());
    let wide: Vec<f64> = x.iter().map(|&v| f64::from(v)).collect();
    let wide = Samples::f64(&wide, rows, columns).unwrap();
    let single = Samples::f32(x, rows, columns).unwrap();
    (
        svm.decision_values(single).unwrap(),
        svm.decision_values(wide).unwrap(),
    )
}

#[test]
fn rows_near_the_boundary_of_whole_numbers_are_decided_again() {
    let data = Data::gaussians(300, 200, 6, 2, 0.7);
    let whole: Vec<f64> = data.training().iter().map(|v| (4.0 * v).round()).collect();
    let x = Samples::f64(&whole, 200, 6).unwrap();
    let svm = Svm::fit(x, &data.training_labels(), &SvmParams::default()).unwrap();
    let mut compared = 0;
    for pair in whole.chunks_exact(12) {
        // Bisects the way from a row to the next, whose class is the other.
        let on_the_way = |t: f64| -> Vec<f32> {
            (pair[..6].iter().zip(&pair[6..]))
                .map(|(a, b)| (a + t * (b - a)) as f32)
                .collect()
        };
        let value = |t: f64| both(&svm, &on_the_way(t)).1[0];
        let (mut low, mut high) = (0.0, 1.0);
        if value(low) <= 0.0 || value(high) >= 0.0 {
            continue;
        }
        for _ in 0..40 {
            let middle = (low + high) / 2.0;
            *(if value(middle) > 0.0 {
                &mut low
            } else {
                &mut high
            }) = middle;
        }
        let (single, double) = both(&svm, &on_the_way(low));
        assert_eq!(single, double);
        compared += 1;
    }
    assert!(compared > 20, "{compared}");
}

#[test]
fn few_rows_are_decided_again() {
    for (columns, degree) in [(20, 3), (20, 2), (300, 3)] {
        let mut data = Data::gaussians(301, 900, columns, 3, 0.3);
        data.single_precision = true;
        let x = data.training();
        let x = Samples::f64(&x, data.rows, columns).unwrap();
        let params = SvmParams::default().with_degree(degree);
        let svm = Svm::fit(x, &data.training_labels(), &params).unwrap();
        let test: Vec<f32> = data.test().iter().map(|&v| v as f32).collect();
        let (single, double) = both(&svm, &test);
        let again = (single.chunks_exact(3).zip(double.chunks_exact(3)))
            .filter(|(single, double)| single == double)
            .count();
        // Of rows longer than all support vectors there may be some too.
        assert!(again * 20 < data.rows, "{columns} features: {again}");
    }
}

#[test]
fn a_support_vector_too_long_for_single_precision_does_no_harm() {
    // The second of 130 support vectors, which is no probe, has the square 9e38.
    let mut model = "svm_type c_svc\nkernel_type polynomial\ndegree 2\ngamma 1\ncoef0 1\n\
                     nr_class 2\ntotal_sv 130\nrho 0\nlabel 0 1\nnr_sv 65 65\nSV\n"
        .to_owned();
    for vector in 0..130 {
        let value = if vector == 1 { 3e19_f32 } else { 1.0 };
        let coefficient = if vector < 65 { 1.0 } else { -1.0 };
        writeln!(model, "{coefficient} 1:{:?} ", f64::from(value)).unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model");
    fs::write(&path, model).unwrap();
    let (single, double) = both(&Svm::load(&path).unwrap(), &[1.0, 2e19, -2e19]);
    assert!(double.iter().all(|value| value.is_finite()));
    assert_eq!(single, double);
}

#[test]
fn gamma_that_scales_features_far_away_is_no_trouble() {
    for scale in [1e-25_f32, 1e25] {
        let x: Vec<f32> = [-2.0, -1.0, 1.0, 2.0, 3.0, 4.0].map(|v| v * scale).to_vec();
        let gamma = Gamma::Value(1.0 / f64::from(scale).powi(2));
        let params = SvmParams::default().with_gamma(gamma);
        let samples = Samples::f32(&x, 6, 1).unwrap();
        let svm = Svm::fit(samples, &[0, 0, 1, 1, 0, 0], &params).unwrap();
        let (single, double) = both(&svm, &x);
        assert_eq!(single, double);
    }
}
