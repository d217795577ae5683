//! The whole model in f64, each sum written out, beside the engine.

use wav2vec2_engine::{ConvolutionNorm, Head, HeadLayers, NormOrder, Output, SpeechConfig};

use crate::made::{DEVIATION, both, clip, encoder, kernels, relative_difference, weights};

type Matrix = Vec<Vec<f64>>;

const TOLERANCE: f32 = 1e-5;

struct Plain<'a>(&'a SpeechConfig);

fn tensor(name: &str, count: usize) -> Vec<f64> {
    let values = weights(name, count, DEVIATION);
    values.into_iter().map(f64::from).collect()
}

/// `erf` as a sum whose terms are all positive.
fn erf(x: f64) -> f64 {
    let (mut term, mut sum) = (2.0 * x, 2.0 * x);
    for n in 1..200 {
        term *= 2.0 * x * x / f64::from(2 * n + 1);
        sum += term;
    }
    sum * (-x * x).exp() / std::f64::consts::PI.sqrt()
}

fn gelu(x: f64) -> f64 {
    let size = x.abs().min(10.0);
    0.5 * x * (1.0 + erf(size / std::f64::consts::SQRT_2).copysign(x))
}

fn linear(name: &str, from: &Matrix, outputs: usize) -> Matrix {
    let inputs = from[0].len();
    let weight = tensor(&format!("{name}.weight"), outputs * inputs);
    let bias = tensor(&format!("{name}.bias"), outputs);
    let product = |row: &Vec<f64>| -> Vec<f64> {
        let sum = |(weight, bias): (&[f64], &f64)| {
            bias + weight.iter().zip(row).map(|(w, x)| w * x).sum::<f64>()
        };
        weight.chunks(inputs).zip(&bias).map(sum).collect()
    };
    from.iter().map(product).collect()
}

/// `(x - mean) / sqrt(variance + 1e-5)`.
fn standard(values: &[f64]) -> Vec<f64> {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let variance = values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / count;
    let scale = 1.0 / (variance + 1e-5).sqrt();
    values.iter().map(|x| (x - mean) * scale).collect()
}

fn layer_norm(name: &str, rows: &Matrix) -> Matrix {
    let gain = tensor(&format!("{name}.weight"), rows[0].len());
    let shift = tensor(&format!("{name}.bias"), rows[0].len());
    let norm = |row: &Vec<f64>| {
        let values = standard(row).into_iter().zip(&gain).zip(&shift);
        values.map(|((x, gain), shift)| x * gain + shift).collect()
    };
    rows.iter().map(norm).collect()
}

fn transposed(rows: &Matrix) -> Matrix {
    (0..rows[0].len())
        .map(|column| rows.iter().map(|row| row[column]).collect())
        .collect()
}

fn sum(a: &Matrix, b: &Matrix) -> Matrix {
    let add = |(a, b): (&Vec<f64>, &Vec<f64>)| a.iter().zip(b).map(|(a, b)| a + b).collect();
    a.iter().zip(b).map(add).collect()
}

fn activated(rows: &Matrix) -> Matrix {
    rows.iter()
        .map(|row| row.iter().map(|x| gelu(*x)).collect())
        .collect()
}

