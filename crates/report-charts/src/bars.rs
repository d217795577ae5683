mod sideways;
mod upwards;

use crate::locale::Writer;
use crate::page::{Page, blocks};
use crate::paint::{PALETTE, Paint};
use crate::scale::Scale;
use crate::svg::Form;
use crate::text::{cut, label};
use crate::{Caption, ChartError, Colour, Series, check, series};

/// Bars of one or several series, from 0.
///
/// With value labels each bar has its number beside it. In a stack the numbers stand inside; those
/// of a horizontal stack that do not fit stand below it. What is left out has a tool tip, and all
/// stand in the table.
///
/// ```
/// use report_charts::{Arrangement, Bars, Colour, Direction, Form, Series};
///
/// let bars = Bars::new("Labels of the unseen tweets", ["IndoBERT", "SVM"])
///     .with_series(Series::new("negative", [28846.0, 34147.0]).with_colour(Colour::Negative))
///     .with_series(Series::new("neutral", [3717.0, 536.0]).with_colour(Colour::Neutral))
///     .with_series(Series::new("positive", [23038.0, 20918.0]).with_colour(Colour::Positive))
///     .with_direction(Direction::Horizontal)
///     .with_arrangement(Arrangement::Stacked)
///     .with_value_labels();
/// assert!(bars.svg(Form::Inline)?.contains(">28,846</text>"));
/// assert!(bars.csv().starts_with("category,negative,neutral,positive\r\nIndoBERT,28846,"));
/// # Ok::<(), report_charts::ChartError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Bars {
    caption: Caption,
    categories: Vec<String>,
    series: Vec<Series>,
    direction: Direction,
    arrangement: Arrangement,
    value_labels: bool,
}

/// Which way bars grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Direction {
    /// Upwards, categories side by side: for few categories with short names, or many in an order.
    #[default]
    Vertical,
    /// To the right, categories below each other: for long names.
    Horizontal,
}

/// How the bars of several series stand in one category.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Arrangement {
    /// Side by side; intervals are whiskers.
    #[default]
    Grouped,
    /// One on the other, negative values below 0; intervals are not drawn.
    Stacked,
}

/// A figure has at most so many categories.
const MOST_CATEGORIES: usize = 500;

/// One bar: its ends on the value axis, and where it starts and how thick it is on the other.
struct Bar {
    ends: [f64; 2],
    across: [f64; 2],
    value: f64,
    interval: Option<[f64; 2]>,
    colour: Colour,
    tip: String,
}

impl Bars {
    /// A figure without series yet.
    #[must_use]
    pub fn new<S: Into<String>>(
        caption: impl Into<Caption>,
        categories: impl IntoIterator<Item = S>,
    ) -> Self {
        Self {
            caption: caption.into(),
            categories: categories.into_iter().map(Into::into).collect(),
            series: Vec::new(),
            direction: Direction::default(),
            arrangement: Arrangement::default(),
            value_labels: false,
        }
    }

    /// One series more: a value for each category.
    #[must_use]
    pub fn with_series(mut self, series: Series) -> Self {
        self.series.push(series);
        self
    }

    /// Which way bars grow.
    #[must_use]
    pub fn with_direction(mut self, direction: Direction) -> Self {
        self.direction = direction;
        self
    }

    /// How the bars of several series stand.
    #[must_use]
    pub fn with_arrangement(mut self, arrangement: Arrangement) -> Self {
        self.arrangement = arrangement;
        self
    }

    /// The number beside each bar.
    #[must_use]
    pub fn with_value_labels(mut self) -> Self {
        self.value_labels = true;
        self
    }

    /// The figure as SVG.
    ///
    /// # Errors
    ///
    /// [`ChartError`] for no or more than 500 categories, no or more than 8 series, a series of
    /// another length, an interval upside down, or a number that is not finite or beyond 10^15.
    pub fn svg(&self, form: Form) -> Result<String, ChartError> {
        check::size(
            ("category", "categories"),
            self.categories.len(),
            MOST_CATEGORIES,
        )?;
        check::size(("series", "series"), self.series.len(), PALETTE)?;
        for series in &self.series {
            check::length(&series.name, self.categories.len(), series.values.len())?;
            series.check()?;
        }
        let writer = Writer::new(self.caption.locale, self.caption.numbers, self.values());
        let mut page = Page::new(&self.caption, form);
        if self.series.len() > 1 {
            let entries = self.series.iter().enumerate();
            page.legend(&blocks(
                entries.map(|(at, one)| (one.name.as_str(), one.colour_at(at))),
            ));
        }
        match self.direction {
            Direction::Vertical => self.upwards(&mut page, writer),
            Direction::Horizontal => self.sideways(&mut page, writer),
        }
        let write = |value| writer.write(value);
        Ok(page.finish(&series::described(&self.categories, &self.series, write)))
    }

