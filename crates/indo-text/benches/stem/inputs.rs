//! The words, tweets and roots that are timed.

use std::collections::HashSet;
use std::env;
use std::error::Error;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use indo_text::{Dictionary, fold_case};
use tempfile::TempDir;

const STARTER_ROOTS: &str = include_str!("../../data/roots.tsv");
const PREFIXES: [&str; 8] = ["", "di", "ber", "ter", "se", "mem", "pe", "meng"];
const SUFFIXES: [&str; 6] = ["", "i", "kan", "an", "nya", "kannyalah"];

/// Made words, about as many as there are in 13,000 tweets.
const MADE_TYPES: usize = 30_000;
const MADE_TWEETS: usize = 10_000;
const WORDS_OF_A_TWEET: usize = 15;

pub(crate) struct Inputs {
    pub(crate) tokens: Vec<String>,
    pub(crate) types: Vec<String>,
    pub(crate) tweets: Vec<String>,
    pub(crate) dictionary: Dictionary,
    pub(crate) roots: Vec<String>,
    /// Where files for the peers are put.
    pub(crate) folder: TempDir,
}

impl Inputs {
    pub(crate) fn read() -> Result<Self, Box<dyn Error>> {
        let file = |name| env::var_os(name).map(PathBuf::from);
        let (dictionary, roots) = match file("SARA_DICTIONARY") {
            Some(path) => (Dictionary::from_path(&path)?, lines_of(&path)?),
            None => (Dictionary::starter(), starter_roots()),
        };
        let tokens = match file("SARA_WORDS") {
            Some(path) => lines_of(&path)?
                .iter()
                .map(|word| fold_case(word).into_owned())
                .collect(),
            None => made_tokens(&made_types(&starter_roots())),
        };
        let tweets = match file("SARA_TWEETS") {
            Some(path) => lines_of(&path)?,
            None => made_tweets(&tokens),
        };
        let mut seen = HashSet::new();
        // Copied, so that the words lie one after the other in memory as the tokens do.
        let first_met = tokens.iter().filter(|&word| seen.insert(word));
        Ok(Self {
            types: first_met.cloned().collect(),
            tokens,
            tweets,
            dictionary,
            roots,
            folder: TempDir::new()?,
        })
    }

    /// Writes words to a file, one a line.
    pub(crate) fn write(&self, name: &str, words: &[String]) -> Result<PathBuf, Box<dyn Error>> {
        let path = self.folder.path().join(name);
        fs::write(&path, words.join("\n"))?;
        Ok(path)
    }
}

impl fmt::Display for Inputs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} tokens, {} types, {} tweets, {} roots",
            self.tokens.len(),
            self.types.len(),
            self.tweets.len(),
            self.dictionary.len()
        )
    }
}

fn lines_of(path: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let text = fs::read_to_string(path)?;
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    Ok(lines.map(str::to_owned).collect())
}

fn starter_roots() -> Vec<String> {
    let rows = STARTER_ROOTS.lines().skip(1);
    let roots = rows.filter_map(|row| row.split('\t').next());
    roots.map(str::to_owned).collect()
}

/// Roots from all over the alphabet, each with each prefix and suffix.
fn made_types(roots: &[String]) -> Vec<String> {
    let affixes = PREFIXES.len() * SUFFIXES.len();
    let step = (roots.len() * affixes).div_ceil(MADE_TYPES);
    let mut types = Vec::new();
    for root in roots.iter().step_by(step) {
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

/// The last tokens, which are the repeated ones, with the signs of tweets around them.
fn made_tweets(tokens: &[String]) -> Vec<String> {
    let words = tokens.rchunks(WORDS_OF_A_TWEET).take(MADE_TWEETS);
    let tweet = |words: &[String]| {
        let text = words.join(" ");
        format!("RT @warga_1: {text}, yg 2x!! #damai 😊 https://t.co/x1 &amp; dan saya")
    };
    words.map(tweet).collect()
}
