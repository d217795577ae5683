use crate::locale::Writer;
use crate::page::{EDGE, Key, Page, SMALL, widest};
use crate::paint::{PALETTE, Paint};
use crate::scale::Scale;
use crate::svg::Form;
use crate::text::{cut, label};
use crate::{Caption, ChartError, Series, check, series};

/// Lines with points over steps in an order: epochs, folds, sizes.
///
/// The vertical axis fits the values and need not begin at 0, unless it is asked to. A series may
/// end early. Series differ in colour, in dashes and in the shape of their points; intervals are
/// drawn as a band.
///
/// ```
/// use report_charts::{Caption, Form, Lines, Numbers, Series};
///
/// let caption = Caption::new("Accuracy by epoch").with_axes("epoch", "accuracy");
/// let lines = Lines::new(caption.with_numbers(Numbers::Percent(0)), ["1", "2", "3"])
///     .with_series(Series::new("training", [0.71, 0.84, 0.93]))
///     .with_series(Series::new("validation", [0.70, 0.77, 0.78]));
/// assert!(lines.svg(Form::Standalone)?.contains(">80%</text>"));
/// # Ok::<(), report_charts::ChartError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Lines {
    caption: Caption,
    steps: Vec<String>,
    series: Vec<Series>,
    from_zero: bool,
}

/// A line has at most so many points.
const MOST_STEPS: usize = 2000;

/// More points than this are too close to be drawn each.
const MOST_MARKERS: usize = 40;

/// Dashes of the series.
const DASHES: [&str; PALETTE] = ["", "7 4", "2 4", "9 4 2 4", "", "7 4", "2 4", "9 4 2 4"];

impl Lines {
    /// A figure without series yet.
    #[must_use]
    pub fn new<S: Into<String>>(
        caption: impl Into<Caption>,
        steps: impl IntoIterator<Item = S>,
    ) -> Self {
        Self {
            caption: caption.into(),
            steps: steps.into_iter().map(Into::into).collect(),
            series: Vec::new(),
            from_zero: false,
        }
    }

    /// One series more: a value for each step, or for the first ones.
    #[must_use]
    pub fn with_series(mut self, series: Series) -> Self {
        self.series.push(series);
        self
    }

    /// The vertical axis has 0 on it.
    #[must_use]
    pub fn with_zero(mut self) -> Self {
        self.from_zero = true;
        self
    }

    /// The figure as SVG.
    ///
    /// # Errors
    ///
    /// [`ChartError`] for no or more than 2,000 steps, no or more than 8 series, a series that is
    /// empty or longer than the steps, an interval upside down, or a number that is not finite or
    /// beyond 10^15.
    pub fn svg(&self, form: Form) -> Result<String, ChartError> {
        check::size(("step", "steps"), self.steps.len(), MOST_STEPS)?;
        check::size(("series", "series"), self.series.len(), PALETTE)?;
        for series in &self.series {
            check::size(
                ("value of each series", "values"),
                series.values.len(),
                MOST_STEPS,
            )?;
            if series.values.len() > self.steps.len() {
                check::length(&series.name, self.steps.len(), series.values.len())?;
            }
            series.check()?;
        }
        let numbers = || self.series.iter().flat_map(Series::numbers);
        let values = self
            .series
            .iter()
            .flat_map(|series| series.values.iter().copied());
        let writer = Writer::new(self.caption.locale, self.caption.numbers, values);
        let low = numbers().fold(f64::INFINITY, f64::min);
        let high = numbers().fold(f64::NEG_INFINITY, f64::max);
        let scale = if self.from_zero {
            Scale::from_zero(low, high, 6)
        } else {
            Scale::nice(low, high, 6)
        };

        let mut page = Page::new(&self.caption, form);
        if self.series.len() > 1 {
            let entries = self.series.iter().enumerate();
            let entries = entries.map(|(place, series)| {
                let paint = Paint::Series(series.colour_at(place));
                (
                    Key::Line(paint, DASHES[place % PALETTE], place),
                    label(&series.name),
                )
            });
            page.legend(&entries.collect::<Vec<_>>());
        }
        page.vertical_name();
        let labels: Vec<String> = scale
            .ticks
            .iter()
            .map(|tick| writer.tick(*tick, scale.decimals))
            .collect();
        let left = EDGE + widest(&labels, SMALL) + 6.0;
        let right = page.width - EDGE;
        let top = page.bottom;
        let bottom = top + self.caption.width.plot_height();
        let scale = scale.between(bottom, top);
        page.vertical_axis(&scale, [left, right], &labels);
        page.canvas
            .line([left, bottom, right, bottom], Paint::Axis, 1.0, "");
        let pitch = (right - left) / self.steps.len() as f64;
        let across = |step: usize| left + (step as f64 + 0.5) * pitch;
        for (place, series) in self.series.iter().enumerate() {
            let paint = Paint::Series(series.colour_at(place));
            self.band(&mut page, &scale, across, (series, paint));
        }
        for (place, series) in self.series.iter().enumerate() {
            let paint = Paint::Series(series.colour_at(place));
            let values = series.values.iter().enumerate();
            let points: Vec<[f64; 2]> = values
                .map(|(step, value)| [across(step), scale.place(*value)])
                .collect();
            if points.len() > 1 {
                page.canvas
                    .polyline(&points, paint, DASHES[place % PALETTE]);
            }
            if points.len() > MOST_MARKERS {
                continue;
            }
            for (step, point) in points.iter().enumerate() {
                let value = series.values.get(step).map(|value| writer.write(*value));
                let name = self.steps.get(step).map(|name| cut(&label(name), 80));
                let (value, name) = (value.unwrap_or_default(), name.unwrap_or_default());
                let tip = format!("{}, {name}: {value}", cut(&label(&series.name), 80));
                page.point(place, *point, paint, &tip);
            }
        }
        page.slot_labels(&self.steps, [left, right], bottom);
        page.horizontal_name([left, right]);
        let write = |value| writer.write(value);
        Ok(page.finish(&series::described(&self.steps, &self.series, write)))
    }

    /// The numbers of the figure as CSV: a row for each step.
    #[must_use]
    pub fn csv(&self) -> String {
        let words = self.caption.locale.words();
        let horizontal = label(&self.caption.horizontal);
        let first = if horizontal.is_empty() {
            words.step
        } else {
            &horizontal
        };
        series::table(first, [words.from, words.to], &self.steps, &self.series)
    }

    fn band(
        &self,
        page: &mut Page<'_>,
        scale: &Scale,
        across: impl Fn(usize) -> f64,
        (series, paint): (&Series, Paint),
    ) {
        if series.intervals.is_empty() {
            return;
        }
        let side = |end: usize| {
            let intervals = series.intervals.iter().enumerate();
            let across = &across;
            intervals.map(move |(step, interval)| [across(step), scale.place(interval[end])])
        };
        let mut outline: Vec<[f64; 2]> = side(1).collect();
        let mut back: Vec<[f64; 2]> = side(0).collect();
        back.reverse();
        outline.extend(back);
        page.canvas.polygon(&outline, (paint, 0.18), "");
    }
}
