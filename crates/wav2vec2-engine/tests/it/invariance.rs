//! What no result may depend on.

use std::collections::HashMap;

use wav2vec2_engine::{
    ConvolutionNorm, Head, Input, NormOrder, Output, SpeechConfig, SpeechEncoder, Tensor,
};

use crate::made::{bits, both, clip, config, encoder, kernels, largest_difference, tensor};

const OUTPUTS: [Output; 4] = [
    Output::Hidden,
    Output::Mean,
    Output::HeadMean,
    Output::Logits,
];

/// Clips from the shortest to some of several blocks.
fn clips() -> Vec<Vec<f32>> {
    [35, 55, 4000, 64, 977, 2500, 12_345, 100, 100]
        .map(clip)
        .to_vec()
}

#[test]
fn batch_equals_one_by_one() {
    for config in both() {
        for kernel in kernels() {
            let encoder = encoder(&config, kernel).unwrap();
            for output in OUTPUTS {
                let together = encoder.collect(&clips(), output, 1).unwrap();
                let alone: Vec<f32> = clips()
                    .iter()
                    .flat_map(|clip| encoder.collect(&[clip], output, 1).unwrap())
                    .collect();
                assert_eq!(bits(&together), bits(&alone), "{kernel} {output}");
            }
        }
    }
}

#[test]
fn threads_change_nothing() {
    // Many clips go through apart, one long clip is shared.
    let wide = SpeechConfig {
        hidden: 192,
        intermediate: 700,
        ..config(ConvolutionNorm::Group, NormOrder::After)
    };
    for config in both().into_iter().chain([wide]) {
        for kernel in kernels() {
            let encoder = encoder(&config, kernel).unwrap();
            for clips in [clips(), vec![clip(9000)], vec![clip(35)]] {
                for output in OUTPUTS {
                    let one = encoder.collect(&clips, output, 1).unwrap();
                    for threads in [0, 2, 5] {
                        let more = encoder.collect(&clips, output, threads).unwrap();
                        assert_eq!(bits(&one), bits(&more), "{kernel} {output} {threads}");
                    }
                }
            }
        }
    }
}

#[test]
fn loudness_and_offset_are_normalised_away() {
    for config in both() {
        let encoder = encoder(&config, kernels().next().unwrap()).unwrap();
        let clip = clip(3000);
        let louder: Vec<f32> = clip.iter().map(|sample| sample * 8.0 + 1.0).collect();
        let logits = encoder.collect(&[clip, louder], Output::Logits, 1).unwrap();
        let gap = largest_difference(&logits[..3], &logits[3..]);
        assert!(gap < 1e-3, "{gap:e}");
    }
}

#[test]
fn a_group_norm_keeps_its_digits_beside_a_constant() {
    let config = SpeechConfig {
        input: Input::AsGiven,
        ..config(ConvolutionNorm::Group, NormOrder::After)
    };
    let encoder = encoder(&config, kernels().next().unwrap()).unwrap();
    // Exact in f32 with the constant and without it.
    let quiet: Vec<f32> = clip(3000)
        .iter()
        .map(|sample| (sample * 1024.0).round() / 1024.0)
        .collect();
    let raised: Vec<f32> = quiet.iter().map(|sample| sample + 64.0).collect();
    let logits = encoder
        .collect(&[quiet, raised], Output::Logits, 1)
        .unwrap();
    let gap = largest_difference(&logits[..3], &logits[3..]);
    assert!(gap < 1e-5, "{gap:e}");
}

#[test]
fn silence_has_finite_values() {
    for config in both() {
        let encoder = encoder(&config, kernels().next().unwrap()).unwrap();
        for level in [0.0, 0.25] {
            let values = encoder.collect(&[vec![level; 3000]], Output::Hidden, 1);
            assert!(values.unwrap().iter().all(|value| value.is_finite()));
        }
    }
}

#[test]
fn every_clip_reaches_the_sink_once() {
    let config = SpeechConfig {
        head: Head::None,
        ..config(ConvolutionNorm::Group, NormOrder::After)
    };
    let encoder = encoder(&config, kernels().next().unwrap()).unwrap();
    let clips = clips();
    let all = encoder.collect(&clips, Output::Mean, 1).unwrap();
    let mut seen = vec![0; clips.len()];
    encoder
        .run(&clips, Output::Mean, 3, |clip, values| {
            seen[clip] += 1;
            assert_eq!(bits(values), bits(&all[clip * 48..][..48]));
        })
        .unwrap();
    assert_eq!(seen, vec![1; clips.len()]);
}

#[test]
fn tensors_come_back_as_they_were_given() {
    let positional = |name: &str| name.contains("pos_conv_embed.conv.") && !name.ends_with("bias");
    let bare = SpeechConfig {
        convolution_bias: true,
        head: Head::None,
        ..config(ConvolutionNorm::Group, NormOrder::After)
    };
    for config in both().into_iter().chain([bare]) {
        for kernel in kernels() {
            let builder = || SpeechEncoder::builder(config.clone()).with_kernel(kernel);
            let mut given = Vec::new();
            let encoder = builder().unwrap().build(|name, shape| {
                let values = tensor(name, shape)?;
                given.push((name.to_owned(), shape.to_vec(), bits(&values)));
                Ok::<_, Box<dyn std::error::Error + Send + Sync>>(values)
            });
            let encoder = encoder.unwrap();
            given.retain(|(name, ..)| !positional(name));
            let parts = |tensor: Tensor| (tensor.name, tensor.shape, bits(&tensor.values));
            let back: Vec<_> = encoder.tensors().map(parts).collect();
            let but_one = back.iter().filter(|(name, ..)| !positional(name));
            assert!(but_one.eq(&given));
            assert_eq!(back.len(), given.len() + 1);

            // What was multiplied out is taken as it is.
            let mut tensors: HashMap<String, Vec<f32>> = encoder
                .tensors()
                .map(|tensor| (tensor.name, tensor.values))
                .collect();
            let again = builder().unwrap();
            let again = again.build(|name, _| tensors.remove(name).ok_or("no such tensor"));
            let again = again.unwrap();
            assert!(tensors.is_empty());
            let states = |encoder: &SpeechEncoder| {
                bits(&encoder.collect(&clips(), Output::Hidden, 1).unwrap())
            };
            assert_eq!(states(&again), states(&encoder));
            assert!(again.tensors().map(parts).eq(back.iter().cloned()));
            assert!(again.into_tensors().map(parts).eq(back));
        }
    }
}
