//! Ratings in a CSV file: a column for each rater, or the labels of one.

use super::read::{
    Columns, Key, LABEL, MOST_RATERS, OWN_ID, Rating, RatingFile, RatingFormat, SENTIMENT,
};
use crate::stages::sentiment_names::sentiment;
use crate::table::Table;
use crate::{OneLine, PipelineError};
use std::collections::{BTreeSet, HashMap};

/// The ratings of a table; `rater` is the one who filled in a column of labels. Rows without ids are `numbered` from 1 if that is allowed.
pub(super) fn from_table(
    table: Table,
    rater: &str,
    columns: Columns<'_>,
    numbered: bool,
) -> Result<RatingFile, PipelineError> {
    let mut notes = Vec::new();
    let table = &table.without_blank_rows(&mut notes)?;
    let (id, key) = match id_column(table, columns.id, columns.strict_id, &mut notes)? {
        Some((id, key)) => (Some(id), key),
        None if numbered => (None, Key::Number),
        None => (Some(table.column(columns.id.unwrap_or("id"))?), Key::Named),
    };
    let has = |name: &str| table.headers().iter().any(|header| header == name);
    let chosen = columns.raters.iter().any(|name| has(name));
    let label = match columns.label {
        Some(name) => Some(table.column(name)?),
        None if chosen => None,
        None if columns.reference => {
            let found = table.usual_column(&[LABEL, SENTIMENT], &mut notes)?;
            // Missing, which the table will say.
            Some(found.map_or_else(|| table.column(LABEL), Ok)?)
        }
        None => table.usual_column(&[LABEL], &mut notes)?,
    };
    let (format, raters, rated) = if let Some(label) = label {
        (RatingFormat::OneRater, vec![rater.to_owned()], vec![label])
    } else {
        let rated = if columns.raters.is_empty() {
            rater_columns(table, id, &mut notes)?
        } else {
            chosen_columns(table, id, columns.raters)?
        };
        check_number(table, &rated)?;
        let names = rated
            .iter()
            .map(|&column| table.headers()[column].clone())
            .collect();
        (RatingFormat::RaterColumns, names, rated)
    };
    let mut rows = Vec::new();
    let mut ratings = Vec::new();
    let mut seen = HashMap::new();
    for (index, row) in table.rows().iter().enumerate() {
        let key = id.map_or_else(
            || row.number.to_string(),
            |id| row.field(id).trim().to_owned(),
        );
        let wrong = |expected: String| PipelineError::Value {
            path: table.name().to_owned(),
            line: row.line,
            column: id.map_or_else(String::new, |id| table.headers()[id].clone()),
            value: key.clone(),
            expected,
        };
        if key.is_empty() {
            return Err(wrong("an id".to_owned()));
        }
        if let Some(first) = seen.insert(key.clone(), row.line) {
            return Err(wrong(format!(
                "each id once (the first is in line {first})"
            )));
        }
        for (rater, &column) in rated.iter().enumerate() {
            let label = row.field(column).trim();
            if !label.is_empty() {
                ratings.push(Rating {
                    rater,
                    row: index,
                    label: label.to_owned(),
                    line: row.line,
                });
            }
        }
        rows.push((key, row.line));
    }
    Ok(RatingFile {
        name: table.name().to_owned(),
        format,
        raters,
        keys: BTreeSet::from([key]),
        rows,
        ratings,
        cancelled: 0,
        notes,
    })
}

/// The ids of a table with their lines, in the column `named` if it is there.
pub(super) fn ids_of_table(
    table: &Table,
    named: Option<&str>,
    notes: &mut Vec<String>,
) -> Result<Vec<(String, u64)>, PipelineError> {
    let column = match id_column(table, named, false, notes)? {
        Some((column, _)) => column,
        None => table.column(named.unwrap_or("id"))?,
    };
    let rows = table.rows().iter();
    Ok(rows
        .map(|row| (row.field(column).trim().to_owned(), row.line))
        .collect())
}

/// The column of the ids: the one `named`, or else, unless that is `strict`, a usual one.
fn id_column(
    table: &Table,
    named: Option<&str>,
    strict: bool,
    notes: &mut Vec<String>,
) -> Result<Option<(usize, Key)>, PipelineError> {
    if let Some(name) = named.filter(|name| strict || table.headers().iter().any(|h| h == name)) {
        return Ok(Some((table.column(name)?, Key::Named)));
    }
    for (name, key) in [(OWN_ID, Key::Own), ("id", Key::Id)] {
        if let Some(column) = table.usual_column(&[name], notes)? {
            return Ok(Some((column, key)));
        }
    }
    Ok(None)
}

/// The columns of a table that are raters, and remarks about those that are not.
fn rater_columns(
    table: &Table,
    id: Option<usize>,
    notes: &mut Vec<String>,
) -> Result<Vec<usize>, PipelineError> {
    let name = OneLine(table.name());
    let mut columns = Vec::new();
    for (column, header) in table.headers().iter().enumerate() {
        match header.to_ascii_lowercase().as_str() {
            _ if Some(column) == id => {}
            OWN_ID | "id" => notes.push(format!("{name}: column `{header}` is taken for no rater")),
            "" => {
                if !is_blank(table, column) {
                    notes.push(format!(
                        "{name}: a column without a name is taken for no rater"
                    ));
                }
            }
            "text" => {
                if holds_ratings(table, column) {
                    notes.push(format!(
                        "{name}: column `{header}` is taken for no rater although it holds ratings; rename it to count it"
                    ));
                }
            }
            _ => columns.push(column),
        }
    }
    for &column in &columns {
        table.column(&table.headers()[column])?;
    }
    Ok(columns)
}

/// The columns named that a table has; the others may be in other files.
fn chosen_columns(
    table: &Table,
    id: Option<usize>,
    names: &[String],
) -> Result<Vec<usize>, PipelineError> {
    let has = |name: &&String| table.headers().contains(name);
    let mut columns = Vec::new();
    for name in names.iter().filter(has) {
        let column = table.column(name)?;
        if Some(column) == id || columns.contains(&column) {
            return Err(PipelineError::Setting {
                name: "rater-columns",
                value: name.clone(),
                expected: "columns of raters, each once".to_owned(),
            });
        }
        columns.push(column);
    }
    // None of them: the table names the columns there are.
    match names.first() {
        Some(first) if columns.is_empty() => table.column(first).map(|column| vec![column]),
        _ => Ok(columns),
    }
}

fn check_number(table: &Table, raters: &[usize]) -> Result<(), PipelineError> {
    match raters.len() {
        0 => Err(PipelineError::TooFew {
            what: format!("{}: rater columns", table.name()),
            expected: "at least 1".to_owned(),
            got: "0".to_owned(),
        }),
        1..=MOST_RATERS => Ok(()),
        got => Err(PipelineError::TooMany {
            path: table.name().to_owned(),
            what: "raters",
            limit: MOST_RATERS,
            got,
        }),
    }
}

fn is_blank(table: &Table, column: usize) -> bool {
    table
        .rows()
        .iter()
        .all(|row| row.field(column).trim().is_empty())
}

/// Whether every field of a column that is not empty could be a sentiment.
fn holds_ratings(table: &Table, column: usize) -> bool {
    let mut fields = table
        .rows()
        .iter()
        .map(|row| row.field(column).trim())
        .filter(|field| !field.is_empty())
        .peekable();
    fields.peek().is_some() && fields.all(|field| sentiment(field).is_some())
}
