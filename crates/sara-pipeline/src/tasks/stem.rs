//! `sara stem`: one output line an input line, stemmed as Sastrawi's sentence stemmer does.

use crate::PipelineError;
use crate::stages::clean::load_dictionary;
use indo_text::{Dictionary, Stemmer};
use std::io::{BufRead, Write};
use std::path::Path;

/// Stems every line of `input` into `output`; bytes outside UTF-8 become replacement characters. Returns the lines.
///
/// # Errors
/// The dictionary cannot be read, or a line not be read or written.
pub fn stem(
    dictionary: Option<&Path>,
    input: &mut dyn BufRead,
    output: &mut dyn Write,
) -> Result<u64, PipelineError> {
    let dictionary = match dictionary {
        Some(path) => load_dictionary(path)?,
        None => Dictionary::starter(),
    };
    let stemmer = Stemmer::new(dictionary);
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
        let text = String::from_utf8_lossy(&line);
        writeln!(output, "{}", stemmer.stem_sentence(&text))
            .map_err(|source| PipelineError::io("standard output", "write", source))?;
        lines += 1;
    }
}
