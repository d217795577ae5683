//! Every stemmer on the same words, with the same roots.

use std::hint::black_box;

use indo_text::{CachedStemmer, Rules, Stemmer};
use snowball_stemmers_rs::Algorithm;

use crate::CACHE;
use crate::inputs::Inputs;
use crate::peers::{PYSASTRAWI, PySastrawi};
use crate::table::{Seconds, Table, Unit};

const EXTENDED: &str = "indo-text, extended rules";

/// Appends the stem of a word to an empty text.
type Stem<'p> = Box<dyn Fn(&str, &mut String) + 'p>;

/// A crate that is timed beside ours.
struct Peer<'p> {
    name: &'static str,
    stem: Stem<'p>,
    agreement: Option<f64>,
}

pub(crate) fn time(inputs: &Inputs, python: Option<&PySastrawi>, table: &mut Table) {
    let roots: Vec<&str> = inputs.roots.iter().map(String::as_str).collect();
    let fst_roots = sastrawi::Dictionary::custom(&roots);
    let fst = sastrawi::Stemmer::new(&fst_roots);
    let regex_roots = sastrawi_regex::Dictionary::custom(&roots);
    let regex = sastrawi_regex::Stemmer::new(&regex_roots);
    let snowball = snowball_stemmers_rs::Stemmer::create(Algorithm::Indonesian);

    let agreement = |stem: &dyn Fn(&str, &mut String)| {
        python.map(|peer| peer.agreement(&stems(&inputs.types, stem)))
    };
    let stemmers: [(&str, Stem<'_>); 3] = [
        (
            "sastrawi-rs 0.5.3",
            Box::new(|word, out| out.push_str(&fst.stem_word(word))),
        ),
        (
            "sastrawi 0.1.1",
            Box::new(|word, out| {
                out.push_str(word);
                regex.stem_word(out);
            }),
        ),
        (
            "snowball_stemmers_rs 1.0.1",
            Box::new(|word, out| out.push_str(&snowball.stem(word))),
        ),
    ];
    let peers = stemmers.map(|(name, stem)| Peer {
        name,
        agreement: agreement(&stem),
        stem,
    });
    let ours = Stemmer::new(inputs.dictionary.clone());
    let stem_ours = |word: &str, out: &mut String| ours.stem_into(word, out);
    let agreed = agreement(&stem_ours);
    let all_agree = agreed.is_none_or(|share| share >= 1.0);
    assert!(all_agree, "PySastrawi finds other stems");

    let extended = ours.clone().with_rules(Rules::Extended);
    let stem_extended = |word: &str, out: &mut String| extended.stem_into(word, out);
    let work = "stem types, no cache";
    let unit = Unit::PerSecond(inputs.types.len(), "types");
    table.ours(work, unit, pass(&inputs.types, stem_ours), agreed);
    let seconds = pass(&inputs.types, stem_extended);
    table.row(work, EXTENDED, unit, seconds, agreement(&stem_extended));
    for peer in &peers {
        let seconds = pass(&inputs.types, &peer.stem);
        table.row(work, peer.name, unit, seconds, peer.agreement);
    }
    if let Some(peer) = python {
        table.row(work, PYSASTRAWI, unit, peer.types(), Some(1.0));
    }

    let work = "stem tokens, cache filled";
    let unit = Unit::PerSecond(inputs.tokens.len(), "tokens");
    let mut cached = CachedStemmer::new(ours.clone(), CACHE);
    let seconds = Seconds::of(|| {
        for token in &inputs.tokens {
            black_box(cached.stem(token));
        }
    });
    table.ours(work, unit, seconds, agreed);
    let mut cached = CachedStemmer::new(extended, CACHE);
    let seconds = Seconds::of(|| {
        for token in &inputs.tokens {
            black_box(cached.stem(token));
        }
    });
    table.row(work, EXTENDED, unit, seconds, None);
    if let Some(peer) = python {
        let seconds = peer.tokens(inputs.tokens.len());
        table.row(work, PYSASTRAWI, unit, seconds, Some(1.0));
    }

    // The crates have no cache.
    let work = "stem tokens, no cache";
    table.ours(work, unit, pass(&inputs.tokens, stem_ours), agreed);
    for peer in &peers {
        let seconds = pass(&inputs.tokens, &peer.stem);
        table.row(work, peer.name, unit, seconds, peer.agreement);
    }
}

fn stems(words: &[String], stem: &dyn Fn(&str, &mut String)) -> Vec<String> {
    let stem_of = |word: &String| {
        let mut out = String::new();
        stem(word, &mut out);
        out
    };
    words.iter().map(stem_of).collect()
}

fn pass(words: &[String], stem: impl Fn(&str, &mut String)) -> Seconds {
    let mut out = String::new();
    Seconds::of(|| {
        for word in words {
            out.clear();
            stem(word, &mut out);
            black_box(&out);
        }
    })
}
