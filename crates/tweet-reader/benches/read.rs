//! How fast files are read and duplicates grouped: `cargo bench -p tweet-reader`.
//!
//! The rows are generated, a quarter of them near copies of others. Beside the grouping runs one by
//! `MinHash` with bands, which is no part of the crate: 128 permutations, 16 bands of 8, every
//! candidate compared. Times are those of the processor on Linux, where other work on the machine
//! would count too, and of the clock elsewhere.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

use std::collections::HashMap;
use std::error::Error;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::io::Cursor;
use std::sync::LazyLock;
use std::time::Instant;

use tweet_reader::{Duplicates, TweetReader};

const ROWS: usize = 100_000;
const RUNS: usize = 5;

/// Words of a tweet and different words of all tweets; the frequent ones come often.
const WORDS: u64 = 20;
const VOCABULARY: u64 = 30_000;

fn main() -> Result<(), Box<dyn Error>> {
    let texts = texts();
    println!("{ROWS} rows; median of {RUNS} runs in ms, range");
    let before = memory();
    let mut found = 0;
    time("duplicates", || {
        let groups = Duplicates::find(&texts);
        found = groups.exact_copies() + groups.near_copies();
        Ok(groups.rows())
    })?;
    println!(
        "{found} rows have a duplicate before them; memory {before}, then at most {}",
        memory()
    );
    let mut estimated = 0;
    time("duplicates by MinHash", || {
        estimated = min_hash(&texts);
        Ok(texts.len())
    })?;
    println!("{estimated} rows have one by MinHash");
    // The worst case: one family, in which every text differs from the others in one word.
    let words = "satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas belas puluh";
    let more = "hari ini jam malam pagi siang sore petang besok lusa kemarin tadi nanti kelak";
    let family = |row| format!("{words} nomor {row} {more}");
    let family: Vec<String> = (0..10_000).map(family).collect();
    let start = now();
    let groups = Duplicates::find(&family).groups().count();
    println!(
        "a family of 10,000 rows, {groups} groups: {:.0}",
        now() - start
    );
    let mut csv = String::from("id,created_at,User,Tweet\n");
    let mut lines = String::new();
    let mut pages = String::new();
    for (number, chunk) in texts.chunks(100).enumerate() {
        let mut data = Vec::new();
        for (row, text) in chunk.iter().enumerate() {
            let id = 100 * number + row;
            let date = "2023-02-01T12:34:56.000Z";
            csv.push_str(&format!("{id},{date},user{},\"{text}\"\n", id % 5000));
            let tweet = format!(
                "{{\"id\":\"{id}\",\"created_at\":\"{date}\",\"author_id\":\"7\",\"text\":\"{text}\"}}"
            );
            lines.push_str(&tweet);
            lines.push('\n');
            data.push(tweet);
        }
        let data = data.join(",");
        pages.push_str(&format!("{{\"data\":[{data}],\"meta\":{{}}}}\n"));
    }
    for (name, file) in [("a.csv", csv), ("a.jsonl", lines), ("pages.jsonl", pages)] {
        let file = file.into_bytes();
        let size = file.len() / 1_000_000;
        time(&format!("{name}, {size} MB"), || {
            let tweets = TweetReader::new().read(name, Cursor::new(file.clone()))?;
            let mut rows = 0;
            for tweet in tweets {
                tweet?;
                rows += 1;
            }
            Ok(rows)
        })?;
    }
    Ok(())
}

/// Tweets of invented words, seeded by a multiplication.
fn texts() -> Vec<String> {
    let mut state = 1_u64;
    let mut draw = |below: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) % below
    };
    let mut texts: Vec<String> = Vec::new();
    while texts.len() < ROWS {
        if texts.len() > 100 && draw(4) == 0 {
            // The index is below the length of a list in memory.
            let other = usize::try_from(draw(texts.len() as u64)).unwrap_or_default();
            let copy = format!("RT @user{}: {} w{}", draw(1000), texts[other], draw(9));
            texts.push(copy);
            continue;
        }
        let length = 3 + draw(2 * WORDS - 6);
        let words = (0..length).map(|_| {
            let most = 1 + draw(VOCABULARY);
            format!("kata{}", draw(most))
        });
        texts.push(words.collect::<Vec<_>>().join(" "));
    }
    texts
}

fn time(
    name: &str,
    mut run: impl FnMut() -> Result<usize, Box<dyn Error>>,
) -> Result<(), Box<dyn Error>> {
    let mut times = Vec::new();
    for _ in 0..RUNS {
        let start = now();
        let rows = run()?;
        times.push(now() - start);
        assert_eq!(rows, ROWS, "{name}");
    }
    times.sort_by(f64::total_cmp);
    let (least, median, most) = (times[0], times[RUNS / 2], times[RUNS - 1]);
    println!("{name}: {median:.0} ({least:.0} to {most:.0})");
    Ok(())
}

/// The most memory that this process has held, where the system says.
fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or_else(|| "unknown".to_owned(), |line| line.trim().to_owned())
}

/// Milliseconds on the processor, or on the clock.
fn now() -> f64 {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let on_clock = 1e3 * START.elapsed().as_secs_f64();
    let on_processor = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let on_processor = on_processor.and_then(|times| times.split(' ').next()?.parse::<f64>().ok());
    on_processor.map_or(on_clock, |nanoseconds| nanoseconds / 1e6)
}

/// How many texts have a near duplicate before them, as `MinHash` finds it.
fn min_hash(texts: &[String]) -> usize {
    const PERMUTATIONS: usize = 128;
    const BAND: usize = 8;
    let hasher = BuildHasherDefault::<DefaultHasher>::default();
    let seeds: Vec<u64> = (0..PERMUTATIONS)
        .map(|seed| hasher.hash_one(seed) | 1)
        .collect();
    let mut sets: Vec<Vec<u64>> = Vec::with_capacity(texts.len());
    let mut bands: Vec<HashMap<u64, Vec<usize>>> = vec![HashMap::new(); PERMUTATIONS / BAND];
    let mut found = 0;
    for (row, text) in texts.iter().enumerate() {
        let words = text.split_whitespace();
        let words: Vec<&str> = words
            .filter(|word| *word != "RT" && !word.starts_with('@'))
            .collect();
        let mut set: Vec<u64> = words.windows(3).map(|gram| hasher.hash_one(gram)).collect();
        set.sort_unstable();
        set.dedup();
        let least = |seed: &u64| {
            let permuted = set
                .iter()
                .map(|gram| (gram ^ (gram >> 31)).wrapping_mul(*seed));
            permuted
                .map(|gram| gram ^ (gram >> 29))
                .min()
                .unwrap_or_default()
        };
        let signature: Vec<u64> = seeds.iter().map(least).collect();
        let mut has_one = false;
        for (band, places) in signature.chunks(BAND).zip(&mut bands) {
            let place = places.entry(hasher.hash_one(band)).or_default();
            has_one = has_one || place.iter().any(|&other| are_near(&set, &sets[other]));
            place.push(row);
        }
        found += usize::from(has_one);
        sets.push(set);
    }
    found
}

/// Whether the intersection of two ascending lists is at least 4/5 of their union.
fn are_near(a: &[u64], b: &[u64]) -> bool {
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        shared += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    5 * shared >= 4 * (a.len() + b.len() - shared)
}
