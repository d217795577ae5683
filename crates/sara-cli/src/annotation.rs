//! `sara sample` and `sara agree`: rows go to experts, and their ratings come back.

use crate::annotation_arguments::{AgreeArguments, SampleArguments};
use anyhow::Result;
use sara_pipeline::OneLine;
use sara_pipeline::stages::validate::PairAgreement;
use sara_pipeline::tasks::agree::{
    AgreeReport, AgreeSettings, Coefficient, FileReport, LabelNames, Reference, ReferenceReport,
    agree,
};
use sara_pipeline::tasks::sample::{Choice, SampleReport, SampleSettings, sample};
use std::io::Write;

pub(crate) fn run_sample(arguments: SampleArguments) -> Result<()> {
    let mut settings = SampleSettings::new(arguments.rows);
    settings.text_column = arguments.text_column;
    settings.id_column = arguments.id_column;
    settings.label_column = arguments.label_column;
    settings.score_column = arguments.score_column;
    settings.encoding = arguments.encoding;
    settings.choice = match (arguments.ids, arguments.per_stratum) {
        (Some(ids), _) => Choice::ByHand(ids),
        (None, Some(each)) => Choice::PerStratum(each),
        (None, None) => Choice::Random(arguments.size),
    };
    settings.classes = !arguments.ignore_classes;
    settings.keywords = arguments.keywords;
    settings.bands = arguments.bands;
    settings.exclude = arguments.exclude;
    settings.seed = arguments.seed;
    settings.experts = arguments.experts;
    settings.format = arguments.format;
    settings.keep_mentions = arguments.keep_mentions;
    let report = sample(&settings, &arguments.out)?;
    print_sample(&report)?;
    crate::say!("sample: {}", arguments.out.display());
    Ok(())
}

fn print_sample(report: &SampleReport) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "{} of {} rows, {}, allocation {}, seed {}",
        report.drawn, report.rows, report.method, report.allocation, report.seed
    )?;
    let left_out = [
        (report.dropped, "dropped"),
        (report.without_text, "without text"),
        (report.excluded, "judged before"),
        (
            report.near_duplicates_passed_over.len(),
            "near duplicates passed over",
        ),
        (report.near_duplicates_kept.len(), "near duplicates kept"),
    ];
    for (rows, what) in left_out.into_iter().filter(|&(rows, _)| rows > 0) {
        writeln!(out, "{what}: {rows}")?;
    }
    for stratum in &report.strata {
        writeln!(
            out,
            "{}: {} of {}",
            OneLine(&stratum.name),
            stratum.drawn,
            stratum.population
        )?;
    }
    for note in &report.notes {
        crate::say!("note: {note}");
    }
    Ok(())
}

pub(crate) fn run_agree(arguments: AgreeArguments) -> Result<()> {
    let mut settings = AgreeSettings::new(arguments.ratings);
    settings.id_column = arguments.id_column;
    settings.label_column = arguments.label_column;
    settings.rater_columns = arguments.rater_columns;
    settings.encoding = arguments.encoding;
    settings.labels = LabelNames::new(arguments.labels)?;
    settings.reference = arguments.reference.map(|path| Reference {
        path,
        column: arguments.reference_column,
        id_column: arguments.reference_id_column,
    });
    settings.majority = arguments.majority;
    settings.plots = arguments.plots;
    let report = agree(&settings)?;
    for note in &report.notes {
        crate::say!("note: {note}");
    }
    let mut out = std::io::stdout().lock();
    if arguments.json {
        serde_json::to_writer_pretty(&mut out, &report)?;
        writeln!(out)?;
        return Ok(());
    }
    print_files(&mut out, &report)?;
    print_agreement(&mut out, &report)?;
    print_disputes(&mut out, &report, arguments.disputed)?;
    if let Some(reference) = &report.reference {
        print_reference(&mut out, reference)?;
    }
    Ok(())
}

/// What each of several files brought, or what a single one lacks.
fn print_files(out: &mut impl Write, report: &AgreeReport) -> Result<()> {
    if report.files.len() > 1 {
        for file in &report.files {
            print_file(out, file)?;
        }
    }
    writeln!(
        out,
        "{} rows, {} raters, labels: {}",
        report.agreement.rows,
        report.agreement.raters.len(),
        joined(&report.agreement.labels)
    )?;
    Ok(())
}

fn print_file(out: &mut impl Write, file: &FileReport) -> Result<()> {
    write!(
        out,
        "{}: {}, {} rows, {} ratings by {}",
        OneLine(&file.file),
        file.format.as_str(),
        file.rows,
        file.ratings,
        joined(&file.raters)
    )?;
    let remarks = [
        (file.unrated_rows, "rows without a rating"),
        (file.rows_only_here, "rows in no other file"),
        (file.cancelled, "cancelled annotations left out"),
    ];
    for (count, what) in remarks.into_iter().filter(|&(count, _)| count > 0) {
        write!(out, ", {count} {what}")?;
    }
    writeln!(out)?;
    Ok(())
}

