//! How fast a wav2vec 2.0 of base size classifies, learns and starts on a CPU, and what memory it takes,
//! beside transformers and PyTorch:
//! `cargo bench -p wav2vec2-burn --bench speech`.
//!
//! `SARA_PYTHON` (else `python3`) runs `benches/peers/speech.py`, which loads the folder that this
//! program saved, of random weights; answers are compared before a figure is printed. Where it has no
//! torch and transformers, this side alone is timed. Sides run in turn with two threads each, and
//! the ratio is of medians, so that a busy machine slows both alike. Words after `--` choose the cases
//! whose name contains one of them.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

mod peer;
mod start;
mod times;

use std::error::Error;

use serde_json::{Value, json};
use wav2vec2_burn::{
    Device, Engine, SpeechClassifier, SpeechInferenceOptions, SpeechTrainParams, TrainEvent,
    Wav2Vec2Config,
};

use peer::Peer;
use times::Times;

/// On each side.
const THREADS: usize = 2;
const RUNS: usize = 5;
/// Of a second.
const RATE: usize = 16_000;
/// Clips and seconds of each.
const CASES: [(usize, usize); 2] = [(1, 5), (8, 5)];
const TRAINED: (usize, usize) = (4, 3);
/// The first of them warms up.
const STEPS: usize = 3;
/// Twelve layers of sums of up to 3072 in f32, twice.
const TOLERANCE: f32 = 1e-4;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Some(words) = start::request(&arguments) {
        return start::run(words);
    }
    // `cargo test --all-targets` runs benches too, without this argument.
    if !arguments.iter().any(|argument| argument == "--bench") {
        println!("nothing is timed without --bench, which `cargo bench` gives");
        return Ok(());
    }
    wav2vec2_burn::set_threads(THREADS)?;
    let mut config = Wav2Vec2Config::base();
    // Weights that spread the logits; a step that drops layers does less work by chance.
    config.initializer_range = 0.05;
    config.layer_drop = 0.0;
    let labels = ["senang", "sedih", "marah", "takut", "jijik"].map(str::to_owned);
    let device = Device::from_name("cpu")?;
    let model = SpeechClassifier::init(&config, labels.to_vec(), &device, 1)?;
    let folder = tempfile::tempdir()?;
    model.save(folder.path())?;
    let mut peer = Peer::start(folder.path(), THREADS)?;
    match &peer {
        Some(peer) => println!("{}", peer.version),
        None => println!("no peer: SARA_PYTHON names no Python with torch and transformers"),
    }
    println!("base size, random weights; {THREADS} threads a side; median of {RUNS} runs");
    println!("\n{}", times::HEAD);
    for (clips, seconds) in CASES {
        for task in ["classify", "embed"] {
            if is_chosen(&named(task, clips, seconds)) {
                compare(&model, &mut peer, task, clips, seconds)?;
            }
        }
    }
    if is_chosen(&named("train", TRAINED.0, TRAINED.1)) {
        train(&model, &mut peer)?;
    }
    match is_chosen(start::NAME) {
        true => start::compare(folder.path()),
        false => Ok(()),
    }
}

fn named(task: &str, clips: usize, seconds: usize) -> String {
    format!("{task}, {clips} x {seconds} s")
}

fn is_chosen(name: &str) -> bool {
    let mut words = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'))
        .peekable();
    words.peek().is_none() || words.any(|word| name.contains(&word))
}

/// Clips of a rising tone each, all of one length.
fn clips(count: usize, seconds: usize) -> Vec<Vec<f32>> {
    let clip = |number: usize| {
        let samples = (0..seconds * RATE).map(|at| {
            let turns = (0.02 + 0.01 * number as f32) * at as f32 + 1e-7 * (at * at) as f32;
            0.3 * turns.sin()
        });
        samples.collect()
    };
    (0..count).map(clip).collect()
}

fn task(name: &str, clips: usize, seconds: usize) -> Value {
    json!({"do": name, "clips": clips, "samples": seconds * RATE, "steps": STEPS})
}

/// Rows of numbers a clip, by the engine, by PyTorch and by Burn.
fn compare(
    model: &SpeechClassifier,
    peer: &mut Option<Peer>,
    name: &str,
    count: usize,
    seconds: usize,
) -> Result<(), Box<dyn Error>> {
    let clips = clips(count, seconds);
    let run = |engine| -> Result<Vec<f32>, Box<dyn Error>> {
        let options = SpeechInferenceOptions::default().with_engine(engine);
        Ok(match name {
            "embed" => model.embed_with(&clips, &options)?.concat(),
            _ => {
                let predictions = model.classify_with(&clips, &options)?;
                predictions.into_iter().flat_map(|row| row.logits).collect()
            }
        })
    };
    let task = task(name, count, seconds);
    if let Some(peer) = peer {
        peer.send(&clips)?;
    }
    let [mut ours, mut theirs, mut burn] = [const { Times::new() }; 3];
    let (mut apart, mut of_burn) = (0.0, 0.0);
    for run_number in 0..=RUNS {
        let values = ours.time(run_number, || run(Engine::Fast))?;
        if let Some(peer) = peer {
            let (answer, seconds) = peer.ask(&task)?;
            theirs.push(run_number, seconds);
            apart = largest_difference(&values, &answer)?;
        }
        let answer = burn.time(run_number, || run(Engine::Burn))?;
        of_burn = largest_difference(&values, &answer)?;
    }
    let what = |side: &str| format!("{}; {side}", named(name, count, seconds));
    if peer.is_some() {
        times::row(&what("PyTorch"), &ours, &theirs, &within(apart));
    }
    times::row(&what("Burn"), &ours, &burn, &within(of_burn));
    Ok(())
}

/// A step of fine-tuning with the convolutions frozen.
fn train(model: &SpeechClassifier, peer: &mut Option<Peer>) -> Result<(), Box<dyn Error>> {
    let (count, seconds) = TRAINED;
    let clips = clips(count, seconds);
    let rows: Vec<(&[f32], usize)> = clips.iter().map(Vec::as_slice).zip(0..).collect();
    let params = SpeechTrainParams::default()
        .with_epochs(STEPS)
        .with_batch_size(count);
    if let Some(peer) = peer {
        peer.send(&clips)?;
    }
    let task = task("train", count, seconds);
    let [mut ours, mut theirs] = [const { Times::new() }; 2];
    // A training warms itself up.
    for run_number in 1..=RUNS {
        let mut steps = Vec::new();
        model.clone().train(&rows, &[], &params, &mut |event| {
            if let TrainEvent::Step { seconds, .. } = event {
                steps.push(seconds);
            }
        })?;
        ours.push(run_number, times::median(&steps[1..]));
        if let Some(peer) = peer {
            let (_, seconds) = peer.ask(&task)?;
            theirs.push(run_number, seconds);
        }
    }
    let what = format!("{}, a step; PyTorch", named("train", count, seconds));
    times::row(
        &what,
        &ours,
        &theirs,
        "AdamW, dropout, hidden spans, clipping",
    );
    Ok(())
}

fn within(apart: f32) -> String {
    format!("within {apart:.1e}")
}

/// An error where the sides part.
fn largest_difference(left: &[f32], right: &[f32]) -> Result<f32, Box<dyn Error>> {
    if left.len() != right.len() {
        return Err("the sides give different counts of numbers".into());
    }
    let differences = left.iter().zip(right).map(|(l, r)| (l - r).abs());
    let most = differences.fold(0.0, |most, x| if x <= most { most } else { x });
    match most <= TOLERANCE {
        true => Ok(most),
        false => Err(format!("the sides part: {most:e}").into()),
    }
}
