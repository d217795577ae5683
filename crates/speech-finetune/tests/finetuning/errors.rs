//! What is refused, and how it is said.

use std::error::Error;
use std::fs;

use speech_emotion::corpora::Corpus;
use speech_emotion::synthesis::write_wav;
use speech_emotion::{ClassMap, Emotion, EmotionError, Recognise, SAMPLE_RATE};
use speech_finetune::{
    Experiment, FinetuneError, FinetuneParams, Recipe, Start, WaveRecogniser, Waves, train,
};
use wav2vec2_burn::{Device, SpeechClassifier};

use crate::given::{self, CLASSES};

fn message<T>(found: Result<T, FinetuneError>) -> String {
    found.err().unwrap().to_string()
}

#[test]
fn names_a_recipe_that_there_is_not() {
    assert_eq!(
        message("both".parse::<Recipe>()),
        "recipe must be `direct`, `sequential` or `zero-shot`, got both"
    );
    for recipe in Recipe::ALL {
        assert_eq!(recipe.to_string().parse::<Recipe>().unwrap(), recipe);
    }
}

#[test]
fn names_a_file_that_is_no_audio_or_too_short() {
    let home = tempfile::tempdir().unwrap();
    let mut clips = given::clips(home.path(), 1..=2, &CLASSES);
    let path = clips[1].path.clone();
    fs::write(&path, "no audio").unwrap();
    let labelled = ClassMap::five().apply(&clips).unwrap();
    let error = Waves::load(labelled, 0.3).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("cannot read the samples of {}", path.display())
    );
    assert!(error.source().is_some());

    write_wav(&path, &[0.1; 399], SAMPLE_RATE).unwrap();
    clips.rotate_left(2);
    let short = Waves::load(ClassMap::five().apply(&clips).unwrap(), 0.3).unwrap();
    let long = given::waves(home.path(), 11..=13, &CLASSES);
    let expected = format!(
        "{} has 399 samples at 16 kHz, but a frame needs 400",
        path.display()
    );
    let out = home.path().join("out");
    for experiment in [
        given::experiment(&short, &long),
        given::experiment(&long, &short),
    ] {
        assert_eq!(message(experiment.run(&out, &mut given::ignore)), expected);
    }
    let params = given::params();
    let trained =
        |recipe| train(recipe, &long, &short, &params, &out, &mut given::ignore).map(drop);
    assert_eq!(message(trained(Recipe::Direct)), expected);
    assert!(!out.exists(), "refused before anything is written");
    // What is not heard is not looked at.
    trained(Recipe::ZeroShot).unwrap();
}

#[test]
fn refuses_corpora_that_cannot_be_compared() {
    let home = tempfile::tempdir().unwrap();
    let out = home.path().join("out");
    let empty = home.path().join("empty");
    fs::create_dir(&empty).unwrap();
    assert!(Corpus::Synthetic.load(&empty).is_err());
    let one_class = given::clips(home.path(), 1..=2, &CLASSES[..1]);
    let one_class = ClassMap::five().apply(&one_class);
    assert_eq!(
        one_class.unwrap_err().to_string(),
        "expected at least 2 classes, got 1"
    );

    let source = given::waves(home.path(), 1..=2, &CLASSES);
    let others = given::waves(home.path(), 11..=13, &[Emotion::Takut, Emotion::Jijik]);
    let one_speaker = given::waves(home.path(), 11..=11, &CLASSES);
    let only_one = "speakers are kept apart, so there must be at least 2; \
                    there is only one, `synthetic-spk11`";
    for (target, expected) in [
        (&others, "expected at least 2 classes, got 0"),
        (&one_speaker, only_one),
    ] {
        let experiment = given::experiment(&source, target);
        assert_eq!(message(experiment.run(&out, &mut given::ignore)), expected);
    }
    // One speaker cannot be learned from and held out.
    let watched = given::watched();
    let trained = train(
        Recipe::Direct,
        &source,
        &one_speaker,
        &watched,
        &out,
        &mut given::ignore,
    );
    assert_eq!(message(trained), only_one);
}

