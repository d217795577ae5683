//! InSet itself, from a folder `shared` beside the repository: its known defects, and the values
//! that the SARA study publishes.

use std::path::Path;

use inset_lexicon::{
    AuditSettings, BothSigns, FileReport, Formula, Lexicon, Phrases, ScoreSettings, Scorer,
    Sentiment, Weights, audit,
};

/// The study prints five decimals.
const PRINTED: f64 = 5e-6;

fn inset() -> Option<Lexicon> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/inset");
    if !Path::new(folder).is_dir() {
        crate::aloud!("skipped: no InSet at {folder}");
        return None;
    }
    Some(Lexicon::from_dir(folder).unwrap())
}

#[test]
fn the_known_defects_are_counted() {
    let Some(lexicon) = inset() else { return };
    let report = lexicon.report();
    eprintln!("{report}");
    let (positive, negative) = (&report.positive, &report.negative);
    assert_eq!((positive.rows, positive.entries), (3609, 3609));
    assert_eq!((negative.rows, negative.entries), (6609, 6607));
    assert!(positive.has_header && negative.has_header);
    assert_eq!((report.in_both, report.cancelling), (1142, 218));
    assert_eq!((positive.multi_word, negative.multi_word), (240, 500));
    assert_eq!((positive.glosses, negative.glosses), (11, 19));
    assert_eq!((positive.broken_glosses, negative.broken_glosses), (1, 1));
    assert_eq!((positive.capitals, negative.capitals), (9, 3));
    let reachable = |file: &FileReport| file.rows - file.unreachable;
    assert_eq!(reachable(positive) + reachable(negative), 9476);
    let conflicts: Vec<_> = negative
        .conflicts
        .iter()
        .map(|c| (c.word.as_str(), c.dropped, c.kept))
        .collect();
    assert_eq!(conflicts, [("iri", -4, -5), ("gila", -4, -5)]);
    for file in [positive, negative] {
        assert_eq!((file.repeats, file.padded, file.blank_lines), (0, 0, 0));
        assert_eq!((file.zero_weights, file.wrong_sign), (0, 0));
    }
}

#[test]
fn words_weigh_what_both_files_say() {
    let Some(lexicon) = inset() else { return };
    let both = Weights {
        positive: Some(3),
        negative: Some(-5),
    };
    assert_eq!(lexicon.weights("gila"), Some(both));
    assert_eq!(lexicon.weight("gila"), Some(-2));
    assert_eq!(lexicon.weight("agama"), Some(-3));
    assert_eq!(lexicon.weight("islam"), Some(4));
    assert_eq!(lexicon.weight("jawa"), None);
    assert_eq!(lexicon.weight("word"), None);
}

#[test]
fn the_values_of_the_study_come_out() {
    let Some(lexicon) = inset() else { return };
    let rows = [
        (
            "adly abang zul amin nasihat moga abang tempat golong orang iman orang airborne and \
             pas sukses",
            (1.0, 16, 0.0125, Sentiment::Positive),
        ),
        ("silat film cina utama", (0.0, 4, 0.0, Sentiment::Neutral)),
        (
            "gondangrejo mimpi pindah rumah islam primbon jawa inews",
            (11.0, 8, 0.275, Sentiment::Positive),
        ),
        (
            "keluh malu warung madura buka jam",
            (-2.0, 6, -0.06667, Sentiment::Negative),
        ),
    ];
    for (row, (sum, tokens, polarity, sentiment)) in rows {
        let stems: Vec<&str> = row.split(' ').collect();
        let score = lexicon.score(&stems, Formula::Study);
        assert_eq!((score.sum, score.tokens), (sum, tokens), "{row}");
        assert!((score.polarity - polarity).abs() <= PRINTED, "{row}");
        assert_eq!(score.sentiment(), sentiment, "{row}");
    }
}

