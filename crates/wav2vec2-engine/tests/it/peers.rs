//! The same numbers as transformers, from `fixtures/wav2vec2-engine`.

use std::fs;

use serde_json::Value;
use wav2vec2_engine::{
    Activation, Convolution, ConvolutionNorm, Head, HeadLayers, Input, NormOrder, Output,
    SpeechConfig, SpeechEncoder,
};

use crate::made::{
    clip, encoder, kernels, largest_difference, relative_difference, tensor, weights,
};

/// Over the largest value, which is up to 100; through up to ten layers.
const TOLERANCE: f32 = 1e-5;

fn golden() -> Value {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../fixtures/wav2vec2-engine/peers/transformers-5.23.0.json"
    );
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn size(value: &Value) -> usize {
    usize::try_from(value.as_u64().unwrap()).unwrap()
}

fn sizes(value: &Value) -> impl Iterator<Item = usize> {
    value.as_array().unwrap().iter().map(size)
}

fn config(model: &Value) -> SpeechConfig {
    let is = |key: &str| model[key].as_bool().unwrap();
    SpeechConfig {
        convolutions: sizes(&model["conv_dim"])
            .zip(sizes(&model["conv_kernel"]))
            .zip(sizes(&model["conv_stride"]))
            .map(|((channels, kernel), stride)| Convolution {
                channels,
                kernel,
                stride,
            })
            .collect(),
        convolution_bias: is("conv_bias"),
        convolution_norm: match model["feat_extract_norm"].as_str().unwrap() {
            "group" => ConvolutionNorm::Group,
            "layer" => ConvolutionNorm::Layer,
            other => unreachable!("unknown norm {other}"),
        },
        convolution_activation: Activation::Gelu,
        hidden: size(&model["hidden_size"]),
        layers: size(&model["num_hidden_layers"]),
        heads: size(&model["num_attention_heads"]),
        intermediate: size(&model["intermediate_size"]),
        positional_kernel: size(&model["num_conv_pos_embeddings"]),
        positional_groups: size(&model["num_conv_pos_embedding_groups"]),
        norm_order: if is("do_stable_layer_norm") {
            NormOrder::Before
        } else {
            NormOrder::After
        },
        eps: 1e-5,
        activation: match model["hidden_act"].as_str().unwrap() {
            "gelu" => Activation::Gelu,
            "gelu_new" => Activation::GeluTanh,
            "relu" => Activation::Relu,
            other => unreachable!("unknown activation {other}"),
        },
        input: if is("normalize") {
            Input::Normalized
        } else {
            Input::AsGiven
        },
        head: Head::Classifier {
            projection: size(&model["classifier_proj_size"]),
            labels: size(&model["labels"]),
            layers: if is("use_weighted_layer_sum") {
                HeadLayers::Mixture
            } else {
                HeadLayers::Last
            },
        },
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "golden values are compared as f32"
)]
fn floats(value: &Value) -> Vec<f32> {
    let values = value.as_array().unwrap().iter();
    values.map(|value| value.as_f64().unwrap() as f32).collect()
}

#[test]
fn equals_transformers() {
    let mut failures = Vec::new();
    let mut worst = 0.0_f32;
    for model in golden()["models"].as_array().unwrap() {
        let config = config(model);
        let cases = model["cases"].as_array().unwrap();
        let clips: Vec<Vec<f32>> = cases
            .iter()
            .map(|case| clip(size(&case["samples"])))
            .collect();
        for (case, clip) in cases.iter().zip(&clips) {
            assert_eq!(config.frames(clip.len()), Some(size(&case["frames"])));
        }
        for kernel in kernels() {
            let encoder = encoder(&config, kernel).unwrap();
            let mut compare = |what: &str, values: &[f32], key: &str| {
                let expected: Vec<f32> = cases.iter().flat_map(|case| floats(&case[key])).collect();
                let gap = relative_difference(values, &expected);
                worst = worst.max(gap);
                if gap.is_nan() || gap > TOLERANCE {
                    failures.push(format!("{} {kernel} {what}: {gap:e}", model["name"]));
                }
            };
            let collect = |output| encoder.collect(&clips, output, 2).unwrap();
            compare("logits", &collect(Output::Logits), "logits");
            compare("mean", &collect(Output::Mean), "mean");
            let (mut first, mut last) = (Vec::new(), Vec::new());
            let mut rest = &*collect(Output::Hidden);
            for case in cases {
                let (here, behind) = rest.split_at(size(&case["frames"]) * config.hidden);
                first.extend(&here[..config.hidden]);
                last.extend(&here[here.len() - config.hidden..]);
                rest = behind;
            }
            compare("first frame", &first, "first");
            compare("last frame", &last, "last");
        }
    }
    eprintln!("largest difference from transformers {worst:e}");
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// The weights of the positional convolution, multiplied out.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a file holds merged weights in f32"
)]
fn merged(prefix: &str, shape: &[usize]) -> Vec<f32> {
    let kernel = shape[2];
    let count = shape.iter().product();
    let name = |index: usize| format!("{prefix}.parametrizations.weight.original{index}");
    let lengths = weights(&name(0), kernel, crate::made::DEVIATION);
    let directions = weights(&name(1), count, crate::made::DEVIATION);
    let squares = |place: usize| -> f64 {
        let values = directions.iter().skip(place).step_by(kernel);
        values.map(|value| f64::from(*value).powi(2)).sum()
    };
    let norms: Vec<f64> = (0..kernel).map(|place| squares(place).sqrt()).collect();
    let values = directions.iter().enumerate();
    values
        .map(|(index, value)| {
            let place = index % kernel;
            (f64::from(*value) * f64::from(lengths[place]) / norms[place]) as f32
        })
        .collect()
}

#[test]
fn weight_norm_may_be_spelled_in_three_ways() {
    const PREFIX: &str = "wav2vec2.encoder.pos_conv_embed.conv";
    let golden = golden();
    let config = config(&golden["models"][0]);
    let build = |spelling: &str| {
        SpeechEncoder::builder(config.clone())
            .build(|name, shape| {
                let part = name.strip_prefix(PREFIX).unwrap_or_default();
                match (spelling, part) {
                    (_, "" | ".bias") | ("now", _) => tensor(name, shape),
                    ("old", ".weight_g") => {
                        let name = format!("{PREFIX}.parametrizations.weight.original0");
                        tensor(&name, shape)
                    }
                    ("old", ".weight_v") => {
                        let name = format!("{PREFIX}.parametrizations.weight.original1");
                        tensor(&name, shape)
                    }
                    ("merged", ".weight") => Ok(merged(PREFIX, shape)),
                    _ => Err("no such tensor".into()),
                }
            })
            .unwrap()
    };
    let clips = [clip(2000)];
    let logits = ["now", "old", "merged"].map(|spelling| {
        let encoder = build(spelling);
        encoder.collect(&clips, Output::Logits, 1).unwrap()
    });
    assert_eq!(logits[0], logits[1]);
    assert!(largest_difference(&logits[0], &logits[2]) < 1e-6);
}
