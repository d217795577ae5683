//! The numbers of a figure as CSV (RFC 4180).

use crate::text::cleaned;

/// A table under way; lines end in CR LF.
pub(crate) struct Table {
    text: String,
    at_start: bool,
}

impl Table {
    pub(crate) fn new<S: AsRef<str>>(header: impl IntoIterator<Item = S>) -> Self {
        let mut table = Self {
            text: String::new(),
            at_start: true,
        };
        for name in header {
            table.text(name.as_ref());
        }
        table.end_row();
        table
    }

    /// A cell of text. A spreadsheet takes some texts for formulas; those get an apostrophe before
    /// them.
    pub(crate) fn text(&mut self, text: &str) {
        let mut text = cleaned(text);
        let formulas = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
        if text.trim_start().starts_with(formulas) {
            text.insert(0, '\'');
        }
        if text.contains(['"', ',', ';']) {
            text = format!("\"{}\"", text.replace('"', "\"\""));
        }
        self.cell(&text);
    }

    /// A cell with a number in full, its decimal mark a point; nothing where there is none.
    pub(crate) fn number(&mut self, number: Option<f64>) {
        let number = number.filter(|number| number.is_finite());
        self.cell(&number.map_or_else(String::new, |number| (number + 0.0).to_string()));
    }

    pub(crate) fn count(&mut self, count: u64) {
        self.cell(&count.to_string());
    }

    pub(crate) fn end_row(&mut self) {
        self.text.push_str("\r\n");
        self.at_start = true;
    }

    pub(crate) fn finish(self) -> String {
        self.text
    }

    fn cell(&mut self, cell: &str) {
        if !self.at_start {
            self.text.push(',');
        }
        self.at_start = false;
        self.text.push_str(cell);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_formulas_disarmed() {
        let mut table = Table::new(["word, \"as read\"", "weight"]);
        table.text("=HYPERLINK(1)");
        table.number(Some(-0.5));
        table.end_row();
        table.text(" ＠a\nb");
        table.number(Some(f64::NAN));
        table.end_row();
        let expected = "\"word, \"\"as read\"\"\",weight\r\n'=HYPERLINK(1),-0.5\r\n' ＠a b,\r\n";
        assert_eq!(table.finish(), expected);
    }
}
