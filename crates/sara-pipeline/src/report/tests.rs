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
