use proptest::prelude::*;
use report_charts::{Form, Word, WordCloud};
use roxmltree::Document;

use crate::read_back::{area, number, shown, texts};

fn cloud(words: &[(String, f64)]) -> WordCloud {
    WordCloud::new(
        "",
        words
            .iter()
            .map(|(text, weight)| Word::new(text.as_str(), *weight)),
    )
}

/// The words and their rooms, from the SVG. Without a title all texts are words.
fn rooms(svg: &str) -> Vec<(String, [f64; 4])> {
    let document = Document::parse(svg).unwrap();
    texts(&document)
        .into_iter()
        .map(|text| (shown(text), area(text)))
        .collect()
}

fn assert_apart(svg: &str) {
    let rooms = rooms(svg);
    for (at, (one, a)) in rooms.iter().enumerate() {
        for (other, b) in &rooms[at + 1..] {
            let apart = a[2] <= b[0] || b[2] <= a[0] || a[3] <= b[1] || b[3] <= a[1];
            assert!(apart, "{one} {a:?} and {other} {b:?}");
        }
    }
}

proptest! {
    #[test]
    fn words_never_overlap(
        words in prop::collection::vec(("[a-z]{2,12}|\\PC{1,8}", 0.0..1e6_f64), 1..80),
        seed: u64,
    ) {
        let cloud = cloud(&words).with_seed(seed);
        assert_apart(&cloud.svg(Form::Inline).unwrap());
        assert_apart(&cloud.with_turned_words().svg(Form::Inline).unwrap());
    }
}

#[test]
fn a_word_has_the_area_of_its_weight() {
    let words = [
        ("empat".to_owned(), 400.0),
        ("satu".to_owned(), 100.0),
        ("nol".to_owned(), 0.0),
    ];
    let svg = cloud(&words).svg(Form::Inline).unwrap();
    let document = Document::parse(&svg).unwrap();
    let sizes: Vec<f64> = texts(&document)
        .into_iter()
        .map(|text| number(text, "font-size"))
        .collect();
    assert!((sizes[0] - 2.0 * sizes[1]).abs() < 0.05, "{sizes:?}");
    assert!((sizes[0] - 4.0 * sizes[2]).abs() < 0.05, "{sizes:?}");
}

/// Places computed once, so that another platform, compiler or version is seen to differ.
#[test]
fn places_are_the_same_everywhere() {
    let words = [
        "islam",
        "jawa",
        "muslim",
        "agama",
        "orang",
        "indonesia",
        "kaum",
    ];
    let words: Vec<(String, f64)> = words
        .iter()
        .zip(1..)
        .map(|(word, rank)| ((*word).to_owned(), 1000.0 / f64::from(rank)))
        .collect();
    let svg = cloud(&words).with_turned_words().svg(Form::Inline).unwrap();
    let document = Document::parse(&svg).unwrap();
    let places: Vec<String> = texts(&document)
        .into_iter()
        .map(|text| {
            format!(
                "{} {} {}",
                shown(text),
                number(text, "x"),
                number(text, "y")
            )
        })
        .collect();
    assert_eq!(places, PLACES);
    let other = cloud(&words)
        .with_turned_words()
        .with_seed(2)
        .svg(Form::Inline)
        .unwrap();
    assert_ne!(svg, other);
}

const PLACES: [&str; 7] = [
    "islam 204.53 157.34",
    "jawa 114.37 135.6",
    "muslim 309.2 161.62",
    "agama 224.29 59.67",
    "orang 183.5 195.21",
    "indonesia 215.47 222.41",
    "kaum 167.6 101.87",
];

#[test]
fn three_hundred_words_are_placed() {
    let words: Vec<(String, f64)> = (0..300)
        .map(|rank| (format!("kata{rank}"), 1.0 / f64::from(rank + 1)))
        .collect();
    let svg = cloud(&words).svg(Form::Inline).unwrap();
    assert_eq!(rooms(&svg).len(), 300);
    assert_apart(&svg);
}

#[test]
fn one_word_is_no_wider_than_the_page() {
    for word in [
        "a",
        "antidisestablishmentarianismeantidisestablishmentarianisme",
        "😀",
    ] {
        let svg = cloud(&[(word.to_owned(), 1.0)]).svg(Form::Inline).unwrap();
        let (_, [left, _, right, _]) = &rooms(&svg)[0];
        assert!(*left >= 0.0 && *right <= 400.0, "{left} {right}");
    }
}
