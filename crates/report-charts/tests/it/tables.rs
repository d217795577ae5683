use report_charts::{
    Bars, Caption, HeatMap, Lines, Locale, Reliability, ReliabilityBin, Series, Word, WordCloud,
};

#[test]
fn series_stand_in_columns() {
    let lines = Lines::new(Caption::new("Loss").with_axes("epoch", "loss"), ["1", "2"])
        .with_series(Series::new("training", [0.5, 0.25]))
        .with_series(Series::new("validation", [0.75]).with_intervals([[0.5, 1.0]]));
    let expected = "epoch,training,validation,\"validation, from\",\"validation, to\"\r\n\
                    1,0.5,0.75,0.5,1\r\n2,0.25,,,\r\n";
    assert_eq!(lines.csv(), expected);
}

#[test]
fn headers_follow_the_locale() {
    let caption = Caption::new("Peta").with_locale(Locale::Indonesian);
    let map = HeatMap::new(caption.clone(), ["a"], ["b"]).with_values([[0.5]]);
    assert_eq!(map.csv(), "baris,kolom,nilai\r\na,b,0.5\r\n");
    let bin = ReliabilityBin {
        lower: 0.5,
        upper: 1.0,
        confidence: 0.75,
        accuracy: 0.5,
        items: 4,
    };
    let expected = "dari,sampai,butir,rata-rata keyakinan,akurasi,selisih\r\n\
                    0.5,1,4,0.75,0.5,-0.25\r\n";
    assert_eq!(Reliability::new(caption, [bin]).csv(), expected);
}

#[test]
fn hostile_cells_are_harmless() {
    let words = [
        "=1+1",
        "-2",
        "＋3",
        "@sum",
        " \t=4",
        "a\"b,c\n\u{202e}d",
        "\0=5",
    ];
    let cloud = WordCloud::new("", words.map(|word| Word::new(word, 1.0)));
    let expected = "word,weight\r\n'=1+1,1\r\n'-2,1\r\n'＋3,1\r\n'@sum,1\r\n'  =4,1\r\n\
                    \"a\"\"b,c d\",1\r\n'=5,1\r\n";
    assert_eq!(cloud.csv(), expected);
}

#[test]
fn a_table_needs_no_sound_figure() {
    let bars = Bars::new("", ["a", "b"]).with_series(Series::new("s", [f64::INFINITY]));
    assert_eq!(bars.csv(), "category,s\r\na,\r\nb,\r\n");
}
