//! The files that experts fill in, and the description of how the rows were drawn.

use super::OWN_ID;
use crate::PipelineError;
use crate::files::{write_atomic, write_csv};
use indo_text::{TokenKind, tokenize};
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
    /// CSV: `id`, `text` and an empty `label`.
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
                rows.iter().map(|&(id, text)| [id, text, ""]),
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

/// A text with `@USER` for every mention.
pub(super) fn masked(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut end = 0;
    for token in tokenize(text) {
        if token.kind == TokenKind::Mention {
            masked.push_str(text.get(end..token.span.start).unwrap_or_default());
            masked.push_str("@USER");
            end = token.span.end;
        }
    }
    masked.push_str(text.get(end..).unwrap_or_default());
    masked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mentions_are_masked_and_nothing_else() {
        assert_eq!(masked("RT @ani_1: halo\n@budi"), "RT @USER: halo\n@USER");
        for text in ["", "jam 7 @ kantor", "halo  dunia \u{1f60a}"] {
            assert_eq!(masked(text), text);
        }
    }
}
