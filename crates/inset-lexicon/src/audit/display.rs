use std::fmt;

use super::{BiasAudit, KeywordBias, Standing, WordTables, Zeroed};
use crate::number::{shown, signed, signed_to};

/// Mean polarities are small; more decimals would claim too much.
const DECIMALS: usize = 4;

const HEADINGS: [&str; 8] = [
    "keyword",
    "weight",
    "rows",
    "changed",
    "of rows",
    "mean polarity",
    "in positive",
    "in negative",
];

/// The labels, a line for each keyword, the word tables, then the sentences.
impl fmt::Display for BiasAudit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let labels = &self.labels;
        writeln!(
            f,
            "{} rows: {} negative, {} neutral, {} positive; mean polarity {}\n",
            self.rows,
            labels.negative,
            labels.neutral,
            labels.positive,
            signed_to(self.mean_polarity, DECIMALS)
        )?;
        let mut lines = vec![HEADINGS.map(str::to_owned)];
        lines.extend(self.keywords.iter().map(|bias| {
            let standings = (&bias.standing, &bias.standing_zeroed);
            line(&bias.keyword, &weight(bias), &bias.zeroed, Some(standings))
        }));
        lines.push(line("all together", "", &self.together, None));
        write_columns(f, &lines)?;
        writeln!(f)?;
        write_tables(f, "with all weights", &self.words)?;
        write_tables(f, "with all keywords at 0", &self.together.words)?;
        for bias in &self.keywords {
            write!(f, "\n{}", bias.sentence)?;
        }
        write!(f, "\n{}", self.sentence)
    }
}

fn line(
    name: &str,
    weight: &str,
    zeroed: &Zeroed,
    standings: Option<(&Standing, &Standing)>,
) -> [String; 8] {
    let ranks = |rank: fn(&Standing) -> Option<usize>| {
        let shown = |standing| rank(standing).map_or("-".to_owned(), |rank| rank.to_string());
        standings.map_or(String::new(), |(before, after)| {
            format!("{} -> {}", shown(before), shown(after))
        })
    };
    [
        name.to_owned(),
        weight.to_owned(),
        zeroed.rows.to_string(),
        zeroed.changed.to_string(),
        percent(zeroed.changed, zeroed.rows),
        format!(
            "{} -> {}",
            signed_to(zeroed.mean_polarity_before, DECIMALS),
            signed_to(zeroed.mean_polarity_after, DECIMALS)
        ),
        ranks(|standing| standing.positive_rank),
        ranks(|standing| standing.negative_rank),
    ]
}

fn weight(bias: &KeywordBias) -> String {
    match bias.weights {
        Some(_) => signed(bias.weight),
        None => "none".to_owned(),
    }
}

/// The first column to the left, the others to the right.
fn write_columns(f: &mut fmt::Formatter<'_>, lines: &[[String; 8]]) -> fmt::Result {
    let width = |column: usize| {
        let cells = lines.iter().filter_map(|line| line.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    for line in lines {
        let mut shown = String::new();
        for (column, cell) in line.iter().enumerate() {
            let width = width(column);
            if column == 0 {
                shown.push_str(&format!("{cell:<width$}"));
            } else {
                shown.push_str(&format!("  {cell:>width$}"));
            }
        }
        writeln!(f, "{}", shown.trim_end())?;
    }
    Ok(())
}

fn write_tables(f: &mut fmt::Formatter<'_>, name: &str, tables: &WordTables) -> fmt::Result {
    for (class, table) in [
        ("positive", &tables.positive),
        ("negative", &tables.negative),
    ] {
        let words: Vec<String> = table
            .iter()
            .map(|(word, count)| format!("{word} {count}"))
            .collect();
        writeln!(f, "{class} rows, {name}: {}", words.join(", "))?;
    }
    Ok(())
}

pub(super) fn keyword_sentence(bias: &KeywordBias, all_rows: usize) -> String {
    let (keyword, rows) = (&bias.keyword, bias.zeroed.rows);
    let Some(weights) = bias.weights else {
        return format!(
            "`{keyword}` has no weight of its own and stands in {rows} of {all_rows} rows: the \
             lexicon adds nothing for it."
        );
    };
    let both = match (weights.positive, weights.negative) {
        (Some(positive), Some(negative)) => format!(" ({positive:+} and {negative:+})"),
        _ => String::new(),
    };
    let start = format!(
        "`{keyword}` weighs {}{both} and stands in {rows} of {all_rows} rows",
        signed(bias.weight)
    );
    if rows == 0 {
        return format!("{start}: the weight decides nothing here.");
    }
    format!(
        "{start}; without that weight {}",
        consequence(&bias.zeroed, all_rows, "the word")
    )
}

pub(super) fn together_sentence(
    keywords: &[KeywordBias],
    zeroed: &Zeroed,
    all_rows: usize,
) -> String {
    let weighed = keywords.iter().filter(|bias| bias.weights.is_some());
    let (weighed, all, rows) = (weighed.count(), keywords.len(), zeroed.rows);
    if rows == 0 {
        return format!("None of the {all} keywords stands in any of {all_rows} rows.");
    }
    format!(
        "{weighed} of {all} keywords have a weight of their own, and {rows} of {all_rows} rows hold \
         a keyword; without these weights {}",
        consequence(zeroed, all_rows, "a keyword")
    )
}

/// `144 labels change (1.1% of all rows, ...): negative to positive 69, ...`.
fn consequence(zeroed: &Zeroed, all_rows: usize, what: &str) -> String {
    let (rows, changed) = (zeroed.rows, zeroed.changed);
    let changes = zeroed.transitions.changes().into_iter();
    let changes: Vec<String> = changes
        .map(|(from, to, count)| format!("{from} to {to} {count}"))
        .collect();
    let colon = if changes.is_empty() { "" } else { ": " };
    let labels = if changed == 1 {
        "label changes"
    } else {
        "labels change"
    };
    format!(
        "{changed} {labels} ({} of all rows, {} of those with {what}){colon}{}; the mean polarity \
         of those rows goes from {} to {}.",
        percent(changed, all_rows),
        percent(changed, rows),
        changes.join(", "),
        signed_to(zeroed.mean_polarity_before, DECIMALS),
        signed_to(zeroed.mean_polarity_after, DECIMALS)
    )
}

fn percent(part: usize, whole: usize) -> String {
    if whole == 0 {
        return "-".to_owned();
    }
    let share = 100.0 * part as f64 / whole as f64;
    if part > 0 && share < 0.05 {
        return format!("{}%", shown(share));
    }
    format!("{share:.1}%")
}
