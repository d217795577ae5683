//! What no result may depend on.

use std::convert::Infallible;

use encoder_engine::{Activation, Architecture, Encoder, EncoderConfig, Head, Output, Tensor};

use crate::made::{Texts, draws, encoder, kernels, largest_difference, weights};

const OUTPUTS: [Output; 6] = [
    Output::Hidden,
    Output::Mean,
    Output::Words,
    Output::First,
    Output::Pooled,
    Output::Logits,
];

fn config() -> EncoderConfig {
    EncoderConfig {
        hidden: 72,
        embedding: 72,
        layers: 3,
        heads: 3,
        intermediate: 300,
        vocab: 100,
        positions: 160,
        head: Head::Classifier { labels: 5 },
        ..EncoderConfig::default()
    }
}

/// Texts of 1 to `longest` tokens.
fn texts(count: usize, longest: u64) -> Vec<Vec<u32>> {
    let mut draws = draws("texts");
    let mut draw = |below: u64| draws.next().unwrap() % below;
    (0..count)
        .map(|_| {
            let length = 1 + draw(longest);
            (0..length)
                .map(|_| u32::try_from(draw(100)).unwrap())
                .collect()
        })
        .collect()
}

fn bits(values: &[f32]) -> Vec<u32> {
    values.iter().map(|value| value.to_bits()).collect()
}

#[test]
fn batch_equals_one_by_one() {
    let texts = texts(60, 70);
    for kernel in kernels() {
        let encoder = encoder(&config(), kernel).unwrap();
        for output in OUTPUTS {
            let together = encoder
                .collect(Texts::of(&texts).ragged(), output, 1)
                .unwrap();
            let alone: Vec<f32> = texts
                .iter()
                .flat_map(|text| {
                    encoder
                        .collect(Texts::of(std::slice::from_ref(text)).ragged(), output, 1)
                        .unwrap()
                })
                .collect();
            assert_eq!(bits(&together), bits(&alone), "{kernel} {output}");
        }
    }
}

#[test]
fn order_changes_nothing() {
    let mut texts = texts(40, 150);
    let encoder = encoder(&config(), kernels().next().unwrap()).unwrap();
    let forwards = encoder
        .collect(Texts::of(&texts).ragged(), Output::Mean, 2)
        .unwrap();
    texts.reverse();
    let backwards = encoder
        .collect(Texts::of(&texts).ragged(), Output::Mean, 2)
        .unwrap();
    for (a, b) in forwards.chunks(72).zip(backwards.chunks(72).rev()) {
        assert_eq!(bits(a), bits(b));
    }
}

#[test]
fn threads_change_nothing() {
    // Many short texts go through apart, one long text is shared.
    for texts in [
        texts(100, 70),
        texts(3, 150),
        vec![vec![7; 160]],
        vec![vec![1, 2, 3]],
    ] {
        let texts = Texts::of(&texts);
        for kernel in kernels() {
            let encoder = encoder(&config(), kernel).unwrap();
            for output in OUTPUTS {
                let one = encoder.collect(texts.ragged(), output, 1).unwrap();
                for threads in [0, 2, 3, 8] {
                    let more = encoder.collect(texts.ragged(), output, threads).unwrap();
                    assert_eq!(bits(&one), bits(&more), "{kernel} {output} {threads}");
                }
            }
        }
    }
}

#[test]
fn a_text_shared_by_threads_with_attention_apart_changes_nothing() {
    let config = EncoderConfig {
        hidden: 192,
        embedding: 192,
        positions: 512,
        ..config()
    };
    let texts = Texts::of(&[(0..512).map(|i| i * 31 % 100).collect()]);
    let encoder = encoder(&config, kernels().next().unwrap()).unwrap();
    let one = encoder.collect(texts.ragged(), Output::Hidden, 1).unwrap();
    for threads in [2, 3] {
        let more = encoder
            .collect(texts.ragged(), Output::Hidden, threads)
            .unwrap();
        assert_eq!(bits(&one), bits(&more), "{threads}");
    }
}

