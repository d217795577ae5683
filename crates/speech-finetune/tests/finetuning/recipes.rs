//! What each recipe gives.

use std::path::Path;

use speech_emotion::synthesis::{Voice, synthesise};
use speech_emotion::{Emotion, Recognise, SAMPLE_RATE, SegmentOptions};
use speech_finetune::{FinetuneEvent, Recipe, Start, WaveRecogniser, train};
use wav2vec2_burn::{Device, SpeechClassifier, SpeechLoadOptions};

use crate::given::{self, CLASSES};

fn cpu() -> Device {
    Device::from_name("cpu").unwrap()
}

fn loaded(folder: &Path) -> SpeechClassifier {
    let options = SpeechLoadOptions::default();
    SpeechClassifier::from_dir(folder, &cpu(), &options)
        .unwrap()
        .0
}

#[test]
fn saves_a_network_that_recognises() {
    let home = tempfile::tempdir().unwrap();
    let source = given::waves(home.path(), 1..=3, &Emotion::FIVE);
    let target = given::waves(home.path(), 11..=13, &CLASSES);
    for (recipe, classes) in [
        (Recipe::Direct, CLASSES.as_slice()),
        (Recipe::Sequential, CLASSES.as_slice()),
        (Recipe::ZeroShot, Emotion::FIVE.as_slice()),
    ] {
        let folder = home.path().join(recipe.to_string());
        let mut told = Vec::new();
        let mut again = || {
            train(
                recipe,
                &source,
                &target,
                &given::watched(),
                &folder,
                &mut |event| {
                    if !matches!(event, FinetuneEvent::Training(_)) {
                        told.push(event);
                    }
                },
            )
            .unwrap()
        };
        let network = again();
        let kept = again();
        let kept_is_told = FinetuneEvent::Kept(format!("{recipe}, seed 42"));
        assert_eq!(told.last(), Some(&kept_is_told));

        // The network that was trained, the one that was kept and the folder are the same.
        let logits = |network: &SpeechClassifier| {
            let found = network.classify(target.samples()).unwrap();
            found.into_iter().map(|one| one.logits).collect::<Vec<_>>()
        };
        assert_eq!(logits(&network), logits(&kept));
        assert_eq!(logits(&network), logits(&loaded(&folder)));

        let recogniser = WaveRecogniser::from_dir(&folder, &cpu()).unwrap();
        assert_eq!(recogniser.classes(), classes);
        assert_eq!(recogniser.recipe(), Some(recipe));
        let clip = synthesise(&Voice::numbered(21), Emotion::Sedih, 5);
        let found = recogniser.recognise(&clip, SAMPLE_RATE).unwrap();
        let sum: f64 = found.probabilities.iter().map(|(_, one)| one).sum();
        assert!((sum - 1.0).abs() < 1e-6);
        let segments = recogniser
            .segments(&clip, SAMPLE_RATE, &SegmentOptions::default())
            .unwrap();
        let end = clip.len() as f64 / f64::from(SAMPLE_RATE);
        assert!((segments.last().unwrap().end - end).abs() < 1e-9);
    }
}

#[test]
fn cuts_a_recording_as_it_cut_the_clips() {
    let home = tempfile::tempdir().unwrap();
    let target = given::waves(home.path(), 11..=12, &CLASSES);
    let folder = home.path().join("direct");
    let params = given::params();
    let network = train(
        Recipe::Direct,
        &target,
        &target,
        &params,
        &folder,
        &mut given::ignore,
    )
    .unwrap();
    let recogniser = WaveRecogniser::from_dir(&folder, &cpu()).unwrap();
    let clip = synthesise(&Voice::numbered(11), CLASSES[0], 1);
    let found = recogniser.recognise(&clip, SAMPLE_RATE).unwrap();
    let cut = &network.classify(&target.samples()[..1]).unwrap()[0];
    for ((_, probability), wanted) in found.probabilities.iter().zip(&cut.probabilities) {
        // The file has 16 bits a sample.
        assert!(
            (probability - f64::from(*wanted)).abs() < 1e-3,
            "{probability} {wanted}"
        );
    }
}

#[test]
fn begins_with_a_folder_and_gives_it_a_new_head() {
    let home = tempfile::tempdir().unwrap();
    let encoder = home.path().join("encoder");
    let foreign = ["w", "x", "y", "z"].map(str::to_owned).to_vec();
    let params = given::params();
    SpeechClassifier::init(&given::config(), foreign, &cpu(), 9)
        .unwrap()
        .save(&encoder)
        .unwrap();
    let target = given::waves(home.path(), 11..=12, &CLASSES);
    let mut second = params.second.clone();
    second.freeze = wav2vec2_burn::Freeze::BaseModel;
    let mut params = params.with_second(second);
    params.start = Start::folder(&encoder);
    let folder = home.path().join("tuned");
    let tuned = train(
        Recipe::Direct,
        &target,
        &target,
        &params,
        &folder,
        &mut given::ignore,
    );
    let tuned = tuned.unwrap();
    assert_eq!(tuned.labels(), ["senang", "sedih", "marah"]);
    // All but the head is as it was.
    let clips = &target.samples()[..2];
    assert_eq!(
        tuned.embed(clips).unwrap(),
        loaded(&encoder).embed(clips).unwrap()
    );
}

#[test]
fn zero_shot_is_the_first_stage_of_the_sequential_recipe() {
    let home = tempfile::tempdir().unwrap();
    let source = given::waves(home.path(), 1..=3, &CLASSES);
    let target = given::waves(home.path(), 11..=14, &CLASSES);
    let out = home.path().join("out");
    let report = given::experiment(&source, &target)
        .run(&out, &mut given::ignore)
        .unwrap();
    let first = loaded(&out.join("seed-1/first-stage"));
    let predictions = first.classify(target.samples()).unwrap();
    let zero_shot = &report.runs[2];
    assert_eq!((zero_shot.recipe, zero_shot.seed), (Recipe::ZeroShot, 1));
    for (ours, wanted) in zero_shot.report.predictions.iter().zip(predictions) {
        assert_eq!(ours.predicted.to_string(), wanted.label);
        let largest = wanted.probabilities[wanted.class];
        assert!((ours.confidence - f64::from(largest)).abs() < 1e-6);
    }
}

#[test]
fn direct_does_not_hear_the_source() {
    let home = tempfile::tempdir().unwrap();
    let target = given::waves(home.path(), 11..=14, &CLASSES);
    let mut found = [1..=2, 3..=5].map(|voices| {
        let source = given::waves(home.path(), voices.clone(), &CLASSES);
        let out = home.path().join(format!("out-{}", voices.start()));
        let experiment = given::experiment(&source, &target);
        let experiment = experiment.with_recipes([Recipe::Direct]);
        experiment
            .run(&out, &mut given::ignore)
            .unwrap()
            .runs
            .remove(0)
    });
    let [one, other] = &mut found;
    assert_eq!(one.report.predictions, other.report.predictions);
}
