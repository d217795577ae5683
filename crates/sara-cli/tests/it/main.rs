//! The binary as a user meets it.

#![allow(clippy::unwrap_used, reason = "a failing test is the report")]

/// Says a line past the test runner, which keeps what a passing test prints to itself.
macro_rules! aloud {
    ($($argument:tt)*) => {{
        use std::io::Write;
        let _ = writeln!(std::io::stderr(), $($argument)*);
    }};
}
pub(crate) use aloud;

mod agree;
mod agree_bad_input;
mod bad_input;
mod check;
mod commands;
mod help;
#[cfg(unix)]
mod killed;
mod labelling;
mod malformed;
mod places;
mod predict;
#[cfg(unix)]
mod predict_killed;
mod predict_peer;
mod reading;
mod real_data;
mod resumed_study;
mod round_trip;
mod sample;
mod settings;
#[cfg(feature = "speech")]
mod speech;
#[cfg(feature = "speech")]
mod speech_serve;
#[cfg(feature = "speech")]
mod speech_train;
mod stemming;
mod study;
mod svm;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Runs `sara` in `folder` with something on standard input.
fn sara_with_input(folder: &Path, arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_sara"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // The program may end before it has read everything.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

fn sara(folder: &Path, arguments: &[&str]) -> Output {
    sara_with_input(folder, arguments, b"")
}

/// Runs `sara`, expects success, and gives its standard output.
fn sara_ok(folder: &Path, arguments: &[&str]) -> String {
    let output = sara(folder, arguments);
    assert!(
        output.status.success(),
        "{arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

fn write(folder: &Path, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, content).unwrap();
    path
}

/// The rows of a CSV file, without its header, as maps from column to field.
fn read_csv(path: &Path) -> Vec<std::collections::HashMap<String, String>> {
    csv::Reader::from_path(path)
        .unwrap()
        .deserialize()
        .map(Result::unwrap)
        .collect()
}

/// A two-dimensional NumPy file of f32.
fn npy_f32(rows: &[&[f32]]) -> Vec<u8> {
    let shape = format!("({}, {})", rows.len(), rows[0].len());
    npy(
        "<f4",
        &shape,
        rows.concat()
            .iter()
            .flat_map(|value| value.to_le_bytes())
            .collect(),
    )
}

/// A one-dimensional NumPy file of int64.
fn npy_i64(values: &[i64]) -> Vec<u8> {
    let data = values
        .iter()
        .flat_map(|value| value.to_le_bytes())
        .collect();
    npy("<i8", &format!("({},)", values.len()), data)
}

fn npy(kind: &str, shape: &str, data: Vec<u8>) -> Vec<u8> {
    let header = format!(
        "{:<117}\n",
        format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}")
    );
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend(u16::try_from(header.len()).unwrap().to_le_bytes());
    bytes.extend(header.as_bytes());
    bytes.extend(data);
    bytes
}
