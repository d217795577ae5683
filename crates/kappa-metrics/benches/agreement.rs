//! How fast agreement is measured: `cargo bench -p kappa-metrics`.
//!
//! With `SARA_PYTHON`, a Python that has the packages of `fixtures/kappa-metrics/peers`, the peers
//! are timed in the same run on the same ratings. Their answers are compared before a figure is
//! printed.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

use std::collections::BTreeMap;
use std::env;
use std::error::Error;
use std::hint::black_box;
use std::process::{Command, Stdio};
use std::time::Instant;

use kappa_metrics::{
    BootstrapOptions, ClassificationReport, ConfusionMatrix, KrippendorffAlpha, MeasurementLevel,
    MetricsError, RatingTable, Weighting, ZeroDivision, bootstrap, bootstrap_cohen_kappa,
    cohen_kappa, fleiss_kappa, krippendorff_alpha,
};
use serde::Deserialize;

const RUNS: usize = 7;
const PAIRS: usize = 1_000_000;
const ITEMS: usize = 100_000;
const RATERS: usize = 5;
const ROWS: usize = 1_000;
const RESAMPLES: usize = 1_000;

const TOLERANCE: f64 = 1e-9;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/agreement_peers.py");

type Answers = Result<Vec<f64>, Box<dyn Error>>;

#[derive(Deserialize)]
struct Timed {
    answers: Vec<f64>,
    seconds: Vec<f64>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let (truth, predicted) = pairs(1, PAIRS);
    let (first, second) = pairs(3, ROWS);
    let few = ConfusionMatrix::new(&first, &second)?;
    let raters = raters(2);
    let mut options = BootstrapOptions::new(7);
    options.resamples = RESAMPLES;
    let alpha = || -> Result<KrippendorffAlpha, MetricsError> {
        krippendorff_alpha(&RatingTable::new(&raters)?, MeasurementLevel::Nominal)
    };
    let peers = peers()?;
    println!("one thread; median of {RUNS} runs in ms, range; how many times the peer takes");

    compare("kappa", "1,000,000 pairs; scikit-learn", &peers, || {
        Ok(vec![cohen_kappa(&truth, &predicted)?.kappa?])
    })?;
    compare(
        "report",
        "classification report, 1,000,000 rows; scikit-learn",
        &peers,
        || {
            let report = ClassificationReport::new(&truth, &predicted, ZeroDivision::Zero)?;
            let weighted = report.weighted_avg.precision;
            Ok(vec![report.macro_avg.f1, weighted, report.accuracy])
        },
    )?;
    compare(
        "fleiss",
        "the complete of 100,000 x 5; statsmodels",
        &peers,
        || Ok(vec![fleiss_kappa(&raters)?.kappa?]),
    )?;
    compare(
        "alpha",
        "nominal, 100,000 x 5, a tenth missing; krippendorff",
        &peers,
        || Ok(vec![alpha()?.alpha?]),
    )?;
    compare("alpha with error", "the same; irrCAC", &peers, || {
        let alpha = alpha()?;
        Ok(vec![alpha.alpha?, alpha.standard_error?])
    })?;
    compare(
        "bootstrap",
        "kappa, 1,000 x 1,000 rows; scikit-learn in a loop",
        &peers,
        || {
            let found = bootstrap(ROWS, options, |drawn| {
                let pick = |list: &[i64]| drawn.iter().map(|i| list[*i]).collect::<Vec<_>>();
                cohen_kappa(&pick(&first), &pick(&second)).ok()?.kappa.ok()
            })?;
            let interval = found.interval.ok_or("no interval")?;
            Ok(vec![interval.lower, interval.upper])
        },
    )?;
    compare(
        "bootstrap of counts",
        "kappa, 1,000 x 1,000 rows",
        &peers,
        || {
            let found = bootstrap_cohen_kappa(&few, Weighting::Unweighted, options)?;
            let interval = found.interval.ok_or("no interval")?;
            Ok(vec![interval.lower, interval.upper])
        },
    )
}

/// Checks our answers, then times ours and prints both.
fn compare(
    name: &str,
    what: &str,
    peers: &BTreeMap<String, Timed>,
    measure: impl Fn() -> Answers,
) -> Result<(), Box<dyn Error>> {
    let answers = measure()?;
    let peer = peers.get(name);
    if let Some(peer) = peer {
        assert_eq!(answers.len(), peer.answers.len(), "{name}");
        for (ours, theirs) in answers.iter().zip(&peer.answers) {
            assert!(
                (ours - theirs).abs() < TOLERANCE,
                "{name}: {ours}, peer {theirs}"
            );
        }
    }
    let mut seconds = Vec::new();
    for _ in 0..RUNS {
        let start = Instant::now();
        black_box(measure()?);
        seconds.push(start.elapsed().as_secs_f64());
    }
    let (ours, range) = median(seconds);
    print!("{name} ({what}): {ours:.2} ({range})");
    if let Some(peer) = peer {
        let (theirs, range) = median(peer.seconds.clone());
        print!(
            ", the peer {theirs:.1} ({range}): {:.1} times",
            theirs / ours
        );
    }
    println!();
    Ok(())
}

/// The median and the range, in milliseconds.
fn median(mut seconds: Vec<f64>) -> (f64, String) {
    seconds.sort_by(f64::total_cmp);
    let ms = |index: usize| 1e3 * seconds[index];
    let last = seconds.len() - 1;
    (ms(last / 2), format!("{:.2} to {:.2}", ms(0), ms(last)))
}

/// What the peers answer and how long they take; nothing without `SARA_PYTHON`.
fn peers() -> Result<BTreeMap<String, Timed>, Box<dyn Error>> {
    let Some(python) = env::var_os("SARA_PYTHON") else {
        println!("skipped: no peers, SARA_PYTHON names no Python");
        return Ok(BTreeMap::new());
    };
    let sizes = [RUNS, PAIRS, ITEMS, RATERS, ROWS, RESAMPLES].map(|size| size.to_string());
    let output = Command::new(python)
        .arg(SCRIPT)
        .args(sizes)
        .env("OMP_NUM_THREADS", "1")
        .env("OPENBLAS_NUM_THREADS", "1")
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err(format!("the peers ended with {}", output.status).into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// The draws of `SplitMix64`, as `agreement_peers.py` has them.
fn draws(seed: u64) -> impl FnMut() -> u64 {
    let mut state = seed;
    move || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
}

/// The truth in 7 cases of 10, else any label.
fn vary(truth: u64, draw: u64, labels: u64) -> u64 {
    if draw % 10 < 7 {
        truth
    } else {
        (draw >> 32) % labels
    }
}

fn pairs(seed: u64, count: usize) -> (Vec<i64>, Vec<i64>) {
    let mut draw = draws(seed);
    let pair = |_| {
        let truth = draw() % 3;
        (truth.cast_signed(), vary(truth, draw(), 3).cast_signed())
    };
    (0..count).map(pair).unzip()
}

/// Ratings by rater, a tenth of them missing.
fn raters(seed: u64) -> Vec<Vec<Option<i64>>> {
    let mut draw = draws(seed);
    let mut raters = vec![Vec::new(); RATERS];
    for _ in 0..ITEMS {
        let truth = draw() % 4;
        for rater in &mut raters {
            let draw = draw();
            let rating = vary(truth, draw, 4).cast_signed();
            rater.push((draw % 10 != 9).then_some(rating));
        }
    }
    raters
}
