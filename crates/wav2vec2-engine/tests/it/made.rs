//! Weights and clips made from names, like those of the script in `fixtures/wav2vec2-engine`.

use std::error::Error;

use wav2vec2_engine::{
    Activation, Convolution, ConvolutionNorm, Head, HeadLayers, Input, Kernel, NormOrder,
    SpeechConfig, SpeechEncoder, SpeechError,
};

/// The scale of the golden models.
pub(crate) const DEVIATION: f64 = 0.4;

/// `SplitMix64` from the FNV-1a hash of a text.
fn draws(text: &str) -> impl Iterator<Item = u64> {
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

/// Even draws of this deviation; gains of a LayerNorm lie round 1, lengths of a weight norm are
/// larger than other weights.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the script rounds to f32 too"
)]
pub(crate) fn weights(name: &str, count: usize, deviation: f64) -> Vec<f32> {
    let scale = (deviation * 12.0_f64.sqrt()) as f32;
    let middle = if name.ends_with("layer_norm.weight") {
        1.0
    } else {
        0.0
    };
    let times = if name.ends_with("original0") {
        20.0
    } else {
        1.0
    };
    draws(name)
        .take(count)
        .map(|draw| (((draw >> 40) as f32 / 16_777_216.0 - 0.5) * scale + middle) * times)
        .collect()
}

/// What a file holds that spells the weight norm as PyTorch does now.
pub(crate) fn tensor(
    name: &str,
    shape: &[usize],
) -> Result<Vec<f32>, Box<dyn Error + Send + Sync>> {
    if name.ends_with("weight_g")
        || name.ends_with("weight_v")
        || name.ends_with("conv_embed.conv.weight")
    {
        return Err("no such tensor".into());
    }
    Ok(weights(name, shape.iter().product(), DEVIATION))
}

pub(crate) fn clip(length: usize) -> Vec<f32> {
    let noise = weights(&format!("clip {length}"), length, 0.1);
    noise.into_iter().map(|sample| sample + 0.05).collect()
}

pub(crate) fn encoder(config: &SpeechConfig, kernel: Kernel) -> Result<SpeechEncoder, SpeechError> {
    SpeechEncoder::builder(config.clone())
        .with_kernel(kernel)?
        .build(tensor)
}

/// The kernels of this processor.
pub(crate) fn kernels() -> impl Iterator<Item = Kernel> {
    Kernel::ALL
        .into_iter()
        .filter(|kernel| kernel.is_supported())
}

/// A small model of either kind.
pub(crate) fn config(norm: ConvolutionNorm, order: NormOrder) -> SpeechConfig {
    let convolutions = [(24, 10, 5), (40, 3, 2), (18, 2, 2)];
    SpeechConfig {
        convolutions: convolutions
            .map(|(channels, kernel, stride)| Convolution {
                channels,
                kernel,
                stride,
            })
            .to_vec(),
        convolution_bias: norm == ConvolutionNorm::Layer,
        convolution_norm: norm,
        convolution_activation: Activation::Gelu,
        hidden: 48,
        layers: 2,
        heads: 4,
        intermediate: 100,
        positional_kernel: 12,
        positional_groups: 4,
        norm_order: order,
        eps: 1e-5,
        activation: Activation::Gelu,
        input: Input::Normalized,
        head: Head::Classifier {
            projection: 20,
            labels: 3,
            layers: match order {
                NormOrder::Before => HeadLayers::Mixture,
                _ => HeadLayers::Last,
            },
        },
    }
}

/// Base and XLS-R, small.
pub(crate) fn both() -> [SpeechConfig; 2] {
    [
        config(ConvolutionNorm::Group, NormOrder::After),
        config(ConvolutionNorm::Layer, NormOrder::Before),
    ]
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

/// The same over the largest expected value, if that is above 1.
pub(crate) fn relative_difference(values: &[f32], expected: &[f32]) -> f32 {
    let size = expected.iter().fold(1.0_f32, |most, x| most.max(x.abs()));
    largest_difference(values, expected) / size
}

pub(crate) fn bits(values: &[f32]) -> Vec<u32> {
    values.iter().map(|value| value.to_bits()).collect()
}
