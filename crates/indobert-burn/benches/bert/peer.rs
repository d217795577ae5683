//! The other side, a child process that answers requests.

use std::env;
use std::error::Error;
use std::ffi::OsString;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde::Deserialize;
use serde_json::Value;

use crate::inputs::Inputs;
use crate::table::Time;

pub(crate) const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../benches/peers/bert.py");

/// The Python that has the peers.
pub(crate) fn python() -> Option<OsString> {
    env::var_os("SARA_PYTHON")
}

pub(crate) struct Peer {
    child: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
}

#[derive(Default, Deserialize)]
pub(crate) struct Answer {
    wall: f64,
    cpu: Option<f64>,
    #[serde(default)]
    pub(crate) labels: Vec<String>,
    #[serde(default)]
    pub(crate) logits: Vec<Vec<f32>>,
}

impl Answer {
    /// What nobody was asked for.
    pub(crate) fn of_logits(logits: Vec<Vec<f32>>) -> Self {
        Self {
            logits,
            ..Self::default()
        }
    }

    pub(crate) fn time(&self) -> Time {
        Time {
            wall: self.wall,
            cpu: self.cpu.unwrap_or(f64::NAN),
        }
    }
}

impl Peer {
    /// `None` where `SARA_PYTHON` is not set.
    pub(crate) fn start(inputs: &Inputs) -> Result<Option<Self>, Box<dyn Error>> {
        let Some(python) = python() else {
            return Ok(None);
        };
        let mut child = Command::new(python)
            .args([SCRIPT, "serve"])
            .args([&inputs.model, &inputs.file])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let requests = child.stdin.take().ok_or("no pipe to the peer")?;
        let answers = child.stdout.take().ok_or("no pipe from the peer")?;
        Ok(Some(Self {
            child,
            requests,
            answers: BufReader::new(answers),
        }))
    }

    pub(crate) fn ask(&mut self, request: &Value) -> Result<Answer, Box<dyn Error>> {
        writeln!(self.requests, "{request}")?;
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
