//! A report with something in every part. All of its numbers are invented.

use super::{Funnel, LabelCounts, NearDuplicates, Parts, StudyReport, sources};
use crate::report::{Dropped, Unread};
use crate::stages::analyse::{ClassCounts, WordTable};
use crate::stages::assess::{Assessment, FoldProtocol, FoldResult};
use crate::stages::calibration::{Calibration, CalibrationBin};
use crate::stages::clean::{DropReason, Preparer};
use crate::stages::errors::{MisreadTweet, WordEffect};
use crate::stages::experts::{ExpertComparison, ExpertScore};
use crate::stages::label::{LabelSettings, Labeller, TOPIC_KEYWORDS};
use crate::stages::pseudo::PseudoLabels;
use crate::stages::significance::AgainstBest;
use crate::stages::topics::{DayCount, KeywordCounts, Topics};
use crate::stages::validate::{Agreement, PairAgreement, Validation};
use crate::study::{StudySettings, class_names};
use inset_lexicon::BiasAudit;
use kappa_metrics::{ClassificationReport, ConfusionMatrix, ZeroDivision};

const BERT: &str = "fine-tuned BERT";
const SVM: &str = "polynomial SVM";
const TFIDF: &str = "TF-IDF logistic regression";
const MAJORITY: &str = "majority class";
const PSEUDO: &str = "fine-tuned BERT with pseudo-labels";
const LEXICON: &str = "lexicon";

/// A report of three classifiers and the majority class, and the lines of its `metrics.jsonl`.
pub(super) fn full_report() -> (StudyReport, Vec<String>) {
    let settings = StudySettings::sample();
    let report = StudyReport {
        version: "0.0.0",
        funnel: funnel(),
        labels: LabelCounts {
            negative: 11_409,
            neutral: 1_664,
            positive: 10_695,
        },
        bias: bias(),
        judgement_sample: 1_000,
        validation: Some(validation()),
        parts: Parts {
            train: 21_391,
            test: 2_377,
            unseen: 55_601,
            set_aside: 120,
            folds: 5,
        },
        near_duplicates: NearDuplicates {
            groups: 612,
            rows: 2_904,
            largest: 148,
            rows_across: 31,
        },
        assessments: assessments(),
        experts: Some(experts()),
        against_best: vec![
            against_best(SVM, 402, 95, 1e-40, 2e-40),
            against_best(TFIDF, 201, 178, 0.2587, 0.2587),
        ],
        calibration: vec![calibration(BERT, 0.11), calibration(TFIDF, 0.03)],
        misread: misread(),
        pseudo_labels: Some(PseudoLabels {
            labelled_by: BERT.to_owned(),
            model: Some(PSEUDO.to_owned()),
            confidence: 0.9,
            unseen_rows: 55_601,
            added: [9_012, 318, 7_650],
            lexicon_agrees: 13_204,
        }),
        topics: topics(),
        unseen_counts: vec![
            class_counts(BERT, [28_846, 3_717, 23_038]),
            class_counts(SVM, [34_147, 536, 20_918]),
            class_counts(TFIDF, [27_020, 4_001, 24_580]),
        ],
        words: [BERT, SVM, TFIDF].into_iter().flat_map(words).collect(),
        notes: vec!["The training rows were capped at 21391.".to_owned()],
        sources: sources(&settings).unwrap(),
        settings,
    };
    (report, metrics())
}

fn funnel() -> Funnel {
    let rows = [0, 0, 1_204, 2_318, 3_630];
    let reasons = DropReason::ALL.into_iter().zip(rows);
    Funnel {
        read: 30_954,
        unread: vec![Unread {
            reason: "field-count",
            rows: 34,
            first_lines: vec![17, 902, 4_411],
        }],
        dropped: reasons
            .map(|(reason, rows)| Dropped { reason, rows })
            .collect(),
        advertisement_hits: [("joki", 310), ("shopee", 894)].into(),
        labelled: 23_768,
    }
}

/// The audit of a few rows by a lexicon that weighs topic words.
fn bias() -> BiasAudit {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    put(
        "positive.tsv",
        "word\tweight\nislam\t4\nmuslim\t3\nrukun\t4\ndamai\t4\n",
    );
    put(
        "negative.tsv",
        "word\tweight\nagama\t-3\nbenci\t-5\nusir\t-4\n",
    );
    let settings = LabelSettings {
        inset: Some(folder.path().to_owned()),
        ..LabelSettings::default()
    };
    let preparer = Preparer::new(&Default::default()).unwrap();
    let rows: Vec<_> = [
        "warga islam rukun dengan tetangga kampung sebelah",
        "agama apa pun mengajarkan damai kepada manusia",
        "orang itu benci pendatang lalu usir mereka",
        "pasar jawa ramai pedagang sayur pagi",
    ]
    .map(|text| preparer.prepare(text))
    .into();
    let keywords = preparer.stemmed(&TOPIC_KEYWORDS);
    Labeller::new(&settings)
        .unwrap()
        .audit(&rows, &keywords)
        .unwrap()
}

