//! How fast a BERT-base of random weights is, beside PyTorch: `cargo bench -p encoder-engine`.
//!
//! `SARA_PYTHON` (else `python3`) runs `benches/peers/encoder.py`, which has the same weights and
//! must give the same answers. Runs alternate and the ratio is of medians, so that a busy machine
//! slows both alike; the seconds of the processor say more there than those of the clock, though on
//! two threads those of PyTorch include waiting, which its threads do in a loop. Words
//! after `--` choose the cases whose name contains one of them; `SARA_BENCH_TEXTS` sets how many
//! texts the ragged case has.

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

use encoder_engine::{Encoder, EncoderConfig, Output};
use serde_json::{Value, json};

use made::{Texts, draws, weights};

const RUNS: usize = 5;

/// Texts of a batch of PyTorch's.
const BATCH: usize = 32;

/// Values of each text that are compared.
const SHOWN: usize = 8;

/// Twelve layers of sums of 768 and 3072 in f32, twice.
const TOLERANCE: f32 = 1e-4;

fn main() -> Result<(), Box<dyn Error>> {
    let config = EncoderConfig::default();
    let vocab = config.vocab as u64;
    let encoder = Encoder::builder(config)
        .build(|name, shape| Ok::<_, Infallible>(weights(name, shape, 0.05)))?;
    let mut peer = Peer::start()?;
    println!("median of {RUNS} runs, seconds of clock and processor; ratio to ours\n");
    for threads in [2, 1] {
        for (name, lengths) in [
            ("b32 x s32", vec![32; 32]),
            ("b8 x s128", vec![128; 8]),
            ("one text of 16", vec![16]),
            ("ragged", tweet_lengths()?),
        ] {
            let name = format!("{name}, {threads} t");
            if is_chosen(&name) {
                let texts = made_texts(&lengths, vocab);
                compare(&name, &encoder, &mut peer, &texts, threads)?;
            }
        }
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

/// Tokens of tweets, about: 30 in the mean, 4 to 97.
fn tweet_lengths() -> Result<Vec<usize>, Box<dyn Error>> {
    let count = match env::var("SARA_BENCH_TEXTS") {
        Ok(count) => count.parse()?,
        Err(_) => 512,
    };
    let mut draws = draws("tweet lengths");
    let mut draw = |below: u64| draws.next().map_or(0, |draw| draw % below);
    (0..count)
        .map(|_| {
            let tail = if draw(8) == 0 { 64 } else { 16 };
            Ok(usize::try_from(4 + draw(16) + draw(16) + draw(tail))?)
        })
        .collect()
}

fn made_texts(lengths: &[usize], vocab: u64) -> Vec<Vec<u32>> {
    let mut draws = draws("tokens").filter_map(|draw| u32::try_from(draw % vocab).ok());
    lengths
        .iter()
        .map(|length| draws.by_ref().take(*length).collect())
        .collect()
}

fn compare(
    name: &str,
    encoder: &Encoder,
    peer: &mut Peer,
    texts: &[Vec<u32>],
    threads: usize,
) -> Result<(), Box<dyn Error>> {
    let ours = Texts::of(texts);
    let mut sorted: Vec<&Vec<u32>> = texts.iter().collect();
    sorted.sort_by_key(|text| text.len());
    let batches = |texts: &[&Vec<u32>]| -> Value {
        json!({"threads": threads, "batches": texts.chunks(BATCH).collect::<Vec<_>>()})
    };
    let in_order = batches(&texts.iter().collect::<Vec<_>>());
    let is_ragged = texts.iter().any(|text| text.len() != texts[0].len());
    let by_length = is_ragged.then(|| batches(&sorted));

    let (mut mean, mut first) = (Times::default(), Times::default());
    let (mut plain, mut by_hand) = (Times::default(), Times::default());
    for run in 0..=RUNS {
        let start = Timer::start();
        let values = encoder.collect(ours.ragged(), Output::Mean, threads)?;
        mean.push(run, start.seconds());
        let (answer, seconds) = peer.ask(&in_order)?;
        plain.push(run, seconds);
        if run == 0 {
            check(&values, &answer, encoder.config().hidden);
        }
        let start = Timer::start();
        encoder.collect(ours.ragged(), Output::First, threads)?;
        first.push(run, start.seconds());
        if let Some(by_length) = &by_length {
            by_hand.push(run, peer.ask(by_length)?.1);
        }
    }
    println!("{name}: {} texts, {} tokens", texts.len(), ours.ids.len());
    mean.print("ours, mean", &mean);
    first.print("ours, first", &mean);
    plain.print("PyTorch", &mean);
    if by_length.is_some() {
        by_hand.print("PyTorch, sorted", &mean);
    }
    Ok(())
}

fn check(ours: &[f32], peer: &[f32], width: usize) {
    assert_eq!(ours.len() * SHOWN, peer.len() * width);
    for (ours, peer) in ours.chunks(width).zip(peer.chunks(SHOWN)) {
        for (a, b) in ours.iter().zip(peer) {
            assert!((a - b).abs() < TOLERANCE, "{a} is not {b}");
        }
    }
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
            "  {name:<18} {clock:8.4} {processor:8.3}   ratio {:.2} {:.2}",
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
    fn start() -> Result<Self, Box<dyn Error>> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers/encoder.py");
        let mut child = Command::new(env::var_os("SARA_PYTHON").unwrap_or("python3".into()))
            .arg(script)
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
        Ok((serde_json::from_value(answer["means"].clone())?, seconds))
    }

    fn stop(mut self) -> Result<(), Box<dyn Error>> {
        drop(self.to);
        self.child.wait()?;
        Ok(())
    }
}
