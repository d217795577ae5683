//! Folds, cross validation and grids.

use svm_poly::selection::{Folds, Grid, cross_validate, grid_search};
use svm_poly::{ClassWeights, Gamma, Samples, Svm, SvmError, SvmParams};

use crate::generator::Data;

const ROWS: usize = 180;
const COLUMNS: usize = 4;

fn data() -> (Vec<f64>, Vec<i64>) {
    let data = Data::gaussians(80, ROWS, COLUMNS, 3, 0.7);
    (data.training(), data.training_labels())
}

fn samples(x: &[f64]) -> Samples<'_> {
    Samples::f64(x, x.len() / COLUMNS, COLUMNS).unwrap()
}

fn params(degree: u32) -> SvmParams {
    SvmParams::default()
        .with_degree(degree)
        .with_coef0(1.0)
        .with_tolerance(1e-6)
}

#[test]
fn cross_validation_equals_separate_fits() {
    let (x, y) = data();
    let folds = Folds::stratified(&y, 5, 3).unwrap();
    for degree in [1, 2, 3] {
        let params = params(degree).with_class_weights(ClassWeights::Balanced);
        let validation = cross_validate(samples(&x), &y, &params, &folds).unwrap();
        assert!(validation.converged());
        let mut accuracies = 0.0;
        for (fold, report) in validation.folds.iter().enumerate() {
            let held_out = folds.rows(fold);
            assert_eq!(report.rows, held_out);
            let training: Vec<usize> = (0..ROWS).filter(|row| !held_out.contains(row)).collect();
            let pick = |rows: &[usize]| -> Vec<f64> {
                rows.iter()
                    .flat_map(|&r| x[r * COLUMNS..(r + 1) * COLUMNS].to_vec())
                    .collect()
            };
            let labels: Vec<i64> = training.iter().map(|&row| y[row]).collect();
            let svm = Svm::fit(samples(&pick(&training)), &labels, &params).unwrap();
            assert_eq!(
                report.predictions,
                svm.predict(samples(&pick(&held_out))).unwrap()
            );
            for (ours, alone) in report.reports.iter().zip(svm.reports()) {
                assert_eq!(ours.classes, alone.classes);
                let slack = 1e-6 * alone.objective.abs();
                assert!((ours.objective - alone.objective).abs() <= slack);
            }
            let right = held_out
                .iter()
                .zip(&report.predictions)
                .filter(|(row, p)| y[**row] == **p);
            let accuracy = right.count() as f64 / held_out.len() as f64;
            assert!((report.accuracy - accuracy).abs() < 1e-15);
            accuracies += accuracy;
            for (&row, &class) in held_out.iter().zip(&report.predictions) {
                assert_eq!(validation.predictions[row], class);
            }
        }
        assert!((validation.mean_accuracy - accuracies / 5.0).abs() < 1e-15);
    }
}

#[test]
fn a_grid_holds_what_cross_validation_gives() {
    let (x, y) = data();
    let folds = Folds::stratified(&y, 4, 9).unwrap();
    let grid = Grid::default()
        .with_c(vec![3.0, 0.1])
        .with_gamma(vec![Gamma::Scale, Gamma::Value(0.05)])
        .with_degree(vec![3, 1]);
    let search = grid_search(samples(&x), &y, &params(9), &grid, &folds).unwrap();
    let order: Vec<_> = (search.cells.iter())
        .map(|cell| (cell.params.degree, cell.params.gamma, cell.params.c))
        .collect();
    let (scale, value) = (Gamma::Scale, Gamma::Value(0.05));
    assert_eq!(
        order,
        [
            (1, scale, 0.1),
            (1, scale, 3.0),
            (1, value, 0.1),
            (1, value, 3.0),
            (3, scale, 0.1),
            (3, scale, 3.0),
            (3, value, 0.1),
            (3, value, 3.0),
        ]
    );
    for cell in &search.cells {
        let validation = cross_validate(samples(&x), &y, &cell.params, &folds).unwrap();
        let accuracies: Vec<f64> = validation.folds.iter().map(|fold| fold.accuracy).collect();
        assert_eq!(cell.accuracies, accuracies);
        assert_eq!(
            cell.mean_accuracy.to_bits(),
            validation.mean_accuracy.to_bits()
        );
        assert!(cell.converged);
        assert!(cell.mean_accuracy <= search.best().mean_accuracy);
    }
}

