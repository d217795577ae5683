//! Times a model folder on real texts: `measure_speed MODEL TEXTS THREADS [train]`.
//!
//! TEXTS has one text a line; each engine embeds them five times. With `train`, a pass of fine-tuning
//! at batch 16 follows. `cargo bench -p indobert-burn` compares with PyTorch.

use std::path::Path;
use std::time::Instant;

use indobert_burn::{
    BertClassifier, BertError, Device, Engine, InferenceOptions, LoadOptions, Pooling, TrainEvent,
    TrainParams,
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [model, texts, threads, rest @ ..] = arguments.as_slice() else {
        return Err("usage: measure_speed MODEL TEXTS THREADS [train]".into());
    };
    indobert_burn::set_threads(threads.parse()?)?;
    let texts = std::fs::read_to_string(texts)?;
    let texts: Vec<&str> = texts.lines().collect();
    let device = Device::from_name("cpu")?;
    let (model, _) = BertClassifier::from_dir(Path::new(model), &device, &LoadOptions::default())?;
    time_forward(&model, &texts)?;
    if rest.first().is_some_and(|word| word == "train") {
        time_training(model, &texts)?;
    }
    Ok(())
}

fn time_forward(model: &BertClassifier, texts: &[&str]) -> Result<(), BertError> {
    for engine in [Engine::Fast, Engine::Burn] {
        let options = InferenceOptions::default().with_engine(engine);
        for _ in 0..5 {
            let started = Instant::now();
            model.embed(texts, Pooling::Mean, &options)?;
            eprintln!(
                "{engine:?}, {} texts: {:.3} s",
                texts.len(),
                started.elapsed().as_secs_f64()
            );
        }
    }
    Ok(())
}

fn time_training(model: BertClassifier, texts: &[&str]) -> Result<(), BertError> {
    let rows: Vec<(String, usize)> = texts
        .iter()
        .enumerate()
        .map(|(i, text)| ((*text).to_owned(), i % 2))
        .collect();
    let mut started = Instant::now();
    let mut observer = |event| {
        if let TrainEvent::Step { step, loss, .. } = event {
            eprintln!(
                "step {step}: {:.3} s, loss {loss:.4}",
                started.elapsed().as_secs_f64()
            );
            started = Instant::now();
        }
    };
    let params = TrainParams::default().with_epochs(1).with_batch_size(16);
    model.train(&rows, &[], &params, &mut observer)?;
    Ok(())
}
