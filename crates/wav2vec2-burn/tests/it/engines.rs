//! The engine of the device `cpu` beside Burn, and what neither may change.

use std::error::Error;
use std::sync::{Arc, Mutex};

use wav2vec2_burn::{
    Engine, Freeze, Progress, SpeechClassifier, SpeechInferenceOptions, SpeechLoadOptions,
    SpeechTrainParams, Wav2Vec2Config,
};

use crate::support::{
    LOGITS, altered, clip, device, fixtures, golden, largest_difference, read_tensors, tolerance,
};

/// Of lengths that share no padding; two are alike.
fn clips() -> Vec<Vec<f32>> {
    [900, 400, 5000, 3001, 900, 1717]
        .iter()
        .enumerate()
        .map(|(row, &length)| clip(&format!("engines {row}"), length))
        .collect()
}

fn by(engine: Engine) -> SpeechInferenceOptions {
    SpeechInferenceOptions::default().with_engine(engine)
}

/// Small models of every kind, with weights wide enough to tell clips apart.
fn models() -> Vec<SpeechClassifier> {
    let drawn = |change: fn(&mut Wav2Vec2Config)| {
        let mut config = Wav2Vec2Config::tiny();
        config.initializer_range = 0.3;
        change(&mut config);
        let labels = ["low", "middle", "high"].map(str::to_owned).to_vec();
        SpeechClassifier::init(&config, labels, &device(), 11).unwrap()
    };
    vec![
        golden("tiny-group"),
        golden("tiny-layer"),
        drawn(|_| ()),
        drawn(|config| config.weighted_layer_sum = true),
        drawn(|config| config.conv_bias = true),
        drawn(|config| config.position_kernel = 7),
        drawn(|config| {
            let before = Wav2Vec2Config::xls_r_300m();
            config.norm_place = before.norm_place;
            config.feature_norm = before.feature_norm;
            config.conv_bias = true;
            config.weighted_layer_sum = true;
        }),
    ]
}

fn logits(model: &SpeechClassifier, clips: &[Vec<f32>], engine: Engine) -> Vec<Vec<f32>> {
    let predictions = model.classify_with(clips, &by(engine)).unwrap();
    predictions.into_iter().map(|row| row.logits).collect()
}

#[test]
fn both_engines_agree() {
    let mut worst = 0.0_f32;
    for (number, model) in models().iter().enumerate() {
        let vectors = |engine| model.embed_with(&clips(), &by(engine)).unwrap();
        let pairs = [
            (
                logits(model, &clips(), Engine::Fast),
                logits(model, &clips(), Engine::Burn),
            ),
            (vectors(Engine::Fast), vectors(Engine::Burn)),
        ];
        for (fast, burn) in pairs {
            let apart = largest_difference(&fast.concat(), &burn.concat());
            worst = worst.max(apart);
            assert!(apart < tolerance(LOGITS), "model {number}: {apart:e}");
        }
    }
    eprintln!("largest difference of the engines {worst:e}");
}

#[test]
fn neighbours_change_no_bit_and_the_order_is_kept() {
    if device().to_string() != "cpu" {
        crate::aloud!("skipped: {} is not the device cpu", device());
        return;
    }
    for model in models() {
        let (clips, mut backwards) = (clips(), clips());
        backwards.reverse();
        let together = model.embed(&clips).unwrap();
        let mut turned = model.embed(&backwards).unwrap();
        turned.reverse();
        assert!(together == turned);
        assert_ne!(together[0], together[4]);
        let predictions = model.classify(&clips).unwrap();
        for (row, clip) in clips.iter().enumerate() {
            assert_eq!(model.embed(&[clip]).unwrap()[0], together[row]);
            assert_eq!(model.classify(&[clip]).unwrap()[0], predictions[row]);
        }
    }
}

