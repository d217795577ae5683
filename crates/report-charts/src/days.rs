use std::collections::BTreeMap;

use crate::page::{EDGE, Key, Page, SMALL, widest};
use crate::paint::Paint;
use crate::scale::Scale;
use crate::svg::{Anchor, Form, Text};
use crate::text::label;
use crate::{Caption, ChartError, Colour, Date, check};

/// Counts a day, from the first day to the last.
///
/// A day between them without a count is a gap: a cross on the axis, not a bar of no height.
/// Weekends have a light band, as long as days are wide enough to have one.
///
/// ```
/// use report_charts::{Date, Days, Form};
///
/// let counts = [(Date::new(2023, 2, 1)?, 3870), (Date::new(2023, 2, 3)?, 4012)];
/// let days = Days::new("Tweets a day", counts);
/// assert!(days.svg(Form::Inline)?.contains("2 Feb 2023: no count"));
/// assert_eq!(days.csv(), "day,count\r\n2023-02-01,3870\r\n2023-02-02,\r\n2023-02-03,4012\r\n");
/// # Ok::<(), report_charts::ChartError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Days {
    caption: Caption,
    counts: Vec<(Date, u64)>,
    colour: Colour,
}

/// From the first day to the last there are at most so many.
const MOST_DAYS: usize = 1100;

impl Days {
    /// A figure of counts, in any order of days.
    #[must_use]
    pub fn new(caption: impl Into<Caption>, counts: impl IntoIterator<Item = (Date, u64)>) -> Self {
        let counts = counts.into_iter().collect();
        Self {
            caption: caption.into(),
            counts,
            colour: Colour::Palette(0),
        }
    }

    /// The colour of the bars.
    #[must_use]
    pub fn with_colour(mut self, colour: Colour) -> Self {
        self.colour = colour;
        self
    }

    /// The figure as SVG.
    ///
    /// # Errors
    ///
    /// [`ChartError`] for no count, for more than 1,100 days from the first to the last, for a day
    /// given twice, and for a count beyond 10^15.
    pub fn svg(&self, form: Form) -> Result<String, ChartError> {
        check::size(("day", "days"), self.counts.len(), MOST_DAYS)?;
        let mut sorted: Vec<(Date, u64)> = self.counts.clone();
        sorted.sort_unstable();
        for pair in sorted.windows(2) {
            if pair[0].0 == pair[1].0 {
                return Err(ChartError::RepeatedDay {
                    day: pair[0].0.to_string(),
                });
            }
        }
        if let (Some((first, _)), Some((last, _))) = (sorted.first(), sorted.last()) {
            check::size(("day", "days"), span(*first, *last), MOST_DAYS)?;
        }
        let values: Vec<f64> = sorted.iter().map(|(_, count)| *count as f64).collect();
        check::values(self.caption.locale.words().count, &values)?;
        Ok(self.drawn(form, &self.every_day(), &values))
    }

    /// The numbers of the figure as CSV: a row for each day, the count empty in a gap. (Where the
    /// days span more than 1,100, gaps have no row.)
    #[must_use]
    pub fn csv(&self) -> String {
        let words = self.caption.locale.words();
        let mut table = crate::csv::Table::new([words.day, words.count]);
        for (day, count) in self.every_day() {
            table.text(&day.to_string());
            match count {
                Some(count) => table.count(count),
                None => table.number(None),
            }
            table.end_row();
        }
        table.finish()
    }

    /// All days from the first to the last, unless they are too many.
    fn every_day(&self) -> BTreeMap<Date, Option<u64>> {
        let mut days: BTreeMap<Date, Option<u64>> = self
            .counts
            .iter()
            .map(|(day, count)| (*day, Some(*count)))
            .collect();
        let ends = (
            days.keys().next().copied(),
            days.keys().next_back().copied(),
        );
        if let (Some(first), Some(last)) = ends
            && span(first, last) <= MOST_DAYS
        {
            let mut day = first;
            while day < last {
                days.entry(day).or_insert(None);
                let Some(next) = day.next() else { break };
                day = next;
            }
        }
        days
    }

