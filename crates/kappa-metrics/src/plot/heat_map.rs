use crate::plot::svg::{Anchor, CHARACTER, Colour, Svg, width_of_names};

const CELL_HEIGHT: usize = 56;
const LEAST_CELL_WIDTH: usize = 96;
/// Room for the title and for the name of the columns.
const HEAD: usize = 80;
const MARGIN: usize = 16;

/// A square table of coloured cells, a number in each.
pub(super) struct HeatMap<'a> {
    pub(super) title: &'a str,
    pub(super) description: &'a str,
    /// What the rows are, and what the columns are; nothing is written where both are empty.
    pub(super) axes: [&'a str; 2],
    /// The names of the rows, and of the columns.
    pub(super) names: &'a [String],
}

pub(super) struct Cell {
    pub(super) fill: Colour,
    pub(super) text: String,
    /// A smaller line below.
    pub(super) note: String,
}

impl HeatMap<'_> {
    pub(super) fn draw(&self, cell: impl Fn(usize, usize) -> Cell) -> String {
        let Self { axes, names, .. } = self;
        let names_width = width_of_names(names);
        let cell_width = LEAST_CELL_WIDTH.max(names_width + MARGIN);
        let left = 2 * MARGIN + names_width.max(axes[0].chars().count() * CHARACTER);
        let top = HEAD + 24;
        let title_width = self.title.chars().count() * 11;
        let width = (left + names.len() * cell_width).max(title_width) + MARGIN;
        let height = top + names.len() * CELL_HEIGHT + MARGIN;
        let mut svg = Svg::new(width, height, self.title, self.description);
        if axes != &[""; 2] {
            svg.text([left - MARGIN, HEAD + 8], Anchor::End, axes[0]);
            svg.text([left, HEAD - 20], Anchor::Start, axes[1]);
        }
        for (row, name) in names.iter().enumerate() {
            let middle = left + row * cell_width + cell_width / 2;
            svg.name([middle, HEAD + 8], Anchor::Middle, name);
            let y = top + row * CELL_HEIGHT;
            svg.name([left - MARGIN, y + CELL_HEIGHT / 2 + 5], Anchor::End, name);
            for column in 0..names.len() {
                let (x, cell) = (left + column * cell_width, cell(row, column));
                let middle = x + cell_width / 2;
                svg.cell([x, y], [cell_width, CELL_HEIGHT], cell.fill);
                svg.text([middle, y + 26], Anchor::Middle, &cell.text);
                svg.small_text([middle, y + 44], Anchor::Middle, &cell.note);
            }
        }
        svg.finish()
    }
}
