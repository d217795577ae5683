//! `sara speech train`: a model for `sara speech predict` and `serve`.

use super::arguments::{LearnerArgument, NetworkArguments, SpeechTrainArguments};
use super::recordings::{clips, features};
use super::training::{labelled, of_classes, params, refuse_unheard, tell, waves};
use super::{model, wrong_use};
use crate::settings::Given;
use anyhow::{Result, bail};
use clap::builder::PossibleValue;
use clap::{Args, Command, ValueEnum};
use speech_emotion::models::{Learner, Mlp, RandomForest, SupportVectors};
use speech_emotion::{LabelledClips, Recogniser};
use speech_finetune::Recipe;
use std::fs::Metadata;
use std::path::Path;

/// Options that a network has no use for.
const OF_STATISTICS: [&str; 2] = ["cache", "overwrite"];

pub(super) fn run(arguments: &SpeechTrainArguments, given: &Given) -> Result<()> {
    refuse_unused(arguments.model, given);
    let is_network = arguments.model == LearnerArgument::Wav2vec2;
    if !is_network {
        refuse_taken(&arguments.out, arguments.overwrite)?;
    }
    let (place, clips) = clips(&arguments.recordings)?;
    let labelled = of_classes(&clips, &arguments.classes, &place)?;
    if is_network {
        return fine_tune(arguments, given, labelled);
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

/// Ends the program where an option is given that means nothing to the model.
fn refuse_unused(model: LearnerArgument, given: &Given) {
    let is_network = model == LearnerArgument::Wav2vec2;
    let (unused, users): (Vec<String>, _) = match is_network {
        true => (OF_STATISTICS.map(String::from).into(), "svm, forest or mlp"),
        false => (network_options(), "wav2vec2"),
    };
    if let Some(option) = unused.iter().find(|option| given.has(option)) {
        let option = option.replace('_', "-");
        let model = model.to_possible_value();
        let model = model.as_ref().map_or("", PossibleValue::get_name);
        wrong_use(&format!(
            "--{option} is for --model {users}; --model {model} has no use for it"
        ));
    }
}

/// The options under `Network` but the seed, which is for all.
fn network_options() -> Vec<String> {
    let command = NetworkArguments::augment_args(Command::new("network"));
    let options = command
        .get_arguments()
        .map(|option| option.get_id().as_str());
    options
        .filter(|option| *option != "seed")
        .map(String::from)
        .collect()
}

/// A file that is there is replaced where that is asked for; a device or a pipe is sent the model.
fn refuse_taken(out: &Path, overwrite: bool) -> Result<()> {
    let is = |what: fn(&Metadata) -> bool| out.metadata().is_ok_and(|found| what(&found));
    if is(Metadata::is_dir) {
        bail!("{}: expected a file to write, got a folder", out.display());
    }
    let is_special = is(|found| !found.is_file());
    // A link to nothing takes a name too.
    if !overwrite && !is_special && out.symlink_metadata().is_ok() {
        let out = out.display();
        bail!("{out}: expected a name that is still free, or --overwrite");
    }
    Ok(())
}

fn fine_tune(arguments: &SpeechTrainArguments, given: &Given, target: LabelledClips) -> Result<()> {
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
    refuse_unheard(&[recipe], given);
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
