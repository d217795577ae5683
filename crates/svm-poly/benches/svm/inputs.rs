//! Rows to fit and to predict, and what the command line asks.

use std::error::Error;
use std::fmt;
use std::fs;
use std::io::Read;
use std::path::Path;

use svm_poly::{Gamma, Samples, SvmError, SvmParams};

use crate::generator::Data;
use crate::{SECTIONS, THREADS};

/// Rows of the study's training set, and of the tweets that it labels.
const TRAINING_ROWS: usize = 21_391;
const PREDICT_ROWS: usize = 55_601;
pub(crate) const COLUMNS: usize = 768;
const SEED: u64 = 500;
/// Distance of neighbouring means in each coordinate.
const SEPARATION: f64 = 0.06;
/// Rows whose predictions are compared.
pub(crate) const CHECK_ROWS: usize = 2_000;

pub(crate) struct Options {
    sections: Vec<String>,
    rows: Option<Vec<usize>>,
    pub(crate) predict_rows: usize,
    pub(crate) runs: usize,
    features: Option<String>,
    labels: Option<String>,
    /// Where the plot of the growth goes.
    pub(crate) svg: Option<String>,
}

impl Options {
    pub(crate) fn parse(arguments: impl Iterator<Item = String>) -> Result<Self, Box<dyn Error>> {
        let mut options = Self {
            sections: Vec::new(),
            rows: None,
            predict_rows: PREDICT_ROWS,
            runs: 3,
            features: None,
            labels: None,
            svg: None,
        };
        let mut arguments = arguments.peekable();
        while let Some(argument) = arguments.next() {
            if SECTIONS.contains(&argument.as_str()) {
                options.sections.push(argument);
                continue;
            }
            let value = arguments
                .next()
                .ok_or_else(|| format!("unknown section {argument}"))?;
            match argument.as_str() {
                "--rows" => {
                    let rows: Result<Vec<usize>, _> = value.split(',').map(str::parse).collect();
                    options.rows = Some(rows?);
                }
                "--predict-rows" => options.predict_rows = value.parse()?,
                "--runs" => options.runs = value.parse()?,
                "--features" => options.features = Some(value),
                "--labels" => options.labels = Some(value),
                "--svg" => options.svg = Some(value),
                _ => return Err(format!("unknown argument {argument}").into()),
            }
        }
        if options.runs == 0 {
            return Err("runs must be at least 1".into());
        }
        Ok(options)
    }

    pub(crate) fn has(&self, section: &str) -> bool {
        self.sections.is_empty() || self.sections.iter().any(|s| s == section)
    }

    /// The numbers of rows to measure at, those given or these.
    pub(crate) fn rows_or(&self, default: &[usize]) -> Vec<usize> {
        self.rows.clone().unwrap_or_else(|| default.to_vec())
    }
}

pub(crate) struct Inputs {
    source: String,
    pub(crate) columns: usize,
    x: Vec<f32>,
    pub(crate) y: Vec<i64>,
    test: Vec<f32>,
}

impl fmt::Display for Inputs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {} x {}", self.source, self.y.len(), self.columns)
    }
}

impl Inputs {
    pub(crate) fn new(options: &Options) -> Result<Self, Box<dyn Error>> {
        let asks_predictions = options.sections.is_empty() || options.has("predict");
        let test_rows = match asks_predictions {
            true => options.predict_rows.max(CHECK_ROWS),
            false => CHECK_ROWS,
        };
        if let (Some(features), Some(labels)) = (&options.features, &options.labels) {
            return Self::from_files(features, labels, test_rows);
        }
        let rows = options.rows_or(&[TRAINING_ROWS]).into_iter().max();
        let mut data = mixture(rows.unwrap_or(TRAINING_ROWS).min(TRAINING_ROWS));
        data.test_rows = test_rows;
        data.distinct_rows = test_rows.max(data.rows);
        Ok(Self {
            source: "overlapping mixture, 3 classes".into(),
            columns: COLUMNS,
            x: narrow(&data.training()),
            y: data.training_labels(),
            test: narrow(&data.test()),
        })
    }

    fn from_files(features: &str, labels: &str, test_rows: usize) -> Result<Self, Box<dyn Error>> {
        let bytes = fs::read(features)?;
        let file = npyz::NpyFile::new(&bytes[..])?;
        let (&[_, columns], npyz::Order::C) = (file.shape(), file.order()) else {
            return Err(format!("{features}: expected rows of features in C order").into());
        };
        let columns = usize::try_from(columns)?;
        let values: Vec<f32> = file.into_vec()?;
        let labels: Vec<i64> = npyz::NpyFile::new(&fs::read(labels)?[..])?.into_vec()?;
        if labels.len() * columns != values.len() {
            return Err("features and labels differ in rows".into());
        }
        let order = shuffled(labels.len());
        let row = |r: &usize| &values[r * columns..(r + 1) * columns];
        let x: Vec<f32> = order.iter().flat_map(row).copied().collect();
        let test = x
            .iter()
            .copied()
            .cycle()
            .take(test_rows * columns)
            .collect();
        Ok(Self {
            source: features.into(),
            columns,
            x,
            y: order.iter().map(|&r| labels[r]).collect(),
            test,
        })
    }

