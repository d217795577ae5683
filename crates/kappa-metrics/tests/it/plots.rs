//! The plots: the committed drawings, and that they are well-formed whatever names they are given.

use kappa_metrics::plot::{ForestRow, confusion_heat_map, kappa_forest, kappa_heat_map};
use kappa_metrics::{
    CohenKappa, ConfusionMatrix, Interval, Undefined, Weighting, pairwise_kappa_matrix,
};
use proptest::prelude::*;

const HOSTILE: &str = "<b>&\"'</text><script>alert(1)</script>\u{0}\u{1b}\u{fffe}\n]]>--";

/// Compares with a committed drawing; `SARA_DRAW` names a folder to write the drawings to instead.
#[track_caller]
fn assert_drawn(name: &str, drawn: &str, committed: &str) {
    assert_well_formed(drawn);
    match std::env::var_os("SARA_DRAW") {
        Some(folder) => std::fs::write(std::path::Path::new(&folder).join(name), drawn).unwrap(),
        None => assert_eq!(drawn, committed, "{name}"),
    }
}

#[test]
fn kappas_of_pairs_are_drawn_as_committed() {
    let rater = |text: &str| -> Vec<Option<char>> {
        text.chars().map(|c| (c != '.').then_some(c)).collect()
    };
    let raters = ["ppnnup..", "ppnnnu..", "npppun..", "......pp"].map(rater);
    let matrix = pairwise_kappa_matrix(&raters).unwrap();
    let names = ["Expert 1", "Expert 2", "Expert 3", "<b>&\""];
    let drawn = kappa_heat_map(&matrix, &names, "Kappas of four raters").unwrap();
    let committed = include_str!("../../../../fixtures/kappa-metrics/plots/kappa_heat_map.svg");
    assert_drawn("kappa_heat_map.svg", &drawn, committed);
}

#[test]
fn kappas_with_intervals_are_drawn_as_committed() {
    let kappa = |name: &str, rows: [[u64; 2]; 2]| {
        let rows = rows.map(|row| row.to_vec()).to_vec();
        let matrix = ConfusionMatrix::from_counts(&["yes", "no"], rows).unwrap();
        ForestRow::of_cohen(
            name,
            &CohenKappa::from_confusion(&matrix, Weighting::Unweighted),
        )
    };
    let rows = [
        kappa("Expert 1 with 2", [[20, 5], [10, 15]]),
        kappa("Expert 1 with 3", [[118, 5], [2, 0]]),
        kappa("Expert 2 with 3", [[24, 1], [2, 23]]),
        kappa("Constant raters", [[9, 0], [0, 0]]),
        kappa("A rater with a very long name & title", [[3, 1], [1, 2]]),
    ];
    let drawn = kappa_forest(&rows, "Kappa with its interval of 95%").unwrap();
    let committed = include_str!("../../../../fixtures/kappa-metrics/plots/kappa_forest.svg");
    assert_drawn("kappa_forest.svg", &drawn, committed);
}

#[test]
fn a_confusion_matrix_is_drawn_as_committed() {
    let rows = vec![
        vec![40, 8, 2, 0],
        vec![6, 30, 9, 0],
        vec![0, 5, 45, 0],
        vec![0; 4],
    ];
    let labels = ["negative", "neutral", "positive", "never true"];
    let matrix = ConfusionMatrix::from_counts(&labels, rows).unwrap();
    let drawn = confusion_heat_map(&matrix, ["truth", "prediction"], "A classifier").unwrap();
    let committed = include_str!("../../../../fixtures/kappa-metrics/plots/confusion_heat_map.svg");
    assert_drawn("confusion_heat_map.svg", &drawn, committed);
}

#[test]
fn hostile_names_are_escaped() {
    let matrix = pairwise_kappa_matrix(&[vec![Some(1)], vec![Some(2)]]).unwrap();
    let row = ForestRow {
        name: HOSTILE.to_owned(),
        kappa: Ok(-7.0),
        interval: Ok(Interval {
            lower: -1e300,
            upper: 1e300,
        }),
    };
    let undefined = ForestRow {
        name: String::new(),
        kappa: Err(Undefined::SingleCategory),
        interval: Err(Undefined::SingleCategory),
    };
    let labels = [HOSTILE, "<b>&\""];
    let counts = ConfusionMatrix::new(&labels, &labels).unwrap();
    for drawn in [
        kappa_heat_map(&matrix, &labels, HOSTILE).unwrap(),
        kappa_forest(&[row, undefined], HOSTILE).unwrap(),
        confusion_heat_map(&counts, [HOSTILE, HOSTILE], HOSTILE).unwrap(),
    ] {
        assert_well_formed(&drawn);
        assert!(!drawn.contains("<script") && !drawn.contains("<b>"));
        assert!(drawn.contains("&lt;b&gt;&amp;&quot;&apos;"));
        assert!(!drawn.contains(['\u{0}', '\u{1b}', '\u{fffe}']));
    }
}

proptest! {
    #[test]
    fn any_names_give_a_well_formed_drawing(first in any::<String>(), second in any::<String>()) {
        let matrix = pairwise_kappa_matrix(&[vec![Some(1)], vec![Some(2)]]).unwrap();
        assert_well_formed(&kappa_heat_map(&matrix, &[&first, &second], &first).unwrap());
    }
}

/// Elements nest and close, attributes are quoted, entities are the five of XML, and a title and a
/// description come first.
#[track_caller]
fn assert_well_formed(svg: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = svg.trim_end();
    while let Some((text, from)) = rest.split_once('<') {
        assert_text(text);
        let (tag, after) = from.split_once('>').unwrap();
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name));
            assert!(!open.is_empty() || rest.is_empty(), "text after the end");
            continue;
        }
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        assert!(
            ["svg", "title", "desc", "rect", "line", "circle", "text"].contains(&name),
            "{tag}"
        );
        assert_attributes(attributes.trim_end_matches('/'));
        if !attributes.ends_with('/') {
            open.push(name);
        }
    }
    assert!(open.is_empty() && rest.is_empty());
    let body = svg.split_once(">\n").unwrap().1;
    assert!(svg.contains("viewBox=\"0 0 ") && body.starts_with("<title>"));
    assert!(body.contains("</title>\n<desc>"));
}

#[track_caller]
fn assert_attributes(attributes: &str) {
    let mut rest = attributes.trim_start();
    while !rest.is_empty() {
        let (name, from) = rest.split_once("=\"").unwrap();
        assert!(
            name.chars()
                .all(|c| c.is_ascii_alphanumeric() || "-:".contains(c)),
            "{name}"
        );
        let (value, after) = from.split_once('"').unwrap();
        assert_text(value);
        rest = after.trim_start();
    }
}

#[track_caller]
fn assert_text(text: &str) {
    for part in text.split('&').skip(1) {
        let entity = part.split_once(';').unwrap().0;
        assert!(
            ["amp", "lt", "gt", "quot", "apos"].contains(&entity),
            "{entity}"
        );
    }
    assert!(text.chars().all(|c| c >= ' ' || c == '\n'));
}
