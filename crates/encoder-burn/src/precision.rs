//! What matrix products are computed in.

use std::fmt;
use std::str::FromStr;

use burn::tensor::FloatDType;
use serde::Serialize;

use crate::{Device, ModelError};

/// The number type of the encoder's matrix products.
///
/// Weights, gradients, moments of the optimiser and everything that is no product are f32 in both.
///
/// ```
/// use encoder_burn::Precision;
///
/// assert_eq!("bf16".parse::<Precision>()?, Precision::Bf16);
/// assert_eq!(Precision::default().to_string(), "f32");
/// # Ok::<(), encoder_burn::ModelError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Precision {
    /// f32. A GPU may take TF32 for it, which keeps 10 bits of each factor's fraction.
    #[default]
    F32,
    /// bf16: factors and results have 7 bits of fraction and f32's range, so that no loss need be
    /// scaled. What stands on the encoder stays in f32. For GPUs: a CPU rounds as they do, but is slower for it.
    Bf16,
}

impl Precision {
    /// Refuses a device that does not compute in it.
    ///
    /// # Errors
    ///
    /// [`ModelError::PrecisionUnsupported`].
    pub fn check(self, device: &Device) -> Result<(), ModelError> {
        if self == Self::Bf16 && !device.burn().supports_dtype(FloatDType::BF16) {
            return Err(ModelError::PrecisionUnsupported {
                precision: self,
                device: device.to_string(),
            });
        }
        Ok(())
    }
}

impl FromStr for Precision {
    type Err = ModelError;

    fn from_str(name: &str) -> Result<Self, ModelError> {
        match name {
            "f32" => Ok(Self::F32),
            "bf16" => Ok(Self::Bf16),
            _ => Err(ModelError::UnknownPrecision {
                name: name.to_owned(),
            }),
        }
    }
}

impl fmt::Display for Precision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::F32 => "f32",
            Self::Bf16 => "bf16",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_choices_when_refusing() {
        let error = "f16".parse::<Precision>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "unknown precision `f16`: expected f32 or bf16"
        );
    }

    #[test]
    fn says_which_device_cannot() {
        let error = ModelError::PrecisionUnsupported {
            precision: Precision::Bf16,
            device: "ndarray".to_owned(),
        };
        assert_eq!(
            error.to_string(),
            "device `ndarray` does not compute in bf16"
        );
    }

    #[test]
    #[cfg(feature = "ndarray")]
    fn ndarray_is_refused_for_bf16_alone() {
        let device = Device::from_name("ndarray").unwrap();
        assert!(Precision::F32.check(&device).is_ok());
        let error = Precision::Bf16.check(&device).unwrap_err();
        assert!(matches!(error, ModelError::PrecisionUnsupported { .. }));
    }
}
