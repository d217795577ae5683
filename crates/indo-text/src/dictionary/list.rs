//! A list of roots as text: one a line, alone or with its class in a second column.

use super::part_of_speech::PartOfSpeech;
use super::table::Table;

/// The first line of a list with columns begins like this.
const HEADER: [&str; 2] = ["root", "pos"];

/// The table of all roots of a list, with their classes as bytes.
pub(crate) fn table(text: &str) -> Table {
    let roots = text.lines().enumerate().filter_map(|(index, line)| {
        let mut columns = line.trim().split('\t').map(str::trim);
        let (root, class) = (columns.next()?, columns.next());
        if index == 0 && [Some(root), class] == HEADER.map(Some) {
            return None;
        }
        let class = class.and_then(PartOfSpeech::from_abbreviation);
        Some((root.as_bytes(), PartOfSpeech::to_byte(class)))
    });
    Table::new(roots)
}
