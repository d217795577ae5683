//! The binary `sara`: arguments in, calls of `sara-pipeline`, results on standard output or in files.
//!
//! Progress and notes go to standard error. Exit code 0: done; 1: the work failed; 2: wrong use.

/// Writes one line to standard error, whatever stands in a file; nobody listening is no reason to stop.
macro_rules! say {
    ($($argument:tt)*) => {{
        use std::io::Write;
        let line = format!($($argument)*);
        let _ = writeln!(std::io::stderr(), "{}", sara_pipeline::OneLine(&line));
    }};
}
pub(crate) use say;

mod annotation;
mod annotation_arguments;
mod arguments;
mod commands;
mod fetch;
mod model_arguments;
mod predict;
mod predict_arguments;
mod progress;
mod reading_arguments;
mod settings;
#[cfg(feature = "speech")]
mod speech;
mod study_run_arguments;
mod svm;
mod svm_arguments;
mod training_arguments;

use clap::{CommandFactory, FromArgMatches};
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut parser = arguments::Arguments::command();
    let matches = parser.get_matches_mut();
    let arguments = match arguments::Arguments::from_arg_matches(&matches) {
        Ok(arguments) => arguments,
        Err(error) => error.format(&mut parser).exit(),
    };
    match commands::run(arguments.command, &settings::Given::of(&matches)) {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever read the output has seen enough, as in `sara stem | head`.
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            // One line: the error and the causes that it does not repeat.
            say!("sara: {:#}", with_place(error));
            ExitCode::FAILURE
        }
    }
}

/// The pipeline's errors name their files; a bare one of input and output comes from what the commands print.
fn with_place(error: anyhow::Error) -> anyhow::Error {
    if error.is::<std::io::Error>() || error.is::<serde_json::Error>() {
        return error.context("standard output: cannot write");
    }
    error
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let kind = match cause.downcast_ref::<std::io::Error>() {
            Some(error) => Some(error.kind()),
            None => cause
                .downcast_ref::<serde_json::Error>()
                .and_then(serde_json::Error::io_error_kind),
        };
        kind == Some(std::io::ErrorKind::BrokenPipe)
    })
}
