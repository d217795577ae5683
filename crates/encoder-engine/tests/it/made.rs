//! Weights made from the names of tensors, like `weights` of the script in `fixtures/encoder-engine`.

use std::convert::Infallible;

use encoder_engine::{Encoder, EncoderConfig, EncoderError, Kernel, Ragged};

/// `SplitMix64` from the FNV-1a hash of a text.
pub(crate) fn draws(text: &str) -> impl Iterator<Item = u64> {
    let hash = text.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    });
    (1..).map(move |k: u64| {
        let z = hash.wrapping_add(k.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    })
}

/// Even draws of this deviation; gains of a LayerNorm lie round 1.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the script rounds to f32 too"
)]
pub(crate) fn weights(name: &str, shape: &[usize], deviation: f64) -> Vec<f32> {
    let scale = (deviation * 12.0_f64.sqrt()) as f32;
    let norm =
        name.ends_with("weight") && (name.contains("LayerNorm") || name.contains("layer_norm"));
    let middle = if norm { 1.0 } else { 0.0 };
    draws(name)
        .take(shape.iter().product())
        .map(|draw| ((draw >> 40) as f32 / 16_777_216.0 - 0.5) * scale + middle)
        .collect()
}

pub(crate) fn encoder(config: &EncoderConfig, kernel: Kernel) -> Result<Encoder, EncoderError> {
    Encoder::builder(config.clone())
        .with_kernel(kernel)?
        .build(|name, shape| Ok::<_, Infallible>(weights(name, shape, 0.2)))
}

/// The kernels of this processor.
pub(crate) fn kernels() -> impl Iterator<Item = Kernel> {
    Kernel::ALL
        .into_iter()
        .filter(|kernel| kernel.is_supported())
}

/// Texts one after the other, and where each begins.
pub(crate) struct Texts {
    pub(crate) ids: Vec<u32>,
    pub(crate) offsets: Vec<usize>,
}

impl Texts {
    pub(crate) fn of(texts: &[Vec<u32>]) -> Self {
        let mut offsets = vec![0];
        for text in texts {
            offsets.push(offsets[offsets.len() - 1] + text.len());
        }
        Self {
            ids: texts.concat(),
            offsets,
        }
    }

    pub(crate) fn ragged(&self) -> Ragged<'_> {
        Ragged::new(&self.ids, &self.offsets).expect("offsets are made to fit")
    }
}

pub(crate) fn largest_difference(a: &[f32], b: &[f32]) -> f32 {
    assert_eq!(a.len(), b.len());
    a.iter()
        .zip(b)
        .map(|(a, b)| (a - b).abs())
        .fold(0.0, |most, gap| {
            // `max` would lose what is not a number.
            if gap <= most { most } else { gap }
        })
}
