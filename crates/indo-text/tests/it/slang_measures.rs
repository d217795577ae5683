//! How much slang lists change, and how near they bring informal text to formal text.

use std::path::Path;
use std::time::Instant;

use indo_text::{BigramModel, Cleaner, Normalizer, SlangList, fold_case, tokens};

use crate::shared::data;

/// The least share of the tokens of tweets as they are, lowered, that the starter list must change.
const LEAST_CHANGED_RAW: f64 = 0.11;
/// The same of cleaned tweets, where no punctuation hides a word.
const LEAST_CHANGED_CLEANED: f64 = 0.15;

const LISTS: [(&str, &str); 4] = [
    ("IndoCollex, pairs", "indocollex/full.csv"),
    (
        "IndoCollex, dictionary",
        "indocollex/inforformal-formal-Indonesian-dictionary.tsv",
    ),
    (
        "Salsabila",
        "kamus-alay-salsabila/colloquial-indonesian-lexicon.csv",
    ),
    ("Ibrohim & Budi", "okky-hate-speech/new_kamusalay.csv"),
];

fn starter() -> Normalizer {
    Normalizer::new(vec![SlangList::starter()])
}

fn normalizer(list: &Path) -> Normalizer {
    Normalizer::new(vec![SlangList::from_path(list).unwrap()])
}

/// The tweets of Ibrohim and Budi's hate speech data.
pub(crate) fn tweets() -> Option<Vec<String>> {
    let bytes = std::fs::read(data("okky-hate-speech/re_dataset.csv")?).unwrap();
    let latin_1: String = bytes.into_iter().map(char::from).collect();
    let mut records = csv::Reader::from_reader(latin_1.as_bytes());
    let tweets = records
        .records()
        .map(|record| record.unwrap()[0].to_owned());
    Some(tweets.collect())
}

/// Informal sentences with their formal ones.
fn pairs(split: &str) -> Option<Vec<(String, String)>> {
    let side =
        |side| std::fs::read_to_string(data(&format!("stif-indonesia/{split}.{side}"))?).ok();
    let (informal, formal) = (side("inf")?, side("for")?);
    let lines = |text: &str| {
        fold_case(text)
            .lines()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    Some(lines(&informal).into_iter().zip(lines(&formal)).collect())
}

/// Insertions, deletions and substitutions of words that lead from `words` to `reference`
/// (Levenshtein), by one row of the table at a time.
fn word_errors(words: &[&str], reference: &[&str]) -> usize {
    let mut row: Vec<usize> = (0..=reference.len()).collect();
    for (index, word) in words.iter().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], index + 1);
        for (column, expected) in reference.iter().enumerate() {
            let substituted = diagonal + usize::from(word != expected);
            diagonal = row[column + 1];
            row[column + 1] = substituted.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[reference.len()]
}

/// Word errors over all pairs and words in all references.
fn errors(pairs: &[(String, String)], normalizer: &Normalizer) -> (usize, usize) {
    let counted = pairs.iter().map(|(informal, formal)| {
        let words: Vec<&str> = tokens(informal).collect();
        let normalised = normalizer.normalize_tokens(&words).join(" ");
        let words: Vec<&str> = tokens(&normalised).collect();
        let reference: Vec<&str> = tokens(formal).collect();
        (word_errors(&words, &reference), reference.len())
    });
    counted.fold((0, 0), |(errors, words), (more, length)| {
        (errors + more, words + length)
    })
}

fn error_rate(pairs: &[(String, String)], normalizer: &Normalizer) -> f64 {
    let (errors, words) = errors(pairs, normalizer);
    errors as f64 / words as f64
}

#[test]
fn word_errors_are_counted() {
    let errors = |words: &str, reference: &str| {
        let words: Vec<&str> = tokens(words).collect();
        word_errors(&words, &tokens(reference).collect::<Vec<_>>())
    };
    assert_eq!(errors("a b c", "a b c"), 0);
    assert_eq!(errors("", "a b"), 2);
    assert_eq!(errors("a b", ""), 2);
    assert_eq!(errors("a x c", "a b c d"), 2);
    assert_eq!(errors("b c d", "a b c"), 2);
}

