//! A linear layer of few outputs on a GPU.

use burn::nn::Linear;
use burn::tensor::Tensor;

use crate::device::is_host;

/// Outputs of a product come in multiples of this.
const ALIGNMENT: usize = 8;

/// What `linear` gives for `[rows, in]`.
///
/// Under fusion a cached choice of Burn's autotune may be one that cannot compute a product of 3 or
/// 5 columns, and the failure is silent
/// ([tracel-ai/burn#5352](https://github.com/tracel-ai/burn/issues/5352)). So off the CPU the
/// product has columns of zeros beside the layer's own, which are cut off again.
pub(super) fn linear(linear: &Linear, x: Tensor<2>) -> Tensor<2> {
    if is_host(&x.device()) {
        return linear.forward(x);
    }
    padded(linear, x)
}

fn padded(linear: &Linear, x: Tensor<2>) -> Tensor<2> {
    let weight = linear.weight.val(); // [in, out]
    let [rows, _] = x.dims();
    let [width, out] = weight.dims();
    let missing = out.next_multiple_of(ALIGNMENT) - out;
    let weight = match missing {
        0 => weight,
        _ => {
            let zeros = Tensor::zeros([width, missing], &weight.device());
            Tensor::cat(vec![weight, zeros], 1)
        }
    };
    let product = x.matmul(weight).slice([0..rows, 0..out]);
    match &linear.bias {
        Some(bias) => product + bias.val().unsqueeze::<2>(),
        None => product,
    }
}

#[cfg(test)]
#[cfg(feature = "cpu")]
mod tests {
    use burn::nn::LinearConfig;
    use burn::optim::GradientsParams;
    use burn::tensor::Device;

    use super::*;

    /// Sums of at most 8 numbers, in another order.
    const TOLERANCE: f32 = 1e-6;

    #[test]
    fn padding_changes_neither_values_nor_gradients() {
        let device = Device::flex().autodiff();
        device.seed(3);
        for out in [1, 3, 5, 8, 9] {
            let layer = LinearConfig::new(6, out).init(&device);
            let x = Tensor::<2>::random([4, 6], burn::tensor::Distribution::Default, &device);
            let run = |y: Tensor<2>| {
                let values: Vec<f32> = y.clone().inner().into_data().iter::<f32>().collect();
                let loss = y.powi_scalar(2).sum();
                let gradients = GradientsParams::from_grads(loss.backward(), &layer);
                let weight = gradients.get::<2>(layer.weight.id).unwrap();
                (
                    values,
                    weight.into_data().iter::<f32>().collect::<Vec<f32>>(),
                )
            };
            let ours = run(padded(&layer, x.clone()));
            let theirs = run(layer.forward(x));
            assert_eq!(ours.0.len(), 4 * out);
            for (a, b) in [(ours.0, theirs.0), (ours.1, theirs.1)] {
                assert_eq!(a.len(), b.len());
                for (a, b) in a.iter().zip(&b) {
                    assert!(
                        (a - b).abs() < TOLERANCE * (1.0 + b.abs()),
                        "{out}: {a} {b}"
                    );
                }
            }
        }
    }
}
