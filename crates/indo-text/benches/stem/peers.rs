//! PySastrawi, run by `fixtures/indo-text/peers/pysastrawi_speed.py` on the words of this run.

use std::env;
use std::error::Error;
use std::process::{Command, Stdio};

use serde::Deserialize;

use crate::inputs::Inputs;
use crate::table::{RUNS, Seconds};

const SCRIPT: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../fixtures/indo-text/peers/pysastrawi_speed.py"
);

/// Its name in the table; the script refuses another version.
pub(crate) const PYSASTRAWI: &str = "PySastrawi 1.2.1";

/// What the script writes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PySastrawi {
    /// Stems of the types, in order.
    pub(crate) stems: Vec<String>,
    seconds_a_type: [f64; RUNS],
    seconds_a_token: [f64; RUNS],
    load_seconds: [f64; RUNS],
}

impl PySastrawi {
    /// For all types, without a cache.
    pub(crate) fn types(&self) -> Seconds {
        let count = self.stems.len() as f64;
        Seconds::from_runs(self.seconds_a_type.map(|seconds| seconds * count))
    }

    /// For so many tokens, through the cache.
    pub(crate) fn tokens(&self, count: usize) -> Seconds {
        Seconds::from_runs(self.seconds_a_token.map(|seconds| seconds * count as f64))
    }

    pub(crate) fn load(&self) -> Seconds {
        Seconds::from_runs(self.load_seconds)
    }

    /// The share of types that have the stem which PySastrawi finds.
    pub(crate) fn agreement(&self, stems: &[String]) -> f64 {
        let pairs = self.stems.iter().zip(stems);
        let equal = pairs.filter(|(peer, stem)| peer == stem).count();
        equal as f64 / self.stems.len() as f64
    }
}

/// `None`, said on stdout, where `SARA_PYTHON` is not set.
pub(crate) fn pysastrawi(inputs: &Inputs) -> Result<Option<PySastrawi>, Box<dyn Error>> {
    let Some(python) = env::var_os("SARA_PYTHON") else {
        println!("without PySastrawi: `SARA_PYTHON` names no Python that has it\n");
        return Ok(None);
    };
    let output = Command::new(python)
        .arg(SCRIPT)
        .arg("--roots")
        .arg(inputs.write("roots.txt", &inputs.roots)?)
        .arg("--types")
        .arg(inputs.write("types.txt", &inputs.types)?)
        .arg("--tokens")
        .arg(inputs.write("tokens.txt", &inputs.tokens)?)
        .args(["--runs", &RUNS.to_string()])
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err(format!("{SCRIPT} failed").into());
    }
    let peer: PySastrawi = serde_json::from_slice(&output.stdout)?;
    assert_eq!(peer.stems.len(), inputs.types.len());
    Ok(Some(peer))
}
