//! How fast words are stemmed and tweets prepared, beside other stemmers, in one table:
//! `cargo bench -p indo-text`.
//!
//! - `SARA_WORDS` names a file of one word a line, repeated as in the text it comes from;
//! - `SARA_TWEETS` names a file of one tweet a line;
//! - `SARA_DICTIONARY` names a list of roots, which all stemmers get;
//! - `SARA_PYTHON` names a Python that has PySastrawi 1.2.1.
//!
//! Without the files the words are made from the starter roots with common affixes, and the tweets
//! from those words. Answers are checked before anything is timed. One thread, if no other number
//! is given.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

mod inputs;
mod load;
mod peers;
mod stemmers;
mod table;
mod text_path;

use std::error::Error;

use indo_text::{CachedStemmer, Stemmer};

use inputs::Inputs;
use table::Table;

const ANSWERS: [(&str, &str); 4] = [
    ("bermain", "main"),
    ("dituliskannya", "tulis"),
    ("pelajaran", "ajar"),
    ("meniru-nirukan", "tiru"),
];

/// More than the different words of most collections of tweets.
const CACHE: usize = 1 << 16;

fn main() -> Result<(), Box<dyn Error>> {
    let inputs = Inputs::read()?;
    check(&inputs);
    println!("{inputs}; median of {} runs, range\n", table::RUNS);
    let python = peers::pysastrawi(&inputs)?;
    let mut table = Table::new();
    stemmers::time(&inputs, python.as_ref(), &mut table);
    text_path::time(&inputs, &mut table);
    load::time(&inputs, python.as_ref(), &mut table)?;
    Ok(())
}

/// The words whose root is known, and the cache against the stemmer on all words.
fn check(inputs: &Inputs) {
    let stemmer = Stemmer::new(inputs.dictionary.clone());
    for (word, root) in ANSWERS {
        if inputs.dictionary.contains(root) {
            assert_eq!(stemmer.stem(word), root);
        }
    }
    let mut cached = CachedStemmer::new(stemmer.clone(), CACHE);
    for word in inputs.types.iter().chain(&inputs.types) {
        assert_eq!(cached.stem(word), stemmer.stem(word));
    }
}