#[test]
fn names_the_setting_out_of_range() {
    let home = tempfile::tempdir().unwrap();
    let clips = given::clips(home.path(), 1..=1, &CLASSES);
    let labelled = ClassMap::five().apply(&clips).unwrap();
    for seconds in [0.0, 61.0, f64::NAN] {
        let error = Waves::load(labelled.clone(), seconds);
        let expected = format!("seconds must be from 0.1 to 60, got {seconds}");
        assert_eq!(message(error), expected);
    }
    let (source, target) = (
        given::waves(home.path(), 1..=2, &CLASSES),
        given::waves(home.path(), 11..=13, &CLASSES),
    );
    let usual = || given::experiment(&source, &target);
    let with = |params: FinetuneParams| Experiment::new(&source, &target, params);
    let mut lazy = given::params();
    lazy.first.epochs = 0;
    let mut weighted = given::params();
    weighted.second.class_weights = "1,2".parse().unwrap();
    for (experiment, expected) in [
        (
            usual().with_seeds([]),
            "seeds must be at least one, each once, got 0, 0 of them different",
        ),
        (
            usual().with_seeds([3, 3]),
            "seeds must be at least one, each once, got 2, 1 of them different",
        ),
        (
            usual().with_recipes([]),
            "recipes must be at least one, each once, got 0, 0 of them different",
        ),
        (
            with(given::params().with_held_out(1)),
            "held_out must be at least 2, got 1",
        ),
        (with(lazy), "epochs must be at least 1, got 0"),
        (
            with(weighted).with_folds(2),
            "class_weights must be one number above 0 a class, got 1,2",
        ),
    ] {
        assert_eq!(
            message(experiment.run(&home.path().join("out"), &mut given::ignore)),
            expected
        );
    }
}

#[test]
fn refuses_a_folder_with_other_work_and_says_what_differs() {
    let home = tempfile::tempdir().unwrap();
    let source = given::waves(home.path(), 1..=2, &CLASSES);
    let target = given::waves(home.path(), 11..=13, &CLASSES);
    let out = home.path().join("out");
    let usual = |params| {
        let experiment = Experiment::new(&source, &target, params).with_folds(3);
        experiment.with_seeds([1]).with_recipes([Recipe::ZeroShot])
    };
    usual(given::params())
        .run(&out, &mut given::ignore)
        .unwrap();
    let settings = out.join("settings.json");
    let expected = |what: &str| format!("{}: the run began with {what}", settings.display());
    let refused = |experiment: Experiment<'_>, what: &str| {
        let found = message(experiment.run(&out, &mut given::ignore));
        assert!(found.starts_with(&expected(what)), "{found}");
    };
    let mut faster = given::params();
    faster.second.learning_rate = 0.5;
    refused(
        usual(faster),
        "second.learning_rate 0.003, this one has 0.5",
    );
    refused(
        usual(given::params()).with_folds(2),
        "folds 3, this one has 2",
    );
    let mut wider = given::config();
    wider.intermediate_size = 32;
    let mut other = given::params();
    other.start = Start::scratch(wider);
    refused(usual(other), "network of shape ");
    let fewer = given::waves(home.path(), 11..=14, &CLASSES);
    let changed = Experiment::new(&source, &fewer, given::params()).with_folds(3);
    refused(changed, "target clips ");

    let folder = home.path().join("trained");
    let trained = |recipe, seed| {
        let params = given::params().with_seed(seed);
        train(
            recipe,
            &source,
            &target,
            &params,
            &folder,
            &mut given::ignore,
        )
        .map(drop)
    };
    trained(Recipe::Direct, 1).unwrap();
    let began = format!(
        "{}: the run began with ",
        folder.join("finetune-settings.json").display()
    );
    assert_eq!(
        message(trained(Recipe::Direct, 2)),
        format!("{began}seed 1, this one has 2")
    );
    let found = message(trained(Recipe::Sequential, 1));
    assert_eq!(
        found,
        format!("{began}recipe direct, this one has sequential")
    );
    // Nor does an experiment write into the folder of a network.
    let found = message(usual(given::params()).run(&folder, &mut given::ignore));
    let occupied = "expected an empty folder or that of an earlier run, found `config.json`";
    assert_eq!(found, format!("{}: {occupied}", folder.display()));
    assert!(!folder.join("settings.json").exists());
}

