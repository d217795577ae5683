//! Against transformers, in float64: `fixtures/encoder-engine`.

use encoder_engine::{Activation, Architecture, EncoderConfig, Head, Output};
use serde_json::Value;

use crate::made::{Texts, encoder, kernels, largest_difference};

/// Rounding of f32 through three layers whose states have deviations of about 1.
const TOLERANCE: f32 = 1e-5;

fn golden() -> Value {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../fixtures/encoder-engine/peers/transformers-5.23.0.json"
    );
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn config(model: &Value) -> EncoderConfig {
    let size = |key: &str| usize::try_from(model[key].as_u64().unwrap()).unwrap();
    let architecture = match model["architecture"].as_str().unwrap() {
        "bert" => Architecture::Bert,
        "albert" => Architecture::Albert,
        other => unreachable!("unknown architecture {other}"),
    };
    let activation = match model["hidden_act"].as_str().unwrap() {
        "gelu" => Activation::Gelu,
        "gelu_new" => Activation::GeluTanh,
        "relu" => Activation::Relu,
        other => unreachable!("unknown activation {other}"),
    };
    EncoderConfig {
        architecture,
        hidden: size("hidden_size"),
        embedding: match architecture {
            Architecture::Albert => size("embedding_size"),
            _ => size("hidden_size"),
        },
        layers: size("num_hidden_layers"),
        heads: size("num_attention_heads"),
        intermediate: size("intermediate_size"),
        vocab: size("vocab_size"),
        positions: size("max_position_embeddings"),
        types: size("types"),
        eps: floats(&model["layer_norm_eps"])[0],
        activation,
        head: Head::Classifier {
            labels: size("labels"),
        },
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "golden values are compared as f32"
)]
fn floats(value: &Value) -> Vec<f32> {
    match value {
        Value::Array(values) => values.iter().flat_map(floats).collect(),
        value => vec![value.as_f64().unwrap() as f32],
    }
}

#[test]
fn equals_transformers() {
    let mut failures = Vec::new();
    let mut worst = 0.0_f32;
    let golden = golden();
    for model in golden["models"].as_array().unwrap() {
        let config = config(model);
        let cases = model["cases"].as_array().unwrap();
        let texts: Vec<Vec<u32>> = cases
            .iter()
            .map(|case| {
                let ids = case["ids"].as_array().unwrap();
                ids.iter()
                    .map(|id| u32::try_from(id.as_u64().unwrap()).unwrap())
                    .collect()
            })
            .collect();
        let texts = Texts::of(&texts);
        for kernel in kernels() {
            let encoder = encoder(&config, kernel).unwrap();
            for (output, key) in [
                (Output::First, "first"),
                (Output::Mean, "mean"),
                (Output::Pooled, "pooled"),
                (Output::Logits, "logits"),
            ] {
                let values = encoder.collect(texts.ragged(), output, 1).unwrap();
                let expected: Vec<f32> = cases.iter().flat_map(|case| floats(&case[key])).collect();
                let gap = largest_difference(&values, &expected);
                worst = worst.max(gap);
                if gap.is_nan() || gap > TOLERANCE {
                    failures.push(format!("{} {kernel} {output}: {gap:e}", model["name"]));
                }
            }
            let hidden = encoder.collect(texts.ragged(), Output::Hidden, 1).unwrap();
            for (case, end) in cases.iter().zip(&texts.offsets[1..]) {
                let last = &hidden[(end - 1) * config.hidden..][..config.hidden];
                if largest_difference(last, &floats(&case["last"])) > TOLERANCE {
                    failures.push(format!("{} {kernel}: last of {end}", model["name"]));
                }
            }
        }
    }
    eprintln!("largest difference from transformers {worst:e}");
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
