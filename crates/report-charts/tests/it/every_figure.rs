use proptest::prelude::*;
use report_charts::{
    Arrangement, Bars, Caption, ChartError, Date, Days, Direction, Form, Funnel, HeatMap, Lines,
    Locale, Numbers, Reliability, ReliabilityBin, Series, Width, Word, WordCloud,
};
use roxmltree::Document;

use crate::read_back::{area, shown, size, texts};

/// Every kind of figure, with these labels and values.
fn drawn(
    caption: &Caption,
    labels: &[String],
    values: &[f64],
    form: Form,
) -> Vec<Result<String, ChartError>> {
    let caption = || caption.clone();
    let name = |at: usize| labels[at % labels.len()].clone();
    let names: Vec<String> = (0..values.len()).map(name).collect();
    let intervals: Vec<[f64; 2]> = values
        .iter()
        .map(|v| [v - 1.0, v + v.abs() / 3.0])
        .collect();
    let one = Series::new(name(0), values.to_vec()).with_intervals(intervals);
    let two = Series::new(name(1), values.iter().map(|value| -value / 2.0));
    let mut results = Vec::new();
    for direction in [Direction::Vertical, Direction::Horizontal] {
        for arrangement in [Arrangement::Grouped, Arrangement::Stacked] {
            let bars = Bars::new(caption(), names.clone())
                .with_series(one.clone())
                .with_direction(direction)
                .with_arrangement(arrangement)
                .with_value_labels();
            results.push(bars.svg(form));
            results.push(bars.with_series(two.clone()).svg(form));
        }
    }
    let lines = Lines::new(caption(), names.clone())
        .with_series(one)
        .with_series(two);
    results.push(lines.clone().with_zero().svg(form));
    results.push(lines.svg(form));
    let columns = names.len().min(100);
    let map = HeatMap::new(caption(), labels.to_vec(), names[..columns].to_vec());
    let row = || values[..columns].to_vec();
    results.push(
        map.clone()
            .with_values(labels.iter().map(|_| row()))
            .svg(form),
    );
    let positive = || row().into_iter().map(f64::abs);
    let shares = map
        .with_values(labels.iter().map(|_| positive()))
        .with_row_shares();
    results.push(shares.svg(form));
    let counts = values.iter().map(|value| value.abs().min(1e12).to_string());
    let counts = counts.map(|text| text.split('.').next().unwrap().parse::<u64>().unwrap());
    let counts: Vec<u64> = counts.collect();
    let mut day = Date::new(2020, 1, 1).unwrap();
    let dated: Vec<(Date, u64)> = counts
        .iter()
        .enumerate()
        .filter_map(|(at, count)| {
            let text = format!(
                "{}-{:02}-{:02}",
                2020 + at / 336,
                at / 28 % 12 + 1,
                at % 28 + 1
            );
            day = text.parse().unwrap();
            // Every seventh day is a gap.
            (at % 7 != 3).then_some((day, *count))
        })
        .collect();
    results.push(Days::new(caption(), dated).svg(form));
    let mut funnel = Funnel::new(caption(), name(0), counts.iter().sum::<u64>() + 1);
    for (at, count) in counts.iter().take(60).enumerate() {
        funnel = funnel.with_rule(name(at), *count);
    }
    results.push(funnel.svg(form));
    let bins = counts
        .iter()
        .take(50)
        .enumerate()
        .map(|(at, count)| ReliabilityBin {
            lower: at as f64 / 50.0,
            upper: (at + 1) as f64 / 50.0,
            confidence: at as f64 / 50.0 + 0.01,
            accuracy: (at * 7 % 50) as f64 / 50.0,
            items: count + 1,
        });
    results.push(Reliability::new(caption(), bins).svg(form));
    let words = || {
        let weighted = values.iter().enumerate().take(120);
        weighted.map(|(at, value)| Word::new(format!("{}{at}", name(at)), value.abs()))
    };
    results.push(WordCloud::new(caption(), words()).svg(form));
    results.push(
        WordCloud::new(caption(), words())
            .with_turned_words()
            .svg(form),
    );
    results
}

fn check(svg: &str, form: Form) {
    let document = Document::parse(svg).unwrap_or_else(|error| panic!("{error}: {svg}"));
    let root = document.root_element();
    assert!(root.has_tag_name(("http://www.w3.org/2000/svg", "svg")));
    assert_eq!(root.attribute("role"), Some("img"));
    assert!(!root.has_attribute("width") && !root.has_attribute("height"));
    let mut children = root.children().filter(roxmltree::Node::is_element);
    assert!(children.next().unwrap().has_tag_name("title"));
    assert!(
        children
            .next()
            .unwrap()
            .text()
            .is_some_and(|text| !text.is_empty())
    );
    let [width, height] = size(&document);
    for node in document.descendants().filter(roxmltree::Node::is_element) {
        let name = node.tag_name().name();
        let known = [
            "svg", "title", "desc", "style", "rect", "line", "polyline", "polygon",
        ];
        assert!(
            known.contains(&name) || ["circle", "text"].contains(&name),
            "{name}"
        );
        assert_eq!(name == "style", name == "style" && form == Form::Standalone);
        for attribute in node.attributes() {
            let (name, value) = (attribute.name(), attribute.value());
            assert!(
                !["id", "href", "src"].contains(&name) && !name.starts_with("on"),
                "{name}"
            );
            assert!(
                !value.contains("NaN") && !value.contains("inf"),
                "{name} {value}"
            );
            assert!(!value.contains("url("), "{name} {value}");
        }
    }
    for text in texts(&document) {
        let [left, top, right, bottom] = area(text);
        let inside = left >= -0.1 && top >= -0.1 && right <= width + 0.1 && bottom <= height + 0.1;
        assert!(
            inside,
            "{:?} of {width} by {height}: {}",
            area(text),
            shown(text)
        );
        assert!(!shown(text).contains(|c: char| c.is_control() || c == '\u{202e}'));
    }
    for rect in document
        .descendants()
        .filter(|node| node.has_tag_name("rect"))
    {
        let of = |name: &str| {
            rect.attribute(name)
                .map_or(0.0, |text| text.parse().unwrap())
        };
        assert!(
            of("x") >= -0.1 && of("x") + of("width") <= width + 0.1,
            "{rect:?}"
        );
        assert!(
            of("y") >= -0.1 && of("y") + of("height") <= height + 0.1,
            "{rect:?}"
        );
    }
}

