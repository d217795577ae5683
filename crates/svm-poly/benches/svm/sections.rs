//! What is measured.

use std::cell::{Cell, RefCell};
use std::error::Error;

use serde_json::json;
use svm_poly::{Svm, SvmError, SvmParams};

use crate::inputs::{CHECK_ROWS, Inputs, Options};
use crate::peer::{Answer, Peer, request};
use crate::selection::{self, FOLDS};
use crate::table::{self, Time, Times, alternate, timed};

const ROWS: [usize; 4] = [2_000, 5_000, 10_000, 21_391];
/// scikit-learn's SVC takes minutes above; there its time is extrapolated.
const MOST_SCIKIT_ROWS: usize = 5_000;
/// libsvm takes about six times as long as that.
const MOST_LIBSVM_ROWS: usize = 2_000;
const GRID_ROWS: usize = 5_000;
const GRID_CS: [f64; 3] = [0.3, 3.0, 30.0];
const GRID_DEGREES: [u32; 3] = [1, 2, 3];

/// Both sides stop at tolerance 1e-3: their objectives then differ by far less than this share.
const OBJECTIVE_SLACK: f64 = 1e-4;
/// Rows that both sides must give the same class. At tolerance 1e-3 rows near a boundary may part.
const AGREEMENT: f64 = 0.99;
/// How far mean accuracies of the same folds may part.
const ACCURACY_SLACK: f64 = 0.005;

/// Fits at one degree, at several numbers of rows.
pub(crate) fn fit(
    degree: u32,
    inputs: &Inputs,
    options: &Options,
    mut peer: Option<&mut Peer>,
) -> Result<(), Box<dyn Error>> {
    let params = inputs.params(degree);
    // Rows and seconds of scikit-learn, as far as it was run.
    let mut scikit = Vec::new();
    for rows in options.rows_or(&ROWS) {
        if rows > inputs.y.len() {
            continue;
        }
        let (x, y) = inputs.train(rows)?;
        let (ours, theirs) = (RefCell::new(None), RefCell::new(None));
        let our_times = alternate(
            &format!("fit, degree {degree}, {rows} rows; intelex"),
            options.runs,
            || {
                let (fitted, time) = timed(|| Svm::fit(x, y, &params));
                ours.replace(Some(fitted?));
                Ok(time)
            },
            |run| match peer.as_deref_mut() {
                None => Ok(None),
                Some(peer) => {
                    let answer = peer.ask(&request("fit", "intelex", rows, &params, run == 0))?;
                    let time = answer.time();
                    if run == 0 {
                        theirs.replace(Some(answer));
                    }
                    Ok(Some(time))
                }
            },
            || compare(ours.borrow().as_ref(), theirs.borrow().as_ref(), inputs),
        )?;
        if let (1, Some(peer)) = (degree, peer.as_deref_mut()) {
            others(rows, inputs, &params, &our_times, peer, &mut scikit)?;
        }
    }
    Ok(())
}

/// scikit-learn's SVC and `LinearSVC` and libsvm, once each.
fn others(
    rows: usize,
    inputs: &Inputs,
    params: &SvmParams,
    ours: &Times,
    peer: &mut Peer,
    scikit: &mut Vec<(f64, f64)>,
) -> Result<(), Box<dyn Error>> {
    let mut once = |tool: &str| -> Result<Times, Box<dyn Error>> {
        let answer = peer.ask(&request("fit", tool, rows, params, false))?;
        Ok(Times(vec![answer.time()]))
    };
    let what = |tool: &str| format!("fit, degree 1, {rows} rows; {tool}");
    table::row(
        &what("LinearSVC"),
        ours,
        &once("linear")?,
        "another optimum: the bias is penalised, one class against the rest",
    );
    if rows <= MOST_SCIKIT_ROWS {
        let times = once("scikit")?;
        scikit.push((rows as f64, times.wall()));
        table::row(&what("scikit-learn SVC"), ours, &times, "one run");
    } else if let Some(&(most_rows, seconds)) = scikit.last() {
        // Its time grows with the square of the rows at least.
        let wall = seconds * (rows as f64 / most_rows).powi(2);
        let times = Times(vec![Time {
            wall,
            cpu: f64::NAN,
        }]);
        table::row(
            &what("scikit-learn SVC"),
            ours,
            &times,
            "extrapolated by the square of the rows",
        );
    }
    if rows <= MOST_LIBSVM_ROWS && rows <= inputs.y.len() {
        table::row(&what("libsvm"), ours, &once("libsvm")?, "one run");
    }
    Ok(())
}

