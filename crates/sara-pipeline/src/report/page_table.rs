//! A table of the page: a caption, names of the columns, a name for each row.

/// Texts in rows and columns; the first column names the rows.
#[derive(Debug)]
pub(super) struct PageTable {
    pub(super) caption: String,
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Vec<String>>,
}

#[derive(Debug)]
pub(super) struct Column {
    pub(super) name: String,
    /// Whether every cell of it begins as a number does; such columns stand to the right.
    pub(super) is_number: bool,
}

impl PageTable {
    pub(super) fn new(
        caption: impl Into<String>,
        names: &[&str],
        rows: impl IntoIterator<Item = Vec<String>>,
    ) -> Self {
        let rows: Vec<Vec<String>> = rows.into_iter().collect();
        let columns = names.iter().enumerate().map(|(place, name)| {
            let mut cells = rows.iter().filter_map(|row| row.get(place));
            Column {
                name: (*name).to_owned(),
                is_number: cells.all(|cell| is_number(cell)),
            }
        });
        Self {
            caption: caption.into(),
            columns: columns.collect(),
            rows,
        }
    }

    /// Without the columns in which no cell says anything.
    pub(super) fn without_blank_columns(mut self) -> Self {
        let is_blank = |place: usize| {
            let mut cells = self.rows.iter().filter_map(|row| row.get(place));
            cells.all(String::is_empty)
        };
        let shown: Vec<bool> = (0..self.columns.len())
            .map(|place| place == 0 || !is_blank(place))
            .collect();
        let keep = |place: &mut usize| {
            *place += 1;
            shown.get(*place - 1).copied().unwrap_or_default()
        };
        for row in &mut self.rows {
            let mut place = 0;
            row.retain(|_| keep(&mut place));
        }
        let mut place = 0;
        self.columns.retain(|_| keep(&mut place));
        self
    }

    pub(super) fn is_number(&self, column: &usize) -> bool {
        self.columns
            .get(*column)
            .is_some_and(|column| column.is_number)
    }
}

/// A number, several with words between, or nothing.
fn is_number(cell: &str) -> bool {
    let start = cell.trim_start_matches(['+', '-', '<', ' ']);
    cell.len() < 24 && (cell.is_empty() || start.starts_with(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_numbers_are_known() {
        let rows = [["a", "-0.5", "1"], ["b", "", "one"]];
        let rows = rows.map(|row| row.map(str::to_owned).to_vec());
        let table = PageTable::new("caption", &["name", "x", "y"], rows);
        let numbers: Vec<bool> = table.columns.iter().map(|it| it.is_number).collect();
        assert_eq!(numbers, [false, true, false]);
        assert!(table.is_number(&1) && !table.is_number(&7));
        let rows = [["a", "", "1"], ["b", "", ""]];
        let rows = rows.map(|row| row.map(str::to_owned).to_vec());
        let table = PageTable::new("caption", &["name", "x", "y"], rows).without_blank_columns();
        assert_eq!(table.columns[1].name, "y");
        assert_eq!(table.rows, [["a", "1"], ["b", ""]]);
    }
}