    /// What [`write`](Self::write) wrote, without rows to predict.
    pub(crate) fn read(folder: &Path, rows: usize, columns: usize) -> Result<Self, Box<dyn Error>> {
        // A piece at a time: the peak of this process is to be that of a fit.
        let mut file = fs::File::open(folder.join("train.f32"))?;
        let mut x = Vec::with_capacity(rows * columns);
        let mut piece = vec![0; columns * size_of::<f32>()];
        for _ in 0..rows {
            file.read_exact(&mut piece)?;
            let (values, _) = piece.as_chunks();
            x.extend(values.iter().copied().map(f32::from_ne_bytes));
        }
        let labels = fs::read(folder.join("train.i64"))?;
        let (labels, _) = labels.as_chunks();
        Ok(Self {
            source: folder.display().to_string(),
            columns,
            x,
            y: labels
                .iter()
                .take(rows)
                .copied()
                .map(i64::from_ne_bytes)
                .collect(),
            test: Vec::new(),
        })
    }

    /// The first rows, or all where there are fewer.
    pub(crate) fn train(&self, rows: usize) -> Result<(Samples<'_>, &[i64]), SvmError> {
        let rows = rows.min(self.y.len());
        let x = Samples::f32(&self.x[..rows * self.columns], rows, self.columns)?;
        Ok((x, &self.y[..rows]))
    }

    pub(crate) fn test(&self, rows: usize) -> Result<Samples<'_>, SvmError> {
        let rows = rows.min(self.test.len() / self.columns);
        Samples::f32(&self.test[..rows * self.columns], rows, self.columns)
    }

    /// What the other side reads.
    pub(crate) fn write(&self, folder: &Path) -> Result<(), Box<dyn Error>> {
        let bytes = |values: &[f32]| -> Vec<u8> {
            values
                .iter()
                .flat_map(|value| value.to_ne_bytes())
                .collect()
        };
        fs::write(folder.join("train.f32"), bytes(&self.x))?;
        fs::write(folder.join("test.f32"), bytes(&self.test))?;
        let labels: Vec<u8> = self
            .y
            .iter()
            .flat_map(|label| label.to_ne_bytes())
            .collect();
        fs::write(folder.join("train.i64"), labels)?;
        let shape = format!("{{\"columns\": {}}}", self.columns);
        fs::write(folder.join("shape.json"), shape)?;
        Ok(())
    }

    /// The study's settings at degree 1; above, scikit-learn's gamma and a constant, so that
    /// kernel values stay near 1.
    pub(crate) fn params(&self, degree: u32) -> SvmParams {
        if degree == 1 {
            return linear_params();
        }
        (linear_params().with_degree(degree))
            .with_gamma(Gamma::Value(self.gamma_scale()))
            .with_coef0(1.0)
    }

    /// `1 / (features * variance)`, computed once so that both sides use the same bits.
    pub(crate) fn gamma_scale(&self) -> f64 {
        let count = self.x.len() as f64;
        let mean = self.x.iter().map(|&v| f64::from(v)).sum::<f64>() / count;
        let squares = self.x.iter().map(|&v| (f64::from(v) - mean).powi(2));
        1.0 / (self.columns as f64 * squares.sum::<f64>() / count)
    }
}

/// The study's settings.
pub(crate) fn linear_params() -> SvmParams {
    SvmParams::default()
        .with_c(3.0)
        .with_degree(1)
        .with_gamma(Gamma::Value(0.1))
        .with_threads(THREADS)
}

/// Three overlapping Gaussians.
pub(crate) fn mixture(rows: usize) -> Data {
    let mut data = Data::gaussians(SEED, rows, COLUMNS, 3, SEPARATION);
    data.single_precision = true;
    data
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the generator rounded to single precision"
)]
pub(crate) fn narrow(values: &[f64]) -> Vec<f32> {
    values.iter().map(|&v| v as f32).collect()
}

/// A permutation by Fisher and Yates, from the multiplicative generator of Lehmer.
fn shuffled(count: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    let mut state = 1_usize;
    for last in (1..count).rev() {
        state = state * 48_271 % 2_147_483_647;
        order.swap(last, state % (last + 1));
    }
    order
}
