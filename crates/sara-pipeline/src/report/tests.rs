//! The page and the figures of invented reports.

use super::figures::{Figure, figures, is_figure};
use super::fixture::full_report;
use super::page::Page;
use super::{CONTENTS, Folder, StudyReport};
use crate::stages::topics::Topics;
use std::path::Path;

/// A text that tries to be markup, an attribute, a formula, and to turn the direction of writing.
const HOSTILE: &str = "=<script>alert(1)</script>&\"'\u{202e}]]>{{ x }}";

fn page(report: &StudyReport, metrics: &[String]) -> (String, Vec<Figure>) {
    let figures = figures(report, metrics);
    let html = Page::new(report, &figures).html().unwrap();
    (html, figures)
}

/// Parses the page as XML, which it is too, and checks what a browser would not say.
fn checked(html: &str) {
    let options = roxmltree::ParsingOptions {
        allow_dtd: true,
        ..Default::default()
    };
    let document = roxmltree::Document::parse_with_options(html, options)
        .unwrap_or_else(|error| panic!("{error}"));
    let mut ids = Vec::new();
    let mut links = Vec::new();
    for node in document.descendants().filter(roxmltree::Node::is_element) {
        let name = node.tag_name().name();
        assert!(
            !["script", "link", "img", "iframe", "object", "use", "image"].contains(&name),
            "<{name}>"
        );
        for attribute in node.attributes() {
            match attribute.name() {
                "id" => ids.push(attribute.value()),
                "href" => links.push(attribute.value()),
                "src" | "srcset" | "onload" | "onclick" => panic!("{}", attribute.name()),
                _ => {}
            }
        }
        if name == "table" {
            assert!(node.children().any(|child| child.has_tag_name("caption")));
        }
        if name == "th" {
            assert!(node.has_attribute("scope"));
        }
    }
    for link in links {
        assert!(ids.contains(&link.trim_start_matches('#')), "{link}");
    }
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "an id stands twice");
    for outside in ["http://", "https://", "url(", "@import"] {
        assert!(!html.contains(outside), "{outside}");
    }
}

#[test]
fn a_full_report_has_every_figure_and_asks_for_nothing() {
    let (report, metrics) = full_report();
    let (html, figures) = page(&report, &metrics);
    checked(&html);
    for figure in &figures {
        assert!(figure.drawn.is_ok(), "{}: {:?}", figure.name, figure.drawn);
        assert!(html.contains(&format!("figures/{}.svg", figure.name)));
        assert!(figure.csv.lines().count() > 1, "{}", figure.name);
    }
    let names: Vec<&str> = figures.iter().map(|figure| figure.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "experts",
            "expert-confusion-1",
            "expert-confusion-2",
            "expert-confusion-3",
            "expert-confusion-4",
            "funnel",
            "days",
            "labels",
            "kappas",
            "bias",
            "comparison",
            "confusion-1",
            "confusion-2",
            "confusion-3",
            "confusion-4",
            "folds-1",
            "folds-2",
            "loss-1",
            "calibration-1",
            "calibration-2",
            "unseen",
            "words-1",
            "words-2",
            "words-3",
            "words-4",
            "words-5",
            "words-6",
            "keyword-classes",
            "keyword-days"
        ]
    );
    // The experts' table stands before all other results.
    let place = |id: &str| html.find(&format!("id=\"{id}\"")).unwrap();
    let order = [
        "summary-id",
        "summary-en",
        "notes",
        "experts",
        "funnel",
        "days",
        "labels",
        "agreement",
        "bias",
        "comparison",
        "confusion",
        "folds",
        "calibration",
        "misread",
        "unseen",
        "topics",
        "sources",
        "again",
    ];
    assert!(order.map(place).is_sorted());
    assert!(html.contains("<strong>The split leaks:</strong> 31 test"));
    assert!(html.contains("<strong>The folds of fine-tuned BERT leak:</strong>"));
    let again = page(&report, &metrics).0;
    assert!(again == html, "two renderings differ");
}

#[test]
fn the_summary_speaks_both_languages() {
    let (report, metrics) = full_report();
    let (html, _) = page(&report, &metrics);
    for sentence in [
        "30,954 tweets, written from 1 February 2023 to 28 February 2023. 23,768 of them were kept",
        "30.954 tweet, ditulis dari 1 Februari 2023 sampai 28 Februari 2023. 23.768 dipakai",
        "Its lead over TF-IDF logistic regression may be chance.",
        "Keunggulannya atas TF-IDF logistic regression mungkin kebetulan saja.",
        "The lexicon agrees with them on 66.8%, the best program, TF-IDF logistic regression, on 66.0%.",
        "Leksikon sependapat dengan mereka pada 66,8%",
        "called moderate (kappa 0.486; 0 is chance, 1 is perfect)",
        "tergolong sedang (kappa 0,486; 0 berarti kebetulan, 1 sempurna)",
    ] {
        assert!(html.contains(sentence), "{sentence}");
    }
}

