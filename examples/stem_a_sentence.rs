//! Stemming: Indonesian words are built from roots with prefixes, suffixes and reduplication; the stemmer takes them off.
//!
//! Run it: `cargo run --release --example stem_a_sentence`

#![allow(clippy::print_stdout, reason = "an example speaks to its reader")]

use indo_text::{Cleaner, Dictionary, Normalizer, Rules, SlangList, Stemmer, fold_case, tokens};

fn main() -> anyhow::Result<()> {
    // The stemmer knows Sastrawi's rules; which words are roots is for the dictionary to say. The starter list has the common
    // ones: `Dictionary::from_path("kata-dasar.txt")?` loads Sastrawi's own 29,932 roots.
    let stemmer = Stemmer::new(Dictionary::starter());

    // One word: the nasal prefix swallowed a letter (meN + tolong), the stemmer brings it back.
    println!("menolong -> {}", stemmer.stem("menolong"));
    assert_eq!(stemmer.stem("menolong"), "tolong");

    // Reduplication counts as a plural, with or without affixes.
    for word in [
        "orang-orang",
        "tolong-menolong",
        "kebaikannya",
        "memperbaiki",
    ] {
        println!("{word} -> {}", stemmer.stem(word));
    }
    assert_eq!(stemmer.stem("orang-orang"), "orang");

    // A sentence: lower case, punctuation out, every token stemmed.
    let sentence = "Warga kampung saling membantu, menghormati perbedaan.";
    let stems = stemmer.stem_sentence(sentence);
    println!("{sentence}\n  -> {stems}");
    assert_eq!(stems, "warga kampung saling bantu hormat beda");

    // Why this stem? The trace names every rule that was tried on the way; the candidates are all roots within reach.
    println!("{}", stemmer.trace("berikan"));
    for candidate in stemmer.candidates("berikan") {
        println!("berikan could be {candidate}");
    }

    // Sastrawi's rules take the first root they meet. The extended ones weigh every way to take a word apart, and know how
    // people write: informal affixes, `anak2`, `bangeeet`, names.
    let extended = Stemmer::new(Dictionary::starter()).with_rules(Rules::Extended);
    for word in ["menangis", "dengerin", "anak2nya", "bangeeet", "bekasi"] {
        println!("{word} -> {}", extended.stem(word));
    }
    assert_eq!(
        extended.stem_text("Dengerin, anak2 nyanyi!"),
        "dengar, anak nyanyi!"
    );
    for candidate in extended.candidates("berikan") {
        println!("berikan could be {candidate}");
    }

    // A tweet first needs cleaning and its slang spelled out. Lists stack: yours, then the starter.
    let mine = SlangList::from_bytes(b"slang,formal\nwargi,warga\n", "my list")?;
    let normalizer = Normalizer::new(vec![mine, SlangList::starter()]);
    let tweet =
        "Wargi @desa_rukun emang saling bantuin bgt!! 😊 https://contoh.id/rukun #gotongroyong";
    let cleaned = Cleaner::new().clean(tweet).into_owned();
    let folded = fold_case(&cleaned);
    let words: Vec<_> = tokens(&folded)
        .map(|token| normalizer.normalize(token))
        .collect();
    println!("{tweet}\n  -> {}", words.join(" "));
    Ok(())
}
