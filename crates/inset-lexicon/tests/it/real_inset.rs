//! InSet itself, from a folder `shared` beside the repository: its known defects, and the values
//! that the SARA study publishes.

use std::path::Path;

use inset_lexicon::{Formula, Lexicon, Sentiment, Weights};

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
            (1, 16, 0.0125, Sentiment::Positive),
        ),
        ("silat film cina utama", (0, 4, 0.0, Sentiment::Neutral)),
        (
            "gondangrejo mimpi pindah rumah islam primbon jawa inews",
            (11, 8, 0.275, Sentiment::Positive),
        ),
        (
            "keluh malu warung madura buka jam",
            (-2, 6, -0.06667, Sentiment::Negative),
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
