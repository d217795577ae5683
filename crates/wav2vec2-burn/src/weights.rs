//! How wav2vec 2.0 spells its tensors, how its weight norm is stored, and how tensors are drawn.

mod fresh;
mod names;
mod normed;

use std::path::Path;

use encoder_burn::weights;

pub(crate) use fresh::Fresh;
#[cfg(feature = "cpu")]
pub(crate) use names::POSITIONS;
pub(crate) use names::Spelling;
pub(crate) use normed::Stored;

use crate::SpeechError;

/// The weights of a folder.
pub(crate) type Checkpoint = weights::Checkpoint<Spelling, Fresh>;

/// Opens the weights in `folder`; `fresh` draws what they may lack.
pub(crate) fn open(folder: &Path, fresh: Fresh) -> Result<Checkpoint, SpeechError> {
    Ok(Checkpoint::open(folder, Spelling, fresh)?)
}

/// Refuses heads that models of other code carry under the same name.
pub(crate) fn check_head(checkpoint: &Checkpoint) -> Result<(), SpeechError> {
    let foreign = checkpoint
        .names()
        .find(|name| name.starts_with("classifier.") && name.matches('.').count() > 1);
    match foreign {
        None => Ok(()),
        Some(name) => Err(SpeechError::ForeignHead {
            path: checkpoint.path().to_owned(),
            key: name.to_owned(),
        }),
    }
}

/// Forgets the head of a file, so that one is drawn.
pub(crate) fn drop_head(checkpoint: &mut Checkpoint) {
    let head: Vec<String> = checkpoint
        .names()
        .filter(|name| names::is_head(name) || name.starts_with("classifier."))
        .map(str::to_owned)
        .collect();
    for name in head {
        checkpoint.forget(&name);
    }
}
