use super::{Arrangement, Bars, tick_labels, whisker};
use crate::locale::Writer;
use crate::measure::text_width;
use crate::page::{EDGE, Page, SMALL, widest};
use crate::paint::Paint;
use crate::svg::{Anchor, Text};

impl Bars {
    pub(super) fn upwards(&self, page: &mut Page<'_>, writer: Writer) {
        page.vertical_name();
        let scale = self.scale(6);
        let labels = tick_labels(&scale, writer);
        let left = EDGE + widest(&labels, SMALL) + 6.0;
        let right = page.width - EDGE;
        let above = if self.value_labels { SMALL } else { 0.0 };
        let top = page.bottom + above;
        let bottom = top + self.caption.width.plot_height();
        let scale = scale.between(bottom, top);
        page.vertical_axis(&scale, [left, right], &labels);

        let pitch = (right - left) / self.categories.len().max(1) as f64;
        let many = if self.series.len() > 1 && self.arrangement == Arrangement::Grouped {
            0.8
        } else {
            0.62
        };
        let most = 56.0 * self.series.len() as f64;
        let thick = (many * pitch).min(most);
        let start = |at: usize| left + (at as f64 + 0.5) * pitch - thick / 2.0;
        let starts: Vec<f64> = (0..self.categories.len()).map(start).collect();
        let bars = self.bars(&starts, thick, writer);
        // Labels that would touch are all left out: a few alone would look like a choice.
        let grouped = self.arrangement == Arrangement::Grouped;
        let room = match (grouped, self.series.len()) {
            (false, _) => thick,
            (true, 1) => pitch,
            (true, several) => thick / several as f64,
        };
        let labelled = self.value_labels
            && bars
                .iter()
                .all(|bar| text_width(&writer.write(bar.value), SMALL) <= room);
        for bar in &bars {
            let ends = bar.ends.map(|end| scale.place(end));
            let [across, thick] = bar.across;
            let (high, low) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
            let area = [across, high, thick, low - high];
            // A hair of paper between neighbours.
            let area = if thick > 4.0 {
                [area[0], area[1], area[2] - 1.0, area[3]]
            } else {
                area
            };
            page.canvas
                .rect(area, (Paint::Series(bar.colour), 1.0), &bar.tip);
            let middle = across + (thick - 1.0) / 2.0;
            let mut edges = [high, low];
            if let Some(interval) = bar.interval {
                let [from, to] = interval.map(|end| scale.place(end));
                whisker(page, [middle, from], [middle, to], thick);
                edges = [high.min(to), low.max(from)];
            }
            if !labelled {
                continue;
            }
            let text = writer.write(bar.value);
            let (y, paint) = if !grouped {
                if low - high < SMALL * 1.2 {
                    continue;
                }
                ((high + low) / 2.0 + 0.35 * SMALL, Paint::On(bar.colour))
            } else if bar.value < 0.0 {
                (edges[1] + SMALL, Paint::Ink)
            } else {
                (edges[0] - 3.5, Paint::Ink)
            };
            let text = Text::new([middle, y], SMALL, &text).anchored(Anchor::Middle);
            page.canvas.text(text.painted(paint));
        }
        let zero = scale.place(0.0);
        page.canvas
            .line([left, zero, right, zero], Paint::Axis, 1.0, "");
        let below = if labelled && bars.iter().any(|bar| bar.value < 0.0) {
            SMALL
        } else {
            0.0
        };
        page.slot_labels(&self.categories, [left, right], bottom + below);
        page.horizontal_name([left, right]);
    }
}