#[test]
fn an_inference_changes_nothing_that_is_saved() {
    for name in ["tiny-group", "tiny-layer"] {
        let model = golden(name);
        model.classify(&clips()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        model.save(folder.path()).unwrap();
        let weights = |path: &std::path::Path| read_tensors(&path.join("model.safetensors"));
        assert!(weights(folder.path()) == weights(&fixtures().join(name)));
    }
}

#[test]
fn a_training_leaves_no_old_weights_behind() {
    let model = golden("tiny-group");
    let before = logits(&model, &clips(), Engine::Fast);
    let rows: Vec<(Vec<f32>, usize)> = clips().into_iter().zip([0, 1, 2, 3, 4, 0]).collect();
    let params = SpeechTrainParams::default()
        .with_epochs(3)
        .with_batch_size(3)
        .with_learning_rate(3e-3)
        .with_freeze(Freeze::Nothing);
    let (trained, history) = model
        .clone()
        .train(&rows, &rows, &params, &mut |_| ())
        .unwrap();
    let after = logits(&trained, &clips(), Engine::Fast);
    let moved = largest_difference(&after.concat(), &before.concat());
    assert!(moved > 0.01, "{moved}");
    let burn = logits(&trained, &clips(), Engine::Burn);
    let apart = largest_difference(&after.concat(), &burn.concat());
    assert!(apart < tolerance(LOGITS), "{apart:e}");
    // Nor does the model that the training began with have new ones.
    assert!(logits(&model, &clips(), Engine::Fast) == before);

    // The last validation saw the last weights.
    let predictions = trained.classify(&clips()).unwrap();
    let losses = predictions
        .iter()
        .zip(&rows)
        .map(|(prediction, (_, class))| -f64::from(prediction.probabilities[*class]).ln());
    let mean = losses.sum::<f64>() / rows.len() as f64;
    let told = history.epochs.last().unwrap().valid_loss.unwrap();
    assert!((mean - told).abs() < 1e-4, "{mean} {told}");

    let folder = tempfile::tempdir().unwrap();
    trained.save(folder.path()).unwrap();
    let options = SpeechLoadOptions::default();
    let (loaded, _) = SpeechClassifier::from_dir(folder.path(), &device(), &options).unwrap();
    assert!(logits(&loaded, &clips(), Engine::Fast) == after);
}

#[test]
fn a_direction_that_is_zero_is_refused() {
    let name = "wav2vec2.encoder.pos_conv_embed.conv.parametrizations.weight.original1";
    let folder = altered("tiny-group", |tensors| {
        tensors.get_mut(name).unwrap().1.fill(0.0);
    });
    let options = SpeechLoadOptions::default();
    let loaded = SpeechClassifier::from_dir(folder.path(), &device(), &options);
    if device().to_string() != "cpu" {
        return;
    }
    let error = loaded.unwrap_err();
    let message = "the engine of the device `cpu` refuses the network";
    assert_eq!(error.to_string(), message);
    assert_eq!(
        error.source().unwrap().to_string(),
        format!("the tensor `{name}` is zero at place 0 of its last dimension")
    );
}

#[test]
fn a_model_answers_and_is_saved_as_before_whatever_was_asked_of_it() {
    for name in ["tiny-group", "tiny-layer"] {
        let fast = logits(&golden(name), &clips(), Engine::Fast);
        let burn = logits(&golden(name), &clips(), Engine::Burn);
        let file = saved(&golden(name));
        let model = golden(name);
        for _ in 0..2 {
            assert!(logits(&model, &clips(), Engine::Fast) == fast);
            assert!(saved(&model) == file);
            assert!(logits(&model, &clips(), Engine::Burn) == burn);
            assert!(saved(&model) == file);
        }
    }
}

#[test]
fn a_training_begins_with_the_same_weights_whatever_was_asked_before() {
    let rows: Vec<(Vec<f32>, usize)> = clips().into_iter().zip([0, 1, 2, 3, 4, 0]).collect();
    // No step changes a weight.
    let params = SpeechTrainParams::default()
        .with_epochs(1)
        .with_learning_rate(1e-30)
        .with_weight_decay(0.0)
        .with_freeze(Freeze::Nothing);
    let unused = golden("tiny-layer");
    let used = golden("tiny-layer");
    logits(&used, &clips(), Engine::Fast);
    let used_by_both = golden("tiny-layer");
    logits(&used_by_both, &clips(), Engine::Fast);
    logits(&used_by_both, &clips(), Engine::Burn);
    let shared = golden("tiny-layer");
    let file = saved(&unused);
    for model in [unused, used, used_by_both, shared.clone()] {
        let (trained, _) = model.train(&rows, &rows, &params, &mut |_| ()).unwrap();
        assert!(saved(&trained) == file);
    }
    assert!(saved(&shared) == file);
}

#[test]
fn threads_may_ask_first_for_different_things() {
    let wanted = golden("tiny-group");
    let fast = logits(&wanted, &clips(), Engine::Fast);
    let burn = logits(&wanted, &clips(), Engine::Burn);
    let file = saved(&wanted);
    let drawn = {
        let labels = ["low", "high"].map(str::to_owned).to_vec();
        SpeechClassifier::init(&Wav2Vec2Config::tiny(), labels, &device(), 3).unwrap()
    };
    for _ in 0..20 {
        let (model, drawn) = (golden("tiny-group"), drawn.clone());
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| assert!(logits(&model, &clips(), Engine::Fast) == fast));
                scope.spawn(|| assert!(logits(&model, &clips(), Engine::Burn) == burn));
                scope.spawn(|| assert!(saved(&model) == file));
                scope.spawn(|| drawn.classify(&clips()).unwrap());
            }
        });
    }
}

/// The bytes of the weights that a model saves.
fn saved(model: &SpeechClassifier) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    model.save(folder.path()).unwrap();
    std::fs::read(folder.path().join("model.safetensors")).unwrap()
}

#[test]
fn both_engines_refuse_the_same_clips() {
    let model = golden("tiny-layer");
    for engine in [Engine::Fast, Engine::Burn] {
        let message = |clip: Vec<f32>| {
            let clips = [vec![0.5; 400], clip];
            let error = model.classify_with(&clips, &by(engine)).unwrap_err();
            error.to_string()
        };
        assert_eq!(
            message(vec![0.0; 399]),
            "clip 1 has 399 samples, but a frame needs 400"
        );
        assert_eq!(message(vec![f32::NAN; 400]), "clip 1 has NaN at sample 0");
        // Silence and noise as loud as f32 allows have answers.
        let loud: Vec<f32> = [f32::MAX, f32::MIN].repeat(300);
        let clips = [vec![0.0; 400], loud];
        assert_eq!(model.classify_with(&clips, &by(engine)).unwrap().len(), 2);
        let none: [Vec<f32>; 0] = [];
        assert!(model.classify_with(&none, &by(engine)).unwrap().is_empty());
    }
}

#[test]
fn tells_how_many_clips_are_done() {
    let model = golden("tiny-group");
    for engine in [Engine::Fast, Engine::Burn] {
        let told = Arc::new(Mutex::new(Vec::new()));
        let to = Arc::clone(&told);
        let progress = Progress::new(move |done, total| to.lock().unwrap().push((done, total)));
        let options = by(engine).with_progress(progress);
        model.classify_with(&clips(), &options).unwrap();
        let told = told.lock().unwrap();
        assert!(told.is_sorted() && told.last() == Some(&(6, 6)), "{told:?}");
    }
}