    fn drawn(&self, form: Form, days: &BTreeMap<Date, Option<u64>>, values: &[f64]) -> String {
        let locale = self.caption.locale;
        let words = locale.words();
        let mut page = Page::new(&self.caption, form);
        // Narrower bands would be a pattern of their own.
        let wide_enough = 3.0 * days.len() as f64 <= page.width;
        let weekends = wide_enough && days.keys().any(|day| day.is_weekend());
        if weekends {
            page.legend(&[(Key::Block(Paint::Shade), words.weekend.to_owned())]);
        }
        page.vertical_name();
        let highest = values.iter().copied().fold(0.0, f64::max);
        let scale = Scale::from_zero(0.0, highest, 6);
        let labels: Vec<String> = scale
            .ticks
            .iter()
            .map(|tick| locale.fixed(*tick, scale.decimals))
            .collect();
        let left = EDGE + widest(&labels, SMALL) + 6.0;
        let right = page.width - EDGE;
        let top = page.bottom;
        let bottom = top + self.caption.width.plot_height();
        let scale = scale.between(bottom, top);
        let pitch = (right - left) / days.len().max(1) as f64;
        for (place, day) in days.keys().enumerate() {
            if weekends && day.is_weekend() {
                let area = [left + place as f64 * pitch, top, pitch, bottom - top];
                page.canvas.rect(area, (Paint::Shade, 1.0), "");
            }
        }
        page.vertical_axis(&scale, [left, right], &labels);
        let thick = if pitch > 3.0 {
            (0.78 * pitch).min(48.0)
        } else {
            pitch
        };
        for (place, (day, count)) in days.iter().enumerate() {
            let middle = left + (place as f64 + 0.5) * pitch;
            let name = self.day_name(*day, true);
            match count {
                Some(count) => {
                    let y = scale.place(*count as f64);
                    let tip = format!("{name}: {}", locale.count(*count));
                    let area = [middle - thick / 2.0, y, thick, bottom - y];
                    page.canvas
                        .rect(area, (Paint::Series(self.colour), 1.0), &tip);
                }
                None => {
                    let tip = format!("{name}: {}", words.no_count);
                    let arm = (pitch / 2.5).min(3.5);
                    let (near, far) = (bottom - 2.0 - 2.0 * arm, bottom - 2.0);
                    let cross = [[middle - arm, near], [middle + arm, far]];
                    page.canvas
                        .line([cross[0][0], near, cross[1][0], far], Paint::Soft, 1.2, "");
                    page.canvas
                        .line([cross[0][0], far, cross[1][0], near], Paint::Soft, 1.2, "");
                    let area = [left + place as f64 * pitch, top, pitch, bottom - top];
                    page.canvas.rect(area, (Paint::Paper, 0.01), &tip);
                }
            }
        }
        page.canvas
            .line([left, bottom, right, bottom], Paint::Axis, 1.0, "");
        self.day_labels(&mut page, days, [left, right], bottom);
        page.horizontal_name([left, right]);
        page.finish(&self.described(days))
    }

    /// Names under some days, with a tick each.
    fn day_labels(
        &self,
        page: &mut Page<'_>,
        days: &BTreeMap<Date, Option<u64>>,
        [left, right]: [f64; 2],
        bottom: f64,
    ) {
        let pitch = (right - left) / days.len().max(1) as f64;
        let months = days.len() > 90;
        let name = |day: &Date| {
            if months {
                return self.month_name(*day);
            }
            self.day_name(*day, false)
        };
        let room = widest(days.keys().map(name), SMALL) + 8.0;
        let labelled = if months {
            months_apart(days, room / pitch)
        } else {
            days_apart(days, room / pitch)
        };
        let baseline = bottom + SMALL + 5.0;
        for (place, day) in labelled {
            let middle = left + (place as f64 + 0.5) * pitch;
            let name = name(&day);
            let half = crate::measure::text_width(&name, SMALL) / 2.0;
            let tick = [middle, bottom, middle, bottom + 4.0];
            page.canvas.line(tick, Paint::Axis, 1.0, "");
            let x = middle.min(page.width - half).max(half);
            let text = Text::new([x, baseline], SMALL, &name).anchored(Anchor::Middle);
            page.canvas.text(text.painted(Paint::Soft));
        }
        page.bottom = baseline + 4.0;
    }

    fn month_name(&self, day: Date) -> String {
        let month = self.caption.locale.words().months[day.month() % 12];
        format!("{month} {}", day.year())
    }

    fn day_name(&self, day: Date, with_year: bool) -> String {
        let month = self.caption.locale.words().months[day.month() % 12];
        if with_year {
            return format!("{} {}", day.day(), self.month_name(day));
        }
        format!("{} {month}", day.day())
    }

    fn described(&self, days: &BTreeMap<Date, Option<u64>>) -> String {
        let locale = self.caption.locale;
        let words = locale.words();
        let name = |day: Option<(&Date, _)>| {
            day.map(|(day, _): (&Date, &Option<u64>)| self.day_name(*day, true))
                .unwrap_or_default()
        };
        let mut text = format!(
            "{} {}, {} {} {} {}.",
            days.len(),
            words.days,
            words.from,
            name(days.first_key_value()),
            words.to,
            name(days.last_key_value())
        );
        for (day, count) in days {
            let count = match count {
                Some(count) => locale.count(*count),
                None => words.no_count.to_owned(),
            };
            text.push_str(&format!(" {}: {count}.", self.day_name(*day, false)));
        }
        label(&self.caption.vertical)
            + if self.caption.vertical.is_empty() {
                ""
            } else {
                ": "
            }
            + &text
    }
}

/// How many days there are from the first to the last, both counted.
fn span(first: Date, last: Date) -> usize {
    usize::try_from(last.number() - first.number() + 1).unwrap_or(usize::MAX)
}

/// A figure names at most so many of its days.
const MOST_LABELS: usize = 7;

/// The first day, and from it in steps of weeks or of few days, so many of them apart at least.
fn days_apart(days: &BTreeMap<Date, Option<u64>>, apart: f64) -> Vec<(usize, Date)> {
    let fits = |step: &&usize| days.len().div_ceil(**step) <= MOST_LABELS && **step as f64 >= apart;
    let step = [1, 2, 7, 14, 28].iter().find(fits).copied();
    let step = step.unwrap_or(days.len().max(1));
    days.keys().copied().enumerate().step_by(step).collect()
}

/// First days of months, so many days apart at least.
fn months_apart(days: &BTreeMap<Date, Option<u64>>, apart: f64) -> Vec<(usize, Date)> {
    for step in [1, 2, 3, 6, 12] {
        let days = days.keys().copied().enumerate();
        let firsts = days.filter(|(_, day)| day.day() == 1 && day.month().is_multiple_of(step));
        let firsts: Vec<(usize, Date)> = firsts.collect();
        if firsts.len() <= MOST_LABELS && 28.0 * step as f64 >= apart {
            return firsts;
        }
    }
    Vec::new()
}
