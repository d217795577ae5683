//! How fast tokens are scored: `cargo bench -p inset-lexicon`.
//!
//! `SARA_ROWS` names a file of one row a line, its tokens with blanks between; `SARA_INSET` a
//! folder with `InSet`'s two files. Without them rows are made from the starter lexicon. A Python
//! dict (`benches/score_peer.py`, run by `SARA_PYTHON` or `python3`) scores the same rows in the
//! same run, and its polarities must be these to the last bit. Python keeps the hash of each string
//! from the first pass; here every look-up hashes.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

use std::env;
use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use inset_lexicon::{
    DegreeWords, Formula, Lexicon, Matching, Negation, Phrases, ScoreSettings, Scorer,
};

const RUNS: usize = 7;

/// Few rows are gone through several times, so that one run takes long enough to be timed.
const LEAST_ROWS_TIMED: usize = 200_000;

const MADE_ROWS: usize = 100_000;
const MADE_TOKENS: usize = 12;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = env::var_os("SARA_INSET").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("data"),
        PathBuf::from,
    );
    let lexicon = Lexicon::from_dir(&folder)?;
    let text = match env::var_os("SARA_ROWS") {
        Some(path) => fs::read_to_string(path)?,
        None => made_rows(&lexicon),
    };
    let rows: Vec<Vec<String>> = text
        .lines()
        .map(|line| line.split_whitespace().map(str::to_owned).collect())
        .collect();
    let tokens: usize = rows.iter().map(Vec::len).sum();
    let rounds = LEAST_ROWS_TIMED.div_ceil(rows.len().max(1));
    println!(
        "{} rows of {:.1} tokens, {} entries, one thread; median of {RUNS} runs, range",
        rows.len(),
        tokens as f64 / rows.len().max(1) as f64,
        lexicon.len()
    );

    let plain = Scorer::new(&lexicon, &ScoreSettings::default())?;
    let answers: Vec<f64> = rows.iter().map(|row| plain.score(row).polarity).collect();
    for (row, answer) in rows.iter().zip(&answers) {
        let score = lexicon.score(row, Formula::Study);
        assert_eq!(score.polarity.to_bits(), answer.to_bits());
        assert_eq!(score, plain.explain(row).score);
    }
    let peer = peer(&folder, &rows, &answers)?;

    let scorer = |settings: ScoreSettings| Scorer::new(&lexicon, &settings);
    let phrases = ScoreSettings::default().with_phrases(Phrases::LongestFirst);
    let windows = phrases
        .clone()
        .with_negation(Negation::new(2))
        .with_degrees(DegreeWords::new(1));
    let phrases = scorer(phrases)?;
    let windows = scorer(windows)?;
    let both = scorer(ScoreSettings::default().with_matching(Matching::SurfaceThenStem))?;

    let ours = report("Lexicon::score", &rows, rounds, |row| {
        black_box(lexicon.score(row, Formula::Study));
    });
    report("Scorer", &rows, rounds, |row| {
        black_box(plain.score(row));
    });
    report("with phrases", &rows, rounds, |row| {
        black_box(phrases.score(row));
    });
    report("with phrases and windows", &rows, rounds, |row| {
        black_box(windows.score(row));
    });
    report("surface, then stem", &rows, rounds, |row| {
        black_box(both.score(row));
    });
    report("explain", &rows, rounds, |row| {
        black_box(plain.explain(row));
    });
    if let Some(seconds) = peer {
        let millions = rows.len() as f64 / seconds / 1e6;
        println!(
            "Python dict: {millions:.3} M rows/s; Lexicon::score is {:.1} times as fast",
            ours / millions
        );
    }
    Ok(())
}

/// Rows in which a third of the tokens are entries, from a congruential generator.
fn made_rows(lexicon: &Lexicon) -> String {
    let entries = lexicon.entries();
    let mut state = 1_u64;
    let mut next = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as usize % below
    };
    let mut text = String::new();
    for _ in 0..MADE_ROWS {
        for _ in 0..MADE_TOKENS {
            let number = next(entries.len() * 3);
            match entries.get(number) {
                Some((word, _)) => text.push_str(word),
                None => text.push_str(&format!("kata{number}")),
            }
            text.push(' ');
        }
        text.push('\n');
    }
    text
}

/// The peer's median seconds for a pass over the rows, once its answers are found equal.
fn peer(
    lexicon: &Path,
    rows: &[Vec<String>],
    answers: &[f64],
) -> Result<Option<f64>, Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let (rows_path, answers_path) = (folder.path().join("rows"), folder.path().join("answers"));
    let lines: Vec<String> = rows.iter().map(|row| row.join(" ") + "\n").collect();
    fs::write(&rows_path, lines.concat())?;
    let python = env::var_os("SARA_PYTHON").unwrap_or_else(|| "python3".into());
    let output = Command::new(&python)
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/score_peer.py"))
        .args([lexicon.join("positive.tsv"), lexicon.join("negative.tsv")])
        .args([&rows_path, &answers_path])
        .output();
    let output = match output {
        Ok(output) => output,
        Err(error) => {
            println!("skipped the peer: {}: {error}", python.display());
            return Ok(None);
        }
    };
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    let theirs = fs::read_to_string(&answers_path)?;
    assert_eq!(theirs.lines().count(), answers.len());
    for (line, answer) in theirs.lines().zip(answers) {
        assert_eq!(line.parse::<f64>()?.to_bits(), answer.to_bits());
    }
    let printed = String::from_utf8(output.stdout)?;
    let median = printed.split_whitespace().next().unwrap_or_default();
    Ok(Some(median.parse()?))
}

/// Prints and returns the millions of rows a second. One run before the first goes untimed.
fn report(
    name: &str,
    rows: &[Vec<String>],
    rounds: usize,
    mut score: impl FnMut(&[String]),
) -> f64 {
    let mut seconds_of_a_run = || {
        let start = Instant::now();
        for _ in 0..rounds {
            rows.iter().for_each(|row| score(row));
        }
        start.elapsed().as_secs_f64()
    };
    seconds_of_a_run();
    let mut seconds = [0.0; RUNS].map(|_: f64| seconds_of_a_run());
    seconds.sort_by(f64::total_cmp);
    let [fastest, .., slowest] = seconds;
    let millions = |seconds: f64| (rounds * rows.len()) as f64 / seconds / 1e6;
    println!(
        "{name}: {:.2} M rows/s ({:.2} to {:.2})",
        millions(seconds[RUNS / 2]),
        millions(slowest),
        millions(fastest)
    );
    millions(seconds[RUNS / 2])
}
