//! What is measured in this process.

use std::cell::RefCell;
use std::error::Error;

use indobert_burn::{
    BertClassifier, Engine, InferenceOptions, Prediction, TrainEvent, TrainParams,
};
use serde_json::{Value, json};

use crate::inputs::{Inputs, Options};
use crate::peer::{Answer, Peer};
use crate::table::{self, Side, Time, Times, alternate, median, timed};

/// Twelve layers of sums of 768 and 3072 in f32, twice.
const TOLERANCE: f32 = 1e-3;
/// Texts that both sides must give the same label; nearly equal logits may part.
const AGREEMENT: f64 = 0.999;
/// Texts of a batch, tokens of a text.
const FORWARDS: [(usize, usize); 2] = [(32, 32), (8, 128)];
pub(crate) const TRAIN_BATCH: usize = 16;
pub(crate) const TRAIN_TOKENS: usize = 64;
/// The first of them warms up.
pub(crate) const TRAIN_STEPS: usize = 3;

type Asked = RefCell<Answer>;

/// Texts in, labels out.
pub(crate) fn classify(
    model: &BertClassifier,
    inputs: &Inputs,
    options: &Options,
    peer: Option<&mut Peer>,
) -> Result<(), Box<dyn Error>> {
    let peer = RefCell::new(peer);
    let ours = RefCell::default();
    let (pipeline, sorted) = (Asked::default(), Asked::default());
    let settings = InferenceOptions::default();
    let [our_times, pipeline_times, sorted_times] = alternate(
        options.runs,
        [
            our_side(model, &inputs.texts, &settings, &ours),
            their_side(&peer, json!({"do": "pipeline"}), &pipeline),
            their_side(&peer, json!({"do": "sorted"}), &sorted),
        ],
    )?;
    let count = inputs.texts.len();
    for (name, times, answer) in [
        ("pipeline, batch 32", pipeline_times, pipeline),
        ("PyTorch sorted by hand", sorted_times, sorted),
    ] {
        let checks = compare(&ours.borrow(), &answer.borrow())?;
        table::row(
            &format!("classify {count} texts; {name}"),
            &our_times,
            &times,
            &checks,
        );
    }
    Ok(())
}

/// One batch of texts that are all cut at the same length, and the same with Burn as the peer.
pub(crate) fn forward(
    model: &BertClassifier,
    inputs: &Inputs,
    options: &Options,
    peer: Option<&mut Peer>,
) -> Result<(), Box<dyn Error>> {
    let peer = RefCell::new(peer);
    for (batch, tokens) in FORWARDS {
        let (fast, burn) = (RefCell::default(), RefCell::default());
        let asked = Asked::default();
        let texts = &inputs.long[..batch];
        let settings = InferenceOptions::default().with_max_length(tokens);
        let by_burn = settings.clone().with_engine(Engine::Burn);
        let request = json!({"do": "forward", "batch": batch, "tokens": tokens});
        let [our_times, their_times, burn_times] = alternate(
            options.runs,
            [
                our_side(model, texts, &settings, &fast),
                their_side(&peer, request, &asked),
                our_side(model, texts, &by_burn, &burn),
            ],
        )?;
        let what = |name: &str| format!("forward, {batch} texts of {tokens} tokens; {name}");
        let checks = compare(&fast.borrow(), &asked.borrow())?;
        table::row(&what("PyTorch"), &our_times, &their_times, &checks);
        let logits = burn.borrow().iter().map(|p| p.logits.clone()).collect();
        let checks = compare(&fast.borrow(), &Answer::of_logits(logits))?;
        table::row(&what("Burn"), &our_times, &burn_times, &checks);
    }
    Ok(())
}

