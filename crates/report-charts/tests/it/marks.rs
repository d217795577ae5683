use report_charts::{
    Arrangement, Bars, Caption, Date, Days, Direction, Form, Funnel, HeatMap, Lines, Numbers,
    Reliability, ReliabilityBin, Series,
};
use roxmltree::Document;

use crate::read_back::{all_shown, marks, number};

/// Two decimals are written of each place.
const ROUNDING: f64 = 0.03;

fn near(found: f64, expected: f64) {
    assert!(
        (found - expected).abs() <= ROUNDING,
        "expected {expected}, got {found}"
    );
}

#[test]
fn bars_are_as_long_as_their_values() {
    let values = [3.0, 1.5, 0.0, -2.0, 7.25];
    for direction in [Direction::Vertical, Direction::Horizontal] {
        let bars = Bars::new("Lengths", ["a", "b", "c", "d", "e"])
            .with_series(Series::new("one", values))
            .with_direction(direction)
            .with_value_labels();
        let marks = marks(&bars.svg(Form::Inline).unwrap(), ": ");
        // The bar of 0 has no length, so that it is not there.
        assert_eq!(marks.len(), 4);
        let length = |area: &[f64; 4]| match direction {
            Direction::Vertical => area[3] - area[1],
            Direction::Horizontal => area[2] - area[0],
        };
        let unit = length(&marks[0].0) / 3.0;
        for ((area, tip), value) in marks.iter().zip([3.0, 1.5, -2.0, 7.25]) {
            near(length(area), unit * f64::abs(value));
            assert!(tip.ends_with(&format!("{:.2}", f64::abs(value))), "{tip}");
        }
        // All bars begin at 0, and the one below goes the other way.
        let (base, other) = match direction {
            Direction::Vertical => (marks.map_places(3), marks[2].0[1]),
            Direction::Horizontal => (marks.map_places(0), marks[2].0[2]),
        };
        for base in [base[0], base[1], base[3]] {
            near(base, other);
        }
    }
}

trait Places {
    fn map_places(&self, edge: usize) -> Vec<f64>;
}

impl Places for Vec<([f64; 4], String)> {
    fn map_places(&self, edge: usize) -> Vec<f64> {
        self.iter().map(|(area, _)| area[edge]).collect()
    }
}

#[test]
fn stacks_add_up() {
    let bars = Bars::new("Stacks", ["a", "b"])
        .with_series(Series::new("one", [10.0, 20.0]))
        .with_series(Series::new("two", [30.0, 5.0]))
        .with_arrangement(Arrangement::Stacked)
        .with_direction(Direction::Horizontal)
        .with_value_labels();
    let svg = bars.svg(Form::Inline).unwrap();
    let marks = marks(&svg, ": ");
    let unit = (marks[0].0[2] - marks[0].0[0]) / 10.0;
    near(marks[1].0[0], marks[0].0[2]);
    near(marks[1].0[2] - marks[1].0[0], 30.0 * unit);
    near(marks[3].0[2] - marks[2].0[0], 25.0 * unit);
    let shown = all_shown(&svg);
    assert!(
        shown.contains(&"30".to_owned()) && shown.contains(&"two".to_owned()),
        "{shown:?}"
    );
}

#[test]
fn a_small_part_of_a_stack_has_its_number_below() {
    let bars = Bars::new("Stacks", ["a"])
        .with_series(Series::new("many", [10_000.0]))
        .with_series(Series::new("few", [12.0]))
        .with_arrangement(Arrangement::Stacked)
        .with_direction(Direction::Horizontal)
        .with_value_labels();
    let shown = all_shown(&bars.svg(Form::Inline).unwrap());
    assert!(shown.contains(&"few 12".to_owned()), "{shown:?}");
}

#[test]
fn an_axis_of_bars_begins_at_0_and_has_few_ticks() {
    let bars = Bars::new("Ticks", ["a", "b"]).with_series(Series::new("s", [7_031.0, 9_004.0]));
    let svg = bars.svg(Form::Inline).unwrap();
    let shown = all_shown(&svg);
    let expected = [
        "Ticks", "0", "2,000", "4,000", "6,000", "8,000", "10,000", "a", "b",
    ];
    assert_eq!(shown, expected);
}

#[test]
fn whiskers_and_bands_stand_for_intervals() {
    let series = Series::new("s", [0.5, 0.7]).with_intervals([[0.4, 0.6], [0.65, 0.8]]);
    let bars = Bars::new("Whiskers", ["a", "b"]).with_series(series.clone());
    let svg = bars.svg(Form::Inline).unwrap();
    // A line and two caps for each.
    assert_eq!(svg.matches("stroke-width=\"1.4\"").count(), 6);
    assert!(svg.contains("a: 0.500 (from 0.400 to 0.600)"));
    let lines = Lines::new("Band", ["a", "b"]).with_series(series);
    assert_eq!(
        lines
            .svg(Form::Inline)
            .unwrap()
            .matches("fill-opacity=\"0.18\"")
            .count(),
        1
    );
}

#[test]
fn lines_go_through_their_values() {
    let lines = Lines::new("Line", ["1", "2", "3"]).with_series(Series::new("s", [0.0, 1.0, 0.5]));
    let svg = lines.svg(Form::Inline).unwrap();
    let document = Document::parse(&svg).unwrap();
    let circles = document
        .descendants()
        .filter(|node| node.has_tag_name("circle"));
    let places: Vec<[f64; 2]> = circles
        .map(|circle| [number(circle, "cx"), number(circle, "cy")])
        .collect();
    near(places[1][0] - places[0][0], places[2][0] - places[1][0]);
    near(
        places[0][1] - places[2][1],
        (places[0][1] - places[1][1]) / 2.0,
    );
}

