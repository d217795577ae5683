//! Times a drawn model on the CPU: `time_clips base|large|tiny SECONDS CLIPS THREADS [train]`.
//!
//! CLIPS clips of SECONDS seconds are classified three times. With `train`, a pass of fine-tuning
//! follows, convolutions frozen, at batch 4.

use std::time::Instant;

use wav2vec2_burn::{Device, SpeechClassifier, SpeechTrainParams, TrainEvent, Wav2Vec2Config};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [size, seconds, count, threads, rest @ ..] = arguments.as_slice() else {
        return Err("usage: time_clips base|large|tiny SECONDS CLIPS THREADS [train]".into());
    };
    wav2vec2_burn::set_threads(threads.parse()?)?;
    let config = match size.as_str() {
        "base" => Wav2Vec2Config::base(),
        "large" => Wav2Vec2Config::xls_r_300m(),
        _ => Wav2Vec2Config::tiny(),
    };
    let (seconds, count): (usize, usize) = (seconds.parse()?, count.parse()?);
    let labels = ["senang", "sedih", "marah", "takut", "jijik"].map(str::to_owned);
    let device = Device::from_name("cpu")?;
    let model = SpeechClassifier::init(&config, labels.to_vec(), &device, 42)?;
    let clip = |number: usize| {
        let step = 0.05 + 0.01 * number as f32;
        let samples = 0..seconds * 16_000;
        let clip: Vec<f32> = samples.map(|at| (step * at as f32).sin()).collect();
        (clip, number % 2)
    };
    let rows: Vec<(Vec<f32>, usize)> = (0..count).map(clip).collect();
    let clips: Vec<&[f32]> = rows.iter().map(|(clip, _)| clip.as_slice()).collect();
    for _ in 0..3 {
        let started = Instant::now();
        model.classify(&clips)?;
        let elapsed = started.elapsed().as_secs_f64();
        let heard = (seconds * count) as f64;
        eprintln!(
            "{count} clips of {seconds} s: {elapsed:.2} s, {:.2} seconds of sound a second",
            heard / elapsed
        );
    }
    if rest.first().is_some_and(|word| word == "train") {
        let params = SpeechTrainParams::default()
            .with_epochs(1)
            .with_batch_size(4);
        let mut observer = |event| {
            if let TrainEvent::Step { seconds, rows, .. } = event {
                eprintln!("a step of {rows} clips: {seconds:.2} s");
            }
        };
        model.train(&rows, &[], &params, &mut observer)?;
    }
    Ok(())
}
