//! How many seconds of audio become features in one second, beside librosa.
//!
//! ```text
//! SARA_PYTHON=python cargo bench -p speech-features -- [--seconds 60] [--runs 7]
//! ```
//!
//! The signal is made here: pulses of a gliding pitch with noise, at 22,050 Hz. `SARA_PYTHON`
//! names a Python that has the packages of `benches/peers/speech.py`; without it this side alone
//! is timed. The two sides run in turn, on one thread each; the number of frames and the mean of
//! all values are compared before a figure is printed.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

use std::env;
use std::error::Error;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Instant;

use serde_json::{Value, json};
use speech_features::{
    Extractor, ExtractorParams, FrameMatrix, StatisticsExtractor, VoiceQualityExtractor, Yin,
    YinParams, resample,
};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../benches/peers/speech.py");

const SAMPLE_RATE: u32 = 22_050;
/// How far the means of both sides may lie apart, as a share. Resampled signals have a mean near
/// 0 and are compared in length alone.
const AGREEMENT: f64 = 1e-3;

type Work<'a> = Box<dyn FnMut() -> Result<FrameMatrix, Box<dyn Error>> + 'a>;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments: Vec<String> = env::args().skip(1).collect();
    // `cargo test --all-targets` runs benches too, without this argument.
    let Some(bench) = arguments.iter().position(|a| a == "--bench") else {
        println!("nothing is timed without --bench, which `cargo bench` gives");
        return Ok(());
    };
    arguments.remove(bench);
    let seconds = option(&mut arguments, "--seconds")?.map_or(Ok(60), |text| text.parse())?;
    let runs = option(&mut arguments, "--runs")?.map_or(Ok(7), |text| text.parse())?;
    let samples = voice(seconds * SAMPLE_RATE);
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("samples.f32");
    let bytes: Vec<u8> = samples.iter().flat_map(|s| s.to_ne_bytes()).collect();
    std::fs::write(&file, bytes)?;
    let mut peer = Peer::start(&file)?;
    println!("{seconds} s of audio at {SAMPLE_RATE} Hz; one thread a side; median of {runs} runs");
    println!("in turn, with least and most; seconds of audio in a second\n");
    println!("| work | speech-features | librosa | ratio |\n|---|---|---|---|");
    let defaults = ExtractorParams::default();
    let mut mfcc_13 = Extractor::new(&defaults.clone().with_coefficients(13))?;
    let mut mfcc_40 = Extractor::new(&defaults.clone().with_coefficients(40))?;
    let mut shapes = Extractor::new(&defaults)?;
    let mut yin = Yin::new(&YinParams::default())?;
    let mut statistics = StatisticsExtractor::new(SAMPLE_RATE)?;
    let mut quality = VoiceQualityExtractor::new(SAMPLE_RATE)?;
    let samples = samples.as_slice();
    let works: [(&str, Work<'_>); 8] = [
        ("mfcc 13", Box::new(|| Ok(mfcc_13.mfcc(samples)?))),
        ("mfcc 40", Box::new(|| Ok(mfcc_40.mfcc(samples)?))),
        (
            "yin",
            Box::new(|| {
                let pitches = yin.track(samples)?;
                let hz = pitches.iter().map(|pitch| pitch.hz).collect();
                Ok(FrameMatrix::new(hz, 1)?)
            }),
        ),
        (
            "shape",
            Box::new(|| {
                let shapes = shapes.spectral_shape(samples)?;
                let values = shapes
                    .iter()
                    .flat_map(|s| [s.centroid_hz, s.bandwidth_hz, s.rolloff_hz, s.flatness]);
                Ok(FrameMatrix::new(values.collect(), 4)?)
            }),
        ),
        (
            "resample",
            Box::new(|| {
                let made = resample(samples, SAMPLE_RATE, 16_000)?;
                Ok(FrameMatrix::new(made, 1)?)
            }),
        ),
        (
            "resample from 22,051 Hz",
            Box::new(|| Ok(FrameMatrix::new(resample(samples, 22_051, 16_000)?, 1)?)),
        ),
        (
            "147 statistics",
            Box::new(|| Ok(FrameMatrix::new(statistics.extract(samples)?.to_vec(), 1)?)),
        ),
        (
            "voice quality",
            Box::new(|| Ok(FrameMatrix::new(quality.extract(samples)?.to_vec(), 1)?)),
        ),
    ];
    for (name, work) in works {
        // librosa has no such rows of statistics.
        let alone = ["147 statistics", "voice quality"].contains(&name);
        let peer = (!alone).then_some(peer.as_mut()).flatten();
        time(name, f64::from(seconds), runs, work, peer)?;
    }
    Ok(())
}