#[test]
fn days_show_gaps_and_weekends() {
    let day = |day| Date::new(2023, 2, day).unwrap();
    let counts = [(day(8), 40), (day(1), 10), (day(2), 20), (day(6), 0)];
    let caption = Caption::new("Days").with_axes("", "tweets");
    let svg = Days::new(caption, counts).svg(Form::Inline).unwrap();
    let bars = marks(&svg, " Feb 2023: ");
    let high = |tip: &str| {
        let (area, _) = bars.iter().find(|(_, found)| found == tip).unwrap();
        area[3] - area[1]
    };
    near(high("2 Feb 2023: 20"), 2.0 * high("1 Feb 2023: 10"));
    near(high("8 Feb 2023: 40"), 4.0 * high("1 Feb 2023: 10"));
    // The 3rd, 4th, 5th and 7th are missing. The 6th was counted, and is 0.
    assert_eq!(
        bars.iter()
            .filter(|(_, tip)| tip.ends_with("no count"))
            .count(),
        4
    );
    assert!(svg.contains("6 Feb: 0."));
    // A Saturday, a Sunday, and their entry in the legend.
    assert_eq!(svg.matches("fill=\"var(--chart-shade").count(), 3);
}

#[test]
fn cells_are_shaded_by_their_share_of_the_row() {
    let map = HeatMap::new("Confusion", ["yes", "no"], ["yes", "no"])
        .with_values([[30.0, 10.0], [0.0, 0.0]])
        .with_row_shares();
    let svg = map.svg(Form::Inline).unwrap();
    let opacity = |tip: &str| {
        let document = Document::parse(&svg).unwrap();
        let cell = document
            .descendants()
            .filter(|node| node.has_tag_name("rect") && node.has_attribute("fill-opacity"))
            .find(|node| node.first_element_child().and_then(|tip| tip.text()) == Some(tip));
        cell.map(|cell| number(cell, "fill-opacity"))
    };
    near(opacity("yes, yes: 30 (75%)").unwrap(), 0.45);
    near(opacity("yes, no: 10 (25%)").unwrap(), 0.15);
    // A row without items has no shares.
    assert_eq!(opacity("no, yes: 0"), None);
    assert_eq!(
        all_shown(&svg)
            .iter()
            .filter(|text| text.ends_with('%'))
            .count(),
        2
    );
}

#[test]
fn a_funnel_takes_away_what_each_rule_drops() {
    let funnel = Funnel::new("Funnel", "read", 1000)
        .with_rule("short", 250)
        .with_rule("none", 0);
    let svg = funnel.svg(Form::Inline).unwrap();
    let left = marks(&svg, " left");
    let long = |at: usize| left[at].0[2] - left[at].0[0];
    near(long(1), 0.75 * long(0));
    near(long(2), long(1));
    let dropped = &marks(&svg, "short: 250 dropped")[0].0;
    near(dropped[0], left[1].0[2]);
    near(dropped[2], left[0].0[2]);
    let shown = all_shown(&svg);
    assert!(shown.contains(&"\u{2212}250".to_owned()), "{shown:?}");
    assert!(shown.contains(&"750 (75.0%)".to_owned()), "{shown:?}");
}

#[test]
fn a_bar_of_the_reliability_diagram_ends_at_its_accuracy() {
    let bin = |lower: f64, confidence, accuracy, items| ReliabilityBin {
        lower,
        upper: lower + 0.25,
        confidence,
        accuracy,
        items,
    };
    let bins = [
        bin(0.25, 0.4, 0.5, 10),
        bin(0.5, 0.65, 0.25, 30),
        bin(0.75, f64::NAN, 2.0, 0),
    ];
    let svg = Reliability::new("Calibration", bins)
        .svg(Form::Inline)
        .unwrap();
    let half = &marks(&svg, "accuracy 0.500")[0].0;
    let quarter = &marks(&svg, "accuracy 0.250")[0].0;
    // The bar comes before the mark of its gap.
    near(half[3] - half[1], 2.0 * (quarter[3] - quarter[1]));
    // 10 / 40 * 0.1 + 30 / 40 * 0.4
    assert!(all_shown(&svg).contains(&"expected calibration error 0.325".to_owned()));
    let items = marks(&svg, " items");
    near(
        items[1].0[3] - items[1].0[1],
        3.0 * (items[0].0[3] - items[0].0[1]),
    );
}

#[test]
fn percentages_and_commas_are_written_where_asked() {
    let caption = Caption::new("Akurasi")
        .with_numbers(Numbers::Percent(1))
        .with_locale(report_charts::Locale::Indonesian);
    let bars = Bars::new(caption, ["SVM"])
        .with_series(Series::new("s", [0.6514]))
        .with_value_labels();
    let svg = bars.svg(Form::Inline).unwrap();
    let shown = all_shown(&svg);
    assert!(shown.contains(&"65,1%".to_owned()), "{shown:?}");
    assert!(shown.contains(&"20%".to_owned()), "{shown:?}");
    assert!(svg.contains("lang=\"id\""));
}
