use std::time::{Duration, Instant};

use indo_text::{CachedStemmer, Dictionary, Outcome, StemRule, Stemmer};
use proptest::prelude::*;

use crate::shared::fixture;

fn stemmer(roots: &[&str]) -> Stemmer {
    Stemmer::new(Dictionary::from_words(roots))
}

fn golden_stemmer() -> Stemmer {
    Stemmer::new(Dictionary::from_path(&fixture("stems/roots.txt")).unwrap())
}

fn golden_words() -> String {
    std::fs::read_to_string(fixture("stems/words.txt")).unwrap()
}

fn roots_of(stemmer: &Stemmer, word: &str) -> Vec<String> {
    let candidates = stemmer.candidates(word);
    candidates.into_iter().map(|found| found.root).collect()
}

#[test]
fn every_way_of_stemming_a_golden_word_gives_the_same() {
    let stemmer = golden_stemmer();
    // A cache far too small, one that holds a part, and one that holds all.
    let mut caches = [0, 1, 2, 64, 10_000].map(|size| CachedStemmer::new(stemmer.clone(), size));
    let words = golden_words();
    for word in words.lines().chain(words.lines()) {
        let stem = stemmer.stem(word);
        let trace = stemmer.trace(word);
        assert_eq!(trace.stem(), stem, "{word}");
        let last = trace.steps().last().unwrap();
        let has_equal_halves =
            last.rule() == StemRule::EqualHalves && last.outcome() == Outcome::Taken;
        let found = last.outcome() == Outcome::Root || has_equal_halves;
        assert!(!found || last.after() == Some(&*stem), "{word}");
        assert!(found || stem == trace.word(), "{word} lost its root");

        let mut appended = String::from("before ");
        stemmer.stem_into(word, &mut appended);
        assert_eq!(appended.strip_prefix("before "), Some(&*stem), "{word}");
        for cached in &mut caches {
            assert_eq!(cached.stem(word), stem, "{word}");
        }
    }
    let each: Vec<String> = words.lines().map(|word| stemmer.stem(word)).collect();
    assert!(stemmer.stem_all(words.lines()).eq(each));
}

#[test]
fn the_stem_of_a_golden_word_is_among_its_candidates() {
    let stemmer = golden_stemmer();
    for word in golden_words().lines() {
        let stem = stemmer.stem(word);
        let candidates = roots_of(&stemmer, word);
        let is_single = !stem.contains(' ');
        // Two halves can have the same stem without that being a root.
        if is_single && stemmer.dictionary().contains(&stem) && stem != word {
            assert!(
                candidates.contains(&stem),
                "{word}: {stem} is not in {candidates:?}"
            );
        }
        assert!(
            candidates
                .iter()
                .all(|root| stemmer.dictionary().contains(root))
        );
    }
}

#[test]
fn lists_every_root_of_the_words_that_users_ask_about() {
    let all = stemmer(&[
        "beri", "ikan", "tangis", "nangis", "menang", "milu", "pemilu", "bas", "basis", "lidi",
        "sidik", "selidik", "rela", "rawan", "relawan", "kering", "ering", "beli", "bel",
    ]);
    assert_eq!(roots_of(&all, "berikan"), ["beri", "ikan"]);
    assert_eq!(roots_of(&all, "menangis"), ["menang", "nangis", "tangis"]);
    assert_eq!(roots_of(&all, "pemilu"), ["pemilu", "milu"]);
    assert_eq!(roots_of(&all, "berbasis"), ["basis", "bas"]);
    assert_eq!(roots_of(&all, "pengering"), ["kering", "ering"]);
    assert_eq!(roots_of(&all, "dibelinya"), ["beli", "bel"]);
    assert_eq!(roots_of(&all, "xyz"), Vec::<String>::new());
}

#[test]
fn a_candidate_names_its_affixes() {
    let found = stemmer(&["main"]).candidates("dipermainkannyalah");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].prefixes, ["di", "per"]);
    assert_eq!(found[0].suffix, Some("kan"));
    assert_eq!(found[0].possessive, Some("nya"));
    assert_eq!(found[0].particle, Some("lah"));
    assert_eq!(found[0].affix_count(), 5);
    assert_eq!(
        stemmer(&["gigi"]).candidates("gerigi")[0].prefixes,
        ["-er-"]
    );
}

#[test]
fn candidates_of_a_plural_are_roots_of_both_halves() {
    let found = stemmer(&["tiru", "nir"]).candidates("meniru-nirukan");
    assert_eq!((found.len(), &*found[0].root), (1, "tiru"));
    assert_eq!(
        (&*found[0].prefixes, found[0].suffix),
        (&["men"][..], Some("kan"))
    );
    assert!(stemmer(&["sayur"]).candidates("sayur-mayur").is_empty());
    assert_eq!(
        stemmer(&["buku"]).candidates("buku-bukunya")[0].possessive,
        Some("nya")
    );
}

#[test]
fn a_word_that_falls_apart_has_a_trace_and_no_candidates() {
    let stemmer = stemmer(&["jum", "at", "main"]);
    assert_eq!(stemmer.trace("Jum'at").stem(), "jum at");
    assert!(stemmer.candidates("jum'at").is_empty());
    assert!(stemmer.candidates("").is_empty());
    assert_eq!(stemmer.trace(" … ").stem(), "");
}

