//! The other side, a Python process that answers requests.

use std::env;
use std::error::Error;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Instant;

use serde_json::Value;

pub(crate) struct Peer {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    /// Where it finds the clips.
    clips: PathBuf,
    /// When its process was started.
    pub(crate) begun: Instant,
    /// What it says of itself.
    pub(crate) version: String,
}

impl Peer {
    /// `None` if there is no Python with what the script needs.
    pub(crate) fn start(folder: &Path, threads: usize) -> Result<Option<Self>, Box<dyn Error>> {
        let python = env::var_os("SARA_PYTHON").unwrap_or("python3".into());
        let probe = Command::new(&python)
            .args(["-c", "import torch, transformers"])
            .output();
        if !probe.is_ok_and(|output| output.status.success()) {
            return Ok(None);
        }
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers/speech.py");
        let clips = folder.join("clips.f32");
        let begun = Instant::now();
        let mut child = Command::new(python)
            .arg(script)
            .args([folder, clips.as_path()])
            .arg(threads.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let (to, from) = match (child.stdin.take(), child.stdout.take()) {
            (Some(to), Some(from)) => (to, BufReader::new(from)),
            _ => return Err("the peer has no pipes".into()),
        };
        let mut peer = Self {
            child,
            to,
            from,
            clips,
            begun,
            version: String::new(),
        };
        peer.version = peer.line()?;
        Ok(Some(peer))
    }

    /// Hands over the clips of the next requests.
    pub(crate) fn send(&mut self, clips: &[Vec<f32>]) -> Result<(), Box<dyn Error>> {
        let samples = clips.iter().flatten();
        let bytes: Vec<u8> = samples.flat_map(|sample| sample.to_le_bytes()).collect();
        Ok(fs::write(&self.clips, bytes)?)
    }

    /// The numbers that the peer gives, and the seconds it took.
    pub(crate) fn ask(&mut self, task: &Value) -> Result<(Vec<f32>, f64), Box<dyn Error>> {
        writeln!(self.to, "{task}")?;
        let answer: Value = serde_json::from_str(&self.line()?)?;
        let seconds = serde_json::from_value(answer["seconds"].clone())?;
        Ok((serde_json::from_value(answer["values"].clone())?, seconds))
    }

    /// The number of its process.
    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }

    fn line(&mut self) -> Result<String, Box<dyn Error>> {
        let mut line = String::new();
        if self.from.read_line(&mut line)? == 0 {
            return Err("the peer has ended".into());
        }
        Ok(line.trim_end().to_owned())
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // It may have ended by itself; there is nobody left to tell.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
