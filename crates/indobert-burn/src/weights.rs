//! How BERT and ALBERT spell their tensors, and how theirs are drawn.

mod fresh;
mod names;

use std::path::Path;

use encoder_burn::ModelError;
use encoder_burn::weights;

pub(crate) use fresh::Fresh;
#[cfg(feature = "cpu")]
pub(crate) use names::prefix;

use crate::Architecture;

/// The weights of a folder.
pub(crate) type Checkpoint = weights::Checkpoint<Architecture, Fresh>;

/// Opens the weights in `folder`; `fresh` draws what they may lack.
pub(crate) fn open(
    folder: &Path,
    architecture: Architecture,
    fresh: Fresh,
) -> Result<Checkpoint, ModelError> {
    let mut checkpoint = Checkpoint::open(folder, architecture, fresh)?;
    // Some versions of transformers keep the head's bias under the name of its twin.
    for head in ["cls.predictions", "predictions"] {
        checkpoint.adopt(&format!("{head}.decoder.bias"), &format!("{head}.bias"));
    }
    Ok(checkpoint)
}
