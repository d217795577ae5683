//! Degree 2 and above: all pairs on one table of inner products.

use proptest::prelude::*;
use svm_poly::{Gamma, Samples, Svm, SvmError, SvmParams};

use crate::generator::Data;

/// Bytes of a table in double precision.
fn whole(rows: usize) -> usize {
    rows * rows * 8
}

fn fit(data: &Data, params: &SvmParams) -> Svm {
    let x: Vec<f64> = data.training();
    let x = Samples::f64(&x, data.rows, data.columns).unwrap();
    Svm::fit(x, &data.training_labels(), params).unwrap()
}

/// The dual objective of a pair, from nothing but coefficients and rows, after a plain
/// optimisation of two coefficients at a time that scans all pairs.
fn plain_objective(rows: &[Vec<f64>], signs: &[f64], kernel: impl Fn(f64) -> f64, c: f64) -> f64 {
    let count = rows.len();
    let inner = |a: &[f64], b: &[f64]| -> f64 { a.iter().zip(b).map(|(x, y)| x * y).sum() };
    let matrix: Vec<Vec<f64>> = (rows.iter())
        .map(|a| rows.iter().map(|b| kernel(inner(a, b))).collect())
        .collect();
    let mut a = vec![0.0; count];
    let mut g: Vec<f64> = signs.iter().map(|y| -y).collect();
    for _ in 0..200_000 {
        let rising = (0..count).filter(|&t| a[t] < (signs[t] * c).max(0.0));
        let falling = (0..count).filter(|&t| a[t] > (signs[t] * c).min(0.0));
        let Some(i) = rising.min_by(|&s, &t| g[s].total_cmp(&g[t])) else {
            break;
        };
        let Some(j) = falling.max_by(|&s, &t| g[s].total_cmp(&g[t])) else {
            break;
        };
        if g[j] - g[i] <= 1e-9 {
            break;
        }
        let q = (matrix[i][i] + matrix[j][j] - 2.0 * matrix[i][j]).max(1e-12);
        let room = ((signs[i] * c).max(0.0) - a[i]).min(a[j] - (signs[j] * c).min(0.0));
        let step = ((g[j] - g[i]) / q).min(room);
        a[i] += step;
        a[j] -= step;
        for t in 0..count {
            g[t] += step * (matrix[t][i] - matrix[t][j]);
        }
    }
    let doubled: f64 = (0..count).map(|t| a[t] * (g[t] - signs[t])).sum();
    doubled / 2.0
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn objectives_are_those_of_plain_smo(
        values in proptest::collection::vec(-2.0..2.0_f64, 40 * 3),
        coef0 in 0.0..2.0_f64,
        degree in 2..5_u32,
        c in 0.01..10.0_f64,
        budget_rows in 2..80_usize,
    ) {
        let y: Vec<i64> = (0..40).map(|row| row % 2).collect();
        let params = SvmParams::default()
            .with_degree(degree)
            .with_gamma(Gamma::Value(0.5))
            .with_coef0(coef0)
            .with_c(c)
            .with_tolerance(1e-6)
            .with_memory_budget_bytes(budget_rows * 40 * 8);
        let svm = Svm::fit(Samples::f64(&values, 40, 3).unwrap(), &y, &params).unwrap();
        let report = &svm.reports()[0];
        prop_assert!(report.converged, "gap {}", report.gap);
        let rows: Vec<Vec<f64>> = values.chunks(3).map(<[f64]>::to_vec).collect();
        let signs: Vec<f64> = y.iter().map(|&label| if label == 0 { 1.0 } else { -1.0 }).collect();
        let power = i32::try_from(degree).unwrap();
        let expected = plain_objective(&rows, &signs, |v| (0.5 * v + coef0).powi(power), c);
        // A gap of 1e-6 leaves up to 1e-6 times the sum of the coefficients.
        let slack = 1e-6 * (1.0 + expected.abs() + 40.0 * c);
        prop_assert!((report.objective - expected).abs() <= slack, "{} {expected}", report.objective);
    }
}

#[test]
fn every_way_to_hold_the_table_gives_the_same_machines() {
    let rows = 1500;
    let data = Data::gaussians(60, rows, 12, 3, 0.3);
    let params = SvmParams::default()
        .with_degree(2)
        .with_coef0(1.0)
        .with_tolerance(1e-5);
    // Double precision, single precision, rows of single precision used last.
    let fits = [whole(rows), whole(rows) / 2, whole(rows) / 8]
        .map(|budget| fit(&data, &params.clone().with_memory_budget_bytes(budget)));
    for other in &fits {
        for (a, b) in fits[0].reports().iter().zip(other.reports()) {
            assert!(b.converged && b.gap <= 1e-5);
            assert!((a.objective - b.objective).abs() <= 1e-6 * a.objective.abs());
        }
    }
}

