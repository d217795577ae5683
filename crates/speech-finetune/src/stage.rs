//! One training, its state on disk while it lasts.

use std::path::Path;

use serde::{Deserialize, Serialize};
use wav2vec2_burn::{
    Checkpoints, SpeechClassifier, SpeechError, SpeechLoadOptions, SpeechTrainParams, TrainHistory,
};

use crate::files::{read_json, write_json};
use crate::{FinetuneError, FinetuneEvent, FinetuneParams};

/// Samples and the place of their class.
pub(crate) type Rows<'a> = Vec<(&'a [f32], usize)>;

/// What a stage is given.
pub(crate) struct Stage<'a> {
    pub(crate) training: Rows<'a>,
    pub(crate) validation: Rows<'a>,
    pub(crate) params: SpeechTrainParams,
}

/// What is kept of a training besides its weights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Passed {
    /// Epochs made.
    pub(crate) epochs: usize,
    /// The epoch whose weights were taken, where the training was watched.
    pub(crate) best_epoch: Option<usize>,
    /// Loss of the training rows in each epoch.
    pub(crate) train_loss: Vec<f64>,
    /// Macro F1 of the held-out speakers after each.
    pub(crate) valid_macro_f1: Vec<Option<f64>>,
    /// Wall time of all epochs.
    pub(crate) seconds: f64,
}

impl Passed {
    fn of(history: &TrainHistory) -> Self {
        let epochs = &history.epochs;
        Self {
            epochs: epochs.len(),
            best_epoch: history.best_epoch,
            train_loss: epochs.iter().map(|epoch| epoch.train_loss).collect(),
            valid_macro_f1: epochs.iter().map(|epoch| epoch.valid_macro_f1).collect(),
            seconds: epochs.iter().map(|epoch| epoch.seconds).sum(),
        }
    }
}

impl Stage<'_> {
    /// Trains, going on from the state in `checkpoints` if there is one. The state stays.
    pub(crate) fn run(
        &self,
        network: SpeechClassifier,
        checkpoints: &Checkpoints,
        observer: &mut dyn FnMut(FinetuneEvent),
    ) -> Result<(SpeechClassifier, Passed), FinetuneError> {
        let (network, history) = network.train_resumable(
            &self.training,
            &self.validation,
            &self.params,
            checkpoints,
            &mut |event| observer(FinetuneEvent::Training(event)),
        )?;
        Ok((network, Passed::of(&history)))
    }

    /// Has the network of this stage in `folder`, trained now unless it is there already. Whoever
    /// needs it loads it from there, so that a run that was stopped in between goes on with the
    /// same weights.
    pub(crate) fn keep(
        &self,
        folder: &Path,
        what: String,
        begin: impl FnOnce() -> Result<SpeechClassifier, FinetuneError>,
        observer: &mut dyn FnMut(FinetuneEvent),
    ) -> Result<(), FinetuneError> {
        // Written last: where it stands, the network is whole.
        let record = folder.with_extension("json");
        let checkpoints = Checkpoints::new(folder.with_extension("state"));
        if read_json::<Passed>(&record)?.is_some() {
            return clear(&checkpoints);
        }
        observer(FinetuneEvent::Started(what.clone()));
        let (network, passed) = self.run(begin()?, &checkpoints, observer)?;
        network.save(folder)?;
        write_json(&record, &passed)?;
        clear(&checkpoints)?;
        observer(FinetuneEvent::Finished(what));
        Ok(())
    }
}

/// Removes the state of a training whose result is on disk, also where a run was stopped between
/// the two.
pub(crate) fn clear(checkpoints: &Checkpoints) -> Result<(), FinetuneError> {
    Ok(checkpoints.remove().map_err(SpeechError::from)?)
}

/// The network in a folder, with a new last layer where its classes are others.
pub(crate) fn load(
    folder: &Path,
    labels: Vec<String>,
    params: &FinetuneParams,
) -> Result<SpeechClassifier, FinetuneError> {
    let options = SpeechLoadOptions::default()
        .with_labels(labels)
        .with_seed(params.seed);
    let (network, _) = SpeechClassifier::from_dir(folder, &params.device, &options)?;
    Ok(network)
}