impl Plain<'_> {
    /// Mixture of layers or last layer, all frames.
    fn states(&self, clip: &[f32]) -> (Matrix, Matrix) {
        let config = self.0;
        let clip: Vec<f64> = clip.iter().map(|x| f64::from(*x)).collect();
        let count = clip.len() as f64;
        let mean = clip.iter().sum::<f64>() / count;
        let variance = clip.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / count;
        let scale = 1.0 / (variance + 1e-7).sqrt();
        let mut rows: Matrix = clip.iter().map(|x| vec![(x - mean) * scale]).collect();
        for index in 0..config.convolutions.len() {
            rows = self.convolution(index, &rows);
        }
        let rows = layer_norm("wav2vec2.feature_projection.layer_norm", &rows);
        let rows = linear(
            "wav2vec2.feature_projection.projection",
            &rows,
            config.hidden,
        );
        let mut rows = sum(&rows, &activated(&self.positional(&rows)));
        let norm = "wav2vec2.encoder.layer_norm";
        if config.norm_order == NormOrder::After {
            rows = layer_norm(norm, &rows);
        }
        let mut all = vec![rows.clone()];
        for layer in 0..config.layers {
            rows = self.layer(&format!("wav2vec2.encoder.layers.{layer}"), &rows);
            let normed = config.norm_order == NormOrder::Before && layer + 1 == config.layers;
            let unnormed = rows.clone();
            if normed {
                rows = layer_norm(norm, &rows);
            }
            let layers = match config.head {
                Head::Classifier { layers, .. } => layers,
                _ => HeadLayers::Last,
            };
            match layers {
                HeadLayers::Last => all = vec![rows.clone()],
                HeadLayers::Mixture => all.push(unnormed),
                _ => all.push(rows.clone()),
            }
        }
        if all.len() == 1 {
            return (rows.clone(), rows);
        }
        let powers = tensor("layer_weights", all.len());
        let total: f64 = powers.iter().map(|x| x.exp()).sum();
        let mut mixture = vec![vec![0.0; config.hidden]; rows.len()];
        for (states, power) in all.iter().zip(powers) {
            let share = power.exp() / total;
            let part: Matrix = states
                .iter()
                .map(|row| row.iter().map(|x| x * share).collect())
                .collect();
            mixture = sum(&mixture, &part);
        }
        (mixture, rows)
    }

    fn convolution(&self, index: usize, rows: &Matrix) -> Matrix {
        let shape = self.0.convolutions[index];
        let inputs = rows[0].len();
        let name = format!("wav2vec2.feature_extractor.conv_layers.{index}");
        let count = shape.channels * inputs * shape.kernel;
        let weight = tensor(&format!("{name}.conv.weight"), count);
        let bias = if self.0.convolution_bias {
            tensor(&format!("{name}.conv.bias"), shape.channels)
        } else {
            vec![0.0; shape.channels]
        };
        let at = |channel: usize, input: usize, place: usize| {
            weight[(channel * inputs + input) * shape.kernel + place]
        };
        let frames = (rows.len() - shape.kernel) / shape.stride + 1;
        let mut out = vec![bias; frames];
        for (frame, out) in out.iter_mut().enumerate() {
            for (channel, out) in out.iter_mut().enumerate() {
                for place in 0..shape.kernel {
                    let row = &rows[frame * shape.stride + place];
                    for (input, x) in row.iter().enumerate() {
                        *out += at(channel, input, place) * x;
                    }
                }
            }
        }
        let norm = format!("{name}.layer_norm");
        match self.0.convolution_norm {
            ConvolutionNorm::Layer => out = layer_norm(&norm, &out),
            _ if index == 0 => {
                let gain = tensor(&format!("{norm}.weight"), shape.channels);
                let shift = tensor(&format!("{norm}.bias"), shape.channels);
                let mut channels = transposed(&out);
                for ((channel, gain), shift) in channels.iter_mut().zip(gain).zip(shift) {
                    *channel = standard(channel).iter().map(|x| x * gain + shift).collect();
                }
                out = transposed(&channels);
            }
            _ => (),
        }
        activated(&out)
    }

    fn positional(&self, rows: &Matrix) -> Matrix {
        let (hidden, kernel) = (self.0.hidden, self.0.positional_kernel);
        let channels = hidden / self.0.positional_groups;
        let name = "wav2vec2.encoder.pos_conv_embed.conv";
        let weight_norm = format!("{name}.parametrizations.weight");
        let lengths = tensor(&format!("{weight_norm}.original0"), kernel);
        let directions = tensor(
            &format!("{weight_norm}.original1"),
            hidden * channels * kernel,
        );
        let norm = |place: usize| {
            let values = directions.iter().skip(place).step_by(kernel);
            values.map(|x| x * x).sum::<f64>().sqrt()
        };
        let scales: Vec<f64> = (0..kernel).map(|k| lengths[k] / norm(k)).collect();
        let mut out = vec![tensor(&format!("{name}.bias"), hidden); rows.len()];
        for (frame, out) in out.iter_mut().enumerate() {
            for (channel, out) in out.iter_mut().enumerate() {
                let group = channel / channels * channels;
                for (place, scale) in scales.iter().enumerate() {
                    let Some(seen) = (frame + place).checked_sub(kernel / 2) else {
                        continue;
                    };
                    for input in 0..channels {
                        let weight = directions[(channel * channels + input) * kernel + place];
                        let x = rows.get(seen).map_or(0.0, |row| row[group + input]);
                        *out += weight * scale * x;
                    }
                }
            }
        }
        out
    }

    fn layer(&self, name: &str, rows: &Matrix) -> Matrix {
        let attention = |rows: &Matrix| self.attention(&format!("{name}.attention"), rows);
        let forward = |rows: &Matrix| {
            let up = format!("{name}.feed_forward.intermediate_dense");
            let middle = activated(&linear(&up, rows, self.0.intermediate));
            let down = format!("{name}.feed_forward.output_dense");
            linear(&down, &middle, self.0.hidden)
        };
        let first = |rows: &Matrix| layer_norm(&format!("{name}.layer_norm"), rows);
        let second = |rows: &Matrix| layer_norm(&format!("{name}.final_layer_norm"), rows);
        match self.0.norm_order {
            NormOrder::Before => {
                let rows = sum(rows, &attention(&first(rows)));
                sum(&rows, &forward(&second(&rows)))
            }
            _ => {
                let rows = first(&sum(rows, &attention(rows)));
                second(&sum(&rows, &forward(&rows)))
            }
        }
    }

    fn attention(&self, name: &str, rows: &Matrix) -> Matrix {
        let width = self.0.hidden / self.0.heads;
        let [queries, keys, values] = ["q_proj", "k_proj", "v_proj"]
            .map(|part| linear(&format!("{name}.{part}"), rows, self.0.hidden));
        let mut context = vec![vec![0.0; self.0.hidden]; rows.len()];
        for head in 0..self.0.heads {
            let columns = head * width..(head + 1) * width;
            for (query, context) in queries.iter().zip(&mut context) {
                let query = &query[columns.clone()];
                let score = |key: &Vec<f64>| {
                    let key = &key[columns.clone()];
                    let product: f64 = query.iter().zip(key).map(|(q, k)| q * k).sum();
                    (product / (width as f64).sqrt()).exp()
                };
                let scores: Vec<f64> = keys.iter().map(score).collect();
                let total: f64 = scores.iter().sum();
                for (score, value) in scores.iter().zip(&values) {
                    for column in columns.clone() {
                        context[column] += score / total * value[column];
                    }
                }
            }
        }
        linear(&format!("{name}.out_proj"), &context, self.0.hidden)
    }
}

