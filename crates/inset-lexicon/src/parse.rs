use std::collections::HashMap;
use std::num::IntErrorKind;
use std::ops::RangeInclusive;
use std::path::Path;

use crate::LexiconError;
use crate::report::{Conflict, FileReport};

/// The weights that InSet uses, and that a file may hold.
pub const WEIGHTS: RangeInclusive<i8> = -5..=5;

/// How much of a bad line an error quotes, in characters.
const EXCERPT: usize = 60;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Positive,
    Negative,
}

#[derive(Debug, Default)]
pub(crate) struct ParsedFile {
    pub(crate) weights: HashMap<String, i8>,
    pub(crate) report: FileReport,
}

/// Reads one file: a header, if there is one, then a word, a tab and a weight a line.
pub(crate) fn parse(bytes: &[u8], path: &Path, side: Side) -> Result<ParsedFile, LexiconError> {
    let text = decode(bytes, path)?;
    let mut file = ParsedFile::default();
    for (index, line) in text.lines().enumerate() {
        if index == 0 && is_header(line) {
            file.report.has_header = true;
        } else if line.trim().is_empty() {
            file.report.blank_lines += 1;
        } else {
            let row = parse_row(line, index + 1, path)?;
            file.add(&row, side);
        }
    }
    if file.weights.is_empty() {
        return Err(LexiconError::NoEntries { path: path.into() });
    }
    file.report.entries = file.weights.len();
    Ok(file)
}

fn decode<'a>(bytes: &'a [u8], path: &Path) -> Result<&'a str, LexiconError> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let good = bytes.iter().take(error.valid_up_to());
        LexiconError::NotUtf8 {
            path: path.into(),
            line: 1 + good.filter(|byte| **byte == b'\n').count(),
        }
    })?;
    // Spreadsheets write a byte order mark; it is no part of the first word.
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

fn is_header(line: &str) -> bool {
    line.split_once('\t').is_some_and(|(word, weight)| {
        word.trim().eq_ignore_ascii_case("word") && weight.trim().eq_ignore_ascii_case("weight")
    })
}

struct Row<'a> {
    word: &'a str,
    weight: i8,
    line: usize,
    padded: bool,
}

fn parse_row<'a>(line: &'a str, number: usize, path: &Path) -> Result<Row<'a>, LexiconError> {
    let (padded_word, weight) = match line.split_once('\t') {
        Some((word, weight)) if !weight.contains('\t') => (word, weight.trim()),
        _ => {
            return Err(LexiconError::Columns {
                path: path.into(),
                line: number,
                columns: line.split('\t').count(),
                value: excerpt(line),
            });
        }
    };
    let word = padded_word.trim();
    if word.is_empty() {
        return Err(LexiconError::EmptyWord {
            path: path.into(),
            line: number,
            weight: excerpt(weight),
        });
    }
    Ok(Row {
        word,
        weight: parse_weight(weight, word, number, path)?,
        line: number,
        padded: word != padded_word,
    })
}

fn parse_weight(text: &str, word: &str, line: usize, path: &Path) -> Result<i8, LexiconError> {
    let out_of_range = || LexiconError::WeightOutOfRange {
        path: path.into(),
        line,
        word: excerpt(word),
        value: excerpt(text),
    };
    match text.parse::<i8>() {
        Ok(weight) if WEIGHTS.contains(&weight) => Ok(weight),
        Ok(_) => Err(out_of_range()),
        Err(error) => match error.kind() {
            IntErrorKind::PosOverflow | IntErrorKind::NegOverflow => Err(out_of_range()),
            _ => Err(LexiconError::WeightNotWhole {
                path: path.into(),
                line,
                word: excerpt(word),
                value: excerpt(text),
            }),
        },
    }
}

/// The start of `text` on one line, fit for a message.
fn excerpt(text: &str) -> String {
    let mut shown = String::new();
    for character in text.chars().take(EXCERPT) {
        if character.is_control() {
            shown.extend(character.escape_default());
        } else {
            shown.push(character);
        }
    }
    if text.chars().nth(EXCERPT).is_some() {
        shown.push_str("...");
    }
    shown
}

impl ParsedFile {
    fn add(&mut self, row: &Row<'_>, side: Side) {
        self.report.count(row, side);
        match self.weights.insert(row.word.to_owned(), row.weight) {
            None => {}
            Some(weight) if weight == row.weight => self.report.repeats += 1,
            Some(weight) => self.report.conflicts.push(Conflict {
                word: row.word.to_owned(),
                line: row.line,
                dropped: weight,
                kept: row.weight,
            }),
        }
    }
}

impl FileReport {
    fn count(&mut self, row: &Row<'_>, side: Side) {
        let word = row.word;
        let multi_word = word.contains(char::is_whitespace);
        let gloss = word.contains(['(', ')']);
        let capital = word.contains(char::is_uppercase);
        let wrong_sign = match side {
            Side::Positive => row.weight < 0,
            Side::Negative => row.weight > 0,
        };
        self.rows += 1;
        self.multi_word += usize::from(multi_word);
        self.glosses += usize::from(gloss);
        self.broken_glosses += usize::from(gloss && !brackets_pair(word));
        self.capitals += usize::from(capital);
        self.unreachable += usize::from(multi_word || gloss || capital);
        self.padded += usize::from(row.padded);
        self.zero_weights += usize::from(row.weight == 0);
        self.wrong_sign += usize::from(wrong_sign);
    }
}

fn brackets_pair(word: &str) -> bool {
    let mut open = 0_usize;
    for character in word.chars() {
        match character {
            '(' => open += 1,
            ')' if open == 0 => return false,
            ')' => open -= 1,
            _ => {}
        }
    }
    open == 0
}
