//! Where a study writes: the folder, and the room on its disk.

use super::CheckReport;
use crate::files::refuse_inputs;
use crate::pending::PendingFolder;
use crate::report::CONTENTS;
use crate::stages::assess::FoldProtocol;
use crate::store::Store;
use crate::{PipelineError, StudySettings};
use serde::Serialize;
use std::path::Path;

/// The output folder.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct OutFound {
    /// The folder.
    pub path: String,
    /// `not there yet`, `empty`, `an earlier study` or `not usable`.
    pub state: &'static str,
}

/// The disk of the output folder, or of the current one.
#[derive(Debug, Clone, Copy, Serialize)]
#[non_exhaustive]
pub struct DiskFound {
    /// Bytes that a study's folder, its stored stages and an unfinished training take together at most, about: weights, and tables as
    /// long as the texts make them.
    pub needed_bytes: u64,
    /// Bytes that the user may still write; `None` where the system does not say.
    pub free_bytes: Option<u64>,
}

/// An encoder from scratch: one layer, 192 wide, at most 2,000 words.
const FROM_SCRATCH: u64 = 3 << 20;

/// What a study writes beside weights and rows: the page, the report, the tokenizer's files.
const SMALL_FILES: u64 = 2 << 20;

pub(super) fn look(
    settings: &StudySettings,
    out: Option<&Path>,
    text_bytes: u64,
    report: &mut CheckReport,
) {
    if let Some(out) = out {
        let state = match state(settings, out) {
            Ok(state) => state,
            Err(problem) => {
                report.stops(&problem);
                "not usable"
            }
        };
        let path = out.display().to_string();
        if state == "an earlier study" {
            let message = format!("{path}: it holds an earlier study; --overwrite replaces it");
            report.warns(Some(&path), message);
        }
        report.out = Some(OutFound { path, state });
    }
    let found = DiskFound {
        needed_bytes: needed(settings, text_bytes, report),
        free_bytes: free(out.unwrap_or(Path::new("."))),
    };
    if let Some(free) = found.free_bytes.filter(|free| *free < found.needed_bytes) {
        report.stops(&PipelineError::TooFew {
            what: "free disk".to_owned(),
            expected: format!("about {}", size(found.needed_bytes)),
            got: size(free),
        });
    }
    report.disk = Some(found);
}

/// What the folder, the stages beside it and a training on its way take at their most.
fn needed(settings: &StudySettings, text_bytes: u64, report: &CheckReport) -> u64 {
    let model = report.model.as_ref();
    // One from scratch is kept before it is fine-tuned, too.
    let (weights, start) = match model.map(super::ModelFound::weight_bytes) {
        Some(bytes) if bytes > 0 => (bytes, 0),
        _ => (FROM_SCRATCH, FROM_SCRATCH),
    };
    // Folds that go on from each other keep their weights, too.
    let kept = match settings.fold_protocol {
        FoldProtocol::Fresh => 1,
        FoldProtocol::CarryOver => {
            let variants = settings.bert.other_variants().len() as u64;
            let with_folds = 1 + variants * u64::from(settings.bert.variant_folds);
            settings.split.folds as u64 * with_folds + 1
        }
    };
    // A state holds the weights and the optimiser's two moments, and the next is whole before it goes.
    let training = 2 * 3 * weights;
    let (labelled, train) = report.rows.as_ref().map_or((0, 0), |rows| {
        let labelled = rows.funnel.labelled;
        let train = rows.parts.map_or(labelled, |parts| parts.train);
        (labelled as u64, train as u64)
    });
    let width = model.and_then(|model| model.width).unwrap_or(192) as u64;
    // Above degree 1 the machine's file holds support vectors, as text: at most all training rows.
    let vectors = if settings.svm.degree > 1 {
        train * width * 20
    } else {
        0
    };
    let folder = start + weights + vectors + text_bytes + SMALL_FILES;
    let embeddings = labelled * width * 4;
    let stages = start + kept * weights + training + vectors + embeddings + text_bytes;
    folder + stages
}

/// Whether a study could write there; making a temporary folder is the proof.
fn state(settings: &StudySettings, out: &Path) -> Result<&'static str, PipelineError> {
    refuse_inputs(out, settings.inputs())?;
    refuse_inputs(&Store::folder_beside(out)?, settings.inputs())?;
    match PendingFolder::begin(out, false, CONTENTS) {
        Ok(_) if out.exists() => Ok("empty"),
        Ok(_) => Ok("not there yet"),
        Err(problem) => match PendingFolder::begin(out, true, CONTENTS) {
            Ok(_) => Ok("an earlier study"),
            Err(_) => Err(problem),
        },
    }
}

#[cfg(unix)]
fn free(path: &Path) -> Option<u64> {
    let path = std::path::absolute(path).ok()?;
    let near = path.ancestors().find(|folder| folder.exists())?;
    let disk = rustix::fs::statvfs(near).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

#[cfg(not(unix))]
fn free(_: &Path) -> Option<u64> {
    None
}

/// Bytes as people read them.
#[expect(
    clippy::cast_precision_loss,
    reason = "one decimal of a number of mebibytes"
)]
pub(super) fn size(bytes: u64) -> String {
    if bytes < 1 << 20 {
        format!("{} KiB", bytes.div_ceil(1 << 10))
    } else if bytes < 1 << 30 {
        format!("{:.1} MiB", bytes as f64 / f64::from(1 << 20))
    } else {
        format!("{:.1} GiB", bytes as f64 / f64::from(1 << 30))
    }
}
