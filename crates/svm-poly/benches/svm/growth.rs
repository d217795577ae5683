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
        points.push((rows as f64, time.wall));
    }
    if points.len() > 1 {
        let logarithms: Vec<_> = points.iter().map(|(x, y)| (x.ln(), y.ln())).collect();
        println!("log-log slope: {:.2}", slope(&logarithms));
    }
    if let Some(path) = &options.svg {
        std::fs::write(path, plot(&points))?;
    }
    Ok(())
}

/// Seconds against rows, both by their logarithms.
fn plot(points: &[(f64, f64)]) -> String {
    const WIDTH: f64 = 560.0;
    const HEIGHT: f64 = 360.0;
    const MARGIN: f64 = 60.0;
    let decades = |values: Vec<f64>| {
        let smallest = values.iter().copied().fold(f64::INFINITY, f64::min);
        let largest = values.iter().copied().fold(0.0, f64::max);
        (smallest.log10().floor(), largest.log10().ceil())
    };
    let (left, right) = decades(points.iter().map(|point| point.0).collect());
    let (low, high) = decades(points.iter().map(|point| point.1).collect());
    let x_of = |x: f64| MARGIN + (x.log10() - left) / (right - left) * (WIDTH - 2.0 * MARGIN);
    let y_of =
        |y: f64| HEIGHT - MARGIN - (y.log10() - low) / (high - low) * (HEIGHT - 2.0 * MARGIN);

    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" \
         font-size=\"12\"><rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#fff\"/>\n"
    );
    for value in powers_of_ten(left, right) {
        let x = x_of(value);
        let (top, bottom) = (MARGIN, HEIGHT - MARGIN);
        svg += &format!(
            "<path d=\"M{x:.1} {top}V{bottom}\" stroke=\"#ddd\"/><text x=\"{x:.1}\" y=\"{}\" \
             text-anchor=\"middle\">{value}</text>\n",
            bottom + 18.0
        );
    }
    for value in powers_of_ten(low, high) {
        let y = y_of(value);
        let end = WIDTH - MARGIN;
        svg += &format!(
            "<path d=\"M{MARGIN} {y:.1}H{end}\" stroke=\"#ddd\"/><text x=\"{}\" y=\"{:.1}\" \
             text-anchor=\"end\">{value}</text>\n",
            MARGIN - 6.0,
            y + 4.0
        );
    }
    let line: Vec<String> = (points.iter())
        .map(|(x, y)| format!("{:.1},{:.1}", x_of(*x), y_of(*y)))
        .collect();
    svg += &format!(
        "<polyline points=\"{}\" fill=\"none\" stroke=\"#1f5fa8\" stroke-width=\"2\"/>\n",
        line.join(" ")
    );
    for (x, y) in points {
        let (x, y) = (x_of(*x), y_of(*y));
        svg += &format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\" fill=\"#1f5fa8\"/>\n");
    }
    svg += &format!(
        "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">rows</text>\
         <text x=\"{MARGIN}\" y=\"{}\">seconds of one fit, degree 1, 768 features, 2 threads</text>\n</svg>\n",
        WIDTH / 2.0,
        HEIGHT - 16.0,
        MARGIN - 24.0
    );
    svg
}

fn powers_of_ten(from: f64, to: f64) -> impl Iterator<Item = f64> {
    let next = move |decade: &f64| Some(decade + 1.0).filter(|decade| *decade <= to);
    std::iter::successors(Some(from), next).map(|decade| 10_f64.powf(decade))
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
