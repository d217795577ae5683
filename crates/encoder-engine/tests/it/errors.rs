//! Each refusal and its message.

use std::error::Error;

use encoder_engine::{
    Architecture, Encoder, EncoderConfig, EncoderError, Head, Kernel, Output, Ragged,
};

use crate::made::{encoder, kernels, weights};

fn tiny() -> EncoderConfig {
    EncoderConfig {
        hidden: 8,
        embedding: 8,
        layers: 1,
        heads: 2,
        intermediate: 12,
        vocab: 10,
        positions: 6,
        ..EncoderConfig::default()
    }
}

fn build(config: EncoderConfig) -> Result<Encoder, EncoderError> {
    encoder(&config, Kernel::Portable)
}

fn run(
    head: Head,
    ids: &[u32],
    offsets: &[usize],
    output: Output,
) -> Result<Vec<f32>, EncoderError> {
    let encoder = build(EncoderConfig { head, ..tiny() })?;
    encoder.collect(Ragged::new(ids, offsets)?, output, 2)
}

#[test]
fn refuses_configurations_that_fit_no_encoder() {
    for (config, message) in [
        (
            EncoderConfig {
                hidden: 0,
                ..tiny()
            },
            "hidden must be from 1 to 16777216, got 0",
        ),
        (
            EncoderConfig {
                vocab: 16_777_217,
                ..tiny()
            },
            "vocab must be from 1 to 16777216, got 16777217",
        ),
        (
            EncoderConfig {
                layers: 1025,
                ..tiny()
            },
            "layers must be from 1 to 1024, got 1025",
        ),
        (
            EncoderConfig { heads: 3, ..tiny() },
            "heads must divide the hidden width 8, got 3",
        ),
        (
            EncoderConfig {
                embedding: 4,
                ..tiny()
            },
            "embedding must be the hidden width 8 in BERT, got 4",
        ),
        (
            EncoderConfig {
                eps: f32::NAN,
                ..tiny()
            },
            "eps must be at least 0 and below 1, got NaN",
        ),
        (
            EncoderConfig {
                head: Head::Classifier { labels: 0 },
                ..tiny()
            },
            "labels must be from 1 to 16777216, got 0",
        ),
    ] {
        assert_eq!(build(config).unwrap_err().to_string(), message);
    }
}

#[test]
fn refuses_texts_that_the_model_cannot_read() {
    for (ids, offsets, message) in [
        (
            &[1_u32, 2][..],
            &[][..],
            "there must be an offset more than there are texts, got none",
        ),
        (&[1, 2], &[1, 2], "offset 0 must be 0, got 1"),
        (&[1, 2], &[0, 2, 1, 2], "offset 2 must be at least 2, got 1"),
        (
            &[1, 2],
            &[0, 1],
            "offset 1 must be the number of tokens, 2, got 1",
        ),
        (
            &[1, 2],
            &[0, 3],
            "offset 1 must be the number of tokens, 2, got 3",
        ),
        (&[1, 2], &[0, 1, 1, 2], "text 1 has no tokens"),
        (
            &[1; 8],
            &[0, 1, 8],
            "text 1 has 7 tokens, the model has positions for 6",
        ),
        (
            &[1, 2, 10],
            &[0, 1, 3],
            "token 1 of text 1 is 10, the vocabulary ends before 10",
        ),
        (
            &[u32::MAX],
            &[0, 1],
            "token 0 of text 0 is 4294967295, the vocabulary ends before 10",
        ),
    ] {
        let error = run(Head::None, ids, offsets, Output::Mean).unwrap_err();
        assert_eq!(error.to_string(), message);
    }
}

#[test]
fn refuses_outputs_without_their_head() {
    for (head, output, message) in [
        (
            Head::None,
            Output::Pooled,
            "the output pooled needs a head that the configuration does not have",
        ),
        (
            Head::None,
            Output::Logits,
            "the output logits needs a head that the configuration does not have",
        ),
        (
            Head::Pooler,
            Output::Logits,
            "the output logits needs a head that the configuration does not have",
        ),
    ] {
        let error = run(head, &[1], &[0, 1], output).unwrap_err();
        assert_eq!(error.to_string(), message);
    }
}

#[test]
fn no_texts_have_no_outputs() {
    assert!(
        run(Head::None, &[], &[0], Output::Hidden)
            .unwrap()
            .is_empty()
    );
}

#[test]
fn names_the_tensor_that_is_wrong() {
    const NAME: &str = "encoder.layer.0.attention.self.key.bias";
    let with = |change: fn(Vec<f32>) -> Result<Vec<f32>, std::io::Error>| {
        Encoder::builder(tiny())
            .build(|name, shape| {
                let values = weights(name, shape, 0.2);
                if name == NAME {
                    change(values)
                } else {
                    Ok(values)
                }
            })
            .unwrap_err()
    };
    let short = with(|mut values| {
        values.pop();
        Ok(values)
    });
    assert_eq!(
        short.to_string(),
        format!("the tensor `{NAME}` must hold 8 values, got 7")
    );
    let infinite = with(|mut values| {
        values[3] = f32::INFINITY;
        Ok(values)
    });
    assert_eq!(
        infinite.to_string(),
        format!("the tensor `{NAME}` holds inf at index 3")
    );
    let missing = with(|_| Err(std::io::Error::other("no such tensor")));
    assert_eq!(
        missing.to_string(),
        format!("cannot get the tensor `{NAME}`")
    );
    assert_eq!(missing.source().unwrap().to_string(), "no such tensor");
}

#[test]
fn asks_for_each_tensor_once_and_by_its_name() {
    for (architecture, layers, expected) in [
        (Architecture::Bert, 2, 5 + 2 * 16 + 4),
        (Architecture::Albert, 5, 7 + 16 + 4),
    ] {
        let mut names = Vec::new();
        let head = Head::Classifier { labels: 2 };
        Encoder::builder(EncoderConfig {
            architecture,
            layers,
            head,
            ..tiny()
        })
        .build(|name, shape| {
            names.push(name.to_owned());
            Ok::<_, std::io::Error>(weights(name, shape, 0.2))
        })
        .unwrap();
        assert_eq!(names.len(), expected);
        names.sort();
        names.dedup();
        assert_eq!(names.len(), expected);
    }
}

#[test]
fn refuses_kernels_that_the_processor_lacks() {
    let lacking = Kernel::ALL
        .into_iter()
        .find(|kernel| kernels().all(|other| other != *kernel));
    let Some(kernel) = lacking else {
        return;
    };
    let error = Encoder::builder(tiny()).with_kernel(kernel).unwrap_err();
    assert_eq!(error.to_string(), "cannot choose the kernel");
}

#[test]
fn an_encoder_can_be_shared_by_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Encoder>();
}

#[test]
fn huge_weights_neither_panic_nor_hang() {
    let encoder = Encoder::builder(tiny())
        .build(|name, shape| {
            let mut values = weights(name, shape, 0.2);
            values.iter_mut().for_each(|value| *value *= 1e38);
            Ok::<_, std::io::Error>(values)
        })
        .unwrap();
    let texts = Ragged::new(&[1, 2, 3], &[0, 3]).unwrap();
    assert_eq!(encoder.collect(texts, Output::Hidden, 2).unwrap().len(), 24);
}
