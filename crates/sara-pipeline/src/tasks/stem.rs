//! `sara stem`: one output line an input line, or what the stemmer did with each word.

use crate::PipelineError;
use crate::stages::stemmer::StemmerSettings;
use indo_text::{Candidate, Stemmer, Trace};
use serde::Serialize;
use std::io::{BufRead, Write};

/// What is written for each line besides its stems.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct StemOutput {
    /// Every rule that was tried on each word.
    pub trace: bool,
    /// Every root that each word can be reduced to.
    pub candidates: bool,
    /// One JSON object a line instead of text.
    pub json: bool,
}

/// A line of `--json`.
#[derive(Serialize)]
struct StemmedLine<'t> {
    line: u64,
    stem: String,
    words: Vec<StemmedWord<'t>>,
}

#[derive(Serialize)]
struct StemmedWord<'t> {
    word: &'t str,
    stem: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    trace: Option<Trace>,
    #[serde(skip_serializing_if = "Option::is_none")]
    candidates: Option<Vec<Candidate>>,
}

/// Stems every line of `input` into `output`; bytes outside UTF-8 become replacement characters. Returns the lines.
///
/// With a trace or candidates, a line of text becomes a block for each of its words, parted by blanks.
///
/// # Errors
/// A list cannot be read, or a line not be read or written.
pub fn stem(
    settings: &StemmerSettings,
    shown: StemOutput,
    input: &mut dyn BufRead,
    output: &mut dyn Write,
) -> Result<u64, PipelineError> {
    let stemmer = settings.load()?;
    let mut line = Vec::new();
    let mut lines = 0;
    loop {
        line.clear();
        let read = input
            .read_until(b'\n', &mut line)
            .map_err(|source| PipelineError::io("standard input", "read", source))?;
        if read == 0 {
            return Ok(lines);
        }
        lines += 1;
        let text = String::from_utf8_lossy(&line);
        let written = if shown.json {
            write_json(&stemmer, shown, lines, &text, output)
        } else if shown.trace || shown.candidates {
            write_words(&stemmer, shown, &text, output)
        } else {
            writeln!(output, "{}", stemmer.stem_sentence(&text))
        };
        written.map_err(|source| PipelineError::io("standard output", "write", source))?;
    }
}

fn words<'t>(stemmer: &Stemmer, shown: StemOutput, text: &'t str) -> Vec<StemmedWord<'t>> {
    text.split_whitespace()
        .map(|word| StemmedWord {
            word,
            stem: stemmer.stem(word),
            trace: shown.trace.then(|| stemmer.trace(word)),
            candidates: shown.candidates.then(|| stemmer.candidates(word)),
        })
        .collect()
}

fn write_json(
    stemmer: &Stemmer,
    shown: StemOutput,
    line: u64,
    text: &str,
    output: &mut dyn Write,
) -> std::io::Result<()> {
    let stemmed = StemmedLine {
        line,
        stem: stemmer.stem_sentence(text),
        words: words(stemmer, shown, text),
    };
    serde_json::to_writer(&mut *output, &stemmed)?;
    writeln!(output)
}

fn write_words(
    stemmer: &Stemmer,
    shown: StemOutput,
    text: &str,
    output: &mut dyn Write,
) -> std::io::Result<()> {
    for word in words(stemmer, shown, text) {
        writeln!(output, "{} -> {}", word.word, word.stem)?;
        if let Some(trace) = word.trace {
            for step in trace.to_string().lines() {
                writeln!(output, "  {step}")?;
            }
        }
        for candidate in word.candidates.unwrap_or_default() {
            writeln!(output, "  candidate {candidate}")?;
        }
    }
    Ok(())
}
