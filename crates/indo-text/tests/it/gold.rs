//! The gold list: the roots of 1,000 words of tweets, judged before any stemmer was run on them.

use std::collections::BTreeMap;

use indo_text::{Dictionary, Rules, Stemmer};

use crate::shared::{data, fixture};

/// The extended rules may be wrong on this share of the words that Sastrawi's rules are wrong on.
const MOST_OF_SASTRAWI: f64 = 0.5;

struct Word {
    word: String,
    judges: [String; 2],
    accepted: Vec<String>,
}

fn gold() -> Vec<Word> {
    let text = std::fs::read_to_string(fixture("gold/roots.tsv")).unwrap();
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("word\tband\tjudge_a\tjudge_b\taccepted"));
    let word = |line: &str| {
        let fields: Vec<&str> = line.split('\t').collect();
        let [word, _, first, second, accepted] = <[&str; 5]>::try_from(fields).unwrap();
        let answer = |text: &str| text.split('|').next().unwrap().to_owned();
        Word {
            word: word.to_owned(),
            judges: [answer(first), answer(second)],
            accepted: accepted.split('|').map(str::to_owned).collect(),
        }
    };
    lines.map(word).collect()
}

fn wrong(words: &[Word], stemmer: &Stemmer) -> usize {
    let is_wrong = |word: &&Word| !word.accepted.contains(&stemmer.stem(&word.word));
    words.iter().filter(is_wrong).count()
}

#[test]
fn extended_rules_are_wrong_half_as_often_as_sastrawis_at_most() {
    let words = gold();
    assert_eq!(words.len(), 1_000);
    let full = data("sastrawi-kata-dasar/kata-dasar.txt")
        .map(|path| Dictionary::from_path(&path).unwrap());
    // Wrong by Sastrawi's rules and by the extended, as the pages say.
    let dictionaries = [
        ("starter roots", Some(Dictionary::starter()), (88, 29)),
        ("Sastrawi's roots", full, (104, 29)),
    ];
    for (name, dictionary, expected) in dictionaries {
        let Some(dictionary) = dictionary else {
            continue;
        };
        let sastrawi = Stemmer::new(dictionary);
        let extended = sastrawi.clone().with_rules(Rules::Extended);
        let [theirs, ours] = [sastrawi, extended].map(|stemmer| wrong(&words, &stemmer));
        crate::aloud!(
            "gold list, {name}: {theirs} of 1,000 wrong by Sastrawi's rules, {ours} by the extended"
        );
        assert!(ours as f64 <= MOST_OF_SASTRAWI * theirs as f64, "{name}");
        assert_eq!(
            (theirs, ours),
            expected,
            "{name}: bring the pages up to date"
        );
    }
}

/// Cohen's kappa over first answers, which are its categories.
#[test]
fn the_judges_agree_as_the_list_says() {
    let words = gold();
    let n = words.len() as f64;
    let mut counts: BTreeMap<&str, [f64; 2]> = BTreeMap::new();
    for word in &words {
        for (judge, answer) in word.judges.iter().enumerate() {
            counts.entry(answer).or_default()[judge] += 1.0;
        }
    }
    let same = words.iter().filter(|word| word.judges[0] == word.judges[1]);
    let observed = same.count() as f64 / n;
    let expected: f64 = counts.values().map(|[a, b]| a * b / (n * n)).sum();
    let kappa = (observed - expected) / (1.0 - expected);
    assert_eq!(format!("{observed:.3} {kappa:.3}"), "0.985 0.985");
}
