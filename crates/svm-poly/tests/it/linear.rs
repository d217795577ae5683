//! The solver for degree 1 against SMO, which a memory budget of 0 leaves as the only one.

use proptest::prelude::*;
use svm_poly::{Gamma, PairReport, Samples, Svm, SvmParams};

use crate::generator::Data;

/// How far, relative to that of SMO, the objective may lie above it.
const OBJECTIVE_SLACK: f64 = 1e-6;

fn linear() -> SvmParams {
    SvmParams::default()
        .with_degree(1)
        .with_gamma(Gamma::Value(0.1))
        .with_tolerance(1e-5)
}

/// The report of SMO. Features that are 0 change no inner product, but where they outnumber
/// the rows, SMO is the method.
fn smo_report(values: &[f64], columns: usize, y: &[i64], params: &SvmParams) -> PairReport {
    let wide = columns.max(y.len());
    let padded: Vec<f64> = (values.chunks_exact(columns))
        .flat_map(|row| row.iter().copied().chain(vec![0.0; wide - columns]))
        .collect();
    let x = Samples::f64(&padded, y.len(), wide).unwrap();
    let mut params = params.clone();
    if params.gamma == Gamma::Scale {
        let count = values.len() as f64;
        let mean = values.iter().sum::<f64>() / count;
        let squares: f64 = values.iter().map(|v| (v - mean) * (v - mean)).sum();
        params.gamma = Gamma::Value(count / (columns as f64 * squares));
    }
    Svm::fit(x, y, &params).unwrap().reports()[0].clone()
}

/// Two classes of a kind that is hard for one method or the other.
struct HardSet {
    name: &'static str,
    data: Data,
    params: SvmParams,
}

fn hard_sets() -> Vec<HardSet> {
    let data = |separation| Data::gaussians(900, 240, 12, 2, separation);
    let set = |name, data, params| HardSet { name, data, params };
    vec![
        set("separable", data(3.0), linear()),
        set("overlapping", data(0.2), linear().with_c(3.0)),
        set("no signal", data(0.0), linear().with_c(30.0)),
        set(
            "repeated rows",
            Data {
                distinct_rows: 30,
                ..data(0.3)
            },
            linear(),
        ),
        set(
            "equal rows of both classes",
            Data {
                distinct_rows: 31,
                ..data(0.3)
            },
            linear(),
        ),
        set(
            "constant features",
            Data {
                constant_columns: 11,
                ..data(0.5)
            },
            linear(),
        ),
        set(
            "nothing but constant features",
            Data {
                constant_columns: 12,
                ..data(0.5)
            },
            linear(),
        ),
        set("tiny C", data(0.3), linear().with_c(1e-6)),
        set("huge C, separable", data(3.0), linear().with_c(1e6)),
        set(
            "huge C, overlapping",
            Data::gaussians(901, 60, 3, 2, 0.5),
            linear().with_c(1e6).with_max_iterations(Some(2_000_000)),
        ),
        set(
            "one row a class",
            Data::gaussians(902, 2, 1, 2, 1.0),
            linear(),
        ),
        set(
            "fewer rows than features",
            Data::gaussians(903, 20, 50, 2, 0.1),
            linear(),
        ),
        set(
            "one row against many",
            Data {
                pattern: [vec![0], vec![1; 239]].concat(),
                ..data(0.5)
            },
            linear(),
        ),
        set(
            "wildly scaled",
            Data {
                scales: vec![1e-6, 1.0, 1e6, 1e-3, 1e3],
                ..data(0.5)
            },
            linear()
                .with_gamma(Gamma::Scale)
                .with_max_iterations(Some(2_000_000)),
        ),
    ]
}

#[test]
fn hard_sets_end_within_the_tolerance_and_no_higher_than_smo() {
    let mut failures = Vec::new();
    for HardSet { name, data, params } in hard_sets() {
        let values = data.training();
        let x = Samples::f64(&values, data.rows, data.columns).unwrap();
        let y = data.training_labels();
        let svm = Svm::fit(x, &y, &params).unwrap();
        let (ours, peer) = (
            &svm.reports()[0],
            &smo_report(&values, data.columns, &y, &params),
        );
        let gap = gap_from_rows(&svm, &data, &params);
        eprintln!("{name}: {} / {}, gap {gap:.1e}", line(ours), line(peer));
        let slack = OBJECTIVE_SLACK * peer.objective.abs();
        if !ours.converged || ours.objective > peer.objective + slack {
            failures.push(name);
        }
        // The gap is that of the same numbers, summed in another order.
        if gap > ours.gap + 1e-9 {
            failures.push(name);
        }
    }
    assert!(failures.is_empty(), "{failures:?}");
}

fn line(report: &PairReport) -> String {
    let PairReport {
        objective,
        gap,
        iterations,
        ..
    } = report;
    format!("objective {objective:.9e}, gap {gap:.1e}, {iterations} steps")
}

/// The largest violation of the optimality conditions, from the rows and nothing else.
fn gap_from_rows(svm: &Svm, data: &Data, params: &SvmParams) -> f64 {
    let (x, y) = (data.training(), data.training_labels());
    let Gamma::Value(gamma) = params.gamma else {
        return 0.0;
    };
    let mut coefficients = vec![0.0; data.rows];
    for (&row, &a) in (svm.support_indices().unwrap().iter()).zip(svm.dual_coefficients()) {
        coefficients[row] = a;
    }
    let rows: Vec<&[f64]> = x.chunks(data.columns).collect();
    let mut weights = vec![0.0; data.columns];
    for (row, a) in rows.iter().zip(&coefficients) {
        for (weight, value) in weights.iter_mut().zip(*row) {
            *weight += gamma * a * value;
        }
    }
    let (mut most, mut least) = (f64::NEG_INFINITY, f64::INFINITY);
    for ((row, a), label) in rows.iter().zip(&coefficients).zip(&y) {
        let sign = if *label == svm.classes()[0] {
            1.0
        } else {
            -1.0
        };
        let projection: f64 = row.iter().zip(&weights).map(|(v, w)| v * w).sum();
        let bound = sign * params.c;
        if *a < bound.max(0.0) {
            most = most.max(sign - projection);
        }
        if *a > bound.min(0.0) {
            least = least.min(sign - projection);
        }
    }
    (most - least).max(0.0)
}