fn print_agreement(out: &mut impl Write, report: &AgreeReport) -> Result<()> {
    let agreement = &report.agreement;
    for pair in &agreement.pairs {
        print_pair(out, pair)?;
    }
    let Some(coefficients) = &report.coefficients else {
        return Ok(());
    };
    let fleiss = match agreement.fleiss_kappa {
        Some(_) => format!(
            "Fleiss' kappa over {} rows which all rated",
            agreement.complete_rows
        ),
        None => "Fleiss' kappa".to_owned(),
    };
    print_value(
        out,
        &fleiss,
        agreement.fleiss_kappa,
        agreement.fleiss_interval_95,
        agreement.fleiss_undefined.as_deref(),
    )?;
    print_coefficient(
        out,
        "Krippendorff's alpha",
        &coefficients.krippendorff_alpha,
    )?;
    if let Some(ordinal) = &coefficients.krippendorff_alpha_ordinal {
        print_coefficient(out, "Krippendorff's alpha, ordinal", ordinal)?;
    }
    print_coefficient(out, "Gwet's AC1", &coefficients.gwet_ac1)
}

fn print_pair(out: &mut impl Write, pair: &PairAgreement) -> Result<()> {
    write!(
        out,
        "{} and {}: n {}",
        OneLine(&pair.rater_1),
        OneLine(&pair.rater_2),
        pair.n
    )?;
    if let Some(observed) = pair.observed_agreement {
        write!(out, ", agree {observed:.4}")?;
    }
    match (pair.kappa, &pair.undefined) {
        (Some(kappa), _) => {
            write!(out, ", kappa {kappa:.4}")?;
            if let Some([low, high]) = pair.interval_95 {
                write!(out, " ({low:.4} to {high:.4})")?;
            }
            writeln!(out, ", {}", pair.band.as_deref().unwrap_or_default())?;
        }
        (None, reason) => {
            writeln!(
                out,
                ", kappa undefined: {}",
                reason.as_deref().unwrap_or_default()
            )?;
        }
    }
    Ok(())
}

fn print_coefficient(out: &mut impl Write, name: &str, found: &Coefficient) -> Result<()> {
    let undefined = found.undefined.as_deref();
    print_value(out, name, found.value, found.interval_95, undefined)
}

fn print_value(
    out: &mut impl Write,
    name: &str,
    value: Option<f64>,
    interval: Option<[f64; 2]>,
    undefined: Option<&str>,
) -> Result<()> {
    match (value, interval) {
        (Some(value), Some([low, high])) => {
            writeln!(out, "{name}: {value:.4} ({low:.4} to {high:.4})")?;
        }
        (Some(value), None) => writeln!(out, "{name}: {value:.4}")?,
        (None, _) => writeln!(out, "{name} undefined: {}", undefined.unwrap_or_default())?,
    }
    Ok(())
}

/// Names from files, on one line.
fn joined(names: &[String]) -> String {
    let shown: Vec<String> = names.iter().map(|name| OneLine(name).to_string()).collect();
    shown.join(", ")
}

fn print_disputes(out: &mut impl Write, report: &AgreeReport, most: usize) -> Result<()> {
    let counts = &report.majority;
    writeln!(
        out,
        "majority: {} rows, {} ties, {} unrated",
        counts.labelled, counts.ties, counts.unrated
    )?;
    for pair in &report.confused_labels {
        let [low, high] = &pair.labels;
        writeln!(out, "confused: {low} with {high}, {} times", pair.count)?;
    }
    for row in report.disputed_rows.iter().take(most) {
        let votes: Vec<String> = report
            .agreement
            .raters
            .iter()
            .zip(&row.votes)
            .filter_map(|(rater, vote)| Some(format!("{} {}", OneLine(rater), vote.as_ref()?)))
            .collect();
        writeln!(
            out,
            "in dispute: {}: {}",
            OneLine(&row.id),
            votes.join(", ")
        )?;
    }
    let more = report.disputed_rows.len().saturating_sub(most);
    if more > 0 {
        writeln!(out, "in dispute: {more} rows more")?;
    }
    Ok(())
}

fn print_reference(out: &mut impl Write, reference: &ReferenceReport) -> Result<()> {
    writeln!(
        out,
        "reference {}: {}, {} rated rows without its label",
        OneLine(&reference.name),
        OneLine(&reference.file.file),
        reference.unmatched_rows
    )?;
    for pair in reference.pairs.iter().chain([&reference.majority]) {
        print_pair(out, pair)?;
    }
    if let Some(report) = &reference.classification {
        write!(
            out,
            "{} as a prediction of the majority: accuracy {:.4}, macro F1 {:.4}",
            OneLine(&reference.name),
            report.accuracy,
            report.macro_avg.f1
        )?;
        if let Some(kappa) = reference.majority.kappa {
            write!(out, ", kappa {kappa:.4}")?;
        }
        writeln!(out, "\n{report:.4}")?;
    }
    Ok(())
}