#[test]
fn a_trace_shows_that_prefixes_went_first() {
    let trace = stemmer(&["beri"]).trace("berikan");
    let expected = "whole word: berikan -> berikan, taken\n\
        prefix first: berikan -> berikan, taken\n\
        rule 1a: berikan -> ikan, no root, passed over\n\
        rule 1b: berikan -> rikan, taken\n\
        derivational suffix: rikan -> ri, taken\n\
        start again: ri -> berikan, taken\n\
        derivational suffix: berikan -> beri, root\n\
        stem: beri";
    assert_eq!(trace.to_string(), expected);
}

#[test]
fn a_trace_holds_the_rules_that_did_not_apply() {
    let trace = stemmer(&["lari"]).trace("pelari");
    let rule_31 = StemRule::Prefix {
        number: 31,
        variant: None,
    };
    let step = trace
        .steps()
        .iter()
        .find(|step| step.rule() == rule_31)
        .unwrap();
    assert_eq!((step.before(), step.after()), ("pelari", None));
    assert_eq!(step.outcome(), Outcome::NotApplicable);
    assert_eq!(step.to_string(), "rule 31: pelari, does not apply");
}

#[test]
fn a_trace_shows_both_halves_of_a_plural() {
    let trace = stemmer(&["tiru"]).trace("meniru-nirukan").to_string();
    for line in [
        "first half: meniru-nirukan -> meniru, taken",
        "second half: meniru-nirukan -> nirukan, taken",
        "second half with me: nirukan -> menirukan, taken",
        "equal halves: meniru-nirukan -> tiru, root",
    ] {
        assert!(trace.contains(line), "{line} is not in\n{trace}");
    }
}

#[test]
fn long_words_are_traced_and_have_candidates_in_time() {
    const PATIENCE: Duration = Duration::from_secs(10);
    let stemmer = stemmer(&["main", "a"]);
    let mut cached = CachedStemmer::new(stemmer.clone(), 100);
    let long = "a".repeat(1 << 20);
    for word in [
        "memper".to_owned() + &long + "kannyalah",
        "dimemper".repeat(1 << 17),
        "isasi".repeat(1 << 17),
        "-".repeat(1 << 20),
        "-ku".repeat(1 << 18),
        "ſ'".repeat(1 << 10),
        format!("meniru{long}-niru{long}kan"),
    ] {
        let start = Instant::now();
        let stem = stemmer.stem(&word);
        assert_eq!(stemmer.trace(&word).stem(), stem);
        assert_eq!(cached.stem(&word), stem);
        assert!(stemmer.candidates(&word).len() < 6_216);
        assert!(start.elapsed() < PATIENCE, "took {:?}", start.elapsed());
    }
}

#[test]
fn a_cache_of_any_size_holds_no_more_than_it() {
    for (size, expected) in [(0, 0), (1, 0), (2, 2), (7, 6)] {
        assert_eq!(CachedStemmer::new(stemmer(&[]), size).capacity(), expected);
    }
}

#[cfg(feature = "serde")]
#[test]
fn a_trace_and_a_candidate_are_written_as_json() {
    let stemmer = stemmer(&["main"]);
    let trace = serde_json::to_value(stemmer.trace("dimain")).unwrap();
    assert_eq!(
        trace["steps"].as_array().unwrap().last().unwrap(),
        &serde_json::json!({"rule": "plain prefix", "before": "dimain", "after": "main", "outcome": "root"})
    );
    assert_eq!(
        serde_json::to_value(stemmer.candidates("dimain")).unwrap(),
        serde_json::json!([{"root": "main", "prefixes": ["di"], "suffix": null, "possessive": null, "particle": null,
            "cost": 0, "is_respelled": false, "is_reduplicated": false}])
    );
}

proptest! {
    #[test]
    fn no_text_parts_the_ways_of_stemming(
        texts in prop::collection::vec("(me|pe|ber|meng|di|ke|-|main|A|i|kan|nya|lah|ſ|İ|'| |2){0,8}|.{0,9}", 1..8),
        capacity in 0_usize..6,
    ) {
        let stemmer = stemmer(&["main", "a", "ku", "an", "ka"]);
        let mut cached = CachedStemmer::new(stemmer.clone(), capacity);
        for text in texts {
            let stem = stemmer.stem(&text);
            let trace = stemmer.trace(&text);
            prop_assert_eq!(trace.stem(), &*stem);
            prop_assert_eq!(cached.stem(&text), &*stem);
            let mut out = String::with_capacity(text.len());
            let room = out.capacity();
            stemmer.stem_into(&text, &mut out);
            prop_assert_eq!((&*out, out.capacity()), (&*stem, room));
            let is_peeled = stem != trace.word() && stemmer.dictionary().contains(&stem);
            if is_peeled && !trace.word().contains(' ') {
                prop_assert!(roots_of(&stemmer, &text).contains(&stem), "{} from {}", stem, text);
            }
        }
    }
}
