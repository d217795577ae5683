//! How fast wav2vec 2.0 base and XLS-R of random weights are, beside transformers on PyTorch:
//! `cargo bench -p wav2vec2-engine`.
//!
//! `SARA_PYTHON` (else `python3`) runs `benches/peers/speech.py`, which has the same weights and
//! must give the same logits. Runs alternate and the ratio is of medians, so that a busy machine
//! slows both alike; the seconds of the processor say more there than those of the clock, though on
//! two threads those of PyTorch include waiting, which its threads do in a loop. Words after `--`
//! choose the cases whose name contains one of them.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

#[path = "../tests/it/made.rs"]
#[expect(dead_code, reason = "the tests use all of it")]
mod made;

use std::convert::Infallible;
use std::env;
use std::error::Error;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Instant;

use serde_json::{Value, json};
use wav2vec2_engine::{Head, HeadLayers, Output, SpeechConfig, SpeechEncoder};

use made::{largest_difference, weights};

const RUNS: usize = 5;

/// Up to thirty-one layers of sums of up to 4096 in f32, twice.
const TOLERANCE: f32 = 1e-4;

/// So wide weights spread the logits, and no layer is near the identity.
const DEVIATION: f64 = 0.05;

/// Samples of a second.
const RATE: usize = 16_000;

fn main() -> Result<(), Box<dyn Error>> {
    println!("median of {RUNS} runs, seconds of clock and processor; ratio to ours");
    run(
        "base",
        SpeechConfig::default(),
        &[(1, 5), (8, 5), (1, 1), (1, 20)],
    )?;
    run("xls-r", SpeechConfig::xls_r_300m(), &[(1, 5)])
}

/// So many clips of so many seconds on a model of this shape.
fn run(model: &str, config: SpeechConfig, cases: &[(usize, usize)]) -> Result<(), Box<dyn Error>> {
    let cases: Vec<_> = [2, 1]
        .into_iter()
        .flat_map(|threads| cases.iter().map(move |case| (threads, case)))
        .map(|(threads, (clips, seconds))| {
            let name = format!("{model}, {clips} x {seconds} s, {threads} t");
            (name, *clips, seconds * RATE, threads)
        })
        .filter(|(name, ..)| is_chosen(name))
        .collect();
    if cases.is_empty() {
        return Ok(());
    }
    let head = Head::Classifier {
        projection: 256,
        labels: 5,
        layers: HeadLayers::Last,
    };
    let encoder =
        SpeechEncoder::builder(SpeechConfig { head, ..config }).build(|name, shape| {
            Ok::<_, Infallible>(weights(name, shape.iter().product(), DEVIATION))
        })?;
    let mut peer = Peer::start(model)?;
    for (name, clips, samples, threads) in cases {
        compare(&name, &encoder, &mut peer, clips, samples, threads)?;
    }
    peer.stop()
}

fn is_chosen(name: &str) -> bool {
    let mut words = env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'))
        .peekable();
    words.peek().is_none() || words.any(|word| name.contains(&word))
}

fn compare(
    name: &str,
    encoder: &SpeechEncoder,
    peer: &mut Peer,
    clips: usize,
    samples: usize,
    threads: usize,
) -> Result<(), Box<dyn Error>> {
    let task = json!({"threads": threads, "clips": clips, "samples": samples});
    let clips: Vec<Vec<f32>> = (0..clips)
        .map(|index| weights(&format!("clip {index}"), samples, 0.1))
        .collect();
    let (mut ours, mut theirs) = (Times::default(), Times::default());
    let mut gap = 0.0;
    for run in 0..=RUNS {
        let timer = Timer::start();
        let logits = encoder.collect(&clips, Output::Logits, threads)?;
        ours.push(run, timer.seconds());
        let (answer, seconds) = peer.ask(&task)?;
        theirs.push(run, seconds);
        gap = largest_difference(&logits, &answer);
        assert!(gap < TOLERANCE, "logits differ by {gap:e}");
    }
    println!("{name}: logits differ by {gap:.1e}");
    ours.print("ours", &ours);
    theirs.print("PyTorch", &ours);
    Ok(())
}

/// Seconds of the clock and of the processor.
type Seconds = [f64; 2];

struct Timer(Instant, f64);

impl Timer {
    fn start() -> Self {
        Self(Instant::now(), processor_seconds())
    }

    fn seconds(&self) -> Seconds {
        [self.0.elapsed().as_secs_f64(), processor_seconds() - self.1]
    }
}

/// What all threads of this process have used, in steps of 10 ms, where Linux tells; else 0.
fn processor_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(") ").next().unwrap_or_default();
    let ticks = fields.split(' ').skip(11).take(2);
    ticks
        .filter_map(|field| field.parse::<f64>().ok())
        .sum::<f64>()
        / 100.0
}

#[derive(Default)]
struct Times([Vec<f64>; 2]);

impl Times {
    /// The first run warms up.
    fn push(&mut self, run: usize, seconds: Seconds) {
        if run > 0 {
            for (times, seconds) in self.0.iter_mut().zip(seconds) {
                times.push(seconds);
            }
        }
    }

    fn medians(&self) -> Seconds {
        [0, 1].map(|kind| {
            let mut times = self.0[kind].clone();
            times.sort_by(f64::total_cmp);
            times[times.len() / 2]
        })
    }

    fn print(&self, name: &str, ours: &Self) {
        let ([clock, processor], [our_clock, our_processor]) = (self.medians(), ours.medians());
        println!(
            "  {name:<10} {clock:8.4} {processor:8.3}   ratio {:.2} {:.2}",
            clock / our_clock,
            processor / our_processor
        );
    }
}

/// The Python process.
struct Peer {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
}

impl Peer {
    fn start(model: &str) -> Result<Self, Box<dyn Error>> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers/speech.py");
        let mut child = Command::new(env::var_os("SARA_PYTHON").unwrap_or("python3".into()))
            .arg(script)
            .arg(model)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let (to, from) = match (child.stdin.take(), child.stdout.take()) {
            (Some(to), Some(from)) => (to, BufReader::new(from)),
            _ => return Err("the peer has no pipes".into()),
        };
        let mut peer = Self { child, to, from };
        println!("{}", peer.line()?);
        Ok(peer)
    }

    fn line(&mut self) -> Result<String, Box<dyn Error>> {
        let mut line = String::new();
        if self.from.read_line(&mut line)? == 0 {
            return Err("the peer has ended".into());
        }
        Ok(line.trim_end().to_owned())
    }

    fn ask(&mut self, task: &Value) -> Result<(Vec<f32>, Seconds), Box<dyn Error>> {
        writeln!(self.to, "{task}")?;
        let answer: Value = serde_json::from_str(&self.line()?)?;
        let seconds = serde_json::from_value(answer["seconds"].clone())?;
        Ok((serde_json::from_value(answer["logits"].clone())?, seconds))
    }

    fn stop(mut self) -> Result<(), Box<dyn Error>> {
        drop(self.to);
        self.child.wait()?;
        Ok(())
    }
}