#[test]
fn first_is_the_first_of_hidden_and_mean_its_mean() {
    let texts = texts(20, 70);
    let encoder = encoder(&config(), kernels().next().unwrap()).unwrap();
    let first = encoder
        .collect(Texts::of(&texts).ragged(), Output::First, 1)
        .unwrap();
    let mean = encoder
        .collect(Texts::of(&texts).ragged(), Output::Mean, 1)
        .unwrap();
    let hidden = encoder
        .collect(Texts::of(&texts).ragged(), Output::Hidden, 1)
        .unwrap();
    let mut rows = hidden.chunks(72);
    for ((text, first), mean) in texts.iter().zip(first.chunks(72)).zip(mean.chunks(72)) {
        let rows: Vec<&[f32]> = rows.by_ref().take(text.len()).collect();
        assert_eq!(bits(rows[0]), bits(first));
        for (i, mean) in mean.iter().enumerate() {
            let sum: f64 = rows.iter().map(|row| f64::from(row[i])).sum();
            assert!((sum / text.len() as f64 - f64::from(*mean)).abs() < 1e-6);
        }
    }
}

#[test]
fn words_are_the_mean_of_rows_of_the_table() {
    let config = EncoderConfig {
        architecture: Architecture::Albert,
        embedding: 20,
        head: Head::None,
        ..config()
    };
    let table = weights("embeddings.word_embeddings.weight", &[100, 20], 0.2);
    let texts = texts(20, 70);
    let encoder = encoder(&config, kernels().next().unwrap()).unwrap();
    assert_eq!(encoder.width(Output::Words), 20);
    let words = encoder.collect(Texts::of(&texts).ragged(), Output::Words, 2);
    for (text, words) in texts.iter().zip(words.unwrap().chunks(20)) {
        for (i, word) in words.iter().enumerate() {
            let rows = text.iter().map(|id| table[*id as usize * 20 + i]);
            let sum: f64 = rows.map(f64::from).sum();
            assert!((sum / text.len() as f64 - f64::from(*word)).abs() < 1e-6);
        }
    }
}

#[test]
fn tensors_come_back_as_they_were_given() {
    for (architecture, embedding) in [(Architecture::Bert, 72), (Architecture::Albert, 20)] {
        for head in [Head::None, Head::Pooler, Head::Classifier { labels: 5 }] {
            for kernel in kernels() {
                let config = EncoderConfig {
                    architecture,
                    embedding,
                    head,
                    types: 3,
                    ..config()
                };
                let mut given = Vec::new();
                let encoder = Encoder::builder(config)
                    .with_kernel(kernel)
                    .unwrap()
                    .build(|name, shape| {
                        let values = weights(name, shape, 0.2);
                        given.push((name.to_owned(), shape.to_vec(), bits(&values)));
                        Ok::<_, Infallible>(values)
                    })
                    .unwrap();
                let parts = |tensor: Tensor| (tensor.name, tensor.shape, bits(&tensor.values));
                assert!(encoder.tensors().map(parts).eq(given.iter().cloned()));
                assert!(encoder.into_tensors().map(parts).eq(given));
            }
        }
    }
}

#[test]
fn kernels_differ_by_rounding() {
    for activation in [Activation::Gelu, Activation::GeluTanh, Activation::Relu] {
        for architecture in [Architecture::Bert, Architecture::Albert] {
            let config = EncoderConfig {
                activation,
                architecture,
                ..config()
            };
            let texts = Texts::of(&texts(20, 70));
            let outputs: Vec<Vec<f32>> = kernels()
                .map(|kernel| {
                    let encoder = encoder(&config, kernel).unwrap();
                    encoder.collect(texts.ragged(), Output::Hidden, 1).unwrap()
                })
                .collect();
            for other in &outputs[1..] {
                let gap = largest_difference(&outputs[0], other);
                assert!(gap < 1e-5, "{gap:e}");
            }
        }
    }
}

#[test]
fn every_text_reaches_the_sink_once() {
    let texts = Texts::of(&texts(200, 70));
    let encoder = encoder(&config(), kernels().next().unwrap()).unwrap();
    let mut seen = [0; 200];
    encoder
        .run(texts.ragged(), Output::First, 3, |text, values| {
            assert_eq!(values.len(), 72);
            seen[text] += 1;
        })
        .unwrap();
    assert_eq!(seen, [1; 200]);
}
