//! Drawings of the agreement, as SVG.

use super::{Joined, ReferenceLabels};
use crate::PipelineError;
use crate::pending::{Contents, PendingFolder};
use kappa_metrics::plot::{ForestRow, confusion_heat_map, kappa_forest, kappa_heat_map};
use kappa_metrics::{ConfusionMatrix, Interval, MetricsError, cohen_kappa, pairwise_kappa_matrix};
use std::path::Path;

const CONTENTS: Contents = Contents {
    files: &["kappas.svg", "pairs.svg", "reference.svg"],
    others: |_| false,
    mark: "kappas.svg",
    allowed: " or one with earlier plots alone",
};

/// More rows make no drawing.
const MOST_ROWS: usize = 100;

/// Draws a folder that appears when it is finished: `kappas.svg` with every kappa and its interval, the first 100 of them; `pairs.svg`, a table of the raters; and
/// `reference.svg`, the reference against the majority. Only a folder of earlier drawings is replaced.
pub(super) fn draw_into(
    folder: &Path,
    joined: &Joined,
    reference: Option<&ReferenceLabels>,
    majority: &[Option<String>],
) -> Result<PendingFolder, PipelineError> {
    let pending = PendingFolder::begin(folder, true, CONTENTS)?;
    for (name, svg) in draw(&joined.raters, &joined.votes, reference, majority)? {
        let path = pending.path().join(name);
        std::fs::write(&path, svg).map_err(|source| PipelineError::io(&path, "write", source))?;
    }
    Ok(pending)
}

fn draw(
    raters: &[String],
    votes: &[Vec<Option<String>>],
    reference: Option<&ReferenceLabels>,
    majority: &[Option<String>],
) -> Result<Vec<(&'static str, String)>, MetricsError> {
    const TITLE: &str = "Cohen's kappa of each pair";
    let mut rows = Vec::new();
    for (name, labels) in raters.iter().zip(votes) {
        rows.extend(reference.and_then(|found| row(&found.name, &found.column, name, labels)));
    }
    for (first, (name, labels)) in raters.iter().zip(votes).enumerate() {
        let others = raters.iter().zip(votes).skip(first + 1);
        rows.extend(others.filter_map(|(other, column)| row(name, labels, other, column)));
    }
    rows.truncate(MOST_ROWS);
    let mut drawn = vec![("kappas.svg", kappa_forest(&rows, TITLE)?)];
    if raters.len() > 1 {
        let matrix = pairwise_kappa_matrix(votes)?;
        drawn.push(("pairs.svg", kappa_heat_map(&matrix, raters, TITLE)?));
    }
    if let Some(ReferenceLabels { name, column, .. }) = reference {
        let (truth, predicted) = rated_by_both(majority, column);
        if !truth.is_empty() {
            let matrix = ConfusionMatrix::new(&truth, &predicted)?;
            let title = "The reference against the majority";
            drawn.push((
                "reference.svg",
                confusion_heat_map(&matrix, ["majority", name], title)?,
            ));
        }
    }
    Ok(drawn)
}

/// The kappa of two columns; none where no row has both.
fn row(
    name_1: &str,
    votes_1: &[Option<String>],
    name_2: &str,
    votes_2: &[Option<String>],
) -> Option<ForestRow> {
    let (first, second) = rated_by_both(votes_1, votes_2);
    let kappa = cohen_kappa(&first, &second).ok()?;
    let mut row = ForestRow::of_cohen(&format!("{name_1} and {name_2}"), &kappa);
    row.interval = row.interval.map(Interval::clipped);
    Some(row)
}

fn rated_by_both<'v>(
    first: &'v [Option<String>],
    second: &'v [Option<String>],
) -> (Vec<&'v String>, Vec<&'v String>) {
    first
        .iter()
        .zip(second)
        .filter_map(|(a, b)| Some((a.as_ref()?, b.as_ref()?)))
        .unzip()
}
