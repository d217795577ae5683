//! Each refusal and its message.

use std::error::Error;

use wav2vec2_engine::{
    Convolution, ConvolutionNorm, Head, HeadLayers, Kernel, NormOrder, Output, SpeechConfig,
    SpeechEncoder, SpeechError,
};

use crate::made::{clip, config, encoder, kernels, tensor, weights};

fn tiny() -> SpeechConfig {
    config(ConvolutionNorm::Group, NormOrder::After)
}

fn build(config: SpeechConfig) -> Result<SpeechEncoder, SpeechError> {
    encoder(&config, Kernel::Portable)
}

#[test]
fn refuses_configurations_that_fit_no_model() {
    let convolution = |channels, kernel, stride| SpeechConfig {
        convolutions: vec![Convolution {
            channels,
            kernel,
            stride,
        }],
        ..tiny()
    };
    let head = |projection, labels| SpeechConfig {
        head: Head::Classifier {
            projection,
            labels,
            layers: HeadLayers::Last,
        },
        ..tiny()
    };
    for (config, message) in [
        (
            SpeechConfig {
                convolutions: Vec::new(),
                ..tiny()
            },
            "convolutions must be from 1 to 1024, got 0",
        ),
        (
            convolution(0, 3, 2),
            "channels must be from 1 to 1048576, got 0",
        ),
        (
            convolution(8, 65_537, 2),
            "kernel must be from 1 to 65536, got 65537",
        ),
        (
            convolution(8, 3, 0),
            "stride must be from 1 to 65536, got 0",
        ),
        (
            SpeechConfig {
                hidden: 1 << 21,
                ..tiny()
            },
            "hidden must be from 1 to 1048576, got 2097152",
        ),
        (
            SpeechConfig {
                layers: 0,
                ..tiny()
            },
            "layers must be from 1 to 1024, got 0",
        ),
        (
            SpeechConfig { heads: 5, ..tiny() },
            "heads must divide the hidden width 48, got 5",
        ),
        (
            SpeechConfig {
                positional_groups: 7,
                ..tiny()
            },
            "positional_groups must divide the hidden width 48, got 7",
        ),
        (
            SpeechConfig {
                positional_kernel: 0,
                ..tiny()
            },
            "positional_kernel must be from 1 to 65536, got 0",
        ),
        (
            SpeechConfig {
                eps: f32::NAN,
                ..tiny()
            },
            "eps must be at least 0 and below 1, got NaN",
        ),
        (head(0, 3), "projection must be from 1 to 1048576, got 0"),
        (head(4, 0), "labels must be from 1 to 1048576, got 0"),
    ] {
        assert_eq!(build(config).unwrap_err().to_string(), message);
    }
}

#[test]
fn refuses_clips_that_the_model_cannot_read() {
    let encoder = build(tiny()).unwrap();
    for (bad, message) in [
        (vec![], "clip 1 has 0 samples, a frame takes 30"),
        (clip(29), "clip 1 has 29 samples, a frame takes 30"),
        (vec![f32::NAN; 100], "clip 1 holds NaN at sample 0"),
        (
            [clip(70), vec![f32::NEG_INFINITY]].concat(),
            "clip 1 holds -inf at sample 70",
        ),
    ] {
        let clips = [clip(30), bad];
        let mut sink_calls = 0;
        let error = encoder
            .run(&clips, Output::Mean, 2, |_, _| sink_calls += 1)
            .unwrap_err();
        assert_eq!((error.to_string().as_str(), sink_calls), (message, 0));
        let error = encoder.collect(&clips, Output::Mean, 1).unwrap_err();
        assert_eq!(error.to_string(), message);
    }
}

#[test]
fn the_shortest_clip_of_the_base_model_has_400_samples() {
    let config = SpeechConfig::default();
    assert_eq!(config.samples(1), 400);
    for (samples, frames) in [
        (399, None),
        (400, Some(1)),
        (719, Some(1)),
        (720, Some(2)),
        (16_000, Some(49)),
        (48_000, Some(149)),
        (80_000, Some(249)),
    ] {
        assert_eq!(config.frames(samples), frames, "{samples}");
    }
    let unchecked = SpeechConfig {
        convolutions: vec![Convolution {
            channels: 1,
            kernel: usize::MAX,
            stride: 0,
        }],
        ..config
    };
    assert_eq!(unchecked.frames(usize::MAX), None);
    assert_eq!(unchecked.samples(usize::MAX), usize::MAX);
}

#[test]
fn refuses_logits_without_a_head() {
    let encoder = build(SpeechConfig {
        head: Head::None,
        ..tiny()
    })
    .unwrap();
    for (output, name) in [
        (Output::Logits, "logits"),
        (Output::HeadMean, "mean of the head"),
    ] {
        let error = encoder.collect(&[clip(100)], output, 1).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("the output {name} needs a head that the configuration does not have")
        );
    }
}

