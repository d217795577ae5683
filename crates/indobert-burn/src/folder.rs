//! The parts of a Hugging Face folder that every kind of model has.

use std::path::Path;

use crate::weights::{Checkpoint, Fresh};
use crate::{BertConfig, BertError, Tokenizer};

/// A folder whose configuration and tokenizer are read and whose weights are open.
pub(crate) struct Folder {
    pub(crate) config: BertConfig,
    pub(crate) tokenizer: Tokenizer,
    pub(crate) checkpoint: Checkpoint,
}

impl Folder {
    /// Opens `folder`; weights that it lacks will be drawn from `seed`.
    pub(crate) fn open(folder: &Path, seed: u64) -> Result<Self, BertError> {
        let config = BertConfig::from_path(&folder.join("config.json"))?;
        let tokenizer = Tokenizer::from_dir(folder)?;
        check_fit(&tokenizer, &config, &folder.display().to_string())?;
        let fresh = Fresh {
            seed,
            deviation: config.initializer_range,
        };
        let checkpoint = Checkpoint::open(folder, config.architecture, fresh)?;
        Ok(Self {
            config,
            tokenizer,
            checkpoint,
        })
    }
}

/// Refuses a tokenizer whose ids the model has no embedding for.
pub(crate) fn check_fit(
    tokenizer: &Tokenizer,
    config: &BertConfig,
    source_name: &str,
) -> Result<(), BertError> {
    let (largest_id, vocab_size) = (tokenizer.largest_id(), config.vocab_size);
    if largest_id as usize >= vocab_size {
        return Err(BertError::TokenizerMismatch {
            source_name: source_name.to_owned(),
            largest_id,
            vocab_size,
        });
    }
    Ok(())
}
