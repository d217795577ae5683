//! What is measured in a process of its own: the way to a first answer, and the peak memory.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use wav2vec2_burn::{
    Device, Engine, SpeechClassifier, SpeechInferenceOptions, SpeechLoadOptions, set_threads,
};

use crate::peer::Peer;
use crate::times::{self, Times};
use crate::{RUNS, THREADS, clips, task};

pub(crate) const NAME: &str = "start";

const CHILD: &str = "--child";
const SECONDS: usize = 5;
const KIB_IN_MIB: f64 = 1024.0;

/// What a process took.
struct Cost {
    /// Seconds from its start to the answer.
    answer: f64,
    /// Seconds of it that went into loading the folder.
    load: f64,
    mib: f64,
}

/// The words after the mark of a child process.
pub(crate) fn request(arguments: &[String]) -> Option<&[String]> {
    match arguments {
        [first, rest @ ..] if first == CHILD => Some(rest),
        _ => None,
    }
}

/// Loads a folder and classifies a clip; prints the seconds of loading and the peak memory.
pub(crate) fn run(words: &[String]) -> Result<(), Box<dyn Error>> {
    let [engine, folder] = words else {
        return Err("expected an engine and a model folder".into());
    };
    set_threads(THREADS)?;
    let engine = match engine.as_str() {
        "burn" => Engine::Burn,
        _ => Engine::Fast,
    };
    let device = Device::from_name("cpu")?;
    let begun = Instant::now();
    let options = SpeechLoadOptions::default();
    let (model, _) = SpeechClassifier::from_dir(Path::new(folder), &device, &options)?;
    let load = begun.elapsed().as_secs_f64();
    let options = SpeechInferenceOptions::default().with_engine(engine);
    model.classify_with(&clips(1, SECONDS), &options)?;
    println!("{load} {}", peak_mib("self")?);
    Ok(())
}

/// From the start of a process to its answer to one clip, and the most memory on the way.
pub(crate) fn compare(folder: &Path) -> Result<(), Box<dyn Error>> {
    for (engine, of_peer) in [("fast", true), ("burn", false)] {
        let [mut answer, mut load, mut mib] = [const { Times::new() }; 3];
        let [mut their_answer, mut their_mib] = [const { Times::new() }; 2];
        for run in 0..=RUNS {
            let ours = child(engine, folder)?;
            answer.push(run, ours.answer);
            load.push(run, ours.load);
            mib.push(run, ours.mib);
            if of_peer && let Some((seconds, peak)) = peer(folder)? {
                their_answer.push(run, seconds);
                their_mib.push(run, peak);
            }
        }
        let what = |figure: &str| match engine {
            "burn" => format!("{NAME} by Burn, {figure}"),
            _ => format!("{NAME}, {figure}"),
        };
        let side = if of_peer { "; PyTorch" } else { "" };
        let first = format!("seconds to the answer to 1 x {SECONDS} s{side}");
        times::row(&what(&first), &answer, &their_answer, "");
        let nobody = Times::new();
        times::row(&what("seconds of it for the folder"), &load, &nobody, "");
        let peak = format!("peak memory in MiB{side}");
        times::row(&what(&peak), &mib, &their_mib, "");
    }
    Ok(())
}

fn child(engine: &str, folder: &Path) -> Result<Cost, Box<dyn Error>> {
    let begun = Instant::now();
    let output = Command::new(std::env::current_exe()?)
        .args([CHILD, engine])
        .arg(folder)
        .output()?;
    let answer = begun.elapsed().as_secs_f64();
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    let text = String::from_utf8(output.stdout)?;
    let (load, mib) = text
        .trim()
        .split_once(' ')
        .ok_or("the child says nothing")?;
    let (load, mib) = (load.parse()?, mib.parse()?);
    Ok(Cost { answer, load, mib })
}

fn peer(folder: &Path) -> Result<Option<(f64, f64)>, Box<dyn Error>> {
    let Some(mut peer) = Peer::start(folder, THREADS)? else {
        return Ok(None);
    };
    peer.send(&clips(1, SECONDS))?;
    peer.ask(&task("classify", 1, SECONDS))?;
    let seconds = peer.begun.elapsed().as_secs_f64();
    Ok(Some((seconds, peak_mib(&peer.process().to_string())?)))
}

/// `VmHWM` of a process.
fn peak_mib(process: &str) -> Result<f64, Box<dyn Error>> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let line = line.ok_or("the system does not tell the peak memory")?;
    Ok(line.trim().trim_end_matches(" kB").parse::<f64>()? / KIB_IN_MIB)
}
