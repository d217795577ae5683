//! A table of the page: a caption, names of the columns, a name for each row.

/// Texts in rows and columns; the first column names the rows.
#[derive(Clone, Debug)]
pub(super) struct Table {
    pub(super) caption: String,
    /// None for a table of words, whose rows need no names of columns.
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Vec<String>>,
}

#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) name: String,
    /// Whether every cell of it begins as a number does; such columns stand to the right.
    pub(super) is_number: bool,
}

impl Table {
    /// A table without the columns in which no cell says anything.
    pub(super) fn new<S: Into<String>>(
        caption: impl Into<String>,
        columns: impl IntoIterator<Item = S>,
        rows: impl IntoIterator<Item = Vec<String>>,
    ) -> Self {
        let mut rows: Vec<Vec<String>> = rows.into_iter().collect();
        let columns = columns.into_iter().enumerate().map(|(place, name)| {
            let cells = || rows.iter().filter_map(move |row| row.get(place));
            let is_shown = place == 0 || cells().any(|cell| !cell.is_empty());
            is_shown.then(|| Column {
                name: name.into(),
                is_number: cells().all(|cell| is_number(cell)),
            })
        });
        let columns: Vec<Option<Column>> = columns.collect();
        for row in &mut rows {
            let mut shown = columns.iter().map(Option::is_some);
            row.retain(|_| shown.next().unwrap_or_default());
        }
        Self {
            caption: caption.into(),
            columns: columns.into_iter().flatten().collect(),
            rows,
        }
    }

    /// Names and what is said of them.
    pub(super) fn of_words(caption: impl Into<String>, rows: Vec<[String; 2]>) -> Self {
        Self {
            caption: caption.into(),
            columns: Vec::new(),
            rows: rows.into_iter().map(Vec::from).collect(),
        }
    }

    pub(super) fn is_number(&self, place: &usize) -> bool {
        self.columns
            .get(*place)
            .is_some_and(|column| column.is_number)
    }
}

/// A number, several with words between, or nothing.
fn is_number(cell: &str) -> bool {
    let start = cell.trim_start_matches(['-', '+']);
    cell.is_empty() || start.starts_with(|first: char| first.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::Table;

    #[test]
    fn columns_are_left_out_or_known_as_numbers() {
        let rows = [["a", "", "-0.5", "1"], ["b", "", "", "one"]];
        let rows = rows.map(|row| row.map(str::to_owned).to_vec());
        let table = Table::new("caption", ["name", "x", "y", "z"], rows);
        let columns: Vec<(&str, bool)> = (table.columns.iter())
            .map(|column| (column.name.as_str(), column.is_number))
            .collect();
        assert_eq!(columns, [("name", false), ("y", true), ("z", false)]);
        assert_eq!(table.rows, [["a", "-0.5", "1"], ["b", "", "one"]]);
        assert!(table.is_number(&1) && !table.is_number(&7));
    }
}
