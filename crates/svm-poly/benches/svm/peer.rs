//! The other side, a child process that answers requests.

use std::env;
use std::error::Error;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde::Deserialize;
use serde_json::{Value, json};
use svm_poly::{Gamma, SvmParams};

use crate::inputs::CHECK_ROWS;
use crate::table::Time;

pub(crate) const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../benches/peers/svm.py");

/// The Python that has the peers.
pub(crate) fn python() -> Option<std::ffi::OsString> {
    env::var_os("SVM_PYTHON")
}

pub(crate) struct Peer {
    child: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
}

#[derive(Deserialize)]
pub(crate) struct Answer {
    wall: f64,
    cpu: f64,
    #[serde(default)]
    pub(crate) predictions: Vec<i64>,
    #[serde(default)]
    pub(crate) objectives: Vec<f64>,
    #[serde(default)]
    pub(crate) support_vectors: usize,
    #[serde(default)]
    pub(crate) accuracy: f64,
}

impl Answer {
    pub(crate) fn time(&self) -> Time {
        Time {
            wall: self.wall,
            cpu: self.cpu,
        }
    }
}

impl Peer {
    /// `None` where `SVM_PYTHON` is not set.
    pub(crate) fn start(folder: &Path) -> Result<Option<Self>, Box<dyn Error>> {
        let Some(python) = python() else {
            return Ok(None);
        };
        let mut child = Command::new(python)
            .args([SCRIPT.as_ref(), "serve".as_ref(), folder.as_os_str()])
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

/// A request with the settings of a fit.
pub(crate) fn request(
    what: &str,
    tool: &str,
    rows: usize,
    params: &SvmParams,
    check: bool,
) -> Value {
    let gamma = match params.gamma {
        Gamma::Value(value) => json!(value),
        other => json!(other.to_string()),
    };
    json!({
        "do": what,
        "tool": tool,
        "rows": rows,
        "c": params.c,
        "degree": params.degree,
        "gamma": gamma,
        "coef0": params.coef0,
        "tolerance": params.tolerance,
        "check": check,
        "check_rows": CHECK_ROWS,
    })
}
