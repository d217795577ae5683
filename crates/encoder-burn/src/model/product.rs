//! Matrix products in the precision that is asked for, in sizes that a GPU can compute.

use burn::nn::Linear;
use burn::tensor::{FloatDType, Tensor};

use super::is_host;
use crate::Precision;

/// Rows of numbers that a GPU's products read lie at multiples of this many numbers: 16 bytes of
/// bf16.
///
/// Burn's autotune may give a product whose rows lie otherwise a kernel that cannot compute it, and
/// the failure is silent ([tracel-ai/burn#5352](https://github.com/tracel-ai/burn/issues/5352)). So
/// off the CPU classes, vocabulary and the length of a batch are padded to multiples of it; the
/// padding is cut off again or masked. Hidden widths are multiples of it in every model we know of.
pub const ALIGNMENT: usize = 8;

/// `a b`; its factors and the result are rounded to the precision, and the result is f32.
pub fn matmul<const D: usize>(a: Tensor<D>, b: Tensor<D>, precision: Precision) -> Tensor<D> {
    match precision {
        Precision::F32 => a.matmul(b),
        // A cast has a gradient, the cast back: weights and their gradients stay f32.
        Precision::Bf16 => a
            .cast(FloatDType::BF16)
            .matmul(b.cast(FloatDType::BF16))
            .cast(FloatDType::F32),
    }
}

/// What `linear` gives for `[rows, in]`.
pub fn linear(linear: &Linear, x: Tensor<2>, precision: Precision) -> Tensor<2> {
    match precision {
        Precision::F32 => linear.forward(x),
        Precision::Bf16 => {
            let product = matmul(x, linear.weight.val(), precision);
            with_bias(linear, product)
        }
    }
}

/// The same for a layer of any number of outputs.
pub fn aligned_linear(linear: &Linear, x: Tensor<2>) -> Tensor<2> {
    if is_host(&x.device()) {
        return linear.forward(x);
    }
    with_bias(linear, padded(x, linear.weight.val(), Precision::F32))
}

/// `[rows, in]` times `[in, out]` for any `out`.
pub fn aligned_matmul(x: Tensor<2>, y: Tensor<2>, precision: Precision) -> Tensor<2> {
    if is_host(&x.device()) {
        return matmul(x, y, precision);
    }
    padded(x, y, precision)
}

/// The product with columns of zeros beside those of `y`, which are cut off again.
fn padded(x: Tensor<2>, y: Tensor<2>, precision: Precision) -> Tensor<2> {
    let [rows, _] = x.dims();
    let [width, out] = y.dims();
    let missing = out.next_multiple_of(ALIGNMENT) - out;
    if missing == 0 {
        return matmul(x, y, precision);
    }
    let zeros = Tensor::zeros([width, missing], &y.device());
    matmul(x, Tensor::cat(vec![y, zeros], 1), precision).slice([0..rows, 0..out])
}

fn with_bias(linear: &Linear, product: Tensor<2>) -> Tensor<2> {
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
    use burn::tensor::{Device, Distribution};

    use super::*;
    use crate::device::for_tests;

    /// Sums of at most 8 numbers, in another order; on a GPU of factors that are rounded to TF32.
    fn tolerance() -> f32 {
        if is_host(&device()) { 1e-6 } else { 2e-3 }
    }

    fn device() -> Device {
        for_tests().burn().clone().autodiff()
    }

    /// Three roundings to 8 significant bits, of factors and result.
    const BF16_TOLERANCE: f32 = 3.0 / 256.0;

    /// Values and the gradient of the weights, for the loss `sum(y^2)`.
    fn run(layer: &Linear, y: Tensor<2>) -> [Vec<f32>; 2] {
        let values = y.clone().inner().into_data().iter::<f32>().collect();
        let loss = y.powi_scalar(2).sum();
        let gradients = GradientsParams::from_grads(loss.backward(), layer);
        let weight = gradients.get::<2>(layer.weight.id).unwrap();
        assert_eq!(FloatDType::from(weight.dtype()), FloatDType::F32);
        [values, weight.into_data().iter::<f32>().collect()]
    }

    /// Whether each number is near its counterpart, measured by the largest.
    fn near(ours: &[Vec<f32>; 2], theirs: &[Vec<f32>; 2], tolerance: f32) -> bool {
        ours.iter().zip(theirs).all(|(ours, theirs)| {
            let scale = theirs.iter().fold(1.0_f32, |most, x| most.max(x.abs()));
            ours.len() == theirs.len()
                && ours
                    .iter()
                    .zip(theirs)
                    .all(|(a, b)| (a - b).abs() < tolerance * scale)
        })
    }

    #[test]
    fn padding_changes_neither_values_nor_gradients() {
        let device = device();
        device.seed(3);
        for out in [1, 3, 5, 8, 9] {
            let layer = LinearConfig::new(6, out).init(&device);
            let x = Tensor::<2>::random([4, 6], Distribution::Default, &device);
            for precision in [Precision::F32, Precision::Bf16] {
                if precision.check(&for_tests()).is_err() {
                    continue;
                }
                let product = padded(x.clone(), layer.weight.val(), precision);
                let ours = run(&layer, with_bias(&layer, product));
                let theirs = run(&layer, linear(&layer, x.clone(), precision));
                assert_eq!(ours[0].len(), 4 * out);
                assert!(
                    near(&ours, &theirs, tolerance()),
                    "{out}: {ours:?} {theirs:?}"
                );
            }
        }
    }

    #[test]
    fn bf16_rounds_values_and_gradients_and_leaves_them_f32() {
        let device = device();
        if Precision::Bf16.check(&for_tests()).is_err() {
            return;
        }
        device.seed(4);
        let layer = LinearConfig::new(16, 8).init(&device);
        let x = Tensor::<2>::random([4, 16], Distribution::Default, &device);
        let exact = run(&layer, linear(&layer, x.clone(), Precision::F32));
        let rounded = run(&layer, linear(&layer, x, Precision::Bf16));
        assert_ne!(rounded, exact);
        assert!(near(&rounded, &exact, BF16_TOLERANCE));
    }
}
