use std::time::Instant;

use indo_text::{Cleaner, LanguageFilter, Verdict, fold_case};

use crate::shared::data;
use crate::slang_measures::tweets;

/// The least share of Indonesian sentences that may be kept.
const LEAST_KEPT: f64 = 0.99;
/// The least share of English sentences that must be dropped. Short ones are hard.
const LEAST_DROPPED: f64 = 0.9;

const ENGLISH: [&str; 25] = [
    "we are leaving for the market tomorrow morning",
    "nothing can stop us now",
    "the government should listen to the people",
    "happy birthday to my best friend",
    "i do not understand why they are so angry",
    "this song is stuck in my head all day",
    "thank you for your kind words",
    "what a beautiful day to go to the beach",
    "my phone battery is dying again",
    "you never know what tomorrow will bring",
    "everyone deserves a second chance",
    "stop spreading hate against other religions",
    "good luck with your exam",
    "she said that the train was late",
    "freedom of speech does not mean freedom from consequences",
    "can someone please explain this to me",
    "it has been raining since last night",
    "i miss you so much",
    "watch the full video on our channel",
    "we stand with the victims and their families",
    "never trust a man who lies about small things",
    "they built a new school near the river",
    "who wants to join us for dinner tonight",
    "all religions teach peace and love",
    "that was the worst movie of the year",
];

const KEPT: [&str; 12] = [
    "besok pagi kita berangkat ke pasar",
    "gue lagi meeting nih sama client, ntar gue call balik",
    "gak nyambung banget sih lu",
    "wkwkwk ngakak so hard dah",
    "thanks ya udah dibantuin, love you all",
    // Malay
    "tak tahu lah nak cakap apa lagi",
    "awak dah makan ke belum",
    "saya rasa budak tu tak boleh percaya",
    // Javanese
    "aku ora ngerti opo sing mbok omongke",
    // Sundanese
    "kumaha damang, urang badé ka pasar heula",
    // Too short to tell
    "good morning",
    "hahaha nice",
];

#[test]
fn keeps_indonesian_malay_and_mixed_texts() {
    let filter = LanguageFilter::new();
    for text in KEPT {
        assert!(filter.keeps(text), "{text}: {:?}", filter.score(text));
    }
}

#[test]
fn drops_most_english_sentences() {
    let filter = LanguageFilter::new();
    let kept: Vec<&str> = ENGLISH
        .into_iter()
        .filter(|text| filter.keeps(text))
        .collect();
    let dropped = 1.0 - kept.len() as f64 / ENGLISH.len() as f64;
    crate::aloud!(
        "language: {:.0}% of English sentences dropped; kept: {kept:?}",
        100.0 * dropped
    );
    assert!(dropped >= LEAST_DROPPED, "{dropped}");
}

#[test]
fn drops_tagalog_sentences() {
    let filter = LanguageFilter::new();
    let texts = [
        "hindi ko alam kung bakit sila nagagalit sa akin ngayong gabi",
        "maraming salamat po sa inyong lahat",
        "ang mga bata ay naglalaro sa labas ng bahay",
        "kailangan nating mag-usap bukas ng umaga",
    ];
    for text in texts {
        let score = filter.score(text);
        assert!(score.tagalog > score.english.max(score.indonesian));
        assert_eq!(filter.verdict(text), Verdict::Foreign, "{text}: {score:?}");
    }
}

#[test]
fn cannot_decide_on_few_words_or_other_letters() {
    let filter = LanguageFilter::new();
    for text in ["", "12 34 56 !!", "thank you", "نحن هنا الآن"] {
        assert_eq!(filter.verdict(text), Verdict::Undecided, "{text}");
    }
    assert_eq!(filter.score("12 34"), Default::default());
}

#[test]
fn thresholds_and_the_least_words_can_be_set() {
    let short = LanguageFilter::new().with_shortest(2);
    assert_eq!(short.verdict("good morning"), Verdict::Foreign);
    let strict = LanguageFilter::new().with_tagalog_threshold(0.5);
    assert_eq!(
        strict.verdict("wkwkwk ngakak so hard dah"),
        Verdict::Foreign
    );
    for never in [1.1, f64::NAN] {
        let filter = LanguageFilter::new().with_english_threshold(never);
        assert_eq!(filter.verdict(ENGLISH[0]), Verdict::Indonesian);
    }
}

#[test]
fn keeps_indonesian_sentences_and_tweets() {
    let (Some(sentences), Some(tweets)) = (sentences(), tweets()) else {
        return;
    };
    let filter = LanguageFilter::new();
    let cleaner = Cleaner::new();
    for (name, texts) in [("SmSA", sentences), ("tweets", tweets)] {
        let texts: Vec<String> = texts
            .iter()
            .map(|text| fold_case(&cleaner.clean(text)).into_owned())
            .collect();
        let start = Instant::now();
        let kept = texts.iter().filter(|text| filter.keeps(text)).count();
        let each = start.elapsed() / u32::try_from(texts.len()).unwrap();
        let share = kept as f64 / texts.len() as f64;
        crate::aloud!(
            "language: {name}: {kept} of {} kept ({:.2}%), {each:?} each",
            texts.len(),
            100.0 * share
        );
        assert!(share >= LEAST_KEPT, "{name}: {share}");
    }
}

/// The sentences of all three parts of `SmSA`.
fn sentences() -> Option<Vec<String>> {
    let mut sentences = Vec::new();
    for part in ["train", "valid", "test"] {
        let path = data(&format!("indonlu-smsa/{part}_preprocess.tsv"))?;
        let text = std::fs::read_to_string(path).unwrap();
        let columns = text.lines().filter_map(|line| line.split_once('\t'));
        sentences.extend(columns.map(|(sentence, _)| sentence.to_owned()));
    }
    Some(sentences)
}
