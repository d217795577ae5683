//! Markdown of the lines of both sides.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{self, Write};

use super::line::{Figure, Line, OURS, gap};

/// Of numbers near 1 that both sides computed with the same weights: logits, and the losses of ten
/// steps. First where a side may have taken TF32, then bf16.
const ALLOWED: [f64; 2] = [2e-2, 5e-2];

/// Writes the table of speeds and that of checks; fails if there is none, or a check does not hold.
pub(super) fn write(text: &str, out: &mut dyn Write) -> Result<(), Box<dyn Error>> {
    let lines = text.lines().filter(|line| line.starts_with('{'));
    let lines: Vec<Line> = lines.map(serde_json::from_str).collect::<Result<_, _>>()?;
    if lines.is_empty() {
        return Err("no figure was measured".into());
    }
    speeds(&lines, out)?;
    match checks(&lines, out)? {
        0 => Ok(()),
        failed => Err(format!("{failed} checks failed").into()),
    }
}

/// Of each precision and what was measured in it: the unit, and the values of ours and of theirs.
type Speeds<'a> = BTreeMap<(&'a str, &'a str), (&'a str, [Vec<f64>; 2])>;

/// Medians with the range of the rounds.
fn speeds(lines: &[Line], out: &mut dyn Write) -> io::Result<()> {
    let mut found = Speeds::new();
    for line in lines {
        if let Figure::Speed { value, unit } = &line.figure {
            let key = (line.precision.as_str(), line.what.as_str());
            let (_, sides) = found.entry(key).or_insert((unit, [vec![], vec![]]));
            sides[usize::from(line.side != OURS)].push(*value);
        }
    }
    writeln!(
        out,
        "| what | products | wav2vec2-burn | PyTorch | PyTorch's time / ours |"
    )?;
    writeln!(out, "|---|---|---|---|---|")?;
    for ((precision, what), (unit, [ours, theirs])) in found {
        let ratio = match ours.is_empty() || theirs.is_empty() {
            true => String::new(),
            false => {
                let ratio = median(&ours) / median(&theirs);
                let faster = if unit == "s" { ratio.recip() } else { ratio };
                format!("{faster:.2}")
            }
        };
        let [ours, theirs] = [ours, theirs].map(|values| shown(&values, unit));
        writeln!(
            out,
            "| {what} | {precision} | {ours} | {theirs} | {ratio} |"
        )?;
    }
    Ok(())
}

fn shown(values: &[f64], unit: &str) -> String {
    if values.is_empty() {
        return String::new();
    }
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let most = values.iter().copied().fold(0.0, f64::max);
    format!("{:.2} {unit} ({least:.2} to {most:.2})", median(values))
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
        writeln!(
            out,
            "| {what} | {precision} | {largest:.1e} | {allowed:.1e} | {verdict} |"
        )
    };
    for line in lines {
        let precision = line.precision.as_str();
        match &line.figure {
            Figure::Check { largest, allowed } => row(&line.what, precision, *largest, *allowed)?,
            // Each round of ours beside PyTorch's first in the same precision.
            Figure::Numbers { values } if line.side == OURS => {
                let peer = lines.iter().find(|other| {
                    other.side != OURS && other.what == line.what && other.precision == precision
                });
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