#[test]
fn refuses_predictions_that_are_not_of_this_run() {
    let home = tempfile::tempdir().unwrap();
    let source = given::waves(home.path(), 1..=2, &CLASSES);
    let target = given::waves(home.path(), 11..=14, &CLASSES);
    let out = home.path().join("out");
    let experiment = given::experiment(&source, &target).with_recipes([Recipe::ZeroShot]);
    experiment.run(&out, &mut given::ignore).unwrap();
    let path = out.join("seed-1/zero-shot.json");
    let whole = fs::read_to_string(&path).unwrap();
    let shown = path.display();
    for (text, expected) in [
        (
            whole[..40].to_owned(),
            format!("{shown} is not valid JSON of this crate"),
        ),
        (
            whole.replace("\"seed\": 1", "\"seed\": 2"),
            format!("{shown}: expected predictions of the recipe, seed and fold of its name"),
        ),
        (
            whole.replace("synthetic-spk12", "synthetic-spk31"),
            format!("{shown}: expected one prediction for each clip tested on"),
        ),
        (
            whole.replacen("\"probabilities\": [", "\"probabilities\": [ 0.5,", 1),
            format!("{shown}: expected one probability from 0 to 1 for each class"),
        ),
    ] {
        assert_ne!(text, whole);
        fs::write(&path, text).unwrap();
        assert_eq!(message(experiment.run(&out, &mut given::ignore)), expected);
    }
}

#[test]
fn refuses_a_network_that_knows_no_emotions_or_another_rate() {
    let home = tempfile::tempdir().unwrap();
    let device = Device::from_name("cpu").unwrap();
    let save = |names: [&str; 2]| {
        let labels = names.map(str::to_owned).to_vec();
        let network = SpeechClassifier::init(&given::config(), labels, &device, 1);
        network.unwrap().save(home.path()).unwrap();
    };
    save(["up", "down"]);
    let recogniser = || WaveRecogniser::from_dir(home.path(), &device);
    assert_eq!(
        message(recogniser()),
        "expected the name of an emotion, got `up`"
    );

    save(["happy", "sad"]);
    // Not ours, and good for use all the same.
    assert_eq!(recogniser().unwrap().recipe(), None);
    let found = recogniser().unwrap().recognise(&[0.1; 10], SAMPLE_RATE);
    let source = |error: &EmotionError| error.source().unwrap().to_string();
    let expected = "clip 0 has 10 samples, but a frame needs 400";
    assert_eq!(source(&found.unwrap_err()), expected);
    let found = recogniser()
        .unwrap()
        .recognise(&[f32::NAN; 800], SAMPLE_RATE);
    let expected = "cannot compute features of the signal";
    assert_eq!(found.unwrap_err().to_string(), expected);

    let path = home.path().join("preprocessor_config.json");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("16000", "8000")).unwrap();
    let expected = format!(
        "{}: expected a network for 16000 samples a second, got one for 8000",
        home.path().display()
    );
    assert_eq!(message(recogniser()), expected);
    let target = given::waves(home.path(), 11..=12, &CLASSES);
    let mut params = given::params();
    params.start = Start::folder(home.path());
    let out = home.path().join("out");
    let trained = train(
        Recipe::Direct,
        &target,
        &target,
        &params,
        &out,
        &mut given::ignore,
    );
    assert_eq!(message(trained), expected);
}

