//! Fits the data set `three-gaussians` of `fixtures/svm-poly/peers/scikit_svc.py` at
//! tolerance 1e-3 and says how long that took; an argument sets the number of threads.

use std::error::Error;
use std::io::Write;
use std::time::Instant;

use svm_poly::{Gamma, Samples, Svm, SvmParams};

#[path = "../tests/it/generator.rs"]
mod generator;

fn main() -> Result<(), Box<dyn Error>> {
    let threads = std::env::args().nth(1).map_or(Ok(1), |n| n.parse())?;
    let mut data = generator::Data::gaussians(13, 2000, 768, 3, 0.1);
    data.single_precision = true;
    let (x, y) = (data.training(), data.training_labels());
    let x = Samples::f64(&x, data.rows, data.columns)?;
    let params = SvmParams::default()
        .with_c(3.0)
        .with_degree(1)
        .with_gamma(Gamma::Value(0.1))
        .with_threads(threads);

    let start = Instant::now();
    let svm = Svm::fit(x, &y, &params)?;
    let mut out = std::io::stdout();
    writeln!(out, "fit: {:.2} s", start.elapsed().as_secs_f64())?;
    for report in svm.reports() {
        writeln!(out, "{report:?}")?;
    }
    let start = Instant::now();
    svm.predict(x)?;
    writeln!(out, "predict: {:.3} s", start.elapsed().as_secs_f64())?;
    Ok(())
}