/// What the sentences of a report that differs in one thing are.
fn sentences(change: impl FnOnce(&mut StudyReport)) -> String {
    let (mut report, metrics) = full_report();
    change(&mut report);
    page(&report, &metrics).0
}

#[test]
fn who_is_right_as_often_has_no_lead() {
    let html = sentences(|report| {
        let one = &mut report.against_best[0];
        (one.only_best_right, one.only_model_right) = (95, 95);
        (one.p_value, one.adjusted_p_value) = (1.0, 1.0);
    });
    for sentence in [
        "Equally often right: polynomial SVM.",
        "Its lead over TF-IDF logistic regression may be chance.",
        "Sama seringnya benar: polynomial SVM.",
        "Keunggulannya atas TF-IDF logistic regression mungkin kebetulan saja.",
    ] {
        assert!(html.contains(sentence), "{sentence}");
    }
}

/// Two experts have no majority: the second alone does not speak for both.
#[test]
fn of_two_experts_each_is_named() {
    let html = sentences(|report| {
        let validation = report.validation.as_mut().unwrap();
        validation.against_lexicon.truncate(2);
    });
    for sentence in [
        "lexicon and ani agree to a degree that is called moderate (kappa 0.452;",
        "lexicon and budi agree to a degree that is called moderate (kappa 0.471;",
        "kesepakatan leksikon dengan ani tergolong sedang (kappa 0,452;",
    ] {
        assert!(html.contains(sentence), "{sentence}");
    }
    assert!(!html.contains("lexicon and experts agree"));
}

/// It has fewer rows to be scored on, and what it learned from is not what no program learned from.
#[test]
fn who_learned_from_pseudo_labels_is_named_as_such() {
    let best = |html: &str| html.contains("the best program, TF-IDF logistic regression, on 66.0%");
    let pseudo = |report: &mut StudyReport| {
        let name = report.pseudo_labels.as_ref().unwrap().model.clone();
        let mut assessment = report.assessments[0].clone();
        assessment.model = name.clone().unwrap();
        report.assessments.insert(1, assessment);
        let experts = &mut report.experts.as_mut().unwrap().models;
        let mut score = experts[1].clone();
        (score.model, score.rows, score.accuracy) = (name.unwrap(), 12, 0.9);
        experts.insert(2, score);
    };
    let html = sentences(pseudo);
    assert!(best(&html));
    for sentence in [
        "learned from 21,391 of these tweets, one of them from 16,980 more under labels of another program, and",
        "satu di antaranya dari 16.980 tweet lagi dengan label dari program lain,",
        "that no program had learned from, but for the one that learned from labels of another. The",
        "kecuali program yang belajar dari label program lain.",
        "that no model learned from, but for the fine-tuned BERT with pseudo-labels, which is scored without",
        "No model but the fine-tuned BERT with pseudo-labels learned from these, and",
    ] {
        assert!(html.contains(sentence), "{sentence}");
    }
    let html = sentences(|report| report.pseudo_labels = None);
    for sentence in [
        "that no program had learned from. The",
        "that no model learned from: 301",
        "No model learned from these, and",
    ] {
        assert!(html.contains(sentence), "{sentence}");
    }
    // The majority class is no program that learned.
    let html = sentences(|report| {
        let experts = &mut report.experts.as_mut().unwrap().models;
        let mut score = experts[1].clone();
        (score.model, score.accuracy) = ("majority class".to_owned(), 0.9);
        experts.push(score);
    });
    assert!(best(&html));
}

#[test]
fn what_is_right_by_construction_is_drawn_without_an_interval() {
    let (mut report, metrics) = full_report();
    let lexicon = report.assessments.last_mut().unwrap();
    assert!(lexicon.by_construction);
    lexicon.accuracy_interval_95 = [0.25, 1.0];
    let figures = figures(&report, &metrics);
    let comparison = figures.iter().find(|one| one.kind == "comparison").unwrap();
    let row = comparison
        .csv
        .lines()
        .find(|row| row.starts_with("lexicon,"));
    assert!(row.unwrap().starts_with("lexicon,1,1,1,"), "{row:?}");
}

#[test]
fn labels_that_count_words_are_not_said_to_add_weights() {
    let html = sentences(|report| {
        report.settings.label.formula = inset_lexicon::Formula::Count;
    });
    assert!(html.contains("negative where more words speak against than for"));
    assert!(html.contains("negatif bila kata negatifnya lebih banyak"));
    assert!(!html.contains("where the weights add up"));
}