#[test]
fn no_clips_have_no_outputs() {
    let clips: [&[f32]; 0] = [];
    let values = build(tiny()).unwrap().collect(&clips, Output::Hidden, 2);
    assert!(values.unwrap().is_empty());
}

/// The error when `change` has worked on one tensor.
fn changed(name: &str, change: fn(Vec<f32>) -> Result<Vec<f32>, &'static str>) -> SpeechError {
    SpeechEncoder::builder(tiny())
        .build(|asked, shape| {
            let values = tensor(asked, shape)?;
            if asked == name {
                Ok(change(values)?)
            } else {
                Ok::<_, Box<dyn Error + Send + Sync>>(values)
            }
        })
        .unwrap_err()
}

#[test]
fn names_the_tensor_that_is_wrong() {
    for name in [
        "wav2vec2.feature_extractor.conv_layers.0.layer_norm.weight",
        "wav2vec2.feature_extractor.conv_layers.1.conv.weight",
        "wav2vec2.feature_projection.projection.bias",
        "wav2vec2.encoder.pos_conv_embed.conv.bias",
        "wav2vec2.encoder.pos_conv_embed.conv.parametrizations.weight.original1",
        "wav2vec2.encoder.layers.1.final_layer_norm.bias",
        "projector.weight",
    ] {
        let infinite = changed(name, |mut values| {
            values[2] = f32::INFINITY;
            Ok(values)
        });
        assert_eq!(
            infinite.to_string(),
            format!("the tensor `{name}` holds inf at index 2")
        );
        let missing = changed(name, |_| Err("cut off"));
        assert_eq!(
            missing.to_string(),
            format!("cannot get the tensor `{name}`")
        );
        assert_eq!(missing.source().unwrap().to_string(), "cut off");
    }
    let short = changed("classifier.bias", |mut values| {
        values.pop();
        Ok(values)
    });
    assert_eq!(
        short.to_string(),
        "the tensor `classifier.bias` must hold 3 values, got 2"
    );
}

#[test]
fn a_weight_norm_that_is_nowhere_is_named_as_it_is_spelled_now() {
    let name = "wav2vec2.encoder.pos_conv_embed.conv.parametrizations.weight.original0";
    let missing = changed(name, |_| Err("nowhere"));
    assert_eq!(
        missing.to_string(),
        format!("cannot get the tensor `{name}`")
    );
    assert_eq!(missing.source().unwrap().to_string(), "nowhere");
}

#[test]
fn refuses_a_weight_norm_of_nothing() {
    let name = "wav2vec2.encoder.pos_conv_embed.conv.parametrizations.weight.original1";
    let zero = changed(name, |mut values| {
        values
            .iter_mut()
            .skip(5)
            .step_by(12)
            .for_each(|value| *value = 0.0);
        Ok(values)
    });
    assert_eq!(
        zero.to_string(),
        format!("the tensor `{name}` is zero at place 5 of its last dimension")
    );
}

#[test]
fn asks_for_each_tensor_once_and_by_its_name() {
    // Convolutions, projection, positional convolution, norm, layers, head.
    for (norm, order, expected) in [
        (
            ConvolutionNorm::Group,
            NormOrder::After,
            5 + 4 + 3 + 2 + 2 * 16 + 4,
        ),
        (
            ConvolutionNorm::Layer,
            NormOrder::Before,
            12 + 4 + 3 + 2 + 2 * 16 + 5,
        ),
    ] {
        let mut names = Vec::new();
        SpeechEncoder::builder(config(norm, order))
            .build(|name, shape| {
                names.push(name.to_owned());
                Ok::<_, std::io::Error>(weights(name, shape.iter().product(), 0.2))
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
    let error = SpeechEncoder::builder(tiny())
        .with_kernel(kernel)
        .unwrap_err();
    assert_eq!(error.to_string(), "cannot choose the kernel");
}

#[test]
fn a_model_can_be_shared_by_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<SpeechEncoder>();
}

#[test]
fn huge_samples_and_weights_neither_panic_nor_hang() {
    let encoder = SpeechEncoder::builder(tiny())
        .build(|name, shape| {
            let mut values = tensor(name, shape)?;
            values.iter_mut().for_each(|value| *value *= 1e37);
            Ok::<_, Box<dyn Error + Send + Sync>>(values)
        })
        .unwrap();
    let clip: Vec<f32> = clip(200).iter().map(|sample| sample * 1e38).collect();
    let values = encoder.collect(&[clip], Output::Logits, 2).unwrap();
    assert_eq!(values.len(), 3);
}
