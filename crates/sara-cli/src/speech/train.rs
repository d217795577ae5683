//! `sara speech train`: a model for `sara speech predict` and `serve`.

use super::arguments::{LearnerArgument, SpeechTrainArguments};
use super::recordings::{clips, features};
use super::training::{labelled, of_classes, params, tell, waves};
use super::{model, wrong_use};
use anyhow::Result;
use speech_emotion::models::{Learner, Mlp, RandomForest, SupportVectors};
use speech_emotion::{LabelledClips, Recogniser};
use speech_finetune::Recipe;
use std::path::Path;

pub(super) fn run(arguments: &SpeechTrainArguments) -> Result<()> {
    let is_network = arguments.model == LearnerArgument::Wav2vec2;
    if !is_network && arguments.network.is_given() {
        wrong_use("the options under `Network` need --model wav2vec2");
    }
    if is_network && arguments.recordings.cache.is_some() {
        wrong_use("--cache keeps statistics, and a network reads samples");
    }
    let (place, clips) = clips(&arguments.recordings)?;
    let labelled = of_classes(&clips, &arguments.classes, &place)?;
    if is_network {
        return fine_tune(arguments, labelled);
    }
    let features = features(&arguments.recordings, &clips)?;
    let features = features.select(&labelled.rows)?;
    let seed = arguments.network.stages.seed;
    let learner: Box<dyn Learner> = match arguments.model {
        LearnerArgument::Forest => Box::new(RandomForest::default().with_seed(seed)),
        LearnerArgument::Mlp => Box::new(Mlp::default().with_seed(seed)),
        LearnerArgument::Svm | LearnerArgument::Wav2vec2 => {
            Box::new(SupportVectors::default().with_seed(seed))
        }
    };
    let recogniser = Recogniser::fit(
        &features,
        &labelled.labels,
        learner.as_ref(),
        &learned_from(&labelled, &place),
        model::WARNING,
    )?;
    recogniser.save(&arguments.out)?;
    say_done(&labelled, &arguments.out);
    Ok(())
}

fn fine_tune(arguments: &SpeechTrainArguments, target: LabelledClips) -> Result<()> {
    let network = &arguments.network;
    if let Some(threads) = arguments.recordings.threads {
        wav2vec2_burn::set_threads(threads)?;
    }
    let recipe = match (network.recipe, &network.source) {
        (Some(recipe), None) if recipe.hears_source() => {
            wrong_use(&format!("--recipe {recipe} needs --source"))
        }
        (Some(Recipe::Direct), Some(_)) => wrong_use("--recipe direct hears no --source"),
        (Some(recipe), _) => recipe,
        (None, Some(_)) => Recipe::Sequential,
        (None, None) => Recipe::Direct,
    };
    let params = params(&network.stages)?;
    let source = match &network.source {
        Some(corpus) => labelled(corpus, "--source", &arguments.classes)?,
        // A recipe that hears no source does not look at it.
        None => target.clone(),
    };
    let heard = if recipe.hears_target() {
        target.clone()
    } else {
        source.clone()
    };
    let (source, target) = (
        waves(source, &network.stages)?,
        waves(target, &network.stages)?,
    );
    speech_finetune::train(recipe, &source, &target, &params, &arguments.out, &mut tell)?;
    say_done(&heard, &arguments.out);
    Ok(())
}

fn learned_from(clips: &LabelledClips, place: &Path) -> String {
    format!("{} recordings of {}", clips.clips.len(), place.display())
}

fn say_done(clips: &LabelledClips, out: &Path) {
    for (label, count) in &clips.dropped {
        crate::say!("left out: {count} recordings labelled {label}");
    }
    let classes: Vec<String> = clips.classes().iter().map(ToString::to_string).collect();
    let (count, classes) = (clips.clips.len(), classes.join(", "));
    crate::say!("{count} recordings of {classes}: {}", out.display());
}