#[test]
fn the_starter_list_changes_tweets() {
    let Some(tweets) = tweets() else {
        return;
    };
    let cleaner = Cleaner::new();
    let cleaned = tweets.iter().map(|tweet| cleaner.clean(tweet).into_owned());
    let parts = [
        ("raw", tweets.clone(), LEAST_CHANGED_RAW),
        ("cleaned", cleaned.collect(), LEAST_CHANGED_CLEANED),
    ];
    let normalizer = starter();
    for (name, texts, least) in parts {
        let texts: Vec<_> = texts.iter().map(|text| fold_case(text)).collect();
        let words: Vec<&str> = texts.iter().flat_map(|text| tokens(text)).collect();
        let start = Instant::now();
        let is_changed = |word: &&&str| normalizer.normalize(word) != **word;
        let changed = words.iter().filter(is_changed).count();
        let nanoseconds = start.elapsed().as_nanos() as f64 / words.len() as f64;
        let share = changed as f64 / words.len() as f64;
        crate::aloud!(
            "slang: the starter list of {} changes {changed} of {} tokens of {name} tweets \
             ({:.2}%), {nanoseconds:.0} ns each",
            SlangList::starter().len(),
            words.len(),
            100.0 * share
        );
        assert!(share >= least, "{name}: {share}");
    }
}

#[test]
fn the_starter_list_brings_text_nearer_to_formal_text() {
    let Some(pairs) = pairs("test") else {
        return;
    };
    let unchanged = error_rate(&pairs, &Normalizer::default());
    let ours = error_rate(&pairs, &starter());
    crate::aloud!(
        "slang: word error rate, STIF-Indonesia test, {} pairs",
        pairs.len()
    );
    crate::aloud!("  {unchanged:.4}  no normalisation");
    crate::aloud!("  {ours:.4}  starter");
    let mut lowest = unchanged;
    for (name, file) in LISTS {
        let Some(path) = data(file) else {
            return;
        };
        let theirs = error_rate(&pairs, &normalizer(&path));
        crate::aloud!("  {theirs:.4}  {name}");
        lowest = lowest.min(theirs);
    }
    assert!(ours < lowest, "{ours}, the lowest of the others {lowest}");
}

/// The model is made of the formal side of the training pairs and tried on the two other parts.
#[test]
fn context_chooses_no_worse_than_frequency() {
    let (Some(train), Some(dev), Some(test)) = (pairs("train"), pairs("dev"), pairs("test")) else {
        return;
    };
    let model = BigramModel::from_texts(train.iter().map(|(_, formal)| formal));
    for (name, file) in LISTS {
        let Some(path) = data(file) else {
            return;
        };
        let list = SlangList::from_path(&path).unwrap();
        if list.report().ambiguous_keys == 0 {
            continue;
        }
        let by_frequency = Normalizer::new(vec![list]);
        let by_context = by_frequency.clone().with_context(model.clone());
        for (part, pairs) in [("dev", &dev), ("test", &test)] {
            let (frequency, words) = errors(pairs, &by_frequency);
            let (context, _) = errors(pairs, &by_context);
            let differ = pairs.iter().flat_map(|(informal, _)| {
                let words: Vec<&str> = tokens(informal).collect();
                let chosen = by_context.normalize_tokens(&words);
                let differ = |(word, chosen): (&&str, _)| by_frequency.normalize(word) != chosen;
                let differ: Vec<bool> = words.iter().zip(chosen).map(differ).collect();
                differ
            });
            crate::aloud!(
                "slang: {name}, STIF-Indonesia {part}, {words} words: {frequency} errors by frequency, \
                 {context} by context, which chose otherwise {} times",
                differ.filter(|differ| *differ).count()
            );
            assert!(context <= frequency, "{name}, {part}");
        }
    }
}