/// Takes an option and its value out of the arguments.
fn option(arguments: &mut Vec<String>, name: &str) -> Result<Option<String>, Box<dyn Error>> {
    let Some(at) = arguments.iter().position(|argument| argument == name) else {
        return Ok(None);
    };
    let value = arguments.get(at + 1).cloned();
    arguments.drain(at..arguments.len().min(at + 2));
    Ok(Some(value.ok_or_else(|| format!("{name} needs a value"))?))
}

/// Pulses whose pitch glides between 100 and 250 Hz, through a resonance, with a little noise.
#[expect(clippy::cast_possible_truncation, reason = "rounds to a sample")]
fn voice(samples: u32) -> Vec<f32> {
    let (mut phase, mut seed) = (0.0_f64, 1_u32);
    let (mut before, mut now) = (0.0_f64, 0.0_f64);
    (0..samples)
        .map(|n| {
            let seconds = f64::from(n) / f64::from(SAMPLE_RATE);
            phase += (175.0 + 75.0 * (2.0 * seconds).sin()) / f64::from(SAMPLE_RATE);
            let pulse = if phase >= 1.0 { 1.0 } else { 0.0 };
            phase -= pulse;
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let noise = f64::from(seed >> 8) / f64::from(1 << 24) - 0.5;
            // Poles at 700 Hz.
            let next = pulse + 1.92 * now - 0.96 * before;
            (before, now) = (now, next);
            (0.05 * next + 0.002 * noise) as f32
        })
        .collect()
}

/// Runs both sides in turn and prints a row.
fn time(
    name: &str,
    seconds: f64,
    runs: usize,
    mut work: Work<'_>,
    mut peer: Option<&mut Peer>,
) -> Result<(), Box<dyn Error>> {
    let ask = json!({"do": name});
    let mut made = work()?;
    // librosa compiles and caches at its first call.
    if let Some(peer) = peer.as_deref_mut() {
        peer.ask(&ask)?;
    }
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..runs {
        let start = Instant::now();
        made = work()?;
        ours.push(seconds / start.elapsed().as_secs_f64());
        if let Some(peer) = peer.as_deref_mut() {
            let answer = peer.ask(&ask)?;
            compare(name, &made, &answer)?;
            let wall = answer["wall"].as_f64().ok_or("the peer gave no time")?;
            theirs.push(seconds / wall);
        }
    }
    match (summary(&mut ours), summary(&mut theirs)) {
        (Some(ours), Some(theirs)) => println!(
            "| {name} | {} | {} | {:.2} |",
            show(ours),
            show(theirs),
            ours.0 / theirs.0
        ),
        (Some(ours), None) => println!("| {name} | {} | | |", show(ours)),
        _ => println!("| {name} | no run | | |"),
    }
    drop(made);
    Ok(())
}

fn compare(name: &str, made: &FrameMatrix, answer: &Value) -> Result<(), Box<dyn Error>> {
    if answer["count"] != json!(made.len()) {
        return Err(format!("{name}: {} for {}", made.len(), answer["count"]).into());
    }
    let values = made.values().iter().map(|value| f64::from(*value));
    let mean = values.sum::<f64>() / made.values().len() as f64;
    let theirs = answer["mean"].as_f64().ok_or("the peer gave no mean")?;
    if !name.starts_with("resample") && (mean - theirs).abs() > AGREEMENT * theirs.abs() {
        return Err(format!("{name}: a mean of {mean} for {theirs}").into());
    }
    Ok(())
}

/// Median, least and greatest.
fn summary(speeds: &mut [f64]) -> Option<(f64, f64, f64)> {
    speeds.sort_by(f64::total_cmp);
    Some((
        *speeds.get(speeds.len() / 2)?,
        *speeds.first()?,
        *speeds.last()?,
    ))
}

fn show((median, least, most): (f64, f64, f64)) -> String {
    format!("{median:.0} ({least:.0} to {most:.0})")
}

struct Peer {
    child: Child,
    answers: BufReader<ChildStdout>,
}

impl Peer {
    /// `None` where `SARA_PYTHON` is not set.
    fn start(file: &Path) -> Result<Option<Self>, Box<dyn Error>> {
        let Some(python) = env::var_os("SARA_PYTHON") else {
            println!("SARA_PYTHON is not set: no peer is timed");
            return Ok(None);
        };
        let mut child = Command::new(python)
            .args([SCRIPT, "time"])
            .arg(file)
            .arg(SAMPLE_RATE.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let answers = BufReader::new(child.stdout.take().ok_or("no pipe from the peer")?);
        Ok(Some(Self { child, answers }))
    }

    fn ask(&mut self, request: &Value) -> Result<Value, Box<dyn Error>> {
        writeln!(
            self.child.stdin.as_mut().ok_or("no pipe to the peer")?,
            "{request}"
        )?;
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        if line.is_empty() {
            return Err(format!("the peer gave no answer to {request}").into());
        }
        Ok(serde_json::from_str(&line)?)
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // It may have ended by itself; there is nobody left to tell.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