#[test]
fn every_file_of_a_report_is_one_that_may_be_replaced() {
    let (report, metrics) = full_report();
    let home = tempfile::tempdir().unwrap();
    let folder = Folder(home.path());
    folder.write_report(&report, &metrics).unwrap();
    folder
        .write_settings(&report.settings, home.path())
        .unwrap();
    let mut found = 0;
    for inside in ["", "figures"] {
        for entry in std::fs::read_dir(home.path().join(inside)).unwrap() {
            let name = Path::new(inside).join(entry.unwrap().file_name());
            let is_known = CONTENTS.files.iter().any(|file| Path::new(file) == name);
            assert!(
                is_known || is_figure(&name) || name == Path::new("figures"),
                "{}",
                name.display()
            );
            found += usize::from(inside == "figures");
        }
    }
    assert_eq!(found, 2 * figures(&report, &metrics).len());
    let settings = home.path().join("study.toml");
    let again = crate::settings::SettingsFile::read(&settings).unwrap();
    let again = crate::settings::Choices::from(again).settings().unwrap();
    assert_eq!(
        serde_json::json!(again),
        serde_json::json!(report.settings),
        "the settings come back"
    );
}

#[test]
fn hostile_texts_are_shown_and_not_obeyed() {
    let (mut report, _) = full_report();
    let hostile = || HOSTILE.to_owned();
    report.notes.push(hostile());
    for assessment in &mut report.assessments {
        assessment.model = hostile();
    }
    for counts in &mut report.unseen_counts {
        counts.model = hostile();
    }
    for table in &mut report.words {
        table.model = hostile();
        table.words[0].0 = hostile();
    }
    for tweet in &mut report.misread {
        tweet.model = hostile();
        tweet.id = hostile();
        tweet.text = hostile();
        tweet.words[0].word = hostile();
    }
    report.misread[0].words.clear();
    for one in &mut report.against_best {
        one.model = hostile();
        one.best = hostile();
    }
    for one in &mut report.calibration {
        one.model = hostile();
    }
    for keyword in &mut report.topics.keywords {
        keyword.keyword = hostile();
    }
    let experts = report.experts.as_mut().unwrap();
    for score in &mut experts.models {
        score.model = hostile();
    }
    let validation = report.validation.as_mut().unwrap();
    validation.source = hostile();
    for pair in &mut validation.against_lexicon {
        pair.rater_2 = hostile();
        pair.undefined = Some(hostile());
    }
    report.settings.tweets.path = Some(HOSTILE.into());
    for source in &mut report.sources {
        source.path = Some(HOSTILE.into());
        source.licence = hostile();
    }
    let epoch =
        serde_json::json!({"model": HOSTILE, "fold": 1, "event": "epoch", "train_loss": 1.0});
    let (html, figures) = page(&report, &[epoch.to_string(), "no JSON".to_owned()]);
    checked(&html);
    assert!(!html.contains("<script") && !html.contains('\u{202e}'));
    for figure in figures {
        let drawn = figure.drawn.unwrap();
        assert!(!drawn.standalone.contains("<script"), "{}", figure.name);
        roxmltree::Document::parse(&drawn.standalone).unwrap();
        let cells = figure.csv.lines().flat_map(|line| line.split(','));
        for cell in cells {
            assert!(!cell.trim_matches('"').starts_with('='), "{}", figure.name);
        }
    }
    let home = tempfile::tempdir().unwrap();
    Folder(home.path()).write_report(&report, &[]).unwrap();
    for table in [
        "words.csv",
        "folds.csv",
        "comparison.csv",
        "significance.csv",
        "calibration.csv",
        "experts.csv",
    ] {
        let text = std::fs::read_to_string(home.path().join(table)).unwrap();
        assert!(text.contains("'=<script>"), "{table}");
        assert!(!text.contains(",=") && !text.contains("\"="), "{table}");
    }
}

#[test]
fn a_report_with_nothing_in_its_parts_is_still_a_page() {
    let (mut report, _) = full_report();
    report.validation = None;
    report.experts = None;
    report.topics = Topics::default();
    report.against_best.clear();
    report.calibration.clear();
    report.misread.clear();
    report.notes.clear();
    for assessment in &mut report.assessments {
        assessment.folds.clear();
    }
    for table in &mut report.words {
        table.words.clear();
    }
    let (html, _) = page(&report, &[]);
    checked(&html);
    assert!(html.contains("Nobody has compared the labels"));
    assert!(html.contains("No classifier was cross-validated."));
    for gone in ["days", "calibration", "misread", "topics", "notes"] {
        assert!(!html.contains(&format!("id=\"{gone}\"")), "{gone}");
    }
    report.assessments.clear();
    report.unseen_counts.clear();
    report.words.clear();
    report.sources.clear();
    checked(&page(&report, &[]).0);
}

#[test]
fn what_cannot_be_drawn_is_said_and_its_numbers_are_there() {
    let (mut report, metrics) = full_report();
    report.assessments[0].confusion = vec![vec![1, 2]];
    let (html, figures) = page(&report, &metrics);
    checked(&html);
    assert!(html.contains("This figure cannot be drawn: expected 3 "));
    assert_eq!(figures.iter().filter(|it| it.drawn.is_err()).count(), 1);
    let home = tempfile::tempdir().unwrap();
    Folder(home.path()).write_report(&report, &metrics).unwrap();
    assert!(!home.path().join("figures/confusion-1.svg").exists());
    assert!(home.path().join("figures/confusion-1.csv").exists());
}
