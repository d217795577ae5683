//! The whole study, on sample tweets, with nothing to download: from rows to a report.
//!
//! Run it: `cargo run --release --example sara_study`, then open `target/sara-study/report.html`.
//! The same on your own file: `sara study --tweets FILE --text-column NAME --out FOLDER`.

#![allow(clippy::print_stdout, reason = "an example speaks to its reader")]

use sara_pipeline::{Progress, StudySettings, study};
use std::path::Path;

fn main() -> anyhow::Result<()> {
    // The sample settings use what comes with the crates: invented tweets and expert ratings, starter word lists,
    // and a tiny encoder that is trained from scratch. Every field is public; change what you like.
    let mut settings = StudySettings::sample();
    settings.overwrite = true;

    // The study takes each tweet through cleaning, normalisation, stemming and the lexicon, measures how far experts
    // agree with the labels, trains both classifiers on the same folds, and lets them read tweets they never saw.
    let folder = Path::new("target/sara-study");
    let report = study::run(&settings, folder, &mut |news| {
        if let Progress::Stage(name) = news {
            eprintln!("{name} ...");
        }
    })?;

    // The report is a plain structure; `report.json` holds the same.
    let labels = &report.labels;
    println!(
        "{} tweets read, {} labelled: {} negative, {} neutral, {} positive",
        report.funnel.read,
        report.funnel.labelled,
        labels.negative,
        labels.neutral,
        labels.positive
    );
    if let Some(validation) = &report.validation {
        for pair in &validation.against_lexicon {
            let kappa = pair
                .kappa
                .map_or("undefined".to_owned(), |kappa| format!("{kappa:.3}"));
            println!(
                "lexicon against {}: kappa {kappa} over {} tweets",
                pair.rater_2, pair.n
            );
        }
    }
    println!(
        "\n{:<27} {:>8} {:>8}   95% interval",
        "test rows", "accuracy", "F1"
    );
    for assessment in &report.assessments {
        let [low, high] = assessment.accuracy_interval_95;
        println!(
            "{:<27} {:>8.3} {:>8.3}   {low:.3} to {high:.3}",
            assessment.model, assessment.test.accuracy, assessment.test.weighted_avg.f1
        );
    }

    // Both classifiers have learned something: they beat the one that always says the same.
    let accuracy = |model: &str| {
        let mut all = report.assessments.iter();
        let found = all.find(|one| one.model == model);
        found.map(|one| one.test.accuracy)
    };
    for model in ["fine-tuned BERT", "polynomial SVM"] {
        anyhow::ensure!(
            accuracy(model) > accuracy("majority class"),
            "the {model} does not beat the majority class"
        );
    }
    println!("\nreport: {}", folder.join("report.html").display());
    Ok(())
}
