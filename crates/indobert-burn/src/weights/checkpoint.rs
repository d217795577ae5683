//! Weights from a safetensors file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensors};

use super::Fresh;
use super::fill::Source;
use super::names::{canonical, is_optional};
use crate::{BertError, LoadReport};

/// A parsed file, its tensors under canonical names, and what has been taken from it.
pub(crate) struct Checkpoint<'a> {
    path: PathBuf,
    tensors: BTreeMap<String, TensorView<'a>>,
    fresh: Fresh,
    report: LoadReport,
}

impl<'a> Checkpoint<'a> {
    /// Parses the content of the file at `path`; `fresh` draws what the file may lack.
    pub(crate) fn parse(path: &Path, content: &'a [u8], fresh: Fresh) -> Result<Self, BertError> {
        let file = SafeTensors::deserialize(content).map_err(|source| BertError::Safetensors {
            path: path.to_owned(),
            source,
        })?;
        let mut tensors = BTreeMap::new();
        for (name, view) in file.tensors() {
            let Some(key) = canonical(&name) else {
                continue;
            };
            if tensors.insert(key.clone(), view).is_some() {
                return Err(BertError::RepeatedTensor {
                    path: path.to_owned(),
                    key,
                });
            }
        }
        Ok(Self {
            path: path.to_owned(),
            tensors,
            fresh,
            report: LoadReport::default(),
        })
    }

    /// Classes of the file's head, if it has one.
    pub(crate) fn classes(&self) -> Option<usize> {
        self.tensors
            .get("classifier.weight")?
            .shape()
            .first()
            .copied()
    }

    /// Forgets the file's head, so that one is drawn.
    pub(crate) fn drop_head(&mut self) {
        self.tensors.remove("classifier.weight");
        self.tensors.remove("classifier.bias");
    }

    /// What was taken and drawn; what is left in the file was not expected.
    pub(crate) fn into_report(mut self) -> LoadReport {
        self.report.unexpected = self.tensors.into_keys().collect();
        self.report
    }
}

impl Source for Checkpoint<'_> {
    fn values(&mut self, name: &str, shape: &[usize]) -> Result<Vec<f32>, BertError> {
        let Some(view) = self.tensors.remove(name) else {
            if is_optional(name) {
                self.report.initialised.push(name.to_owned());
                return self.fresh.values(name, shape);
            }
            return Err(BertError::MissingTensor {
                path: self.path.clone(),
                key: name.to_owned(),
            });
        };
        if view.shape() != shape {
            return Err(BertError::TensorShape {
                path: self.path.clone(),
                key: name.to_owned(),
                expected: bracketed(shape),
                got: bracketed(view.shape()),
            });
        }
        let values = widen(&view).ok_or_else(|| BertError::TensorDtype {
            path: self.path.clone(),
            key: name.to_owned(),
            got: view.dtype().to_string(),
        })?;
        if values.iter().any(|value| !value.is_finite()) {
            return Err(BertError::TensorNotFinite {
                path: self.path.clone(),
                key: name.to_owned(),
            });
        }
        self.report.loaded += 1;
        Ok(values)
    }
}

fn bracketed(shape: &[usize]) -> String {
    let sizes: Vec<String> = shape.iter().map(usize::to_string).collect();
    format!("[{}]", sizes.join(", "))
}

/// Little-endian f32, f16 or bf16 to f32, exactly.
fn widen(view: &TensorView<'_>) -> Option<Vec<f32>> {
    let data = view.data();
    Some(match view.dtype() {
        Dtype::F32 => {
            let (numbers, _) = data.as_chunks::<4>();
            numbers
                .iter()
                .map(|&bytes| f32::from_le_bytes(bytes))
                .collect()
        }
        Dtype::F16 => {
            let (numbers, _) = data.as_chunks::<2>();
            numbers
                .iter()
                .map(|&bytes| half_to_f32(u16::from_le_bytes(bytes)))
                .collect()
        }
        Dtype::BF16 => {
            let (numbers, _) = data.as_chunks::<2>();
            let upper = |&bytes: &[u8; 2]| u32::from(u16::from_le_bytes(bytes)) << 16;
            numbers
                .iter()
                .map(|bytes| f32::from_bits(upper(bytes)))
                .collect()
        }
        _ => return None,
    })
}

/// IEEE 754 binary16: 1 sign bit, 5 exponent bits (bias 15), 10 fraction bits.
fn half_to_f32(bits: u16) -> f32 {
    let sign = if bits >> 15 == 0 { 1.0 } else { -1.0 };
    let exponent = i32::from(bits >> 10 & 0x1f);
    let fraction = f32::from(bits & 0x3ff);
    sign * match exponent {
        0 => fraction * 2.0_f32.powi(-24),
        0x1f if fraction > 0.0 => f32::NAN,
        0x1f => f32::INFINITY,
        _ => (1024.0 + fraction) * 2.0_f32.powi(exponent - 25),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::float_cmp, reason = "every binary16 number is an exact f32")]
    fn widens_halves_exactly() {
        let cases = [
            (0x0000, 0.0),
            (0x0001, 5.960_464_5e-8),
            (0x03ff, 6.097_555e-5),
            (0x0400, 6.103_515_6e-5),
            (0x3555, 0.333_251_95),
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (0x7bff, 65504.0),
            (0x7c00, f32::INFINITY),
        ];
        for (bits, value) in cases {
            assert_eq!(half_to_f32(bits), value, "{bits:#06x}");
        }
        assert!(half_to_f32(0x7e00).is_nan());
    }
}