/// The lower-case words of 13,169 tweets, neither cleaned nor stemmed.
fn tweets() -> Option<Vec<Vec<String>>> {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/data/okky-hate-speech/re_dataset.csv"
    );
    let Ok(bytes) = std::fs::read(path) else {
        crate::aloud!("skipped: no tweets at {path}");
        return None;
    };
    let words = |line: &[u8]| {
        let words = line.split(|byte| !byte.is_ascii_alphabetic());
        let words = words.filter(|word| !word.is_empty());
        words
            .map(|word| String::from_utf8_lossy(word).to_lowercase())
            .collect()
    };
    let lines = bytes.split(|byte| *byte == b'\n').skip(1);
    Some(lines.filter(|line| !line.is_empty()).map(words).collect())
}

#[test]
fn a_scorer_by_default_reads_tweets_as_the_study_does() {
    let (Some(lexicon), Some(tweets)) = (inset(), tweets()) else {
        return;
    };
    for formula in Formula::ALL {
        let settings = ScoreSettings::default().with_formula(formula);
        let scorer = Scorer::new(&lexicon, &settings).unwrap();
        for tweet in &tweets {
            assert_eq!(scorer.score(tweet), lexicon.score(tweet, formula));
        }
    }
}

#[test]
fn policies_settle_a_word_in_both_files() {
    let Some(lexicon) = inset() else { return };
    let gila = lexicon.weights("gila").unwrap();
    let weights = BothSigns::ALL.map(|policy| gila.under(policy));
    assert_eq!(
        weights,
        [Some(-2.0), Some(-5.0), Some(3.0), Some(-1.0), None]
    );
}

#[test]
fn entries_of_several_words_occur_in_tweets() {
    let (Some(lexicon), Some(tweets)) = (inset(), tweets()) else {
        return;
    };
    let settings = ScoreSettings::default().with_phrases(Phrases::LongestFirst);
    let scorer = Scorer::new(&lexicon, &settings).unwrap();
    let mut found = std::collections::BTreeMap::new();
    for tweet in &tweets {
        for hit in scorer.explain(tweet).hits {
            if hit.span.len() > 1 {
                *found.entry(hit.entry).or_insert(0) += 1;
                assert_eq!(tweet[hit.span].join(" "), hit.entry);
            }
        }
    }
    // Each occurrence is found by a plain search too, since none of these entries overlaps another.
    for entry in ["luar biasa", "terima kasih", "tenaga kerja"] {
        let padded = format!(" {entry} ");
        let plain: usize = tweets
            .iter()
            .map(|tweet| format!(" {} ", tweet.join(" ")).matches(&padded).count())
            .sum();
        assert_eq!(found.get(entry), Some(&plain), "{entry}");
    }
}

#[test]
fn three_keywords_of_the_study_have_a_weight_of_their_own() {
    let (Some(lexicon), Some(tweets)) = (inset(), tweets()) else {
        return;
    };
    let keywords = [
        "agama", "islam", "muslim", "jawa", "cina", "kristen", "arab",
    ];
    let settings = AuditSettings::default();
    let found = audit(&lexicon, &tweets, &keywords, &settings).unwrap();
    eprintln!("{found}");
    let weights: Vec<_> = found.keywords.iter().map(|bias| bias.weight).collect();
    assert_eq!(weights, [-3.0, 4.0, 3.0, 0.0, 0.0, 0.0, 0.0]);
    for (keyword, bias) in keywords.iter().zip(&found.keywords) {
        let without = lexicon.without(&[keyword]);
        let class =
            |lexicon: &Lexicon, tweet: &[String]| lexicon.score(tweet, Formula::Study).sentiment();
        let changed = tweets
            .iter()
            .filter(|tweet| class(&lexicon, tweet) != class(&without, tweet))
            .count();
        assert_eq!(bias.zeroed.changed, changed, "{keyword}");
    }
    assert!(found.keywords[1].zeroed.mean_polarity_after < 0.0);
}
