//! How fast words are stemmed: `cargo bench -p indo-text --bench stem`.
//!
//! `SARA_WORDS` names a file of one word a line, repeated as in the text it comes from;
//! `SARA_DICTIONARY` names a list of roots. Without them the words are made from the starter roots
//! with common affixes. The answers are checked before anything is timed.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

use std::collections::HashSet;
use std::env;
use std::error::Error;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use indo_text::{CachedStemmer, Dictionary, Stemmer, fold_case};

const RUNS: usize = 7;

/// More than the different words of most collections of tweets.
const CACHE: usize = 1 << 16;

/// Short lists are gone through several times, so that one run takes long enough to be timed.
const LEAST_WORDS_TIMED: usize = 1_000_000;

const STARTER_ROOTS: &str = include_str!("../data/roots.txt");
const PREFIXES: [&str; 8] = ["", "di", "ber", "ter", "se", "mem", "pe", "meng"];
const SUFFIXES: [&str; 6] = ["", "i", "kan", "an", "nya", "kannyalah"];

const ANSWERS: [(&str, &str); 4] = [
    ("bermain", "main"),
    ("dituliskannya", "tulis"),
    ("pelajaran", "ajar"),
    ("meniru-nirukan", "tiru"),
];

fn main() -> Result<(), Box<dyn Error>> {
    let dictionary = match env::var_os("SARA_DICTIONARY") {
        Some(path) => Dictionary::from_path(Path::new(&path))?,
        None => Dictionary::starter(),
    };
    let tokens = match env::var_os("SARA_WORDS") {
        Some(path) => words_of(&std::fs::read_to_string(path)?),
        None => made_tokens(&made_types()),
    };
    let mut seen = HashSet::new();
    // Copied, so that the words lie one after the other in memory as the tokens do.
    let first_met = tokens.iter().filter(|&word| seen.insert(word));
    let types: Vec<String> = first_met.cloned().collect();
    let stemmer = Stemmer::new(dictionary);
    check(&stemmer, &types);
    println!(
        "{} tokens, {} types, {} roots, one thread; median of {RUNS} runs, range",
        tokens.len(),
        types.len(),
        stemmer.dictionary().len()
    );

    let mut root = String::new();
    report("uncached, types", &types, |word| {
        root.clear();
        stemmer.stem_into(word, &mut root);
        black_box(&root);
    });
    let mut cached = CachedStemmer::new(stemmer.clone(), CACHE);
    report("cached, tokens", &tokens, |word| {
        black_box(cached.stem(word));
    });
    report("uncached, tokens", &tokens, |word| {
        root.clear();
        stemmer.stem_into(word, &mut root);
        black_box(&root);
    });
    Ok(())
}

fn words_of(text: &str) -> Vec<String> {
    let words = text.lines().map(|line| fold_case(line.trim()).into_owned());
    words.filter(|word| !word.is_empty()).collect()
}

/// Each root with each prefix and suffix.
fn made_types() -> Vec<String> {
    let mut types = Vec::new();
    for root in STARTER_ROOTS.lines().filter(|line| !line.is_empty()) {
        for prefix in PREFIXES {
            types.extend(SUFFIXES.map(|suffix| [prefix, root, suffix].concat()));
        }
    }
    types
}

/// Every word once, then four times as many tokens in which some words are common and most are
/// rare, as in text: the word at `n * u^3`, for `u` from 0 to 1 by a congruential generator (in
/// units of 2^-20).
fn made_tokens(types: &[String]) -> Vec<String> {
    let mut state = 1_u64;
    let mut tokens = types.to_vec();
    for _ in 0..4 * types.len() {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let uniform = (state >> 44) as usize;
        let cube = (uniform.pow(2) >> 20) * uniform;
        tokens.extend(types.get(((cube >> 20) * types.len()) >> 20).cloned());
    }
    tokens
}

/// The words whose root is known, and the cache against the stemmer on all words.
fn check(stemmer: &Stemmer, types: &[String]) {
    for (word, root) in ANSWERS {
        if stemmer.dictionary().contains(root) {
            assert_eq!(stemmer.stem(word), root);
        }
    }
    let mut cached = CachedStemmer::new(stemmer.clone(), CACHE);
    for word in types {
        assert_eq!(cached.stem(word), stemmer.stem(word));
    }
}

/// Prints the words a second. One run before the first goes untimed.
fn report<W: AsRef<str>>(name: &str, words: &[W], mut stem: impl FnMut(&str)) {
    let rounds = LEAST_WORDS_TIMED.div_ceil(words.len().max(1));
    let mut seconds_of_a_run = || {
        let start = Instant::now();
        for _ in 0..rounds {
            words.iter().for_each(|word| stem(word.as_ref()));
        }
        start.elapsed().as_secs_f64()
    };
    seconds_of_a_run();
    let mut seconds = [0.0; RUNS].map(|_: f64| seconds_of_a_run());
    seconds.sort_by(f64::total_cmp);
    let [fastest, .., slowest] = seconds;
    let millions = |seconds: f64| (rounds * words.len()) as f64 / seconds / 1e6;
    println!(
        "{name}: {:.2} M/s ({:.2} to {:.2})",
        millions(seconds[RUNS / 2]),
        millions(slowest),
        millions(fastest)
    );
}
