//! Cost against the number of rows.

use std::error::Error;

use svm_poly::{Samples, Svm};

use crate::inputs::{COLUMNS, Options, linear_params, mixture, narrow};
use crate::table::{self, Times, timed};

const ROWS: [usize; 7] = [1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000];

/// Fits at degree 1, once each, and prints the slope of the least-squares line through the
/// logarithms of rows and seconds: 1 is linear, 2 quadratic.
pub(crate) fn measure(options: &Options) -> Result<(), Box<dyn Error>> {
    let rows = options.rows_or(&ROWS);
    let most = rows.iter().copied().max().unwrap_or_default();
    let data = mixture(most);
    let (x, y) = (narrow(&data.training()), data.training_labels());
    let mut points = Vec::new();
    for rows in rows {
        let params = linear_params();
        let samples = Samples::f32(&x[..rows * COLUMNS], rows, COLUMNS)?;
        let (fitted, time) = timed(|| Svm::fit(samples, &y[..rows], &params));
        let converged = fitted?.reports().iter().all(|report| report.converged);
        let checks = if converged {
            "converged"
        } else {
            "NOT CONVERGED"
        };
        let what = format!("growth, degree 1, {rows} rows");
        table::row(&what, &Times(vec![time]), &Times::default(), checks);
        points.push(((rows as f64).ln(), time.wall.ln()));
    }
    if points.len() > 1 {
        println!("log-log slope: {:.2}", slope(&points));
    }
    Ok(())
}

fn slope(points: &[(f64, f64)]) -> f64 {
    let count = points.len() as f64;
    let mean_x = points.iter().map(|(x, _)| x).sum::<f64>() / count;
    let mean_y = points.iter().map(|(_, y)| y).sum::<f64>() / count;
    let covariance: f64 = points
        .iter()
        .map(|(x, y)| (x - mean_x) * (y - mean_y))
        .sum();
    let variance: f64 = points.iter().map(|(x, _)| (x - mean_x).powi(2)).sum();
    covariance / variance
}
