use super::{Arrangement, Bars, tick_labels, whisker};
use crate::locale::Writer;
use crate::measure::{fitted, text_width, wrapped};
use crate::page::{EDGE, LABEL, LEADING, Page, SMALL, widest};
use crate::paint::Paint;
use crate::scale::Scale;
use crate::svg::{Anchor, Text};
use crate::text::{cut, label};

impl Bars {
    pub(super) fn sideways(&self, page: &mut Page<'_>, writer: Writer) {
        page.note(&self.caption.vertical);
        let names: Vec<String> = self.categories.iter().map(|name| label(name)).collect();
        let column = (widest(&names, LABEL) + 1.0).min(0.32 * page.width);
        let grouped = self.arrangement == Arrangement::Grouped;
        let per_row = if grouped { self.series.len() } else { 1 };
        let bar = if per_row > 1 { 14.0 } else { 18.0 };
        let thick = bar * per_row as f64;
        let row = (thick + 9.0)
            .max(2.0 * LABEL * LEADING + 3.0 - if names.len() > 12 { 8.0 } else { 0.0 });
        let wide = widest(self.values().map(|value| writer.write(value)), SMALL) + 8.0;
        let beside = if self.value_labels && grouped {
            wide
        } else {
            0.0
        };
        let negative = self.values().any(|value| value < 0.0);
        let left = EDGE + column + 8.0 + if negative { beside } else { 0.0 };
        let right = page.width - EDGE - beside.max(6.0);
        let top = page.bottom + 6.0;
        let scale = self.scale(6);
        let labels = tick_labels(&scale, writer);
        let scale = scale.between(left, right);
        let some_left_out =
            (0..names.len()).any(|at| !self.left_out(at, &scale, writer).is_empty());
        let below = if some_left_out { SMALL + 3.0 } else { 0.0 };
        let row = row.max(thick + below + 9.0);
        let bottom = top + row * names.len() as f64;
        page.horizontal_axis(&scale, [top, bottom], &labels);

        let start = |at: usize| top + (at as f64 + 0.5) * row - (thick + below) / 2.0;
        let starts: Vec<f64> = (0..names.len()).map(start).collect();
        for (at, start) in starts.iter().enumerate().filter(|_| below > 0.0) {
            let left_out = self.left_out(at, &scale, writer).join(", ");
            let text = fitted(&left_out, SMALL, page.width - EDGE - left - 3.0);
            let text = Text::new([left + 3.0, start + thick + SMALL], SMALL, &text);
            page.canvas.text(text.painted(Paint::Soft));
        }
        for bar in self.bars(&starts, thick, writer) {
            let ends = bar.ends.map(|end| scale.place(end));
            let [across, thick] = bar.across;
            let (from, to) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
            let area = [from, across, to - from, thick - 1.0];
            page.canvas
                .rect(area, (Paint::Series(bar.colour), 1.0), &bar.tip);
            let middle = across + (thick - 1.0) / 2.0;
            let mut edges = [from, to];
            if let Some(interval) = bar.interval {
                let [low, high] = interval.map(|end| scale.place(end));
                whisker(page, [low, middle], [high, middle], thick);
                edges = [from.min(low), to.max(high)];
            }
            if !self.value_labels {
                continue;
            }
            let text = writer.write(bar.value);
            let (x, anchor, paint) = if !grouped {
                if !fits_inside(&text, to - from) {
                    continue;
                }
                ((from + to) / 2.0, Anchor::Middle, Paint::On(bar.colour))
            } else if bar.value < 0.0 {
                (edges[0] - 4.0, Anchor::End, Paint::Ink)
            } else {
                (edges[1] + 4.0, Anchor::Start, Paint::Ink)
            };
            let text = Text::new([x, middle + 0.36 * SMALL], SMALL, &text);
            page.canvas.text(text.anchored(anchor).painted(paint));
        }
        let zero = scale.place(0.0);
        page.canvas
            .line([zero, top, zero, bottom], Paint::Axis, 1.0, "");
        for (at, name) in names.iter().enumerate() {
            let most = if row < 2.0 * LABEL * LEADING { 1 } else { 2 };
            let lines = wrapped(name, LABEL, column, most);
            let step = LABEL * LEADING;
            let middle = top + (at as f64 + 0.5) * row;
            let mut y = middle - step * (lines.len() as f64 - 1.0) / 2.0 + 0.35 * LABEL;
            for line in &lines {
                let text = Text::new([EDGE + column, y], LABEL, line).anchored(Anchor::End);
                page.canvas.text(text.with_tip(name));
                y += step;
            }
        }
        page.horizontal_name([left, right]);
    }

    /// The parts of a horizontal stack whose number has no room inside, with their names.
    fn left_out(&self, category: usize, scale: &Scale, writer: Writer) -> Vec<String> {
        if !self.value_labels || self.arrangement == Arrangement::Grouped {
            return Vec::new();
        }
        let parts = self.series.iter().filter_map(|series| {
            let value = *series.values.get(category)?;
            let text = writer.write(value);
            let length = (scale.place(value) - scale.place(0.0)).abs();
            let name = cut(&label(&series.name), 40);
            (!fits_inside(&text, length)).then(|| format!("{name} {text}"))
        });
        parts.collect()
    }
}

/// Whether a number can stand inside the part of a stack, in a horizontal one.
fn fits_inside(text: &str, length: f64) -> bool {
    length >= text_width(text, SMALL) + 6.0
}
