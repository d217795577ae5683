//! The files that experts fill in, and the description of how the rows were drawn.

use super::OWN_ID;
use crate::PipelineError;
use crate::blind_text::no_formula;
use crate::files::{write_atomic, write_csv};
use serde_json::json;
use std::io::Write;
use std::path::Path;

/// The labelling configuration for Label Studio, whose question is called `label` as in the other formats.
const LABEL_STUDIO_CONFIG: &str = r#"<View>
  <Text name="text" value="$text"/>
  <Choices name="label" toName="text" choice="single" required="true" showInLine="true">
    <Choice value="negative"/>
    <Choice value="neutral"/>
    <Choice value="positive"/>
  </Choices>
</View>
"#;

/// What the experts' files are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum BlindFormat {
    /// CSV: `id`, `text` and an empty `label`. A text that a spreadsheet would take for a formula has an apostrophe before it.
    #[default]
    Csv,
    /// JSON Lines as doccano imports them into a project for text classification.
    Doccano,
    /// Label Studio's tasks, with a labelling configuration beside them.
    LabelStudio,
}

impl std::str::FromStr for BlindFormat {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name {
            "csv" => Ok(Self::Csv),
            "doccano" => Ok(Self::Doccano),
            "label-studio" => Ok(Self::LabelStudio),
            _ => Err(format!(
                "expected csv, doccano or label-studio, got `{name}`"
            )),
        }
    }
}

impl BlindFormat {
    fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Doccano => "jsonl",
            Self::LabelStudio => "json",
        }
    }

    /// Writes the file of an expert: rows of id and text.
    pub(super) fn write(
        self,
        folder: &Path,
        expert: &str,
        rows: &[(&str, &str)],
    ) -> Result<(), PipelineError> {
        let path = folder.join(format!("{expert}.{}", self.extension()));
        match self {
            Self::Csv => write_csv(
                &path,
                &["id", "text", "label"],
                rows.iter().map(|&(id, text)| {
                    [id.to_owned(), no_formula(text).into_owned(), String::new()]
                }),
            ),
            // An export may bring doccano's own number as `id`.
            Self::Doccano => write_text(&path, |out| {
                rows.iter().try_for_each(|(id, text)| {
                    let row = json!({"id": id, "text": text, "label": [], OWN_ID: id});
                    writeln!(out, "{row}")
                })
            }),
            // JSON-MIN brings the task's number as `id`.
            Self::LabelStudio => {
                write_text(&path, |out| {
                    let separators = std::iter::once("[").chain(std::iter::repeat(","));
                    for ((id, text), separator) in rows.iter().zip(separators) {
                        let task = json!({"data": {"id": id, "text": text, OWN_ID: id}});
                        write!(out, "{separator}\n{task}")?;
                    }
                    writeln!(out, "\n]")
                })?;
                write_text(&folder.join("label-studio.xml"), |out| {
                    out.write_all(LABEL_STUDIO_CONFIG.as_bytes())
                })
            }
        }
    }
}

fn write_text(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
) -> Result<(), PipelineError> {
    write_atomic(path, |out| {
        write(out).map_err(|source| PipelineError::io(path, "write", source))
    })
}