    /// The numbers of the figure as CSV: a row for each category.
    #[must_use]
    pub fn csv(&self) -> String {
        let words = self.caption.locale.words();
        let ends = [words.from, words.to];
        series::table(words.category, ends, &self.categories, &self.series)
    }

    fn values(&self) -> impl Iterator<Item = f64> + '_ {
        self.series
            .iter()
            .flat_map(|series| series.values.iter().copied())
    }

    fn scale(&self, most: usize) -> Scale {
        let (mut low, mut high) = (0.0_f64, 0.0_f64);
        for category in 0..self.categories.len() {
            let (mut below, mut above) = (0.0_f64, 0.0_f64);
            for series in &self.series {
                match self.arrangement {
                    Arrangement::Grouped => {
                        let (value, interval) = series.at(category).unwrap_or((0.0, None));
                        let [from, to] = interval.unwrap_or([value; 2]);
                        below = below.min(value).min(from);
                        above = above.max(value).max(to);
                    }
                    Arrangement::Stacked => {
                        let value = series.values.get(category).copied().unwrap_or(0.0);
                        below += value.min(0.0);
                        above += value.max(0.0);
                    }
                }
            }
            low = low.min(below);
            high = high.max(above);
        }
        Scale::from_zero(low, high, most)
    }

    /// The bars of all categories, where category `c` begins at `starts[c]` and is `thick` thick.
    fn bars(&self, starts: &[f64], thick: f64, writer: Writer) -> Vec<Bar> {
        let mut bars = Vec::new();
        let shown = match self.arrangement {
            Arrangement::Grouped => thick / self.series.len().max(1) as f64,
            Arrangement::Stacked => thick,
        };
        for (category, (name, start)) in self.categories.iter().zip(starts).enumerate() {
            let (mut below, mut above) = (0.0, 0.0);
            for (place, series) in self.series.iter().enumerate() {
                let Some((value, interval)) = series.at(category) else {
                    continue;
                };
                let (ends, start, interval) = match self.arrangement {
                    Arrangement::Grouped => ([0.0, value], start + place as f64 * shown, interval),
                    Arrangement::Stacked => {
                        let base: &mut f64 = if value < 0.0 { &mut below } else { &mut above };
                        let from = *base;
                        *base += value;
                        ([from, *base], *start, None)
                    }
                };
                let mut tip = cut(&label(name), 80);
                if self.series.len() > 1 {
                    tip = format!("{tip}, {}", cut(&label(&series.name), 80));
                }
                tip = format!("{tip}: {}", writer.write(value));
                if let Some([from, to]) = interval {
                    let words = self.caption.locale.words();
                    let (from, to) = (writer.write(from), writer.write(to));
                    tip = format!("{tip} ({} {from} {} {to})", words.from, words.to);
                }
                let colour = series.colour_at(place);
                bars.push(Bar {
                    ends,
                    across: [start, shown],
                    value,
                    interval,
                    colour,
                    tip,
                });
            }
        }
        bars
    }
}

fn tick_labels(scale: &Scale, writer: Writer) -> Vec<String> {
    scale
        .ticks
        .iter()
        .map(|tick| writer.tick(*tick, scale.decimals))
        .collect()
}

/// The line of an interval with a cap at each end.
fn whisker(page: &mut Page<'_>, from: [f64; 2], to: [f64; 2], thick: f64) {
    let cap = (thick / 4.0).min(5.0);
    let upright = (from[0] - to[0]).abs() < f64::EPSILON;
    let [dx, dy] = if upright { [cap, 0.0] } else { [0.0, cap] };
    page.canvas
        .line([from[0], from[1], to[0], to[1]], Paint::Ink, 1.4, "");
    for [x, y] in [from, to] {
        page.canvas
            .line([x - dx, y - dy, x + dx, y + dy], Paint::Ink, 1.4, "");
    }
}