/// A line that says how the answers compare, or an error where they part.
fn compare(
    svm: Option<&Svm>,
    peer: Option<&Answer>,
    inputs: &Inputs,
) -> Result<String, Box<dyn Error>> {
    let svm = svm.ok_or("nothing was fitted")?;
    let reports = svm.reports();
    let gap = reports.iter().map(|report| report.gap).fold(0.0, f64::max);
    let converged = if reports.iter().all(|report| report.converged) {
        "converged"
    } else {
        "NOT CONVERGED"
    };
    let mut line = format!(
        "{converged}, gap {gap:.1e}, {} support vectors",
        svm.support_vector_count()
    );
    if let Some(peer) = peer {
        let worst = (reports.iter().zip(&peer.objectives))
            .map(|(ours, theirs)| (ours.objective - theirs) / theirs.abs())
            .fold(f64::NEG_INFINITY, f64::max);
        let agreed = agreement(&svm.predict(inputs.test(CHECK_ROWS)?)?, &peer.predictions);
        line += &format!(
            " (peer {}), objective at most {worst:.1e} of it above the peer's, {:.2} % agree",
            peer.support_vectors,
            100.0 * agreed
        );
        if peer.objectives.len() != reports.len() || worst > OBJECTIVE_SLACK || agreed < AGREEMENT {
            return Err(format!("the sides part: {line}").into());
        }
    }
    Ok(line)
}

pub(crate) fn agreement(ours: &[i64], theirs: &[i64]) -> f64 {
    let equal = ours.iter().zip(theirs).filter(|(a, b)| a == b).count();
    equal as f64 / ours.len().max(theirs.len()) as f64
}

/// Five folds and a fit on all rows.
pub(crate) fn folds(
    inputs: &Inputs,
    options: &Options,
    mut peer: Option<&mut Peer>,
) -> Result<(), Box<dyn Error>> {
    let params = inputs.params(1);
    for rows in options.rows_or(&[21_391]) {
        let rows = rows.min(inputs.y.len());
        let (x, y) = inputs.train(rows)?;
        let (ours, theirs) = (Accuracy::default(), Accuracy::default());
        alternate(
            &format!("{FOLDS} folds and a fit, degree 1, {rows} rows; intelex"),
            options.runs,
            || {
                let (result, time) = timed(|| -> Result<f64, SvmError> {
                    let accuracy = selection::mean_accuracy(inputs, rows, &params)?;
                    Svm::fit(x, y, &params)?;
                    Ok(accuracy)
                });
                ours.set(Some(result?));
                Ok(time)
            },
            |_| match peer.as_deref_mut() {
                None => Ok(None),
                Some(peer) => {
                    let asked = request("cross_validate", "intelex", rows, &params, false);
                    let answer = peer.ask(&asked)?;
                    theirs.set(Some(answer.accuracy));
                    Ok(Some(answer.time()))
                }
            },
            || compare_accuracy(&ours, &theirs),
        )?;
    }
    Ok(())
}

