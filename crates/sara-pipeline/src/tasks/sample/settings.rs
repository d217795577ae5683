//! What a sample is drawn from, and how.

use super::BlindFormat;
use crate::PipelineError;
use crate::table::Encoding;
use std::collections::HashSet;
use std::path::PathBuf;

/// What to draw from, and how.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct SampleSettings {
    /// A CSV file, such as `sara label` writes; `-` is standard input.
    pub rows: PathBuf,
    /// The column that holds the text.
    pub text_column: String,
    /// The column that identifies a row; without one `id`, or the row's number from 1.
    pub id_column: Option<String>,
    /// The column of the class; without one `sentiment` or `label`, if there is one.
    pub label_column: Option<String>,
    /// The column of the score; without one `polarity`. Read for `bands` alone.
    pub score_column: Option<String>,
    /// How the file's bytes become text.
    pub encoding: Encoding,
    /// Which rows.
    pub choice: Choice,
    /// Spread the draw over the classes, if there are any.
    pub classes: bool,
    /// Spread the draw over these keywords: a row counts for the first of them that it holds as whole words.
    pub keywords: Vec<String>,
    /// Spread the draw over so many quantiles of the score.
    pub bands: Option<usize>,
    /// A file with ids that are not drawn: one a line, or CSV.
    pub exclude: Option<PathBuf>,
    /// Seeds the draw and the order in which each expert reads.
    pub seed: u64,
    /// The experts, each of whom gets a file.
    pub experts: Vec<String>,
    /// What these files are.
    pub format: BlindFormat,
    /// Leave mentions as they are instead of writing `@USER`.
    pub keep_mentions: bool,
}

/// Which rows a sample takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// So many, at random, in proportion to the strata.
    Random(usize),
    /// So many of each stratum, at random; all of a stratum that has fewer.
    PerStratum(usize),
    /// Those whose ids a file names: one a line, or CSV.
    ByHand(PathBuf),
}

impl SampleSettings {
    /// A draw of 200 rows over the classes, for three experts, as CSV.
    #[must_use]
    pub fn new(rows: impl Into<PathBuf>) -> Self {
        Self {
            rows: rows.into(),
            text_column: "text".to_owned(),
            id_column: None,
            label_column: None,
            score_column: None,
            encoding: Encoding::Utf8,
            choice: Choice::Random(200),
            classes: true,
            keywords: Vec::new(),
            bands: None,
            exclude: None,
            seed: 42,
            experts: (1..=3).map(|expert| format!("expert_{expert}")).collect(),
            format: BlindFormat::Csv,
            keep_mentions: false,
        }
    }

    /// Refuses what cannot be done, before any work.
    pub(super) fn check(&self) -> Result<(), PipelineError> {
        let wrong = |name, value: String, expected: &str| PipelineError::Setting {
            name,
            value,
            expected: expected.to_owned(),
        };
        match self.choice {
            Choice::Random(0) => return Err(wrong("size", "0".to_owned(), "at least 1")),
            Choice::PerStratum(0) => {
                return Err(wrong("per-stratum", "0".to_owned(), "at least 1"));
            }
            _ => {}
        }
        if let Some(bands) = self.bands.filter(|bands| !(2..=100).contains(bands)) {
            return Err(wrong("bands", bands.to_string(), "2 to 100"));
        }
        let empty = |keyword: &String| !keyword.contains(char::is_alphanumeric);
        if let Some(keyword) = self.keywords.iter().find(|keyword| empty(keyword)) {
            return Err(wrong("keywords", format!("`{keyword}`"), "words"));
        }
        if self.experts.is_empty() {
            return Err(wrong("experts", "none".to_owned(), "at least one name"));
        }
        let mut names = HashSet::new();
        for name in &self.experts {
            if !is_file_name(name) || !names.insert(name.to_lowercase()) {
                let expected = "names for files, each once: letters, digits, `-`, `_` and `.`, no file's ending, and neither `sample` nor a device such as `CON`";
                return Err(wrong("experts", format!("`{name}`"), expected));
            }
        }
        Ok(())
    }
}

/// Whether an expert's name can be a file's on any system, beside `sample.csv` and `sample.json`.
fn is_file_name(name: &str) -> bool {
    let usual = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let lower = name.to_lowercase();
    let ending = lower.rsplit_once('.').map_or("", |(_, ending)| ending);
    let endings = ["csv", "json", "jsonl", "tsv", "txt", "xlsx", "xml"];
    (1..=64).contains(&name.len())
        && name.chars().all(usual)
        && !name.starts_with('.')
        && !name.ends_with('.')
        && !endings.contains(&ending)
        && !is_device(&lower)
        && lower != "sample"
}

/// Whether Windows opens a device under this name in lower case, whatever ending follows.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    let port = stem.strip_prefix("com").or(stem.strip_prefix("lpt"));
    let is_port = port
        .is_some_and(|number| number.chars().count() == 1 && number.chars().all(char::is_numeric));
    is_port || matches!(stem, "con" | "prn" | "aux" | "nul")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_experts_are_names_of_files_anywhere() {
        for name in [
            "ani",
            "dr.budi",
            "Siti_2",
            "concita",
            "com",
            "é",
            "komputer1",
        ] {
            assert!(is_file_name(name), "{name}");
        }
        for name in [
            "",
            "CON",
            "nul.x",
            "Com1",
            "lpt\u{b9}",
            "ani.csv",
            "ani.b.JSON",
            "a/b",
            "a\\b",
            "a\0",
            "a\nb",
            ".a",
            "a.",
            "Sample",
            "a b",
        ] {
            assert!(!is_file_name(name), "{name:?}");
        }
    }
}