fn captions(text: &str) -> [Caption; 3] {
    let caption = Caption::new(text).with_axes(text, text);
    [
        caption.clone(),
        caption
            .clone()
            .with_width(Width::Page)
            .with_numbers(Numbers::Percent(1)),
        caption
            .with_locale(Locale::Indonesian)
            .with_title_hidden()
            .with_description(text),
    ]
}

#[test]
fn stays_inside_its_view_box() {
    let names = [
        "negative",
        "neutral",
        "positive",
        "a name that is rather long",
    ];
    let names = names.map(str::to_owned);
    for count in [1, 2, 5, 31, 500] {
        let waves = (0..count).map(|at| f64::from(at * 37 % 101) * 123.4 - 3000.0);
        let values: Vec<f64> = waves.collect();
        for caption in captions("Tweets of some days") {
            for form in [Form::Inline, Form::Standalone] {
                for svg in drawn(&caption, &names, &values, form) {
                    check(&svg.unwrap(), form);
                }
            }
        }
    }
}

#[test]
fn hostile_labels_are_text() {
    let labels = [
        "<script>alert(\"x\")</script>".to_owned(),
        "'\" onload=alert(1) x='".to_owned(),
        "&amp; ]]> <![CDATA[ --> \u{0}\u{8}\u{1b}[31m\u{fffe}".to_owned(),
        "\u{202e}txt.exe\u{2066}\r\n\t".to_owned(),
        "m".repeat(10_000),
        "kata ".repeat(2000),
        String::new(),
        "👩🏽‍🚀🇮🇩 ﷽ 𒐫 漢字 ш́".to_owned(),
    ];
    for label in &labels {
        for caption in captions(label) {
            for form in [Form::Inline, Form::Standalone] {
                for svg in drawn(
                    &caption,
                    &labels,
                    &[3.0, 0.0, -2.5, 1.0, 0.5, 9.0, 7.0],
                    form,
                ) {
                    let svg = svg.unwrap();
                    check(&svg, form);
                    assert!(!svg.contains("<script"), "{svg}");
                    assert!(svg.len() < 400_000, "{}", svg.len());
                }
            }
        }
    }
}

#[test]
fn is_the_same_twice() {
    let labels = ["a".to_owned(), "b".to_owned()];
    let caption = Caption::new("Twice");
    let once = drawn(&caption, &labels, &[1.0, 2.0, 3.0], Form::Inline);
    assert_eq!(
        once,
        drawn(&caption, &labels, &[1.0, 2.0, 3.0], Form::Inline)
    );
}

#[test]
fn all_zeros_and_the_extremes_are_drawn() {
    let labels = ["a".to_owned(), "b".to_owned()];
    for values in [
        [0.0; 3],
        [7e14, -7e14, 0.0],
        [5e-324, 1e-300, 0.0],
        [7e14, 1e-9, 1.0],
    ] {
        for caption in captions("Extremes") {
            for svg in drawn(&caption, &labels, &values, Form::Inline) {
                check(&svg.unwrap(), Form::Inline);
            }
        }
    }
}

#[test]
fn a_standalone_figure_brings_its_colours() {
    let figure = Bars::new("Alone", ["a"]).with_series(Series::new("s", [1.0]));
    let alone = figure.svg(Form::Standalone).unwrap();
    assert!(!alone.contains("var(") && !alone.contains("currentColor"));
    assert!(alone.contains("<style>@media screen and (prefers-color-scheme: dark){.f-"));
    assert!(alone.contains(".f-1{fill:#5fb2e6}"));
    assert!(alone.contains("fill=\"#0067a3\" class=\"f-1\""));
    let inline = figure.svg(Form::Inline).unwrap();
    assert!(!inline.contains("<style") && inline.contains("fill=\"var(--chart-1,#2b7bb9)\""));
    assert!(inline.contains("fill=\"var(--chart-ink,currentColor)\""));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_input_panics(
        labels in prop::collection::vec(any::<String>(), 1..9),
        values in prop::collection::vec(any::<f64>(), 0..20),
    ) {
        let results = drawn(&Caption::new("Any"), &labels, &values, Form::Inline);
        for svg in results.into_iter().flatten() {
            check(&svg, Form::Inline);
        }
    }

    #[test]
    fn any_range_is_drawn(
        values in prop::collection::vec(-1.0..1.0_f64, 1..40),
        exponent in -12..14_i32,
    ) {
        let values: Vec<f64> = values.iter().map(|value| value * 10_f64.powi(exponent)).collect();
        let labels = ["negative".to_owned(), "positive".to_owned()];
        for svg in drawn(&Caption::new("Any"), &labels, &values, Form::Inline) {
            check(&svg.unwrap(), Form::Inline);
        }
    }
}
