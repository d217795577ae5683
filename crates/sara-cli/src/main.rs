//! The binary `sara`: arguments in, calls of `sara-pipeline`, results on standard output or in files.
//!
//! Progress and notes go to standard error. Exit code 0: done; 1: the work failed; 2: wrong use.

mod arguments;
mod commands;
mod progress;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = arguments::Arguments::parse();
    match commands::run(arguments.command) {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever read the output has seen enough, as in `sara stem | head`.
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            // One line: the error and the causes that it does not repeat.
            eprintln!("sara: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<std::io::Error>()
            .is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
    })
}