#[test]
fn threads_change_no_bit() {
    let mut data = Data::gaussians(910, 3000, 70, 3, 0.1);
    data.single_precision = true;
    let x: Vec<f32> = data.training().iter().map(|&v| v as f32).collect();
    let x = Samples::f32(&x, data.rows, data.columns).unwrap();
    let y = data.training_labels();
    let one = Svm::fit(x, &y, &linear()).unwrap();
    assert!(one.reports().iter().all(|report| report.converged));
    for threads in [2, 3, 8] {
        let many = Svm::fit(x, &y, &linear().with_threads(threads)).unwrap();
        assert_eq!(one.dual_coefficients(), many.dual_coefficients());
        assert_eq!(one.intercepts(), many.intercepts());
        assert_eq!(
            one.decision_values(x).unwrap(),
            many.decision_values(x).unwrap()
        );
    }
}

#[test]
fn large_means_cost_no_digits() {
    let data = Data::gaussians(911, 400, 8, 2, 0.4);
    let x = data.training();
    let shifted: Vec<f64> = x.iter().map(|v| v + 1e6).collect();
    let y = data.training_labels();
    let fit = |x: &[f64]| {
        let x = Samples::f64(x, data.rows, data.columns).unwrap();
        Svm::fit(x, &y, &linear()).unwrap().reports()[0].clone()
    };
    let (plain, shifted) = (fit(&x), fit(&shifted));
    assert!(plain.converged && shifted.converged);
    assert_eq!(plain.iterations, shifted.iterations);
    assert!((plain.objective / shifted.objective - 1.0).abs() <= 1e-8);
}

#[test]
fn many_rows_are_decided_as_one_by_one() {
    let mut data = Data::gaussians(912, 300, 45, 4, 0.3);
    data.test_rows = 8000;
    let (x, test) = (data.training(), data.test());
    let samples = Samples::f64(&x, data.rows, data.columns).unwrap();
    let svm = Svm::fit(samples, &data.training_labels(), &linear()).unwrap();
    let together = Samples::f64(&test, data.test_rows, data.columns).unwrap();
    let alone: Vec<f64> = test
        .chunks(data.columns)
        .flat_map(|row| {
            let row = Samples::f64(row, 1, data.columns).unwrap();
            svm.decision_values(row).unwrap()
        })
        .collect();
    assert_eq!(svm.decision_values(together).unwrap(), alone);
}

proptest! {
    #[test]
    fn the_objective_is_that_of_smo(
        rows in 6..60_usize,
        columns in 1..4_usize,
        values in proptest::collection::vec(prop_oneof![3 => -3.0..3.0, 1 => Just(1.0)], 180),
        labels in proptest::collection::vec(0..2_i64, 60),
        c in prop_oneof![Just(1e-3), Just(1.0), Just(100.0)],
    ) {
        let x = Samples::f64(&values[..rows * columns], rows, columns).unwrap();
        let mut y = labels[..rows].to_vec();
        (y[0], y[1]) = (0, 1);
        let params = linear().with_c(c).with_tolerance(1e-6);
        let ours = Svm::fit(x, &y, &params).unwrap().reports()[0].clone();
        let peer = smo_report(&values[..rows * columns], columns, &y, &params);
        prop_assert!(ours.converged && ours.gap <= params.tolerance);
        let slack = OBJECTIVE_SLACK * peer.objective.abs() + 1e-12;
        prop_assert!((ours.objective - peer.objective).abs() <= slack, "{} / {}", line(&ours), line(&peer));
    }
}

#[test]
fn a_tiny_penalty_leaves_the_intercept_in_the_middle() {
    // Every coefficient is at its bound, and the optimum leaves an interval for the intercept.
    let data = Data::gaussians(77, 200, 20, 2, 0.5);
    let (x, test) = (data.training(), data.test());
    let x = Samples::f64(&x, data.rows, data.columns).unwrap();
    let y = data.training_labels();
    let test = Samples::f64(&test, data.test_rows, data.columns).unwrap();
    for c in [1e-6, 1e-4, 1e-3] {
        let svm = Svm::fit(x, &y, &linear().with_c(c)).unwrap();
        let predicted = svm.predict(test).unwrap();
        let right = predicted.iter().zip(&y).filter(|(a, b)| a == b).count();
        assert!(
            right >= 160,
            "C {c}: {right} of 200 right, intercept {:?}",
            svm.intercepts()
        );
    }
}

#[test]
fn a_constant_in_the_kernel_changes_nothing_at_degree_1() {
    for columns in [3, 60] {
        let data = Data::gaussians(78, 40, columns, 2, 0.3);
        let x = data.training();
        let x = Samples::f64(&x, data.rows, data.columns).unwrap();
        let y = data.training_labels();
        let plain = Svm::fit(x, &y, &linear()).unwrap();
        let moved = Svm::fit(x, &y, &linear().with_coef0(1e16)).unwrap();
        assert_eq!(
            plain.decision_values(x).unwrap(),
            moved.decision_values(x).unwrap()
        );
    }
}
