//! Peak memory of a fit, each in a process of its own.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::Command;

use svm_poly::{Samples, Svm};

use crate::inputs::{Inputs, Options};
use crate::peer::{SCRIPT, python, request};
use crate::table;

const CHILD: &str = "--memory-child";
const MIB: f64 = 1024.0;

/// The words after the mark of a child process.
pub(crate) fn child_request(arguments: &[String]) -> Option<&[String]> {
    match arguments {
        [first, rest @ ..] if first == CHILD => Some(rest),
        _ => None,
    }
}

/// Reads rows, fits, and prints the peak after reading and after the fit, in KiB.
pub(crate) fn run_child(words: &[String]) -> Result<(), Box<dyn Error>> {
    let [folder, rows, degree, columns] = words else {
        return Err("expected a folder, rows, a degree and columns".into());
    };
    let (rows, degree, columns) = (rows.parse()?, degree.parse()?, columns.parse()?);
    let inputs = Inputs::read(Path::new(folder), rows, columns)?;
    let (x, y): (Samples<'_>, &[i64]) = inputs.train(rows)?;
    let params = inputs.params(degree);
    let before = peak_kib()?;
    Svm::fit(x, y, &params)?;
    println!("{before} {}", peak_kib()?);
    Ok(())
}

/// `VmHWM` of this process.
fn peak_kib() -> Result<u64, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let line = line.ok_or("the system does not tell the peak memory")?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}

pub(crate) fn compare(
    inputs: &Inputs,
    options: &Options,
    folder: &Path,
) -> Result<(), Box<dyn Error>> {
    for rows in options.rows_or(&[21_391]) {
        for degree in [1, 3] {
            let rows = rows.min(inputs.y.len());
            let child = Command::new(std::env::current_exe()?)
                .arg(CHILD)
                .arg(folder)
                .args([
                    rows.to_string(),
                    degree.to_string(),
                    inputs.columns.to_string(),
                ])
                .output()?;
            let text = String::from_utf8(child.stdout)?;
            let (before, peak) = (text.trim().split_once(' '))
                .ok_or_else(|| String::from_utf8_lossy(&child.stderr).into_owned())?;
            let mib = |kib: f64| table::Time {
                wall: kib / MIB,
                cpu: f64::NAN,
            };
            let peak = mib(peak.parse()?);
            let mut peer = table::Times::default();
            if let Some(python) = python() {
                let asked = request("fit", "intelex", rows, &inputs.params(degree), false);
                let child = Command::new(python)
                    .args([SCRIPT.as_ref(), "memory".as_ref(), folder.as_os_str()])
                    .arg(asked.to_string())
                    .output()?;
                let answer: serde_json::Value = serde_json::from_slice(&child.stdout)?;
                let kib = answer["peak_kib"].as_f64().ok_or("no peak in the answer")?;
                peer.0.push(mib(kib));
            }
            let before: f64 = before.parse()?;
            table::row(
                &format!("peak memory in MiB, degree {degree}, {rows} rows; intelex"),
                &table::Times(vec![peak]),
                &peer,
                &format!("{:.0} MiB before our fit", before / MIB),
            );
        }
    }
    Ok(())
}