#[test]
fn threads_change_no_bit_whatever_holds_the_table() {
    let rows = 1300;
    let data = Data::gaussians(61, rows, 10, 3, 0.3);
    for budget in [whole(rows), whole(rows) / 2, whole(rows) / 6] {
        let params = SvmParams::default().with_memory_budget_bytes(budget);
        let one = fit(&data, &params);
        let many = fit(&data, &params.clone().with_threads(3));
        assert_eq!(one.dual_coefficients(), many.dual_coefficients());
        assert_eq!(one.intercepts(), many.intercepts());
        for (a, b) in one.reports().iter().zip(many.reports()) {
            assert_eq!(
                (a.objective, a.gap, a.iterations),
                (b.objective, b.gap, b.iterations)
            );
        }
    }
}

#[test]
fn a_budget_below_two_rows_is_refused() {
    let data = Data::gaussians(62, 100, 3, 2, 0.5);
    let x = data.training();
    let x = Samples::f64(&x, 100, 3).unwrap();
    let y = data.training_labels();
    let params = SvmParams::default().with_memory_budget_bytes(1599);
    let error = Svm::fit(x, &y, &params).unwrap_err();
    assert!(matches!(
        error,
        SvmError::MemoryBudgetTooSmall {
            budget_bytes: 1599,
            least_bytes: 1600
        }
    ));
    assert_eq!(
        error.to_string(),
        "memory_budget_bytes must be at least 1600 for these rows, got 1599"
    );
    let least = fit(&data, &params.with_memory_budget_bytes(1600));
    assert!(least.reports()[0].converged);
}

/// What single precision cannot multiply: each set under a budget that would choose it.
#[test]
fn hard_sets_reach_the_optimum_of_double_precision() {
    let rows = 700;
    let gaussians = |seed| Data::gaussians(seed, rows, 6, 2, 0.5);
    let mut scales = gaussians(63);
    scales.scales = vec![1e-6, 1.0, 1e6];
    let mut tiny = gaussians(64);
    tiny.scales = vec![1e-30];
    let mut vast = gaussians(65);
    vast.scales = vec![1e20];
    let mut repeated = gaussians(66);
    repeated.distinct_rows = 50;
    let mut constant = gaussians(67);
    constant.constant_columns = 5;
    let mut lonely = gaussians(68);
    lonely.rows = 2;
    lonely.distinct_rows = 2;
    let wide = Data::gaussians(69, 40, 300, 2, 0.2);
    for (name, data, c) in [
        ("scales", &scales, 1.0),
        ("tiny values", &tiny, 1.0),
        ("vast values", &vast, 1.0),
        ("repeated rows", &repeated, 1.0),
        ("constant columns", &constant, 1.0),
        ("one row a class", &lonely, 1.0),
        ("more columns than rows", &wide, 1.0),
        ("tiny c", &gaussians(70), 1e-6),
        ("large c", &gaussians(71), 30.0),
        (
            "huge c on parted classes",
            &Data::gaussians(73, rows, 6, 2, 6.0),
            1e6,
        ),
    ] {
        let params = SvmParams::default()
            .with_degree(2)
            .with_coef0(0.5)
            .with_c(c)
            .with_tolerance(1e-5)
            .with_max_iterations(Some(3_000_000));
        let double = fit(data, &params);
        let budget = (whole(data.rows) / 2).max(16 * data.rows);
        let single = fit(data, &params.clone().with_memory_budget_bytes(budget));
        for (a, b) in double.reports().iter().zip(single.reports()) {
            eprintln!("{name}: {} and {} steps", a.iterations, b.iterations);
            assert!(
                a.converged && b.converged,
                "{name}: gaps {} {}",
                a.gap,
                b.gap
            );
            let slack = 1e-6 * a.objective.abs();
            assert!(
                (a.objective - b.objective).abs() <= slack,
                "{name}: {} {}",
                a.objective,
                b.objective
            );
        }
    }
}

#[test]
fn a_hit_iteration_limit_is_reported() {
    let data = Data::gaussians(72, 600, 5, 2, 0.2);
    let svm = fit(&data, &SvmParams::default().with_max_iterations(Some(7)));
    let report = &svm.reports()[0];
    assert_eq!(report.iterations, 7);
    assert!(!report.converged && report.gap > 1e-3);
}
