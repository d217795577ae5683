//! What is measured in a process of its own: peak memory, and the time to a first prediction.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use indobert_burn::{BertClassifier, Device, Engine, InferenceOptions, LoadOptions};

use crate::inputs::{Inputs, Options};
use crate::peer::{SCRIPT, python};
use crate::sections::{TRAIN_BATCH, TRAIN_STEPS, TRAIN_TOKENS, once, step_seconds};
use crate::table::{self, Side, Time, alternate};

const CHILD: &str = "--child";
const KIB_IN_MIB: f64 = 1024.0;
/// Texts of an inference whose memory is measured.
const TEXTS: usize = 64;

/// The words after the mark of a child process.
pub(crate) fn request(arguments: &[String]) -> Option<&[String]> {
    match arguments {
        [first, rest @ ..] if first == CHILD => Some(rest),
        _ => None,
    }
}

/// Does one task; prints the peak memory in KiB, or the first label.
pub(crate) fn run(words: &[String]) -> Result<(), Box<dyn Error>> {
    let [task, model, file] = words else {
        return Err("expected a task, a model folder and a file of texts".into());
    };
    let device = Device::from_name("cpu")?;
    let (model, _) = BertClassifier::from_dir(Path::new(model), &device, &LoadOptions::default())?;
    let all: serde_json::Value = serde_json::from_slice(&fs::read(file)?)?;
    let texts = |key: &str| serde_json::from_value::<Vec<String>>(all[key].clone());
    let mut options = InferenceOptions::default();
    match task.as_str() {
        "first" => {
            let first = model.classify(&texts("texts")?[..1], &options)?;
            println!("{}", first[0].label);
            return Ok(());
        }
        "train" => {
            step_seconds(model, &texts("long")?)?;
        }
        _ => {
            if task == "infer-burn" {
                options = options.with_engine(Engine::Burn);
            }
            let texts = texts("texts")?;
            model.classify(&texts[..texts.len().min(TEXTS)], &options)?;
        }
    }
    println!("{}", peak_kib()?);
    Ok(())
}

/// `VmHWM` of this process.
fn peak_kib() -> Result<u64, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let line = line.ok_or("the system does not tell the peak memory")?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}

/// Peak memory of each side in inference and in training.
pub(crate) fn compare_memory(inputs: &Inputs) -> Result<(), Box<dyn Error>> {
    let steps = format!("{TRAIN_STEPS} steps of {TRAIN_BATCH} texts of {TRAIN_TOKENS} tokens");
    for (ours, theirs, what) in [
        ("infer", "infer", format!("{TEXTS} texts; pipeline")),
        (
            "infer-burn",
            "infer",
            format!("{TEXTS} texts by Burn; pipeline"),
        ),
        ("train", "train", format!("{steps}; PyTorch with AdamW")),
    ] {
        let mib = |text: String| -> Result<f64, Box<dyn Error>> {
            Ok(text.trim().parse::<f64>()? / KIB_IN_MIB)
        };
        let ours = once(mib(answer(our_child(ours, inputs)?)?)?);
        let theirs = match their_child(theirs, inputs) {
            Some(child) => once(mib(answer(child)?)?),
            None => table::Times::default(),
        };
        table::row(&format!("peak memory in MiB, {what}"), &ours, &theirs, "");
    }
    Ok(())
}

/// From the start of the program to the first label.
pub(crate) fn compare_start(inputs: &Inputs, options: &Options) -> Result<(), Box<dyn Error>> {
    let wall = |child: Command| -> Result<Option<Time>, Box<dyn Error>> {
        let start = Instant::now();
        answer(child)?;
        Ok(Some(Time::of_wall(start.elapsed().as_secs_f64())))
    };
    let ours: Side<'_> = Box::new(|| wall(our_child("first", inputs)?));
    let theirs: Side<'_> = Box::new(|| match their_child("first", inputs) {
        Some(child) => wall(child),
        None => Ok(None),
    });
    let [ours, theirs] = alternate(options.runs, [ours, theirs])?;
    table::row("start to first label; pipeline", &ours, &theirs, "");
    Ok(())
}

fn our_child(task: &str, inputs: &Inputs) -> Result<Command, Box<dyn Error>> {
    let mut child = Command::new(std::env::current_exe()?);
    child
        .args([CHILD, task])
        .args([&inputs.model, &inputs.file]);
    Ok(child)
}

fn their_child(task: &str, inputs: &Inputs) -> Option<Command> {
    let mut child = Command::new(python()?);
    child
        .args([SCRIPT, task])
        .args([&inputs.model, &inputs.file]);
    Some(child)
}

/// What the child printed.
fn answer(mut child: Command) -> Result<String, Box<dyn Error>> {
    let output = child.output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    Ok(String::from_utf8(output.stdout)?)
}
