use report_charts::{
    Bars, ChartError, Date, Days, Form, Funnel, HeatMap, Lines, Reliability, ReliabilityBin,
    Series, Word, WordCloud,
};

fn message(result: Result<String, ChartError>) -> String {
    result.unwrap_err().to_string()
}

#[test]
fn every_error_says_what_and_where() {
    let bars = |values: &[f64]| {
        let series = Series::new("F1 \u{202e}of SVM", values.to_vec());
        message(
            Bars::new("", ["a", "b"])
                .with_series(series)
                .svg(Form::Inline),
        )
    };
    assert_eq!(
        bars(&[1.0, f64::NAN]),
        "expected a finite number at index 1 of F1 of SVM, got NaN"
    );
    assert_eq!(
        bars(&[f64::NEG_INFINITY, 1.0]),
        "expected a finite number at index 0 of F1 of SVM, got -inf"
    );
    assert_eq!(
        bars(&[1.0, 2e15]),
        "expected a number from -1000000000000000 to 1000000000000000 at index 1 of F1 of SVM, \
         got 2000000000000000"
    );
    assert_eq!(bars(&[1.0]), "expected 2 values in F1 of SVM, got 1");

    let none: [&str; 0] = [];
    let empty = |bars: Bars| message(bars.svg(Form::Inline));
    assert_eq!(
        empty(Bars::new("", none)),
        "expected at least 1 category, got 0"
    );
    assert_eq!(
        empty(Bars::new("", ["a"])),
        "expected at least 1 series, got 0"
    );
    let many = Bars::new("", (0..501).map(|at| at.to_string()));
    assert_eq!(empty(many), "expected at most 500 categories, got 501");

    let upside_down = Series::new("s", [0.5]).with_intervals([[0.6, 0.4]]);
    assert_eq!(
        message(
            Lines::new("", ["1"])
                .with_series(upside_down)
                .svg(Form::Inline)
        ),
        "expected an interval from low to high at index 0 of s, got 0.6 to 0.4"
    );
    let series = Series::new("s", []);
    assert_eq!(
        message(Lines::new("", ["1"]).with_series(series).svg(Form::Inline)),
        "expected at least 1 value of each series, got 0"
    );

    let funnel = Funnel::new("", "read", 10)
        .with_rule("short", 4)
        .with_rule("empty", 7);
    assert_eq!(
        message(funnel.svg(Form::Inline)),
        "expected rule 1 (empty) to drop at most 6 rows, got 7"
    );
    let day = Date::new(2023, 2, 1).unwrap();
    assert_eq!(
        message(Days::new("", [(day, 1), (day, 2)]).svg(Form::Inline)),
        "expected each day once, got 2023-02-01 again"
    );
    let far = [(day, 1), (Date::new(9999, 12, 31).unwrap(), 2)];
    assert_eq!(
        message(Days::new("", far).svg(Form::Inline)),
        "expected at most 1100 days, got 2913508"
    );
    assert_eq!(
        Date::new(2023, 2, 29).unwrap_err().to_string(),
        "expected a day as year-month-day, got 2023-02-29"
    );
    let map = HeatMap::new("", ["a"], ["b"])
        .with_values([[-1.0]])
        .with_row_shares();
    assert_eq!(
        message(map.svg(Form::Inline)),
        "expected a number from 0 to 1000000000000000 at index 0 of a, got -1"
    );
    let bin = ReliabilityBin {
        lower: 0.0,
        upper: 1.0,
        confidence: 0.5,
        accuracy: 1.5,
        items: 3,
    };
    assert_eq!(
        message(Reliability::new("", [bin]).svg(Form::Inline)),
        "expected a number from 0 to 1 at index 0 of accuracy, got 1.5"
    );
    assert_eq!(
        message(Reliability::new("", [ReliabilityBin { items: 0, ..bin }]).svg(Form::Inline)),
        "expected at least 1 item, got 0"
    );
    assert_eq!(
        message(WordCloud::new("", (0..301).map(|_| Word::new("a", 1.0))).svg(Form::Inline)),
        "expected at most 300 words, got 301"
    );
    assert_eq!(
        message(WordCloud::new("", [Word::new("a", -1.0)]).svg(Form::Inline)),
        "expected a number from 0 to 1000000000000000 at index 0 of weight, got -1"
    );
}