fn pair(names: [&str; 2], kappa: f64) -> PairAgreement {
    PairAgreement {
        rater_1: names[0].to_owned(),
        rater_2: names[1].to_owned(),
        n: 960,
        observed_agreement: Some(0.5 + kappa / 2.0),
        expected_agreement: Some(0.4),
        kappa: Some(kappa),
        standard_error: Some(0.022),
        interval_95: Some([kappa - 0.043, kappa + 0.043]),
        band: Some("moderate".to_owned()),
        undefined: None,
    }
}

fn validation() -> Validation {
    Validation {
        source: "ratings.csv".to_owned(),
        rated_rows: 988,
        unmatched_rows: 12,
        against_lexicon: vec![
            pair(["lexicon", "ani"], 0.452),
            pair(["lexicon", "budi"], 0.471),
            pair(["lexicon", "majority of experts"], 0.486),
        ],
        among_experts: Some(Agreement {
            rows: 1_000,
            raters: vec!["ani".to_owned(), "budi".to_owned()],
            labels: class_names().map(str::to_owned).into(),
            pairs: vec![pair(["ani", "budi"], 0.612)],
            fleiss_kappa: Some(0.607),
            fleiss_interval_95: Some([0.571, 0.643]),
            complete_rows: 955,
            fleiss_undefined: None,
        }),
    }
}

fn assessment(model: &str, accuracy: f64, confusion: [[u64; 3]; 3], folds: usize) -> Assessment {
    let names = class_names();
    let mut truth = Vec::new();
    let mut predicted = Vec::new();
    for (row, counts) in confusion.iter().enumerate() {
        for (column, &count) in counts.iter().enumerate() {
            for _ in 0..count {
                truth.push(names[row]);
                predicted.push(names[column]);
            }
        }
    }
    let matrix = ConfusionMatrix::with_labels(&names, &truth, &predicted).unwrap();
    let fold = |fold: usize| FoldResult {
        fold,
        train_rows: 17_113,
        valid_rows: 4_278,
        train_accuracy: accuracy + 0.08 + 0.004 * fold as f64,
        valid_accuracy: accuracy - 0.02 + 0.005 * (fold % 3) as f64,
    };
    Assessment {
        model: model.to_owned(),
        baseline: model == MAJORITY || model == LEXICON,
        fold_protocol: FoldProtocol::Fresh,
        folds_leak: model == BERT,
        folds: (1..=folds).map(fold).collect(),
        mean_valid_accuracy: (folds > 0).then_some(accuracy),
        mean_valid_interval_95: (folds > 1).then_some([accuracy - 0.03, accuracy + 0.03]),
        curves: Vec::new(),
        by_construction: model == LEXICON,
        test: ClassificationReport::from_confusion(&matrix, ZeroDivision::Zero).unwrap(),
        accuracy_interval_95: [accuracy - 0.017, accuracy + 0.016],
        confusion: confusion.map(Vec::from).into(),
    }
}

fn assessments() -> Vec<Assessment> {
    vec![
        assessment(
            BERT,
            0.778,
            [[930, 41, 170], [60, 57, 49], [170, 38, 862]],
            5,
        ),
        assessment(SVM, 0.649, [[800, 2, 339], [75, 4, 87], [330, 1, 739]], 5),
        assessment(
            TFIDF,
            0.768,
            [[915, 50, 176], [58, 61, 47], [175, 46, 849]],
            0,
        ),
        assessment(
            MAJORITY,
            0.480,
            [[1_141, 0, 0], [166, 0, 0], [1_070, 0, 0]],
            5,
        ),
        assessment(LEXICON, 1.0, [[1_141, 0, 0], [0, 166, 0], [0, 0, 1_070]], 0),
    ]
}

fn experts() -> ExpertComparison {
    let scores = [(LEXICON, 0.668), (BERT, 0.655), (SVM, 0.571), (TFIDF, 0.66)];
    ExpertComparison {
        rows: 942,
        undecided_rows: 46,
        scored_rows: 655,
        classes: [301, 122, 232],
        models: scores
            .map(|(model, accuracy)| ExpertScore {
                model: model.to_owned(),
                rows: 655,
                accuracy,
                accuracy_interval_95: [accuracy - 0.037, accuracy + 0.036],
                weighted_f1: accuracy - 0.01,
                macro_f1: accuracy - 0.08,
                kappa: (model != SVM).then_some(accuracy - 0.18),
                confusion: vec![vec![220, 20, 61], vec![41, 39, 42], vec![40, 13, 179]],
            })
            .into(),
    }
}

