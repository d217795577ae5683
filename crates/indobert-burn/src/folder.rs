//! The parts of a Hugging Face folder that every kind of model has.

use std::path::Path;

use crate::weights::{self, Checkpoint, Fresh};
use crate::{BertConfig, BertError, LoadReport, Tokenizer};

/// A folder that is read.
pub(crate) struct Folder<N> {
    pub(crate) config: BertConfig,
    pub(crate) tokenizer: Tokenizer,
    pub(crate) network: N,
    pub(crate) report: LoadReport,
}

impl<N: Send> Folder<N> {
    /// Reads `folder`: the tokenizer, and beside it on another thread what `network` takes from the
    /// weights. Weights that the folder lacks are drawn from `seed`.
    pub(crate) fn read(
        folder: &Path,
        seed: u64,
        network: impl FnOnce(&BertConfig, &mut Checkpoint) -> Result<N, BertError> + Send,
    ) -> Result<Self, BertError> {
        let config = BertConfig::from_path(&folder.join("config.json"))?;
        let fresh = Fresh {
            seed,
            deviation: config.initializer_range,
        };
        let take_tokenizer = || {
            let tokenizer = Tokenizer::from_dir(folder)?;
            check_fit(&tokenizer, &config, &folder.display().to_string())?;
            Ok::<_, BertError>(tokenizer)
        };
        let take_network = || {
            let mut checkpoint = weights::open(folder, config.architecture, fresh)?;
            let network = network(&config, &mut checkpoint)?;
            Ok::<_, BertError>((network, checkpoint.into_report()))
        };
        let (tokenizer, taken) = rayon::join(take_tokenizer, take_network);
        // Of two errors that of the tokenizer is told, whichever came first.
        let tokenizer = tokenizer?;
        let (network, report) = taken?;
        Ok(Self {
            config,
            tokenizer,
            network,
            report,
        })
    }
}

/// Refuses a tokenizer whose ids the model has no embedding for, or whose special tokens alone are
/// more than its positions.
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
    let (count, positions) = (tokenizer.special_count(), config.max_position_embeddings);
    if count > positions {
        return Err(BertError::TemplateTooLong {
            source_name: tokenizer.source_name().to_owned(),
            count,
            positions,
        });
    }
    Ok(())
}
