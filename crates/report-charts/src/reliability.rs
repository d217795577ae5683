use crate::page::{EDGE, Key, Page, SMALL, widest};
use crate::paint::Paint;
use crate::scale::Scale;
use crate::svg::{Anchor, Form, Text};
use crate::text::label;
use crate::{Caption, ChartError, Colour, check};

/// A calibration diagram: of the predictions that a classifier is so sure of, how many are right.
///
/// Bars are accuracies; where a bar ends away from the mean confidence of its bin, the gap is
/// marked. A bar on the diagonal is as right as it says. Below stands how many items each bin
/// holds, and above the expected calibration error, the mean gap over all items.
///
/// ```
/// use report_charts::{Form, Reliability, ReliabilityBin};
///
/// let bin = |lower, confidence, accuracy, items| {
///     ReliabilityBin { lower, upper: lower + 0.5, confidence, accuracy, items }
/// };
/// let figure = Reliability::new(
///     "Is the confidence earned?",
///     [bin(0.0, 0.40, 0.45, 20), bin(0.5, 0.90, 0.80, 80)],
/// );
/// assert!(figure.svg(Form::Inline)?.contains("expected calibration error 0.090"));
/// # Ok::<(), report_charts::ChartError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Reliability {
    caption: Caption,
    bins: Vec<ReliabilityBin>,
}

/// The items whose confidence lies between two limits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReliabilityBin {
    /// The lower limit, in \[0, 1\].
    pub lower: f64,
    /// The upper limit, in \[0, 1\].
    pub upper: f64,
    /// The mean confidence of the items, in \[0, 1\].
    pub confidence: f64,
    /// The share of the items that are right, in \[0, 1\].
    pub accuracy: f64,
    /// How many items there are. Of a bin without any the two numbers before are not looked at.
    pub items: u64,
}

/// A diagram has at most so many bins.
const MOST_BINS: usize = 50;

impl Reliability {
    /// A diagram of bins; those without items may be left out.
    #[must_use]
    pub fn new(
        caption: impl Into<Caption>,
        bins: impl IntoIterator<Item = ReliabilityBin>,
    ) -> Self {
        Self {
            caption: caption.into(),
            bins: bins.into_iter().collect(),
        }
    }

    /// The figure as SVG.
    ///
    /// # Errors
    ///
    /// [`ChartError`] for no or more than 50 bins, for no item, and for a number that is not
    /// finite or not in \[0, 1\], give or take rounding, or limits that are upside down.
    pub fn svg(&self, form: Form) -> Result<String, ChartError> {
        let words = self.caption.locale.words();
        check::size(("bin", "bins"), self.bins.len(), MOST_BINS)?;
        let limits = self
            .bins
            .iter()
            .map(|bin| [bin.lower, bin.upper].map(rounded));
        let limits: Vec<[f64; 2]> = limits.collect();
        for end in [0, 1] {
            let side: Vec<f64> = limits.iter().map(|limit| limit[end]).collect();
            check::between("the limits", &side, [0.0, 1.0])?;
        }
        check::intervals("the limits", &limits)?;
        // A bin without items has no such number; 0 stands for it.
        let of = |number: fn(&ReliabilityBin) -> f64| -> Vec<f64> {
            let bins = self.bins.iter();
            bins.map(|bin| {
                if bin.items > 0 {
                    rounded(number(bin))
                } else {
                    0.0
                }
            })
            .collect()
        };
        check::between(words.confidence, &of(|bin| bin.confidence), [0.0, 1.0])?;
        check::between(words.accuracy, &of(|bin| bin.accuracy), [0.0, 1.0])?;
        let items: Vec<f64> = self.bins.iter().map(|bin| bin.items as f64).collect();
        check::values(words.items, &items)?;
        let some = self.bins.iter().filter(|bin| bin.items > 0).count();
        check::size(("item", "items"), some, MOST_BINS)?;
        Ok(self.drawn(form))
    }

