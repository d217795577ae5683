//! How long it takes until a dictionary can be asked.

use std::error::Error;
use std::hint::black_box;

use indo_text::{Dictionary, Rules, Stemmer};

use crate::inputs::Inputs;
use crate::peers::{PYSASTRAWI, PySastrawi};
use crate::table::{Seconds, Table, Unit};

/// The starter list must be at hand in less.
const STARTER_SECONDS: f64 = 0.001;

/// A list of this many roots must be read and ready in less than ten milliseconds.
const ROOTS: usize = 30_000;
const ROOTS_SECONDS: f64 = 0.010;

pub(crate) fn time(
    inputs: &Inputs,
    python: Option<&PySastrawi>,
    table: &mut Table,
) -> Result<(), Box<dyn Error>> {
    let unit = Unit::Microseconds;
    let starter = Seconds::of(|| {
        black_box(Dictionary::starter().contains(black_box("ajar")));
    });
    table.ours("the starter roots and one look-up", unit, starter, None);
    assert!(starter.median < STARTER_SECONDS);

    let extended = Seconds::of(|| {
        black_box(Stemmer::new(Dictionary::starter()).with_rules(Rules::Extended));
    });
    table.ours(
        "the extended rules with their exceptions",
        unit,
        extended,
        None,
    );

    let work = format!("load {} roots", inputs.roots.len());
    let path = inputs.write("loaded.txt", &inputs.roots)?;
    let read = Seconds::of(|| {
        black_box(Dictionary::from_path(&path).is_ok());
    });
    table.ours(&work, unit, read, None);
    let roots: Vec<&str> = inputs.roots.iter().map(String::as_str).collect();
    if let Some(peer) = python {
        table.row(&work, PYSASTRAWI, unit, peer.load(), None);
    }
    let fst = Seconds::of(|| {
        black_box(sastrawi::Dictionary::custom(&roots));
    });
    table.row(&work, "sastrawi-rs 0.5.3", unit, fst, None);
    let regex = Seconds::of(|| {
        black_box(sastrawi_regex::Dictionary::custom(&roots));
    });
    table.row(&work, "sastrawi 0.1.1", unit, regex, None);

    let words: Vec<String> = (0..ROOTS).map(|n| format!("kata{n:x}")).collect();
    let path = inputs.write("many.txt", &words)?;
    assert_eq!(Dictionary::from_path(&path)?.len(), ROOTS);
    let many = Seconds::of(|| {
        black_box(Dictionary::from_path(&path).is_ok());
    });
    table.ours(&format!("load {ROOTS} made roots"), unit, many, None);
    assert!(many.median < ROOTS_SECONDS);
    Ok(())
}
