//! What holds for any data.

use proptest::prelude::*;
use svm_poly::{Gamma, Samples, Svm, SvmParams};

const TOLERANCE: f64 = 1e-6;

/// Features and labels of 2 to 4 classes, each of which has a row.
#[derive(Clone, Debug)]
struct Set {
    columns: usize,
    x: Vec<f64>,
    y: Vec<i64>,
}

fn sets() -> impl Strategy<Value = Set> {
    (2..5_i64, 4..24_usize, 1..5_usize).prop_flat_map(|(classes, rows, columns)| {
        // Zeros and ones make equal rows likely.
        let feature = prop_oneof![4 => -3.0..3.0, 1 => Just(0.0), 1 => Just(1.0)];
        let x = proptest::collection::vec(feature, rows * columns);
        let y = proptest::collection::vec(0..classes, rows);
        (x, y).prop_map(move |(x, mut y)| {
            for (label, class) in y.iter_mut().zip(0..classes) {
                *label = class;
            }
            Set { columns, x, y }
        })
    })
}

fn params(degree: u32) -> SvmParams {
    SvmParams::default()
        .with_degree(degree)
        .with_gamma(Gamma::Value(0.5))
        .with_coef0(1.0)
        .with_tolerance(TOLERANCE)
}

fn fit(set: &Set, degree: u32) -> Svm {
    let x = Samples::f64(&set.x, set.y.len(), set.columns).unwrap();
    Svm::fit(x, &set.y, &params(degree)).unwrap()
}

fn decisions(svm: &Svm, set: &Set) -> Vec<f64> {
    let x = Samples::f64(&set.x, set.y.len(), set.columns).unwrap();
    svm.decision_values(x).unwrap()
}

proptest! {
    /// For two classes, straight from the definition: rows off the margin on the right
    /// side have coefficient 0, rows on the wrong side have C, coefficients sum to 0.
    #[test]
    fn solutions_meet_the_optimality_conditions(mut set in sets(), degree in 1..4_u32) {
        for label in &mut set.y {
            *label = i64::from(*label > 0);
        }
        let svm = fit(&set, degree);
        let report = &svm.reports()[0];
        prop_assert!(report.converged && report.gap <= TOLERANCE);
        let mut coefficients = vec![0.0; set.y.len()];
        let support = svm.support_indices().unwrap();
        for (&row, &coefficient) in support.iter().zip(svm.dual_coefficients()) {
            coefficients[row] = coefficient;
        }
        prop_assert!(coefficients.iter().sum::<f64>().abs() <= 1e-9);
        for ((a, f), label) in coefficients.iter().zip(decisions(&svm, &set)).zip(&set.y) {
            let sign = if *label == 0 { 1.0 } else { -1.0 };
            let (alpha, margin) = (sign * a, sign * f);
            prop_assert!((0.0..=1.0).contains(&alpha));
            prop_assert!(alpha <= 0.0 || margin <= 1.0 + 2.0 * TOLERANCE, "{} {}", alpha, margin);
            prop_assert!(alpha >= 1.0 || margin >= 1.0 - 2.0 * TOLERANCE, "{} {}", alpha, margin);
        }
    }

    /// The objective and the weights are unique, and so are differences of decision
    /// values. Intercepts need not be: where equal rows share what one of them could
    /// carry alone, a coefficient may or may not lie between its bounds.
    #[test]
    fn the_order_of_rows_changes_no_weights(set in sets(), degree in 1..4_u32) {
        let rows: Vec<&[f64]> = set.x.chunks(set.columns).rev().collect();
        let reversed = Set {
            columns: set.columns,
            x: rows.concat(),
            y: set.y.iter().rev().copied().collect(),
        };
        let (a, b) = (fit(&set, degree), fit(&reversed, degree));
        for (a, b) in a.reports().iter().zip(b.reports()) {
            prop_assert_eq!(a.classes, b.classes);
            prop_assert!((a.objective - b.objective).abs() <= 1e-5 * (1.0 + a.objective.abs()));
        }
        let pairs = a.pairs().len();
        let (a, b) = (decisions(&a, &set), decisions(&b, &set));
        for at in pairs..a.len() {
            let (a, b) = (a[at] - a[at % pairs], b[at] - b[at % pairs]);
            prop_assert!((a - b).abs() <= 1e-2 * (1.0 + a.abs()), "{} {}", a, b);
        }
    }
}

proptest! {
    // Few cases: each waits for a file to reach the disk.
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_loaded_model_decides_alike(set in sets(), degree in 1..4_u32) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("model");
        let svm = fit(&set, degree);
        svm.save(&path).unwrap();
        prop_assert_eq!(decisions(&svm, &set), decisions(&Svm::load(&path).unwrap(), &set));
    }

    #[test]
    fn hostile_bytes_never_panic(line in 0..15_usize, bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("model");
        let set = Set { columns: 1, x: vec![0.0, 1.0, 3.0, 4.0], y: vec![0, 0, 1, 1] };
        fit(&set, 2).save(&path).unwrap();
        let text = std::fs::read(&path).unwrap();
        let mut lines: Vec<&[u8]> = text.split(|b| *b == b'\n').collect();
        let at = line.min(lines.len() - 1);
        lines[at] = &bytes;
        std::fs::write(&path, lines.join(&b'\n')).unwrap();
        let _ = Svm::load(&path);
    }
}