/// Three penalties, two gammas, three degrees, five folds each.
pub(crate) fn grid(
    inputs: &Inputs,
    options: &Options,
    mut peer: Option<&mut Peer>,
) -> Result<(), Box<dyn Error>> {
    let scale = inputs.gamma_scale();
    let gammas = [scale / 4.0, scale];
    let base = inputs.params(2);
    for rows in options.rows_or(&[GRID_ROWS]) {
        let rows = rows.min(inputs.y.len());
        let (ours, theirs) = (Accuracy::default(), Accuracy::default());
        alternate(
            &format!("grid of 18 settings, {FOLDS} folds, {rows} rows; intelex"),
            options.runs,
            || {
                let (result, time) = timed(|| {
                    selection::best_of_grid(inputs, rows, &base, &GRID_CS, &gammas, &GRID_DEGREES)
                });
                ours.set(Some(result?));
                Ok(time)
            },
            |_| match peer.as_deref_mut() {
                None => Ok(None),
                Some(peer) => {
                    let mut asked = request("grid", "intelex", rows, &base, false);
                    asked["cs"] = json!(GRID_CS);
                    asked["gammas"] = json!(gammas);
                    asked["degrees"] = json!(GRID_DEGREES);
                    let answer = peer.ask(&asked)?;
                    theirs.set(Some(answer.accuracy));
                    Ok(Some(answer.time()))
                }
            },
            || compare_accuracy(&ours, &theirs),
        )?;
    }
    Ok(())
}

/// What a side measured last; two closures write and read it in turn.
type Accuracy = Cell<Option<f64>>;

fn compare_accuracy(ours: &Accuracy, theirs: &Accuracy) -> Result<String, Box<dyn Error>> {
    let ours = ours.get().ok_or("nothing was fitted")?;
    let Some(theirs) = theirs.get() else {
        return Ok(format!("accuracy {ours:.4}"));
    };
    let line = format!("accuracy {ours:.4}, peer {theirs:.4}");
    if (ours - theirs).abs() > ACCURACY_SLACK {
        return Err(format!("the sides part: {line}").into());
    }
    Ok(line)
}

/// Predictions of machines fitted on the most rows asked for.
pub(crate) fn predict(
    inputs: &Inputs,
    options: &Options,
    mut peer: Option<&mut Peer>,
) -> Result<(), Box<dyn Error>> {
    let rows = options
        .rows_or(&[21_391])
        .into_iter()
        .max()
        .unwrap_or_default();
    let rows = rows.min(inputs.y.len());
    let test = inputs.test(options.predict_rows)?;
    for (degree, tools) in [(1, &["weights", "intelex"][..]), (3, &["intelex"])] {
        let params = inputs.params(degree);
        let (x, y) = inputs.train(rows)?;
        let svm = Svm::fit(x, y, &params)?;
        if let Some(peer) = peer.as_deref_mut() {
            peer.ask(&request("fit", "intelex", rows, &params, false))?;
        }
        for tool in tools {
            let (ours, theirs) = (RefCell::default(), RefCell::default());
            let name = if *tool == "weights" {
                "numpy with collapsed weights"
            } else {
                tool
            };
            alternate(
                &format!(
                    "predict {} rows, degree {degree}, fitted on {rows}; {name}",
                    test.rows()
                ),
                options.runs,
                || {
                    let (predicted, time) = timed(|| svm.predict(test));
                    ours.replace(predicted?);
                    Ok(time)
                },
                |run| match peer.as_deref_mut() {
                    None => Ok(None),
                    Some(peer) => {
                        let mut asked = request("predict", tool, test.rows(), &params, run == 0);
                        asked["rows"] = json!(test.rows());
                        let answer = peer.ask(&asked)?;
                        let time = answer.time();
                        if run == 0 {
                            theirs.replace(answer.predictions);
                        }
                        Ok(Some(time))
                    }
                },
                || compare_predictions(&ours.borrow(), &theirs.borrow()),
            )?;
        }
    }
    Ok(())
}

fn compare_predictions(ours: &[i64], theirs: &[i64]) -> Result<String, Box<dyn Error>> {
    if theirs.is_empty() {
        return Ok(String::new());
    }
    let agreed = agreement(ours, theirs);
    let line = format!("{:.2} % agree", 100.0 * agreed);
    if agreed < AGREEMENT {
        return Err(format!("the sides part: {line}").into());
    }
    Ok(line)
}
