//! One network for use.

use std::path::Path;

use serde::{Deserialize, Serialize};
use speech_emotion::Emotion;
use wav2vec2_burn::{Checkpoints, SpeechClassifier};

use crate::dealing::hold_out;
use crate::files::{hold, read_json, refuse_occupied, sha256_of, write_json};
use crate::params::check_weights;
use crate::settings::Settings;
use crate::stage::{self, Passed, Stage};
use crate::waves::names;
use crate::{FinetuneError, FinetuneEvent, FinetuneParams, Recipe, Waves};

/// Settings of the run, written first.
const SETTINGS: &str = "finetune-settings.json";

/// What is known of a network that was trained, written last.
pub(crate) const CARD: &str = "finetune.json";

/// The weights that the card is about.
pub(crate) const WEIGHTS: &str = "model.safetensors";

/// The network after the first stage of two.
const FIRST: &str = "first-stage";

/// The state of the last stage while it lasts.
const STATE: &str = "last-stage.state";

/// What stands beside a trained network.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Card {
    pub(crate) recipe: Recipe,
    pub(crate) seed: u64,
    pub(crate) classes: Vec<Emotion>,
    /// The most that the network was given at once.
    pub(crate) seconds: f64,
    pub(crate) source_clips: usize,
    pub(crate) target_clips: usize,
    pub(crate) training: Passed,
    /// That of the weights beside the card; `None` for a card of an earlier program.
    pub(crate) weights_sha256: Option<String>,
}

/// Trains one network on all clips that its recipe allows, and saves it as a folder that
/// [`SpeechClassifier::from_dir`] and [`WaveRecogniser`](crate::WaveRecogniser) load.
///
/// The classes are those of the corpus that is heard last; the source may have others than the
/// target, and then the second stage begins with a new last layer. The corpus that a recipe does
/// not hear is not looked at.
///
/// A run that was stopped goes on where it was when the same is asked for again; one that is
/// finished is loaded.
///
/// # Errors
///
/// [`FinetuneError::Occupied`] where the folder holds anything but a run,
/// [`FinetuneError::SettingsDiffer`] where it holds the work of another one,
/// [`FinetuneError::Busy`] where another process is at it, settings out of range, clips that are too short, and those of splits and of training.
pub fn train(
    recipe: Recipe,
    source: &Waves,
    target: &Waves,
    params: &FinetuneParams,
    folder: &Path,
    observer: &mut dyn FnMut(FinetuneEvent),
) -> Result<SpeechClassifier, FinetuneError> {
    params.check()?;
    let needed = params.receptive_field()?;
    let mut settings = Settings::of(params);
    settings.add("recipe", recipe);
    settings.add("seed", params.seed);
    for (name, is_heard, waves) in [
        ("source clips", recipe.hears_source(), source),
        ("target clips", recipe.hears_target(), target),
    ] {
        if is_heard {
            waves.check_length(needed)?;
            settings.add(name, waves.fingerprint());
        }
    }
    let last = if recipe.hears_target() {
        target
    } else {
        source
    };
    let classes = last.clips().classes();
    // Whatever cannot be trained is refused before anything is stored.
    let first_stage = (recipe == Recipe::Sequential)
        .then(|| stage_on(source, true, params))
        .transpose()?;
    let stage = stage_on(last, !recipe.hears_target(), params)?;
    refuse_occupied(folder, SETTINGS)?;
    let _held = hold(folder)?;
    settings.keep(&folder.join(SETTINGS))?;
    let what = format!("{recipe}, seed {}", params.seed);
    let checkpoints = Checkpoints::new(folder.join(STATE));
    if read_json::<Card>(&folder.join(CARD))?.is_some() {
        stage::clear(&checkpoints)?;
        observer(FinetuneEvent::Kept(what));
        return stage::load(folder, names(&classes), params);
    }

    let first = folder.join(FIRST);
    if let Some(first_stage) = first_stage {
        let part = format!("{what}, first stage");
        let labels = names(&source.clips().classes());
        let begin = || params.begin(labels);
        first_stage.keep(&first, part, begin, observer)?;
    }
    observer(FinetuneEvent::Started(what.clone()));
    let network = match recipe {
        Recipe::Sequential => stage::load(&first, names(&classes), params)?,
        Recipe::Direct | Recipe::ZeroShot => params.begin(names(&classes))?,
    };
    let (network, training) = stage.run(network, &checkpoints, observer)?;
    network.save(folder)?;
    let of = |is_heard, waves: &Waves| if is_heard { waves.samples().len() } else { 0 };
    let card = Card {
        recipe,
        seed: params.seed,
        classes,
        seconds: last.seconds(),
        source_clips: of(recipe.hears_source(), source),
        target_clips: of(recipe.hears_target(), target),
        training,
        weights_sha256: Some(sha256_of(&folder.join(WEIGHTS))?),
    };
    write_json(&folder.join(CARD), &card)?;
    stage::clear(&checkpoints)?;
    observer(FinetuneEvent::Finished(what));
    Ok(network)
}

/// The stage that hears all of a corpus.
fn stage_on<'a>(
    waves: &'a Waves,
    is_first: bool,
    params: &FinetuneParams,
) -> Result<Stage<'a>, FinetuneError> {
    let settings = if is_first {
        &params.first
    } else {
        &params.second
    };
    let parts = settings.early_stopping.map(|_| params.held_out);
    let clips = waves.clips();
    let all: Vec<usize> = (0..clips.clips.len()).collect();
    let heard = hold_out(clips, &all, parts, params.seed)?;
    let classes = clips.classes();
    check_weights(settings, classes.len())?;
    let rows = |rows: &[usize]| {
        (rows.iter())
            .map(|&row| {
                let class = classes.partition_point(|class| *class < clips.labels[row]);
                (waves.samples()[row].as_slice(), class)
            })
            .collect()
    };
    Ok(Stage {
        training: rows(&heard.training),
        validation: rows(&heard.validation),
        params: settings.clone().with_seed(params.seed),
    })
}
