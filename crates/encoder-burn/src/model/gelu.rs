//! The activation: GELU, exact or by tanh.

use burn::tensor::activation;
use burn::tensor::{Tensor, TensorData};
use rayon::prelude::*;

use super::is_host;
use crate::Activation;

/// Applies the activation to every number.
///
/// Burn's CPU backend calls a scalar `erf` or `tanh` on one thread; that of `erf` is a fifth of a
/// whole forward pass. On that backend the numbers are taken out and worked on here, on all threads.
pub fn activate<const D: usize>(x: Tensor<D>, activation: Activation) -> Tensor<D> {
    match activation {
        Activation::Gelu => on_host(x, gelu, gelu_tangent, activation::gelu),
        Activation::GeluNew => on_host(x, gelu_new, gelu_new_tangent, activation::gelu_approximate),
    }
}

/// `value` of every number, on the tape by `tangent`; `burn` does what is not on the host.
fn on_host<const D: usize>(
    x: Tensor<D>,
    value: impl Fn(f32) -> f32 + Sync,
    tangent: impl Fn(f32) -> [f32; 2] + Sync,
    burn: impl FnOnce(Tensor<D>) -> Tensor<D>,
) -> Tensor<D> {
    let device = x.device();
    if !is_host(&device) {
        return burn(x);
    }
    if device.is_autodiff() {
        return on_tape(x, tangent, burn);
    }
    let mut data = x.into_data();
    match data.as_mut_slice::<f32>() {
        Ok(values) => values.par_chunks_mut(8192).for_each(|chunk| {
            for x in chunk {
                *x = value(*x);
            }
        }),
        // Another number type than this crate ever makes: leave it to Burn.
        Err(_) => return burn(Tensor::from_data(data, &device)),
    }
    Tensor::from_data(data, &device)
}

/// The same with a gradient.
///
/// An operation of one's own on the tape would need Burn's feature `extension`. Instead the value is
/// written as the tangent at each number: slope and intercept are constants on the tape, so the
/// backward pass is one product with the slope, which is the derivative.
fn on_tape<const D: usize>(
    x: Tensor<D>,
    tangent: impl Fn(f32) -> [f32; 2] + Sync,
    burn: impl FnOnce(Tensor<D>) -> Tensor<D>,
) -> Tensor<D> {
    let plain = x.device().without_autodiff();
    let shape = x.dims();
    let mut slopes = x.clone().inner().into_data();
    let mut intercepts = vec![0.0_f32; shape.iter().product()];
    match slopes.as_mut_slice::<f32>() {
        Ok(values) => values
            .par_chunks_mut(8192)
            .zip(intercepts.par_chunks_mut(8192))
            .for_each(|(values, intercepts)| {
                for (value, intercept) in values.iter_mut().zip(intercepts) {
                    [*value, *intercept] = tangent(*value);
                }
            }),
        Err(_) => return burn(x),
    }
    let slopes = Tensor::from_data(slopes, &plain);
    let intercepts = Tensor::from_data(TensorData::new(intercepts, shape), &plain);
    x * slopes + intercepts
}

/// `x / 2 (1 + erf(x / sqrt 2))`.
#[inline]
fn gelu(x: f32) -> f32 {
    0.5 * x * (1.0 + erf(x * std::f32::consts::FRAC_1_SQRT_2))
}

/// Slope and intercept of [`gelu`]: `erf`'s part plus `x phi(x)`, and `-x^2 phi(x)`, with `phi` the
/// normal density.
#[inline]
fn gelu_tangent(x: f32) -> [f32; 2] {
    let x_density = x * density(x);
    let slope = 0.5 * (1.0 + erf(x * std::f32::consts::FRAC_1_SQRT_2)) + x_density;
    [slope, -x * x_density]
}

/// `x / 2 (1 + tanh(u))` with `u = sqrt(2 / pi) (x + 0.044715 x^3)`.
#[inline]
fn gelu_new(x: f32) -> f32 {
    x * sigmoid(x)[0]
}

/// Slope and intercept of [`gelu_new`].
#[inline]
fn gelu_new_tangent(x: f32) -> [f32; 2] {
    let [sigmoid, slope] = sigmoid(x);
    let x_slope = x * slope;
    [sigmoid + x_slope, -x * x_slope]
}

/// `(1 + tanh(u)) / 2`, which is `1 / (1 + exp(-2 u))`, and its derivative by `x`. Free of
/// branches, as `erf`.
#[inline]
fn sigmoid(x: f32) -> [f32; 2] {
    /// `2 sqrt(2 / pi)`
    const SCALE: f32 = 1.595_769_2;
    const CUBE: f32 = 0.044_715;
    // Beyond, the value is 0 or 1 and the derivative 0.
    let x = x.clamp(-20.0, 20.0);
    let twice = SCALE * x * (1.0 + CUBE * x * x);
    // Of the number of smaller size, so that nothing overflows.
    let small = power_of_2(-std::f32::consts::LOG2_E * twice.abs());
    let (one, sum) = (if twice < 0.0 { small } else { 1.0 }, 1.0 + small);
    let twice_slope = SCALE * (1.0 + 3.0 * CUBE * x * x);
    [one / sum, small / (sum * sum) * twice_slope]
}

