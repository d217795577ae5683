//! What the tests begin with.

use std::ops::RangeInclusive;
use std::path::Path;

use speech_emotion::corpora::{Clip, Corpus};
use speech_emotion::synthesis::{Voice, synthesise, write_wav};
use speech_emotion::{ClassMap, Emotion, SAMPLE_RATE};
use speech_finetune::{Experiment, FinetuneEvent, FinetuneParams, Start, Waves};
use wav2vec2_burn::{Device, Freeze, SpeechTrainParams, Wav2Vec2Config, set_threads};

pub(crate) const CLASSES: [Emotion; 3] = [Emotion::Senang, Emotion::Sedih, Emotion::Marah];

/// Who is told nothing.
pub(crate) fn ignore(_event: FinetuneEvent) {}

/// One clip of every voice and class, not yet read.
pub(crate) fn clips(folder: &Path, voices: RangeInclusive<u32>, classes: &[Emotion]) -> Vec<Clip> {
    let mut clips = Vec::new();
    for number in voices {
        for &class in classes {
            let samples = synthesise(&Voice::numbered(number), class, 1);
            let path = folder.join(format!("spk{number:02}-{class}-s1.wav"));
            write_wav(&path, &samples, SAMPLE_RATE).unwrap();
            clips.push(Corpus::Synthetic.parse(&path).unwrap());
        }
    }
    clips
}

/// Three tenths of a second of each.
pub(crate) fn waves(folder: &Path, voices: RangeInclusive<u32>, classes: &[Emotion]) -> Waves {
    let clips = clips(folder, voices, classes);
    let labelled = ClassMap::of(classes).apply(&clips).unwrap();
    Waves::load(labelled, 0.3).unwrap()
}

/// A network of one narrow layer.
pub(crate) fn config() -> Wav2Vec2Config {
    let mut config = Wav2Vec2Config::tiny();
    config.hidden_size = 16;
    config.intermediate_size = 16;
    config.num_hidden_layers = 1;
    for convolution in &mut config.convolutions {
        convolution.channels = 8;
    }
    config
}

/// Two epochs in each stage, on one thread so that the same seed gives the same weights.
pub(crate) fn params() -> FinetuneParams {
    // Whichever test comes first sets the threads, for all.
    let _ = set_threads(1);
    let stage = SpeechTrainParams::default()
        .with_epochs(2)
        .with_batch_size(4)
        .with_learning_rate(3e-3)
        .with_freeze(Freeze::Nothing);
    let device = Device::from_name("cpu").unwrap();
    FinetuneParams::new(Start::scratch(config()), device)
        .with_first(stage.clone())
        .with_second(stage)
}

/// Both stages watched.
pub(crate) fn watched() -> FinetuneParams {
    let params = params();
    let rule = Some("valid-loss:2".parse().unwrap());
    let (first, second) = (params.first.clone(), params.second.clone());
    params
        .with_first(first.with_early_stopping(rule))
        .with_second(second.with_early_stopping(rule))
}

/// Two folds and one seed.
pub(crate) fn experiment<'a>(source: &'a Waves, target: &'a Waves) -> Experiment<'a> {
    Experiment::new(source, target, watched())
        .with_folds(2)
        .with_seeds([1])
}
