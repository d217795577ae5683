//! Clips listed in a CSV file.

use std::fs;
use std::path::Path;

use super::{Clip, Corpus};
use crate::csv_line::line_of;
use crate::{Emotion, EmotionError};

/// Reads a CSV file with the columns `path`, `label` and `speaker`, in any order among others.
///
/// Paths that are not absolute count from the folder of the list. Labels are names that
/// [`Emotion`] reads. The audio files are not looked at.
///
/// # Errors
///
/// [`EmotionError::Read`], [`EmotionError::MissingColumn`], [`EmotionError::Record`],
/// [`EmotionError::Line`] for an empty path or speaker and an unknown label, and
/// [`EmotionError::Empty`] for a list without clips.
pub fn read_list(list: impl AsRef<Path>) -> Result<Vec<Clip>, EmotionError> {
    let list = list.as_ref();
    let text = fs::read(list).map_err(|source| EmotionError::Read {
        path: list.to_owned(),
        source,
    })?;
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(text.as_slice());
    let record_error = |source: csv::Error| {
        let line = line_of(&text, source.position());
        EmotionError::Record {
            path: list.to_owned(),
            line,
            source,
        }
    };
    let headers = reader.headers().map_err(record_error)?.clone();
    let column = |column: &'static str| {
        let header = |name: &str| {
            name.trim_start_matches('\u{feff}')
                .eq_ignore_ascii_case(column)
        };
        (headers.iter().position(header)).ok_or_else(|| EmotionError::MissingColumn {
            path: list.to_owned(),
            column,
        })
    };
    let (path, label, speaker) = (column("path")?, column("label")?, column("speaker")?);
    let folder = list.parent().unwrap_or(Path::new(""));
    let mut clips = Vec::new();
    for record in reader.records() {
        let record = record.map_err(record_error)?;
        let line = line_of(&text, record.position());
        let wrong = |expected: &str, got: &str| EmotionError::Line {
            path: list.to_owned(),
            line,
            expected: expected.to_owned(),
            got: got.to_owned(),
        };
        let filled = |column: usize, expected: &str| match record.get(column) {
            Some(text) if !text.is_empty() => Ok(text),
            _ => Err(wrong(expected, "")),
        };
        let path = filled(path, "a path")?;
        let label = filled(label, "the name of an emotion")?;
        let label: Emotion = (label.parse()).map_err(|_| wrong("the name of an emotion", label))?;
        clips.push(Clip {
            path: folder.join(path),
            corpus: Corpus::Listed,
            label,
            speaker: filled(speaker, "a speaker")?.to_owned(),
            sex: None,
            intensity: None,
            utterance: None,
        });
    }
    if clips.is_empty() {
        return Err(EmotionError::Empty {
            what: "clip in the list",
        });
    }
    Ok(clips)
}