/// A step of fine-tuning, batches and all.
pub(crate) fn train(
    model: &BertClassifier,
    inputs: &Inputs,
    options: &Options,
    peer: Option<&mut Peer>,
) -> Result<(), Box<dyn Error>> {
    let peer = RefCell::new(peer);
    let asked = Asked::default();
    let request = json!({
        "do": "train", "batch": TRAIN_BATCH, "tokens": TRAIN_TOKENS, "steps": TRAIN_STEPS,
    });
    let [our_times, their_times] = alternate(
        options.runs,
        [
            Box::new(|| {
                let seconds = step_seconds(model.clone(), &inputs.long)?;
                Ok(Some(Time::of_wall(median(seconds[1..].to_vec()))))
            }),
            their_side(&peer, request, &asked),
        ],
    )?;
    let what = format!(
        "train, a step of {TRAIN_BATCH} texts of {TRAIN_TOKENS} tokens; PyTorch with AdamW"
    );
    table::row(&what, &our_times, &their_times, "with dropout and clipping");
    Ok(())
}

/// Fine-tunes for a few steps and gives the seconds of each.
pub(crate) fn step_seconds(
    model: BertClassifier,
    long: &[String],
) -> Result<Vec<f64>, Box<dyn Error>> {
    let labels = model.labels().len();
    let rows: Vec<(String, usize)> = long
        .iter()
        .take(TRAIN_BATCH * TRAIN_STEPS)
        .enumerate()
        .map(|(row, text)| (text.clone(), row % labels))
        .collect();
    let params = TrainParams::default()
        .with_epochs(1)
        .with_batch_size(TRAIN_BATCH)
        .with_max_length(TRAIN_TOKENS);
    let mut all = Vec::new();
    model.train(&rows, &[], &params, &mut |event| {
        if let TrainEvent::Step { seconds, .. } = event {
            all.push(seconds);
        }
    })?;
    Ok(all)
}

fn our_side<'a>(
    model: &'a BertClassifier,
    texts: &'a [String],
    settings: &'a InferenceOptions,
    predictions: &'a RefCell<Vec<Prediction>>,
) -> Side<'a> {
    let mut is_warm = false;
    Box::new(move || {
        if !is_warm {
            // The engine is made at the first inference.
            model.classify(&texts[..1], settings)?;
            is_warm = true;
        }
        let (result, time) = timed(|| model.classify(texts, settings));
        predictions.replace(result?);
        Ok(Some(time))
    })
}

fn their_side<'a>(
    peer: &'a RefCell<Option<&mut Peer>>,
    request: Value,
    answer: &'a Asked,
) -> Side<'a> {
    Box::new(move || {
        let mut peer = peer.borrow_mut();
        let Some(peer) = peer.as_mut() else {
            return Ok(None);
        };
        let said = peer.ask(&request)?;
        let time = said.time();
        answer.replace(said);
        Ok(Some(time))
    })
}

/// A line that says how the answers compare, or an error where they part.
fn compare(ours: &[Prediction], theirs: &Answer) -> Result<String, Box<dyn Error>> {
    let mut parts = Vec::new();
    if !theirs.labels.is_empty() {
        let pairs = ours.iter().zip(&theirs.labels);
        let equal = pairs.filter(|(ours, theirs)| ours.label == **theirs);
        let share = equal.count() as f64 / ours.len().max(theirs.labels.len()) as f64;
        parts.push((share >= AGREEMENT, format!("{:.2} % agree", 100.0 * share)));
    }
    if !theirs.logits.is_empty() {
        let pairs = ours.iter().zip(&theirs.logits);
        let gap = pairs
            .flat_map(|(ours, theirs)| ours.logits.iter().zip(theirs))
            .map(|(a, b)| (a - b).abs())
            .fold(0.0, f32::max);
        let fits = theirs.logits.len() == ours.len() && gap <= TOLERANCE;
        parts.push((fits, format!("logits within {gap:.1e}")));
    }
    let line: Vec<&str> = parts.iter().map(|(_, text)| text.as_str()).collect();
    let line = line.join(", ");
    if parts.iter().any(|(fits, _)| !fits) {
        return Err(format!("the sides part: {line}").into());
    }
    Ok(line)
}

/// A line for figures of one run.
pub(crate) fn once(value: f64) -> Times {
    Times(vec![Time::of_wall(value)])
}
