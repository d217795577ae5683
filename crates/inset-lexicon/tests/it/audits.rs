//! Audits of small sets of rows, worked out by hand.

use inset_lexicon::{
    AuditSettings, BiasAudit, Formula, Lexicon, Matching, Phrases, ScoreSettings, Sentiment, audit,
};

const ROWS: [&str; 6] = [
    "agama ajar rukun",
    "ceramah agama",
    "umat islam ribut",
    "islam agama damai",
    "jawa ribut",
    "jawa islam",
];

fn lexicon() -> Lexicon {
    Lexicon::from_bytes(
        b"rukun\t3\ndamai\t2\nislam\t4\numat islam\t1\ntegas\t3",
        b"agama\t-3\nribut\t-4\ntegas\t-3",
    )
    .unwrap()
}

fn rows() -> Vec<Vec<&'static str>> {
    ROWS.iter().map(|row| row.split(' ').collect()).collect()
}

fn found(keywords: &[&str]) -> BiasAudit {
    let settings = AuditSettings::default().with_top_words(3);
    audit(&lexicon(), rows(), keywords, &settings).unwrap()
}

#[test]
fn an_audit_is_printed_as_a_table_with_sentences() {
    assert_eq!(
        found(&["agama", "islam", "jawa"]).to_string(),
        include_str!("../../../../fixtures/inset-lexicon/audit.txt").trim_end()
    );
}

#[test]
fn labels_go_from_one_class_to_another() {
    let audit = found(&["islam"]);
    let islam = &audit.keywords[0];
    assert_eq!((islam.zeroed.rows, islam.zeroed.changed), (3, 3));
    let transitions = islam.zeroed.transitions;
    use Sentiment::{Negative, Neutral, Positive};
    assert_eq!(transitions.count(Neutral, Negative), 1);
    assert_eq!(transitions.count(Positive, Negative), 1);
    assert_eq!(transitions.count(Positive, Neutral), 1);
    assert_eq!(transitions.count(Negative, Negative), 2);
    assert_eq!(transitions.count(Neutral, Neutral), 1);
    assert_eq!(transitions.count(Positive, Positive), 0);
    assert_eq!(audit.together.transitions, transitions);
}

#[test]
fn a_keyword_given_again_is_passed_over() {
    assert_eq!(
        found(&["islam", "agama", " islam", "islam"]),
        found(&["islam", "agama"])
    );
}

#[test]
fn keywords_move_in_the_word_tables() {
    let audit = found(&["islam"]);
    assert_eq!(
        audit.words.positive,
        [("islam", 2), ("agama", 1), ("damai", 1)].map(|(word, n)| (word.to_owned(), n))
    );
    let islam = &audit.keywords[0];
    assert_eq!(
        (islam.standing.positive_rank, islam.standing.negative_rank),
        (Some(1), None)
    );
    let after = islam.standing_zeroed;
    assert_eq!((after.positive_count, after.positive_rank), (0, None));
    assert_eq!((after.negative_count, after.negative_rank), (2, Some(2)));
    assert!(islam.zeroed.words.positive.is_empty());
    assert_eq!(
        islam.zeroed.words.negative,
        [("agama", 2), ("islam", 2), ("ribut", 2)].map(|(word, n)| (word.to_owned(), n))
    );
    assert_eq!(audit.standings_together, [after]);
}

#[test]
fn a_keyword_of_several_words_has_the_weight_of_its_own_entry() {
    let score = ScoreSettings::default().with_phrases(Phrases::LongestFirst);
    let settings = AuditSettings::default().with_score(score);
    let audit = audit(&lexicon(), rows(), &["umat  islam", "islam"], &settings).unwrap();
    let (phrase, islam) = (&audit.keywords[0], &audit.keywords[1]);
    assert_eq!(phrase.keyword, "umat islam");
    assert_eq!(phrase.weight.to_string(), "1");
    assert_eq!((phrase.zeroed.rows, phrase.zeroed.changed), (1, 0));
    assert_eq!(phrase.standing.positive_rank, None);
    // In `umat islam` the word has no weight of its own.
    assert_eq!((islam.zeroed.rows, islam.zeroed.changed), (3, 2));
}

#[test]
fn under_stems_a_keyword_owns_what_its_stem_matches() {
    let lexicon = Lexicon::from_bytes(b"rukun\t3", b"beragama\t-3")
        .unwrap()
        .with_stems(|word| word.trim_start_matches("ber").to_owned());
    let score = ScoreSettings::default()
        .with_matching(Matching::Stem)
        .with_formula(Formula::Sum);
    let settings = AuditSettings::default().with_score(score);
    let rows = [
        vec![("seagama", "agama"), ("rukun", "")],
        vec![("agamanya", "agama")],
    ];
    let audit = audit(&lexicon, &rows, &["agama"], &settings).unwrap();
    let agama = &audit.keywords[0];
    assert_eq!((agama.zeroed.rows, agama.zeroed.changed), (2, 2));
    assert_eq!(agama.standing.negative_rank, Some(1));
    assert_eq!(audit.mean_polarity.to_string(), "-1.5");
    assert_eq!(agama.zeroed.mean_polarity_all_after.to_string(), "1.5");
}

#[test]
fn no_rows_and_no_keywords_give_an_empty_audit() {
    let nothing: [Vec<&str>; 0] = [];
    let settings = AuditSettings::default();
    let empty = audit(&lexicon(), nothing, &["agama"], &settings).unwrap();
    assert_eq!((empty.rows, empty.together.rows), (0, 0));
    assert_eq!(empty.mean_polarity.to_string(), "0");
    assert_eq!(
        empty.keywords[0].sentence,
        "`agama` weighs -3 and stands in 0 of 0 rows: the weight decides nothing here."
    );
    let none: [&str; 0] = [];
    let unasked = audit(&lexicon(), rows(), &none, &settings).unwrap();
    assert_eq!(
        unasked.sentence,
        "None of the 0 keywords stands in any of 6 rows."
    );
}

#[cfg(feature = "serde")]
#[test]
fn an_audit_can_be_written_as_json() {
    let json = serde_json::to_value(found(&["agama", "jawa"])).unwrap();
    assert_eq!(json["keywords"][0]["weights"]["negative"], -3);
    assert_eq!(json["keywords"][1]["weights"], serde_json::Value::Null);
    assert_eq!(json["labels"]["negative"], 2);
    assert!(json["together"]["transitions"][0][1].is_u64());
    assert!(json["sentence"].as_str().unwrap().starts_with("1 of 2"));
}