    /// The numbers of the figure as CSV: a row for each bin.
    #[must_use]
    pub fn csv(&self) -> String {
        let words = self.caption.locale.words();
        let header = [
            words.from,
            words.to,
            words.items,
            words.confidence,
            words.accuracy,
            words.gap,
        ];
        let mut table = crate::csv::Table::new(header);
        for bin in &self.bins {
            table.number(Some(bin.lower));
            table.number(Some(bin.upper));
            table.count(bin.items);
            let some = |number| Some(number).filter(|_| bin.items > 0);
            table.number(some(bin.confidence));
            table.number(some(bin.accuracy));
            table.number(some(bin.accuracy - bin.confidence));
            table.end_row();
        }
        table.finish()
    }

    fn expected_error(&self) -> f64 {
        let filled = || self.bins.iter().filter(|bin| bin.items > 0);
        let all: f64 = filled().map(|bin| bin.items as f64).sum();
        let gap = |bin: &ReliabilityBin| (bin.accuracy - bin.confidence).abs();
        filled().map(|bin| bin.items as f64 / all * gap(bin)).sum()
    }

    fn drawn(&self, form: Form) -> String {
        let locale = self.caption.locale;
        let words = locale.words();
        let series = Paint::Series(Colour::Palette(0));
        let gap = Paint::Series(Colour::Negative);
        let mut page = Page::new(&self.caption, form);
        page.note(&format!(
            "{} {}",
            words.calibration_error,
            locale.fixed(self.expected_error(), 3)
        ));
        page.bottom += 5.0;
        page.legend(&[
            (Key::Block(series), words.accuracy.to_owned()),
            (Key::Block(gap), words.gap.to_owned()),
            (Key::Dashed(Paint::Ink), words.perfect.to_owned()),
        ]);
        let vertical = label(&self.caption.vertical);
        page.note(if vertical.is_empty() {
            words.accuracy
        } else {
            &vertical
        });
        page.bottom += 8.0;

        let side = (page.width - 100.0).min(300.0);
        let scale = Scale::nice(0.0, 1.0, 6);
        let labels: Vec<String> = scale.ticks.iter().map(|t| locale.fixed(*t, 1)).collect();
        let left = EDGE + widest(&labels, SMALL) + 6.0;
        let right = left + side;
        let top = page.bottom;
        let bottom = top + side * 0.8;
        let across = scale.clone().between(left, right);
        let up = scale.between(bottom, top);
        page.vertical_axis(&up, [left, right], &labels);
        page.horizontal_axis(&across, [top, bottom], &labels);
        let below = page.bottom;
        for bin in self.bins.iter().filter(|bin| bin.items > 0) {
            let (from, to) = (across.place(bin.lower), across.place(bin.upper));
            let (accuracy, confidence) = (up.place(bin.accuracy), up.place(bin.confidence));
            let limits = format!(
                "{} {} {}",
                locale.fixed(bin.lower, 2),
                words.to,
                locale.fixed(bin.upper, 2)
            );
            let right = format!(
                "{limits}: {} {}",
                words.accuracy,
                locale.fixed(bin.accuracy, 3)
            );
            let sure = format!(
                "{right}, {} {}",
                words.confidence,
                locale.fixed(bin.confidence, 3)
            );
            let wide = to - from - 1.0;
            page.canvas.rect(
                [from, accuracy, wide, bottom - accuracy],
                (series, 1.0),
                &sure,
            );
            let high = accuracy.min(confidence);
            let area = [from, high, wide, (accuracy - confidence).abs()];
            // Over a bar the gap would be dark without some paper below it.
            page.canvas.rect(area, (Paint::Paper, 0.6), &sure);
            page.canvas.rect(area, (gap, 0.55), &sure);
            page.canvas
                .line([from, confidence, from + wide, confidence], gap, 2.0, "");
        }
        page.canvas
            .line([left, bottom, right, top], Paint::Ink, 1.5, "4 3");
        page.canvas
            .line([left, bottom, right, bottom], Paint::Axis, 1.0, "");
        page.bottom = below;
        let horizontal = label(&self.caption.horizontal);
        let name = if horizontal.is_empty() {
            words.confidence
        } else {
            &horizontal
        };
        self.items_below(&mut page, &across, name);
        page.finish(&self.described())
    }