#[test]
fn a_grid_is_the_same_for_any_number_of_threads_and_ties_go_to_the_simplest() {
    let (x, y) = data();
    let folds = Folds::stratified(&y, 3, 1).unwrap();
    let grid = Grid::default();
    let one = grid_search(samples(&x), &y, &params(3), &grid, &folds).unwrap();
    let two = grid_search(samples(&x), &y, &params(3).with_threads(2), &grid, &folds).unwrap();
    for (a, b) in one.cells.iter().zip(&two.cells) {
        assert_eq!(a.accuracies, b.accuracies);
    }
    assert_eq!(one.best_index, two.best_index);

    // Far apart, every combination is right everywhere.
    let easy = Data::gaussians(81, 60, COLUMNS, 2, 40.0);
    let (x, y) = (easy.training(), easy.training_labels());
    let folds = Folds::stratified(&y, 3, 1).unwrap();
    let search = grid_search(samples(&x), &y, &params(3), &grid, &folds).unwrap();
    let best = &search.best().params;
    assert!(search.best().mean_accuracy >= 1.0);
    assert_eq!((best.degree, best.c, search.best_index), (1, 0.1, 0));
}

#[test]
fn a_class_that_only_one_fold_holds_is_unknown_to_its_machines() {
    let x: Vec<f64> = (0..12).map(f64::from).collect();
    let y = [0, 0, 1, 1, 0, 0, 1, 1, 2, 2, 0, 1];
    let assignment = vec![0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2];
    let folds = Folds::given(assignment).unwrap();
    let x = Samples::f64(&x, 12, 1).unwrap();
    let validation = cross_validate(x, &y, &SvmParams::default(), &folds).unwrap();
    assert_eq!(validation.folds[0].reports.len(), 3);
    assert_eq!(validation.folds[2].reports.len(), 1);
    assert!(
        validation.folds[2]
            .predictions
            .iter()
            .all(|&class| class < 2)
    );
}

#[test]
fn wrong_folds_and_grids_are_refused() {
    let message = |error: SvmError| error.to_string();
    assert_eq!(
        message(Folds::stratified(&[0, 1], 1, 0).unwrap_err()),
        "expected at least 2 folds, got 1"
    );
    assert_eq!(
        message(Folds::stratified(&[0, 1], 3, 0).unwrap_err()),
        "expected at most as many folds as rows, got 3 folds and 2 rows"
    );
    assert_eq!(
        message(Folds::given(vec![0, 0]).unwrap_err()),
        "expected at least 2 folds, got 1"
    );
    assert_eq!(
        message(Folds::given(vec![]).unwrap_err()),
        "expected at least 2 folds, got 0"
    );
    assert_eq!(
        message(Folds::given(vec![0, 1, usize::MAX]).unwrap_err()),
        "expected folds numbered without a gap, got no row in fold 2"
    );
    let (x, y) = data();
    let x = samples(&x);
    let short = Folds::stratified(&y[..30], 3, 0).unwrap();
    let params = SvmParams::default();
    assert_eq!(
        message(cross_validate(x, &y, &params, &short).unwrap_err()),
        "expected one fold a row, got 180 rows and 30 fold numbers"
    );
    let folds = Folds::stratified(&y, 3, 0).unwrap();
    for (grid, axis) in [
        (Grid::default().with_c(vec![]), "c"),
        (Grid::default().with_gamma(vec![]), "gamma"),
        (Grid::default().with_degree(vec![]), "degree"),
    ] {
        assert_eq!(
            message(grid_search(x, &y, &params, &grid, &folds).unwrap_err()),
            format!("expected at least 1 value of {axis} in the grid, got 0")
        );
    }
    let grid = Grid::default().with_c(vec![1.0, -1.0]);
    assert_eq!(
        message(grid_search(x, &y, &params, &grid, &folds).unwrap_err()),
        "c must be finite and above 0, got -1"
    );
    let one_class = Folds::given(vec![0, 0, 1, 1]).unwrap();
    let few = Samples::f64(&[0.0, 1.0, 2.0, 3.0], 4, 1).unwrap();
    assert_eq!(
        message(cross_validate(few, &[7, 8, 9, 9], &params, &one_class).unwrap_err()),
        "expected at least 2 classes, got only class 9"
    );
}

#[test]
fn a_table_of_single_precision_decides_no_row() {
    // Means far from 0 leave single precision few digits for the differences between rows.
    let mut data = Data::gaussians(79, 300, 6, 3, 1.0);
    data.scales = vec![1.0];
    let mut x = data.training();
    for row in x.chunks_exact_mut(data.columns) {
        for (column, value) in row.iter_mut().enumerate() {
            *value += 1e4 * column as f64;
        }
    }
    let x = Samples::f64(&x, data.rows, data.columns).unwrap();
    let y = data.training_labels();
    let folds = Folds::stratified(&y, 3, 1).unwrap();
    let params = SvmParams::default().with_degree(2);
    let double = cross_validate(x, &y, &params, &folds).unwrap();
    let single = params.with_memory_budget_bytes(4 * data.rows * data.rows);
    let single = cross_validate(x, &y, &single, &folds).unwrap();
    assert_eq!(single.predictions, double.predictions);
}