fn mean(rows: &Matrix) -> Vec<f64> {
    let sums = transposed(rows).into_iter();
    sums.map(|column| column.iter().sum::<f64>() / rows.len() as f64)
        .collect()
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the engine's values are f32"
)]
fn rounded(values: impl IntoIterator<Item = f64>) -> Vec<f32> {
    values.into_iter().map(|value| value as f32).collect()
}

#[test]
fn equals_the_sums_written_out() {
    let [base, mixture] = both();
    let normed = SpeechConfig {
        head: Head::Classifier {
            projection: 20,
            labels: 3,
            layers: HeadLayers::NormedMixture,
        },
        ..mixture.clone()
    };
    for config in [base, mixture, normed] {
        let clip = clip(3001);
        let (mixture, states) = Plain(&config).states(&clip);
        let projected = linear("projector", &vec![mean(&mixture)], 20);
        let logits = linear("classifier", &projected, 3);
        for kernel in kernels() {
            let encoder = encoder(&config, kernel).unwrap();
            for (output, expected) in [
                (Output::Hidden, rounded(states.iter().flatten().copied())),
                (Output::Mean, rounded(mean(&states))),
                (Output::HeadMean, rounded(mean(&mixture))),
                (Output::Logits, rounded(logits[0].clone())),
            ] {
                let values = encoder.collect(&[&clip], output, 1).unwrap();
                let gap = relative_difference(&values, &expected);
                assert!(gap <= TOLERANCE, "{kernel} {output}: {gap:e}");
            }
        }
    }
}
