//! What `sara speech train` and `sara speech transfer` share: networks, their settings, and news of them.

use super::arguments::StageArguments;
use super::recordings::{load, named};
use super::wrong_use;
use crate::settings::Given;
use anyhow::{Context, Result};
use speech_emotion::corpora::Clip;
use speech_emotion::{ClassMap, LabelledClips};
use speech_finetune::{FinetuneEvent, FinetuneParams, Recipe, Start, Waves};
use std::ffi::OsString;
use std::path::Path;
use wav2vec2_burn::{Device, Freeze, SpeechTrainParams, TrainEvent};

/// Epochs of a stage, where nobody says how many.
const EPOCHS: usize = 30;

/// The highest rate of an encoder that was trained before, and of one from scratch.
const RATES: [f64; 2] = [5e-5, 2e-3];

/// Ends the program where epochs are given for a corpus that no recipe hears.
pub(super) fn refuse_unheard(recipes: &[Recipe], given: &Given) {
    let names: Vec<String> = recipes.iter().map(ToString::to_string).collect();
    let names = names.join(", ");
    let hears_source = recipes.iter().any(|recipe| recipe.hears_source());
    if given.has("source_epochs") && !hears_source {
        wrong_use(&format!(
            "--source-epochs is for the recipes sequential and zero-shot; {names} has no use for it"
        ));
    }
    let hears_target = recipes.iter().any(|recipe| recipe.hears_target());
    // Without epochs of its own the source has those of the target.
    if given.has("epochs") && given.has("source_epochs") && !hears_target {
        wrong_use(&format!(
            "--epochs beside --source-epochs is for the recipes direct and sequential; \
             {names} has no use for it"
        ));
    }
}

pub(super) fn params(arguments: &StageArguments) -> Result<FinetuneParams> {
    let (start, rate, freeze) = match &arguments.start {
        Some(folder) => (Start::folder(folder), RATES[0], Freeze::FeatureEncoder),
        None => (Start::small(), RATES[1], Freeze::Nothing),
    };
    let stage = SpeechTrainParams::default()
        .with_batch_size(arguments.batch_size)
        .with_precision(arguments.precision)
        .with_learning_rate(arguments.learning_rate.unwrap_or(rate))
        .with_encoder_rate(arguments.encoder_rate)
        .with_freeze(arguments.freeze.unwrap_or(freeze))
        .with_class_weights(arguments.class_weights.clone())
        .with_early_stopping(Some(arguments.early_stopping));
    let epochs = arguments.epochs.unwrap_or(EPOCHS);
    let device = Device::from_name(&arguments.device)?;
    Ok(FinetuneParams::new(start, device)
        .with_first(
            stage
                .clone()
                .with_epochs(arguments.source_epochs.unwrap_or(epochs)),
        )
        .with_second(stage.with_epochs(epochs))
        .with_held_out(arguments.held_out)
        .with_seed(arguments.seed))
}

/// The recordings of a corpus that have one of the classes.
pub(super) fn labelled(
    corpus: &[OsString],
    option: &str,
    classes: &ClassMap,
) -> Result<LabelledClips> {
    let (corpus, folder) = named(corpus, option);
    let clips = load(corpus, &folder)?.clips;
    of_classes(&clips, classes, &folder)
}

pub(super) fn of_classes(
    clips: &[Clip],
    classes: &ClassMap,
    place: &Path,
) -> Result<LabelledClips> {
    classes
        .apply(clips)
        .with_context(|| place.display().to_string())
}

pub(super) fn waves(clips: LabelledClips, arguments: &StageArguments) -> Result<Waves> {
    Ok(Waves::load(clips, arguments.seconds)?)
}

/// A line for each piece of work and for each epoch.
pub(super) fn tell(event: FinetuneEvent) {
    match event {
        FinetuneEvent::Started(what) => crate::say!("{what}"),
        FinetuneEvent::Kept(what) => crate::say!("{what}: done before"),
        FinetuneEvent::Training(TrainEvent::Epoch(epoch)) => {
            let (number, loss) = (epoch.epoch, epoch.train_loss);
            let held_out = match (epoch.valid_loss, epoch.valid_macro_f1) {
                (Some(loss), Some(f1)) => {
                    format!("; held-out speakers: loss {loss:.3}, F1 {f1:.3}")
                }
                _ => String::new(),
            };
            crate::say!("  epoch {number}: loss {loss:.3}{held_out}");
        }
        FinetuneEvent::Training(TrainEvent::Warning(warning)) => crate::say!("warning: {warning}"),
        FinetuneEvent::Training(TrainEvent::Resumed { step }) => {
            crate::say!("  going on after step {step}");
        }
        _ => {}
    }
}