/// `exp(-x^2 / 2) / sqrt(2 pi)`, within 1e-7.
#[inline]
fn density(x: f32) -> f32 {
    /// `1 / sqrt(2 pi)`
    const SCALE: f32 = 0.398_942_3;
    SCALE * power_of_2(-0.5 * std::f32::consts::LOG2_E * x * x)
}

/// `2^power` for powers up to 0; below -126 the smallest number of full precision.
///
/// The power is split into a whole part, which goes into the exponent's bits, and a rest in
/// [-1/2, 1/2], for which the Taylor series of `2^r` up to the sixth power is enough. Free of
/// branches, as `erf`.
#[inline]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the whole part is in [-126, 0]"
)]
fn power_of_2(power: f32) -> f32 {
    const LN_2: f32 = std::f32::consts::LN_2;
    const SERIES: [f32; 7] = [
        LN_2 * LN_2 * LN_2 * LN_2 * LN_2 * LN_2 / 720.0,
        LN_2 * LN_2 * LN_2 * LN_2 * LN_2 / 120.0,
        LN_2 * LN_2 * LN_2 * LN_2 / 24.0,
        LN_2 * LN_2 * LN_2 / 6.0,
        LN_2 * LN_2 / 2.0,
        LN_2,
        1.0,
    ];
    let power = power.max(-126.0);
    let whole = (power - 0.5) as i32;
    let rest = power - whole as f32;
    let series = SERIES.iter().fold(0.0, |sum, c| sum * rest + c);
    series * f32::from_bits(((whole + 127) as u32) << 23)
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

    type Function = fn(Tensor<2>) -> Tensor<2>;

    const BURN: [(Activation, Function); 2] = [
        (Activation::Gelu, activation::gelu),
        (Activation::GeluNew, activation::gelu_approximate),
    ];

    #[test]
    #[cfg(feature = "cpu")]
    fn has_the_value_and_the_gradient_of_burn_s() {
        let device = burn::tensor::Device::flex().autodiff();
        let numbers: Vec<f32> = (-1500_i16..=1500).map(|x| f32::from(x) / 100.0).collect();
        let run = |function: &dyn Fn(Tensor<2>) -> Tensor<2>| {
            let data = TensorData::new(numbers.clone(), [1, numbers.len()]);
            let x = Tensor::<2>::from_data(data, &device).require_grad();
            let y = function(x.clone());
            let values: Vec<f32> = y.clone().inner().into_data().iter::<f32>().collect();
            // Unequal weights, so that a gradient at the wrong place shows.
            let weighted = y * x.clone().inner().cos();
            let gradients = x.grad(&weighted.sum().backward()).unwrap();
            (
                values,
                gradients.into_data().iter::<f32>().collect::<Vec<f32>>(),
            )
        };
        let apart = |a: &[f32], b: &[f32]| {
            a.iter()
                .zip(b)
                .map(|(a, b)| (a - b).abs())
                .fold(0.0, f32::max)
        };
        for (which, burn) in BURN {
            let (ours, theirs) = (run(&|x| activate(x, which)), run(&burn));
            let gaps = (apart(&ours.0, &theirs.0), apart(&ours.1, &theirs.1));
            // A rounding at 15 is 1e-6.
            assert!(gaps.0 < 2e-6 && gaps.1 < 2e-6, "{which:?}: {gaps:?}");
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
        for (which, burn) in BURN {
            let ours = activate(x.clone(), which).into_data();
            let burns = burn(x.clone()).into_data();
            for (ours, burns) in ours.iter::<f32>().zip(burns.iter::<f32>()) {
                assert!((ours - burns).abs() < 1e-6, "{which:?}: {ours} {burns}");
            }
        }
    }

    /// Values of `math.tanh` in Python 3.11.
    #[test]
    fn the_tanh_form_is_close_far_out_and_never_lost() {
        for (x, value) in [
            (1.0, 0.841_191_990_608_3),
            (-1.0, -0.158_808_009_391_7),
            (-5.0, -2.291_796_197e-7),
            (30.0, 30.0),
            (1e30, 1e30),
        ] {
            let found = f64::from(gelu_new(x));
            assert!(
                (found - value).abs() <= 2e-7 * value.abs().max(1.0),
                "{x}: {found}"
            );
        }
        assert!(gelu_new(-1e30).abs() < 1e-6);
        let [slope, intercept] = gelu_new_tangent(-1e4);
        assert!(slope.abs() < 1e-6 && intercept.abs() < 1e-6);
        assert!(gelu_new(f32::NAN).is_nan() && gelu_new_tangent(f32::NAN)[0].is_nan());
    }
}
