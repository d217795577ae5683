//! How fast tweets are cleaned and split: `cargo bench -p indo-text --bench clean`.
//!
//! `SARA_TWEETS` names a file of one tweet a line; without it the tweets are a few of our own, over
//! and over. The answers are checked before anything is timed.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

use std::env;
use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

use indo_text::{
    Cleaner, Digits, Elongation, Emoji, Hashtags, UnicodeForm, fold_case, tokenize, tokens,
};

const RUNS: usize = 9;

/// Short lists are gone through several times, so that one run takes long enough to be timed.
const LEAST_TWEETS_TIMED: usize = 20_000;

const TWEETS: [&str; 4] = [
    r"USER USER Kadang aku berpikir, kenapa harga beras naik lagi?? Padahal panen raya \xf0\x9f\x98\x82\xf0\x9f\x98\x82",
    "RT @warga_01: Selamat pagi kawan-kawan, jangan lupa ronda malam ini ya!! #RukunTetangga https://t.co/Ab1",
    "deklarasi damai lintas agama di balai kota dihadiri para pemuka masyarakat",
    "Anak2 senang bangeeet 😂 jum'at depan libur &amp; kita ke pantai, 10.30 kumpul ☀️ pic.twitter.com/x9",
];

fn main() -> Result<(), Box<dyn Error>> {
    let text = match env::var_os("SARA_TWEETS") {
        Some(path) => std::fs::read_to_string(path)?,
        None => TWEETS.join("\n"),
    };
    let tweets: Vec<&str> = text.lines().collect();
    println!(
        "{} tweets of {} bytes, one thread; median of {RUNS} runs, range",
        tweets.len(),
        text.len() / tweets.len().max(1)
    );
    let plain = Cleaner::new();
    let everything = plain
        .with_hashtags(Hashtags::SplitCamelCase)
        .with_emoji(Emoji::Name)
        .with_digits(Digits::KeepReduplication)
        .with_elongation(Elongation::Squeeze)
        .with_unicode_form(UnicodeForm::Nfkc);
    assert_eq!(plain.clean(TWEETS[2]), TWEETS[2]);
    assert!(
        everything
            .clean(TWEETS[3])
            .starts_with("Anak2 senang banget tertawa jumat")
    );

    report("clean", &tweets, |tweet| {
        black_box(plain.clean(tweet));
    });
    report("clean, every option", &tweets, |tweet| {
        black_box(everything.clean(tweet));
    });
    report("clean with report", &tweets, |tweet| {
        black_box(plain.clean_with_report(tweet));
    });
    report("clean, fold, split", &tweets, |tweet| {
        black_box(tokens(&fold_case(&plain.clean(tweet))).count());
    });
    report("tokenize", &tweets, |tweet| {
        black_box(tokenize(tweet).count());
    });
    Ok(())
}

/// Prints the microseconds a tweet takes. One run before the first goes untimed.
fn report(name: &str, tweets: &[&str], mut work: impl FnMut(&str)) {
    let rounds = LEAST_TWEETS_TIMED.div_ceil(tweets.len().max(1));
    let mut microseconds_of_a_tweet = || {
        let start = Instant::now();
        for _ in 0..rounds {
            tweets.iter().for_each(|tweet| work(tweet));
        }
        start.elapsed().as_secs_f64() * 1e6 / (rounds * tweets.len()) as f64
    };
    microseconds_of_a_tweet();
    let mut times = [0.0; RUNS].map(|_: f64| microseconds_of_a_tweet());
    times.sort_by(f64::total_cmp);
    let [fastest, .., slowest] = times;
    println!(
        "{name}: {:.2} us ({fastest:.2} to {slowest:.2})",
        times[RUNS / 2]
    );
}