    /// How many items each bin holds: a strip of bars under the diagram, with the numbers where
    /// they fit.
    fn items_below(&self, page: &mut Page<'_>, across: &Scale, name: &str) {
        let locale = self.caption.locale;
        let words = locale.words();
        let [left, right] = across.ends;
        let middle = (left + right) / 2.0;
        page.bottom += SMALL * 1.2;
        let name = crate::measure::fitted(name, SMALL, right - left);
        let text = Text::new([middle, page.bottom - 2.0], SMALL, &name);
        page.canvas
            .text(text.anchored(Anchor::Middle).painted(Paint::Soft));
        let most = self
            .bins
            .iter()
            .map(|bin| bin.items)
            .max()
            .unwrap_or(0)
            .max(1) as f64;
        let counts: Vec<String> = self
            .bins
            .iter()
            .map(|bin| locale.count(bin.items))
            .collect();
        let room = |bin: &ReliabilityBin| across.place(bin.upper) - across.place(bin.lower);
        let narrowest = self.bins.iter().map(room).fold(f64::INFINITY, f64::min);
        let longest = widest(&counts, SMALL);
        // Upright where all fit, turned where at least their height does.
        let upright = longest <= narrowest;
        let above = if upright { SMALL } else { longest };
        let bottom = page.bottom + above + 8.0 + 42.0;
        for (bin, count) in self
            .bins
            .iter()
            .zip(&counts)
            .filter(|(bin, _)| bin.items > 0)
        {
            let (from, to) = (across.place(bin.lower), across.place(bin.upper));
            let high = 42.0 * bin.items as f64 / most;
            let tip = format!("{count} {}", words.items);
            let area = [from, bottom - high, to - from - 1.0, high];
            page.canvas.rect(area, (Paint::Axis, 1.0), &tip);
            let place = [(from + to) / 2.0, bottom - high - 3.0];
            if upright {
                let text = Text::new(place, SMALL, count).anchored(Anchor::Middle);
                page.canvas.text(text.painted(Paint::Soft));
            } else if narrowest >= SMALL {
                let text = Text::new([place[0] + 0.35 * SMALL, place[1]], SMALL, count).turned();
                page.canvas.text(text.painted(Paint::Soft));
            }
        }
        page.canvas
            .line([left, bottom, right, bottom], Paint::Axis, 1.0, "");
        let all: u64 = self
            .bins
            .iter()
            .map(|bin| bin.items)
            .fold(0, u64::saturating_add);
        let total = format!("{} {}", locale.count(all), words.items);
        let text = Text::new([middle, bottom + SMALL + 2.0], SMALL, &total);
        page.canvas
            .text(text.anchored(Anchor::Middle).painted(Paint::Soft));
        page.bottom = bottom + SMALL + 6.0;
    }

    fn described(&self) -> String {
        let locale = self.caption.locale;
        let words = locale.words();
        let error = locale.fixed(self.expected_error(), 3);
        let mut text = format!("{} {error}.", words.calibration_error);
        for bin in self.bins.iter().filter(|bin| bin.items > 0) {
            text.push_str(&format!(
                " {} {} {}: {} {}, {} {}, {} {}.",
                locale.fixed(bin.lower, 2),
                words.to,
                locale.fixed(bin.upper, 2),
                words.confidence,
                locale.fixed(bin.confidence, 3),
                words.accuracy,
                locale.fixed(bin.accuracy, 3),
                locale.count(bin.items),
                words.items
            ));
        }
        text
    }
}

/// What left \[0, 1\] by a rounding error alone is brought back.
fn rounded(share: f64) -> f64 {
    let inside = share.clamp(0.0, 1.0);
    if (share - inside).abs() < 1e-9 {
        inside
    } else {
        share
    }
}
