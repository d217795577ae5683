//! Markdown of the lines of both sides.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{self, Write};

use super::line::{Figure, Line, OURS, gap};

/// Of numbers near 1 that both sides computed with the same weights: logits of a base-size model, and
/// the losses of ten steps. First where a side may have taken TF32, then bf16.
const ALLOWED: [f64; 2] = [2e-2, 5e-2];

/// What was measured, in which precision.
type Key = (String, String);

/// Writes the table of speeds and that of checks; fails if there is none, or a check does not hold.
pub(super) fn write(text: &str, out: &mut dyn Write) -> Result<(), Box<dyn Error>> {
    let lines: Result<Vec<Line>, _> = text
        .lines()
        .filter(|line| line.starts_with('{'))
        .map(serde_json::from_str)
        .collect();
    let lines = lines?;
    if lines.is_empty() {
        return Err("no figure was measured".into());
    }
    speeds(&lines, out)?;
    match checks(&lines, out)? {
        0 => Ok(()),
        failed => Err(format!("{failed} checks failed").into()),
    }
}

/// Medians with the range of the rounds, in the order in which they came first.
fn speeds(lines: &[Line], out: &mut dyn Write) -> io::Result<()> {
    let mut order: Vec<(Key, String)> = Vec::new();
    let mut found: BTreeMap<(Key, bool), Vec<f64>> = BTreeMap::new();
    for line in lines {
        let Figure::Speed { value, unit } = &line.figure else {
            continue;
        };
        let key = (line.what.clone(), line.source.precision.clone());
        if !order.iter().any(|(known, _)| *known == key) {
            order.push((key.clone(), unit.clone()));
        }
        let ours = line.source.side == OURS;
        found.entry((key, ours)).or_default().push(*value);
    }
    order.sort_by(|left, right| left.0.1.cmp(&right.0.1));
    writeln!(
        out,
        "| what | products | indobert-burn | PyTorch | PyTorch's time / ours |"
    )?;
    writeln!(out, "|---|---|---|---|---|")?;
    for (key, unit) in order {
        let [ours, theirs] = [true, false].map(|side| found.get(&(key.clone(), side)));
        let ratio = ours.zip(theirs).map_or_else(String::new, |(ours, theirs)| {
            let ratio = median(ours) / median(theirs);
            let faster = if unit == "s" { ratio.recip() } else { ratio };
            format!("{faster:.2}")
        });
        let (what, precision) = key;
        let [ours, theirs] = [ours, theirs].map(|values| shown(values, &unit));
        writeln!(
            out,
            "| {what} | {precision} | {ours} | {theirs} | {ratio} |"
        )?;
    }
    Ok(())
}

fn shown(values: Option<&Vec<f64>>, unit: &str) -> String {
    let Some(values) = values else {
        return String::new();
    };
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let most = values.iter().copied().fold(0.0, f64::max);
    let middle = median(values);
    format!("{middle:.2} {unit} ({least:.2} to {most:.2})")
}

fn median(values: &[f64]) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() % 2 {
        1 => values[middle],
        _ => f64::midpoint(values[middle - 1], values[middle]),
    }
}

/// Writes what was compared and says how much of it does not hold.
fn checks(lines: &[Line], out: &mut dyn Write) -> io::Result<usize> {
    writeln!(
        out,
        "\n| numbers | products | largest difference | allowed | |"
    )?;
    writeln!(out, "|---|---|---|---|---|")?;
    let mut failed = 0;
    let mut row = |what: &str, precision: &str, largest: f64, allowed: f64| {
        let holds = largest <= allowed;
        failed += usize::from(!holds);
        let verdict = if holds { "holds" } else { "**fails**" };
        let line = format!("| {what} | {precision} | {largest:.1e} | {allowed:.1e} | {verdict} |");
        writeln!(out, "{line}")
    };
    for line in lines {
        let precision = line.source.precision.as_str();
        match &line.figure {
            Figure::Check { largest, allowed } => row(&line.what, precision, *largest, *allowed)?,
            // Each round of ours beside PyTorch's first in the same precision.
            Figure::Numbers { values } if line.source.side == OURS => {
                let same = |other: &&Line| {
                    other.source.side != OURS
                        && other.what == line.what
                        && other.source.precision == precision
                };
                let peer = lines.iter().find(same);
                if let Some(Figure::Numbers { values: theirs }) = peer.map(|line| &line.figure) {
                    let allowed = ALLOWED[usize::from(precision == "bf16")];
                    let what = format!("{}, beside PyTorch", line.what);
                    row(&what, precision, gap(values, theirs), allowed)?;
                }
            }
            _ => {}
        }
    }
    Ok(failed)
}
