//! Draws every figure from made numbers: as a light and a dark page, as files of their own, and as
//! tables. The folder is the first argument, or `target/report-charts`.

use std::error::Error;
use std::path::PathBuf;
use std::{env, fs};

use report_charts::{
    Arrangement, Bars, Caption, ChartError, Colour, Date, Days, Direction, Form, Funnel, HeatMap,
    Lines, Locale, Numbers, Reliability, ReliabilityBin, Series, Width, Word, WordCloud,
    page_style,
};

/// The name of a figure's files, the figure inline and alone, its table.
type Drawn = (&'static str, String, String, String);

macro_rules! drawn {
    ($name:literal, $figure:expr) => {{
        let figure = $figure;
        let (inline, alone) = (figure.svg(Form::Inline)?, figure.svg(Form::Standalone)?);
        ($name, inline, alone, figure.csv())
    }};
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = env::args_os()
        .nth(1)
        .map_or_else(|| "target/report-charts".into(), PathBuf::from);
    fs::create_dir_all(&folder)?;
    let figures = figures()?;
    for (name, _, alone, table) in &figures {
        fs::write(folder.join(format!("{name}.svg")), alone)?;
        fs::write(folder.join(format!("{name}.csv")), table)?;
    }
    for theme in ["light", "dark"] {
        fs::write(folder.join(format!("{theme}.html")), page(theme, &figures))?;
    }
    eprintln!("{} figures in {}", figures.len(), folder.display());
    Ok(())
}

fn page(theme: &str, figures: &[Drawn]) -> String {
    let figures: String = figures
        .iter()
        .map(|(_, inline, ..)| format!("<figure>{inline}</figure>\n"))
        .collect();
    format!(
        "<!doctype html>\n<html lang=\"en\" data-theme=\"{theme}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>All figures</title>\n<style>{}\
         body {{ margin: 0; padding: 1.2rem; font: 16px/1.5 system-ui, sans-serif; \
         color: var(--chart-ink); background: var(--chart-paper); }}\n\
         main {{ display: grid; gap: 2.4rem; justify-content: center; \
         grid-template-columns: repeat(auto-fit, minmax(min(100%, 28rem), 30rem)); }}\n\
         figure {{ margin: 0; }}</style></head>\n<body><main>\n{figures}</main></body></html>\n",
        page_style()
    )
}

fn classes(values: [[f64; 2]; 3]) -> [Series; 3] {
    let named = [
        ("negative", Colour::Negative),
        ("neutral", Colour::Neutral),
        ("positive", Colour::Positive),
    ];
    let mut series = named.into_iter().zip(values);
    std::array::from_fn(|_| {
        let ((name, colour), values) = series.next().unwrap_or((named[0], values[0]));
        Series::new(name, values).with_colour(colour)
    })
}

fn figures() -> Result<Vec<Drawn>, ChartError> {
    let [negative, neutral, positive] =
        classes([[11_846.0, 14_147.0], [1_717.0, 536.0], [9_038.0, 7_918.0]]);
    let stacked = Bars::new("Labels of the unseen tweets", ["IndoBERT", "SVM"])
        .with_series(negative.clone())
        .with_series(neutral.clone())
        .with_series(positive.clone())
        .with_direction(Direction::Horizontal)
        .with_arrangement(Arrangement::Stacked)
        .with_value_labels();
    let grouped = Bars::new(
        Caption::new("The same side by side").with_axes("classifier", "tweets"),
        ["IndoBERT", "SVM"],
    )
    .with_series(negative)
    .with_series(neutral)
    .with_series(positive)
    .with_value_labels();
    let percent = |title: &str| Caption::new(title).with_numbers(Numbers::Percent(1));
    let accuracy = Bars::new(
        percent("Accuracy on the test rows, with 95% intervals").with_axes("accuracy", ""),
        [
            "IndoBERT, fine-tuned",
            "SVM on frozen embeddings",
            "majority class",
        ],
    )
    .with_series(
        Series::new("accuracy", [0.778, 0.651, 0.449]).with_intervals([
            [0.761, 0.794],
            [0.632, 0.670],
            [0.429, 0.469],
        ]),
    )
    .with_direction(Direction::Horizontal)
    .with_value_labels();
    let change = Bars::new(
        Caption::new("Change of the mean polarity without the keyword's weight")
            .with_axes("keyword", "mean polarity"),
        ["agama", "islam", "muslim", "kristen", "umat beragama"],
    )
    .with_series(Series::new("change", [0.031, -0.042, -0.028, 0.0, 0.012]))
    .with_value_labels();
    let epochs = Lines::new(
        Caption::new("Loss by epoch").with_axes("epoch", "cross-entropy"),
        ["1", "2", "3", "4", "5"],
    )
    .with_series(Series::new("training", [0.81, 0.55, 0.38, 0.24, 0.15]))
    .with_series(
        Series::new("validation", [0.68, 0.57, 0.55, 0.61, 0.70]).with_intervals([
            [0.63, 0.73],
            [0.53, 0.61],
            [0.50, 0.60],
            [0.55, 0.67],
            [0.62, 0.78],
        ]),
    );
    let folds = Lines::new(
        Caption::new("Akurasi tiap lipatan")
            .with_axes("lipatan", "akurasi")
            .with_locale(Locale::Indonesian)
            .with_numbers(Numbers::Percent(1)),
        ["1", "2", "3", "4", "5"],
    )
    .with_series(Series::new(
        "IndoBERT, latih",
        [0.860, 0.868, 0.857, 0.865, 0.861],
    ))
    .with_series(Series::new(
        "IndoBERT, validasi",
        [0.767, 0.770, 0.763, 0.774, 0.769],
    ))
    .with_series(Series::new(
        "SVM, latih",
        [0.679, 0.680, 0.684, 0.683, 0.682],
    ))
    .with_series(Series::new(
        "SVM, validasi",
        [0.649, 0.653, 0.641, 0.643, 0.648],
    ));

    let mut counts = Vec::new();
    for day in 1..=28_u8 {
        // Three days on which nothing was collected.
        if !(17..=19).contains(&day) {
            let wave = u64::from(day) * 7_919 % 1_300;
            counts.push((Date::new(2023, 2, day)?, 3_100 + wave));
        }
    }
    let days = Days::new(
        Caption::new("Tweets a day, February 2023").with_axes("", "tweets"),
        counts,
    );

    let names = ["negative", "neutral", "positive"];
    let confusion = HeatMap::new(
        Caption::new("IndoBERT: lexicon by row, prediction by column")
            .with_axes("predicted", "lexicon"),
        names,
        names,
    )
    .with_values([
        [905.0, 31.0, 132.0],
        [58.0, 44.0, 59.0],
        [196.0, 22.0, 930.0],
    ])
    .with_row_shares();
    let keywords = [
        "agama", "cina", "islam", "jawa", "kaum", "kristen", "muslim", "suku",
    ];
    let wave = |row: usize, column: usize| ((row * 37 + column * 53) * 7919 % 211) as f64;
    let dated: Vec<String> = (1..=14).map(|day| format!("{day} Feb")).collect();
    let by_day = HeatMap::new("Tweets by keyword and day", keywords, dated)
        .with_values((0..keywords.len()).map(|row| (0..14).map(move |day| wave(row, day))));
    let weights = HeatMap::new(
        "Weights of the topic words",
        keywords.into_iter().take(5),
        ["InSet", "ours"],
    )
    .with_values([
        [-3.0, 0.0],
        [-1.0, 0.0],
        [4.0, 0.0],
        [0.0, 0.0],
        [1.0, -1.0],
    ]);

    let funnel = Funnel::new("From rows to labelled tweets", "rows read", 30_954)
        .with_rule("empty after cleaning", 112)
        .with_rule("advertisement", 1_204)
        .with_rule("the same text as an earlier row", 4_381)
        .with_rule("fewer than 3 words", 1_489)
        .with_rule("not Indonesian", 0);

    let items = [0, 12, 61, 148, 230, 392, 1_534];
    let bins = items.iter().enumerate().map(|(at, items)| {
        let lower = 0.3 + 0.1 * at as f64;
        let confidence = lower + 0.055;
        let accuracy = confidence - 0.03 * (at as f64 - 2.0);
        ReliabilityBin {
            lower,
            upper: lower + 0.1,
            confidence,
            accuracy,
            items: *items,
        }
    });
    let reliability = Reliability::new("Is IndoBERT as right as it is sure?", bins);

    let cloud =
        WordCloud::new("Words of tweets read as positive", words()).with_colour(Colour::Positive);
    let mixed = words().into_iter().enumerate().map(|(at, word)| {
        word.with_colour([Colour::Negative, Colour::Neutral, Colour::Positive][at * 7 % 3])
    });
    let turned = WordCloud::new("Words by class, some turned", mixed).with_turned_words();
    let wide = Lines::new(
        Caption::new("A figure for a whole page").with_width(Width::Page),
        (1..=60).map(|step| step.to_string()),
    )
    .with_series(Series::new(
        "loss",
        (1..=60).map(|step| 2.0 / f64::from(step) + 0.2),
    ))
    .with_zero();
    Ok(vec![
        drawn!("stacked", stacked),
        drawn!("grouped", grouped),
        drawn!("accuracy", accuracy),
        drawn!("change", change),
        drawn!("epochs", epochs),
        drawn!("folds", folds),
        drawn!("days", days),
        drawn!("funnel", funnel),
        drawn!("confusion", confusion),
        drawn!("by-day", by_day),
        drawn!("weights", weights),
        drawn!("reliability", reliability),
        drawn!("cloud", cloud),
        drawn!("turned", turned),
        drawn!("wide", wide),
    ])
}

/// Made weights, falling by rank.
fn words() -> Vec<Word> {
    let words = "islam jawa muslim agama orang indonesia allah kaum barat umat suku cinta hidup \
                 rumah anak makan jalan pulang senang damai rukun bangsa negara hari bersama \
                 bahasa budaya adat kampung guru belajar tetangga gotong royong toleransi saling \
                 hormat bantu doa puasa lebaran natal kue 😀 kebinekaan pasar kopi sawah hujan \
                 teman keluarga ibu bapak adik kakak";
    let ranked = words.split_whitespace().enumerate();
    ranked
        .map(|(rank, word)| Word::new(word, 6800.0 / (rank as f64 + 1.5)))
        .collect()
}