#[test]
fn refuses_a_damaged_card() {
    let home = tempfile::tempdir().unwrap();
    let target = given::waves(home.path(), 11..=12, &CLASSES);
    let out = home.path().join("out");
    let params = given::params();
    train(
        Recipe::Direct,
        &target,
        &target,
        &params,
        &out,
        &mut given::ignore,
    )
    .unwrap();
    let path = out.join("finetune.json");
    let text = fs::read_to_string(&path).unwrap();
    let device = Device::from_name("cpu").unwrap();
    let recogniser = || WaveRecogniser::from_dir(&out, &device);
    assert_eq!(
        recogniser().unwrap().card().learned_from,
        "6 recordings (direct)"
    );
    // One bit of the last weight.
    let weights = out.join("model.safetensors");
    let bytes = fs::read(&weights).unwrap();
    let mut others = bytes.clone();
    *others.last_mut().unwrap() ^= 1;
    fs::write(&weights, &others).unwrap();
    let found = message(recogniser());
    let expected = format!(
        "{}: the card and the weights beside it do not belong together: \
         expected them to have the SHA-256 `",
        path.display()
    );
    assert!(found.starts_with(&expected), "{found}");
    fs::write(&weights, &bytes).unwrap();
    // A card of an earlier program says less, and that is said.
    let mut older: serde_json::Value = serde_json::from_str(&text).unwrap();
    older.as_object_mut().unwrap().remove("weights_sha256");
    fs::write(&path, older.to_string()).unwrap();
    assert_eq!(
        recogniser().unwrap().card().learned_from,
        "6 recordings (direct); its card does not say that it is of these weights"
    );
    for (text, expected) in [
        (
            text.replace("0.3", "-3.0"),
            ": expected the classes of the network beside it and seconds from 0.1 to 60",
        ),
        ("{".to_owned(), " is not valid JSON of this crate"),
    ] {
        fs::write(&path, text).unwrap();
        let found = message(WaveRecogniser::from_dir(&out, &device));
        assert_eq!(found, format!("{}{expected}", path.display()));
    }
}

#[test]
fn names_a_folder_that_cannot_be_made() {
    let home = tempfile::tempdir().unwrap();
    let target = given::waves(home.path(), 11..=12, &CLASSES);
    let file = home.path().join("file");
    fs::write(&file, "").unwrap();
    let out = file.join("out");
    let params = given::params();
    let trained = train(
        Recipe::Direct,
        &target,
        &target,
        &params,
        &out,
        &mut given::ignore,
    );
    assert!(message(trained).contains(&file.display().to_string()));
}

#[test]
fn nothing_that_is_no_run_is_replaced() {
    let home = tempfile::tempdir().unwrap();
    let target = given::waves(home.path(), 11..=12, &CLASSES);
    let out = home.path().join("out");
    fs::create_dir(&out).unwrap();
    for name in ["model.safetensors", "config.json", ".lock"] {
        fs::write(out.join(name), "of somebody").unwrap();
    }
    let params = given::params();
    let trained = || {
        let recipe = Recipe::Direct;
        train(recipe, &target, &target, &params, &out, &mut given::ignore).map(drop)
    };
    let expected = format!(
        "{}: expected an empty folder or that of an earlier run, found `config.json`",
        out.display()
    );
    assert_eq!(message(trained()), expected);
    assert_eq!(fs::read_dir(&out).unwrap().count(), 3);
    for name in ["model.safetensors", "config.json"] {
        fs::remove_file(out.join(name)).unwrap();
    }
    // A run that was stopped at once leaves such files.
    fs::write(out.join("finetune-settings.json.writing"), "{").unwrap();
    trained().unwrap();
}

#[test]
fn a_folder_takes_one_run_at_a_time() {
    let home = tempfile::tempdir().unwrap();
    let target = given::waves(home.path(), 11..=12, &CLASSES);
    let out = home.path().join("out");
    fs::create_dir(&out).unwrap();
    let held = fs::File::create(out.join(".lock")).unwrap();
    held.lock().unwrap();
    let params = given::params();
    let found = train(
        Recipe::Direct,
        &target,
        &target,
        &params,
        &out,
        &mut given::ignore,
    );
    let expected = format!("{}: another run is at work here", out.display());
    assert_eq!(message(found), expected);
}
