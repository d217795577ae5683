//! The activation: GELU, exact or by tanh.

use burn::tensor::Tensor;
use burn::tensor::activation;
use rayon::prelude::*;

use crate::Activation;
use crate::device::is_host;

/// Applies the activation to every number.
pub(super) fn activate(x: Tensor<2>, activation: Activation) -> Tensor<2> {
    match activation {
        Activation::Gelu => gelu(x),
        Activation::GeluNew => activation::gelu_approximate(x),
    }
}

/// `x / 2 (1 + erf(x / sqrt 2))`.
///
/// Burn's CPU backend calls a scalar `erf` on one thread, which is a fifth of a whole forward pass.
/// Where no gradient is wanted, the numbers are taken out and worked on here, on all threads.
fn gelu(x: Tensor<2>) -> Tensor<2> {
    let device = x.device();
    if device.is_autodiff() || !is_host(&device) {
        return activation::gelu(x);
    }
    let mut data = x.into_data();
    match data.as_mut_slice::<f32>() {
        Ok(values) => values.par_chunks_mut(8192).for_each(|chunk| {
            for value in chunk {
                *value = gelu_scalar(*value);
            }
        }),
        // Another number type than this crate ever makes: leave it to Burn.
        Err(_) => return activation::gelu(Tensor::from_data(data, &device)),
    }
    Tensor::from_data(data, &device)
}

#[inline]
fn gelu_scalar(x: f32) -> f32 {
    0.5 * x * (1.0 + erf(x * std::f32::consts::FRAC_1_SQRT_2))
}

/// Quotient of two polynomials, within 5e-7 everywhere; the coefficients are those that Eigen and
/// XLA use. Free of branches, so the compiler makes vector instructions of it.
#[inline]
#[expect(
    clippy::excessive_precision,
    reason = "the coefficients as they are published"
)]
fn erf(x: f32) -> f32 {
    const ODD: [f32; 7] = [
        -2.726_142_258_013_06e-10,
        2.770_681_424_959_02e-08,
        -2.101_024_020_825_08e-06,
        -5.692_506_394_623_46e-05,
        -7.349_906_303_268_55e-04,
        -2.954_599_808_540_25e-03,
        -1.609_603_332_624_15e-02,
    ];
    const EVEN: [f32; 5] = [
        -1.456_607_184_649_96e-05,
        -2.133_740_552_789_05e-04,
        -1.682_826_974_382_03e-03,
        -7.373_329_167_204_68e-03,
        -1.426_473_905_141_89e-02,
    ];
    let x = x.clamp(-4.0, 4.0);
    let square = x * x;
    let odd = ODD.iter().fold(0.0, |sum, c| sum * square + c);
    let even = EVEN.iter().fold(0.0, |sum, c| sum * square + c);
    x * odd / even
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values of `math.erf` in Python 3.11.
    #[test]
    fn erf_is_close_everywhere() {
        let cases = [
            (0.0, 0.0),
            (1e-3, 0.001_128_378_790_969_236_4),
            (0.1, 0.112_462_916_018_284_9),
            (0.5, 0.520_499_877_813_046_5),
            (1.0, 0.842_700_792_949_714_9),
            (1.5, 0.966_105_146_475_310_8),
            (2.0, 0.995_322_265_018_952_7),
            (3.0, 0.999_977_909_503_001_4),
            (4.0, 0.999_999_984_582_742_1),
            (50.0, 1.0),
        ];
        for (x, value) in cases {
            for sign in [1.0, -1.0] {
                let found = f64::from(erf(sign * x));
                assert!(
                    (found - f64::from(sign) * value).abs() < 5e-7,
                    "erf({x}): {found}"
                );
            }
        }
    }

    #[test]
    #[cfg(feature = "cpu")]
    fn equals_burn_on_the_cpu() {
        let device = burn::tensor::Device::flex();
        let x = Tensor::<1, burn::tensor::Int>::arange(-600..600, &device)
            .float()
            .reshape([2, 600])
            / 100.0;
        let ours: Vec<f32> = gelu(x.clone()).into_data().iter::<f32>().collect();
        let burns: Vec<f32> = activation::gelu(x).into_data().iter::<f32>().collect();
        for (ours, burns) in ours.iter().zip(&burns) {
            assert!((ours - burns).abs() < 1e-6, "{ours} {burns}");
        }
    }
}
