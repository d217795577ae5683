//! `sara svm`: train, predict and choose parameters.

use crate::svm_arguments::{
    KernelArguments, SvmCommand, SvmGridArguments, SvmPredictArguments, SvmTrainArguments,
};
use anyhow::Result;
use sara_pipeline::SvmParams;
use sara_pipeline::tasks::svm::{self, GridReport, SvmTraining};
use std::io::Write;

pub(crate) fn run(command: &SvmCommand) -> Result<()> {
    match command {
        SvmCommand::Train(arguments) => run_train(arguments),
        SvmCommand::Predict(arguments) => run_predict(arguments),
        SvmCommand::Grid(arguments) => run_grid(arguments),
    }
}

fn run_train(arguments: &SvmTrainArguments) -> Result<()> {
    let training = svm::train(
        &arguments.rows.features,
        arguments.rows.labels.as_deref(),
        arguments.weights.as_deref(),
        &arguments.solver.apply(params(&arguments.kernel)),
        &arguments.model,
    )?;
    let mut out = std::io::stdout().lock();
    if arguments.json {
        serde_json::to_writer_pretty(&mut out, &training)?;
        writeln!(out)?;
    } else {
        print_training(&mut out, &training)?;
    }
    warn_of_training(&training);
    Ok(())
}

fn print_training(out: &mut impl Write, training: &SvmTraining) -> Result<()> {
    writeln!(out, "{} support vectors", training.support_vectors)?;
    for pair in &training.pairs {
        writeln!(
            out,
            "{} against {}: objective {:.6}, gap {:.3e}, {} iterations, {} support vectors",
            pair.classes[0],
            pair.classes[1],
            pair.objective,
            pair.gap,
            pair.iterations,
            pair.support_vectors
        )?;
    }
    Ok(())
}

fn warn_of_training(training: &SvmTraining) {
    if !training.converged {
        crate::say!("warning: the iteration limit was reached before the tolerance");
    }
}

fn run_predict(arguments: &SvmPredictArguments) -> Result<()> {
    let prediction = svm::predict(
        &arguments.features,
        &arguments.model,
        arguments.threads.threads,
        &arguments.out,
        arguments.decision_values.as_deref(),
    )?;
    match prediction.right {
        Some(right) => crate::say!("{} rows, {right} as the file labels them", prediction.rows),
        None => crate::say!("{} rows", prediction.rows),
    }
    Ok(())
}

fn run_grid(arguments: &SvmGridArguments) -> Result<()> {
    let report = svm::grid(
        &arguments.rows.features,
        arguments.rows.labels.as_deref(),
        &arguments.settings(),
        arguments.out.as_deref(),
    )?;
    let mut out = std::io::stdout().lock();
    if arguments.json {
        serde_json::to_writer_pretty(&mut out, &report)?;
        writeln!(out)?;
    } else {
        print_grid(&mut out, &report)?;
    }
    let short = report.cells.iter().filter(|cell| !cell.converged).count();
    if short > 0 {
        crate::say!(
            "warning: in {short} of {} combinations the iteration limit was reached before the tolerance",
            report.cells.len()
        );
    }
    if let Some(training) = &report.training {
        warn_of_training(training);
    }
    Ok(())
}

fn print_grid(out: &mut impl Write, report: &GridReport) -> Result<()> {
    let best = &report.best;
    writeln!(
        out,
        "best: degree {}, gamma {}, c {}: accuracy {:.4} on {} folds of {} rows, standard deviation {:.4}",
        best.degree,
        best.gamma,
        best.c,
        best.mean_accuracy,
        report.folds,
        report.rows,
        best.std_accuracy
    )?;
    writeln!(
        out,
        "{:>6} {:>10} {:>10} {:>9} {:>9} {:>9} {:>9}",
        "degree", "gamma", "c", "accuracy", "std", "lowest", "highest"
    )?;
    for cell in &report.cells {
        let accuracies = cell.accuracies.iter().copied();
        writeln!(
            out,
            "{:>6} {:>10} {:>10} {:>9.4} {:>9.4} {:>9.4} {:>9.4}{}",
            cell.degree,
            cell.gamma,
            cell.c,
            cell.mean_accuracy,
            cell.std_accuracy,
            accuracies.clone().fold(f64::INFINITY, f64::min),
            accuracies.fold(f64::NEG_INFINITY, f64::max),
            if cell.converged { "" } else { " not converged" }
        )?;
    }
    Ok(())
}

fn params(arguments: &KernelArguments) -> SvmParams {
    SvmParams::default()
        .with_c(arguments.c)
        .with_gamma(arguments.gamma)
        .with_degree(arguments.degree)
        .with_coef0(arguments.coef0)
        .with_tolerance(arguments.tol)
}