fn against_best(model: &str, best: u64, other: u64, p: f64, adjusted: f64) -> AgainstBest {
    AgainstBest {
        model: model.to_owned(),
        best: BERT.to_owned(),
        only_best_right: best,
        only_model_right: other,
        p_value: p,
        adjusted_p_value: adjusted,
    }
}

fn calibration(model: &str, gap: f64) -> Calibration {
    let bin = |tenth: u32| {
        let from = f64::from(tenth) / 10.0;
        CalibrationBin {
            from,
            to: from + 0.1,
            rows: u64::from(tenth * tenth * tenth),
            confidence: from + 0.06,
            accuracy: from + 0.06 - gap,
        }
    };
    Calibration {
        model: model.to_owned(),
        expected_error: gap,
        brier: 0.33,
        bins: (3..10).map(bin).collect(),
    }
}

fn misread() -> Vec<MisreadTweet> {
    let words = [
        ("pengin", 0.01),
        ("jujur", -0.12),
        ("takut", 0.31),
        ("sekali", 0.06),
        ("sama", 0.0),
        ("warung", -0.03),
        ("madura", 0.14),
        ("buka", -0.27),
    ];
    [BERT, TFIDF]
        .map(|model| MisreadTweet {
            model: model.to_owned(),
            id: "1621".to_owned(),
            text: "pengin jujur takut sekali sama warung madura buka".to_owned(),
            label: "positive",
            predicted: "negative",
            confidence: 0.934,
            words: words
                .map(|(word, effect)| WordEffect {
                    word: word.to_owned(),
                    effect,
                })
                .into(),
        })
        .into()
}

/// The days of February 2023.
fn topics() -> Topics {
    let days = (1..=28).map(|day| DayCount {
        day: format!("2023-02-{day:02}"),
        read: 900 + 37 * (day * 13 % 17),
        labelled: 700 + 29 * (day * 13 % 17),
    });
    let keywords = TOPIC_KEYWORDS.iter().enumerate();
    let keywords = keywords.map(|(place, keyword)| KeywordCounts {
        keyword: (*keyword).to_owned(),
        negative: 90 + 53 * (place * 7 % 22),
        neutral: 10 + 9 * (place * 5 % 22),
        positive: 60 + 61 * (place * 3 % 22),
        by_day: (0..28).map(|day| (place * 11 + day * 7) % 60).collect(),
    });
    Topics {
        dated_rows: 30_950,
        days: days.collect(),
        keywords: keywords.collect(),
    }
}

fn class_counts(model: &str, [negative, neutral, positive]: [usize; 3]) -> ClassCounts {
    ClassCounts {
        model: model.to_owned(),
        negative,
        neutral,
        positive,
    }
}

fn words(model: &str) -> [WordTable; 2] {
    let table = |sentiment, words: [(&str, usize); 10]| WordTable {
        model: model.to_owned(),
        sentiment,
        words: words.map(|(word, count)| (word.to_owned(), count)).into(),
    };
    [
        table(
            "positive",
            [
                ("islam", 6_765),
                ("jawa", 5_030),
                ("muslim", 2_919),
                ("agama", 2_559),
                ("orang", 2_129),
                ("indonesia", 2_042),
                ("allah", 1_846),
                ("kaum", 1_588),
                ("barat", 1_158),
                ("umat", 1_157),
            ],
        ),
        table(
            "negative",
            [
                ("agama", 5_911),
                ("orang", 4_870),
                ("cina", 3_902),
                ("arab", 2_650),
                ("islam", 2_544),
                ("komunis", 2_212),
                ("kaum", 1_930),
                ("suku", 1_512),
                ("negara", 1_304),
                ("politik", 1_200),
            ],
        ),
    ]
}

fn metrics() -> Vec<String> {
    let mut lines = Vec::new();
    for fold in (1..=5).map(Some).chain([None]) {
        for epoch in 1..=5 {
            let loss = 0.9 / f64::from(epoch) + 0.02 * f64::from(fold.unwrap_or(6));
            let line = serde_json::json!({
                "model": BERT, "fold": fold, "event": "epoch", "epoch": epoch, "train_loss": loss,
            });
            lines.push(line.to_string());
        }
        let line = serde_json::json!({"model": BERT, "fold": fold, "event": "fold"});
        lines.push(line.to_string());
    }
    lines
}
