//! The folder of a study.

use super::figures::{Figure, figures, is_figure};
use super::page::Page;
use super::tables::write_tables;
use super::{LABEL_COLUMNS, StudyReport, label_fields};
use crate::PipelineError;
use crate::blind_text::{masked, no_formula};
use crate::files::{write_atomic, write_csv, write_json};
use crate::label_columns::MoreColumns;
use crate::pending::Contents;
use crate::settings::to_toml;
use crate::stages::assess::write_lines;
use crate::store::StageUse;
use crate::study::{StudySettings, Tables, part_names, seen_from};
use std::path::Path;

/// What a study's folder holds, beside its figures.
pub(crate) const CONTENTS: Contents = Contents {
    files: &[
        "calibration.csv",
        "comparison.csv",
        "days.csv",
        "experts.csv",
        "folds.csv",
        "funnel.csv",
        "judgement_sample.csv",
        "labels.csv",
        "metrics.jsonl",
        "predictions.csv",
        "report.html",
        "report.json",
        "settings.json",
        "significance.csv",
        "study.toml",
        "timings.json",
        "topics.csv",
        "words.csv",
        "models/README.md",
        "models/sara.json",
        "models/svm.model",
        "models/tfidf.json",
        "models/bert/README.md",
        "models/bert/sara.json",
        "models/bert/config.json",
        "models/bert/model.safetensors",
        "models/bert/tokenizer.json",
        "models/bert/tokenizer_config.json",
        "models/bert/vocab.txt",
        "models/encoder/config.json",
        "models/encoder/model.safetensors",
        "models/encoder/tokenizer.json",
        "models/encoder/tokenizer_config.json",
        "models/encoder/vocab.txt",
    ],
    others: is_figure,
    mark: "timings.json",
    allowed: " or, with --overwrite, one with an earlier study alone",
};

/// The files of a study.
#[derive(Debug)]
pub(crate) struct Folder<'a>(pub(crate) &'a Path);

impl Folder<'_> {
    /// The tables that hold rows of the input.
    pub(crate) fn write_tables(&self, tables: &Tables<'_>) -> Result<(), PipelineError> {
        let parts = part_names(tables.split, tables.rows.len());
        let more = MoreColumns::new(tables.tweets, tables.keywords);
        write_csv(
            &self.0.join("labels.csv"),
            &[&LABEL_COLUMNS[..], &more.names(), &["part"]].concat(),
            tables
                .tweets
                .iter()
                .zip(tables.rows)
                .zip(tables.labels)
                .zip(&parts)
                .map(|(((tweet, row), label), part)| {
                    let mut fields = label_fields(tweet, row, *label).to_vec();
                    fields.extend(more.fields(tweet, row));
                    fields.push((*part).to_owned());
                    fields
                }),
        )?;
        write_csv(
            &self.0.join("judgement_sample.csv"),
            &["id", "text", "expert_1", "expert_2", "expert_3"],
            tables.sample.iter().map(|&row| {
                let tweet = &tables.tweets[row];
                let text = no_formula(&masked(&tweet.text)).into_owned();
                [
                    tweet.id.clone(),
                    text,
                    String::new(),
                    String::new(),
                    String::new(),
                ]
            }),
        )?;
        write_csv(
            &self.0.join("predictions.csv"),
            &["id", "text", "bert", "svm", "tfidf"],
            tables
                .split
                .unseen
                .iter()
                .zip(tables.by_bert)
                .zip(tables.by_svm)
                .zip(tables.by_tfidf)
                .map(|(((&row, bert), svm), tfidf)| {
                    let tweet = &tables.tweets[row];
                    [
                        tweet.id.clone(),
                        no_formula(&tweet.text).into_owned(),
                        bert.as_str().to_owned(),
                        svm.as_str().to_owned(),
                        tfidf.as_str().to_owned(),
                    ]
                }),
        )
    }

    /// The wall times, and which stages were read back: what may differ between two runs of one study.
    pub(crate) fn write_timings(
        &self,
        laps: &[(&'static str, f64)],
        stages: &[StageUse],
    ) -> Result<(), PipelineError> {
        let mut timings: serde_json::Map<String, serde_json::Value> = laps
            .iter()
            .map(|&(stage, seconds)| (stage.to_owned(), seconds.into()))
            .collect();
        timings.insert("stages".to_owned(), serde_json::json!(stages));
        write_json(&self.0.join("timings.json"), &timings)
    }

    /// The settings as a file that `sara study --settings` reads; its paths are taken from `out`, where the folder will stand.
    pub(crate) fn write_settings(
        &self,
        settings: &StudySettings,
        out: &Path,
    ) -> Result<(), PipelineError> {
        let text = format!(
            "# The settings of this study; the same again: sara study --settings study.toml --out ANOTHER\n\
             # Relative paths are taken from the folder of this file: a study that is moved has them to be changed.\n\
             {}",
            to_toml(&seen_from(settings, out))
        );
        write_text(&self.0.join("study.toml"), &text)
    }

    /// The report as JSON and HTML, its figures, its tables as CSV, and a line for each epoch and fold.
    pub(crate) fn write_report(
        &self,
        report: &StudyReport,
        metrics: &[String],
    ) -> Result<(), PipelineError> {
        let file = |name: &str| self.0.join(name);
        write_json(&file("report.json"), report)?;
        write_json(&file("settings.json"), &report.settings)?;
        write_lines(&file("metrics.jsonl"), metrics)?;
        write_tables(report, self.0)?;
        let figures = figures(report, metrics);
        self.write_figures(&figures)?;
        write_text(&file("report.html"), &Page::new(report, &figures).html()?)
    }

    fn write_figures(&self, figures: &[Figure]) -> Result<(), PipelineError> {
        let folder = self.0.join("figures");
        std::fs::create_dir_all(&folder)
            .map_err(|source| PipelineError::io(&folder, "create the folder", source))?;
        for figure in figures {
            if let Ok(drawn) = &figure.drawn {
                let path = folder.join(format!("{}.svg", figure.name));
                write_text(&path, &drawn.standalone)?;
            }
            let path = folder.join(format!("{}.csv", figure.name));
            write_text(&path, &figure.csv)?;
        }
        Ok(())
    }
}

fn write_text(path: &Path, text: &str) -> Result<(), PipelineError> {
    write_atomic(path, |out| {
        out.write_all(text.as_bytes())
            .map_err(|source| PipelineError::io(path, "write", source))
    })
}
