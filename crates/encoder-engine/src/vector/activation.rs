use super::exp::exp2;
use super::{Work, fused, polynomial};
use crate::Activation;

/// `values += bias`.
pub(crate) struct AddBias<'a> {
    pub(crate) values: &'a mut [f32],
    pub(crate) bias: &'a [f32],
}

impl Work for AddBias<'_> {
    type Output = ();

    #[inline(always)]
    fn run<const FMA: bool>(self) {
        for (value, bias) in self.values.iter_mut().zip(self.bias) {
            *value += bias;
        }
    }
}

/// `values = activation(values + bias)`.
pub(crate) struct Activate<'a> {
    pub(crate) activation: Activation,
    pub(crate) values: &'a mut [f32],
    pub(crate) bias: &'a [f32],
}

impl Work for Activate<'_> {
    type Output = ();

    #[inline(always)]
    fn run<const FMA: bool>(self) {
        let pairs = self.values.iter_mut().zip(self.bias);
        activate::<FMA>(
            self.activation,
            pairs.map(|(value, bias)| (*value + bias, value)),
        );
    }
}

/// Puts the activation of each number in the place beside it.
#[inline(always)]
pub(super) fn activate<'a, const FMA: bool>(
    activation: Activation,
    pairs: impl Iterator<Item = (f32, &'a mut f32)>,
) {
    match activation {
        Activation::Gelu => pairs.for_each(|(x, to)| *to = gelu::<FMA>(x)),
        Activation::GeluTanh => pairs.for_each(|(x, to)| *to = gelu_tanh::<FMA>(x)),
        Activation::Relu => pairs.for_each(|(x, to)| *to = positive(x)),
    }
}

#[inline(always)]
fn positive(x: f32) -> f32 {
    if x > 0.0 { x } else { 0.0 }
}

/// Beyond it both tails are below 1e-30.
const FAR: f32 = 14.0;

/// `-log2(erfc(x / sqrt(2)) / 2)` for `x` in [0, 6], growing beyond; fitted by
/// `fixtures/encoder-engine/fit.py` so that the tail errs by 1e-8 before rounding.
const TAIL: [f32; 11] = [
    2.8327678e-8,
    -8.3198705e-7,
    1.0530178e-5,
    -7.305634e-5,
    2.6515214e-4,
    3.5422785e-5,
    -6.9958502e-3,
    5.2477516e-2,
    4.592081e-1,
    1.1511058,
    1.000,
];

/// `x` times the normal distribution function.
#[inline(always)]
fn gelu<const FMA: bool>(x: f32) -> f32 {
    less_tail::<FMA>(x, normal_tail::<FMA>)
}

/// `x (1 + tanh(u)) / 2` with `u = sqrt(2 / pi) (x + 0.044715 x^3)`.
#[inline(always)]
fn gelu_tanh<const FMA: bool>(x: f32) -> f32 {
    less_tail::<FMA>(x, tanh_tail::<FMA>)
}

/// `max(x, 0) - |x| tail(|x|)`: far below zero nothing cancels, as it does in `1 + erf`.
#[inline(always)]
fn less_tail<const FMA: bool>(x: f32, tail: impl Fn(f32) -> f32) -> f32 {
    let size = x.abs();
    let size = if size > FAR { FAR } else { size };
    fused::<FMA>(-size, tail(size), positive(x))
}

/// `erfc(x / sqrt(2)) / 2` for `x` in [0, 14].
#[inline(always)]
fn normal_tail<const FMA: bool>(x: f32) -> f32 {
    exp2::<FMA>(-polynomial::<FMA, 11>(TAIL, x))
}

/// `(1 - tanh(u)) / 2`, which is `1 / (1 + e^(2 u))`.
#[inline(always)]
fn tanh_tail<const FMA: bool>(x: f32) -> f32 {
    const SCALE: f32 = 2.0 * 0.797_884_6 * std::f32::consts::LOG2_E;
    let u = x * fused::<FMA>(0.044_715 * x, x, 1.0);
    1.0 / (1.0 + exp2::<FMA>(SCALE * u))
}

#[cfg(test)]
mod tests {
    use packed_gemm::Kernel;

    use super::*;
    use crate::vector::with;

    /// `erfc` in f64: a sum whose terms are all positive, or far out a continued fraction.
    fn erfc(x: f64) -> f64 {
        let gauss = (-x * x).exp() / std::f64::consts::PI.sqrt();
        if x < 2.5 {
            let (mut term, mut sum) = (2.0 * x, 2.0 * x);
            for n in 1..100 {
                term *= 2.0 * x * x / f64::from(2 * n + 1);
                sum += term;
            }
            1.0 - gauss * sum
        } else {
            gauss
                / (1..80)
                    .rev()
                    .fold(x, |rest, n| x + f64::from(n) / 2.0 / rest)
        }
    }

    /// From 0 to `end`.
    fn grid(end: f32) -> impl Iterator<Item = f32> {
        (0..=200_000).map(move |i| end * i as f32 / 200_000.0)
    }

    #[test]
    fn the_reference_is_right() {
        for (x, expected) in [
            (0.5, 0.4795001221869535),
            (2.4, 0.0006885138966450789),
            (3.0, 2.2090496998585438e-05),
        ] {
            assert!((erfc(x) / expected - 1.0).abs() < 1e-11, "{x}");
        }
    }

    /// `erf(x / sqrt(2)) = 1 - 2 normal_tail(x)`.
    #[test]
    fn erf_errs_by_2e_7_at_most() {
        for x in grid(FAR) {
            let exact = 1.0 - erfc(f64::from(x) / std::f64::consts::SQRT_2);
            for tail in [normal_tail::<true>(x), normal_tail::<false>(x)] {
                let error = 1.0 - 2.0 * f64::from(tail) - exact;
                assert!(error.abs() <= 2e-7, "{x}: {error:e}");
            }
        }
    }

    #[test]
    fn the_tail_is_right_where_it_is_small() {
        for x in grid(5.0) {
            let exact = erfc(f64::from(x) / std::f64::consts::SQRT_2) / 2.0;
            let error = f64::from(normal_tail::<true>(x)) / exact - 1.0;
            assert!(error.abs() < 1e-5, "{x}: {error:e}");
        }
    }

    fn activated(kernel: Kernel, activation: Activation, xs: &[f32]) -> Vec<f32> {
        let mut values = xs.to_vec();
        let bias = vec![0.0; xs.len()];
        with(
            kernel,
            Activate {
                activation,
                values: &mut values,
                bias: &bias,
            },
        );
        values
    }

    fn kernels() -> impl Iterator<Item = Kernel> {
        Kernel::ALL
            .into_iter()
            .filter(|kernel| kernel.is_supported())
    }

    #[test]
    fn gelus_are_near_the_exact_ones() {
        let xs: Vec<f32> = grid(20.0).chain(grid(-20.0)).collect();
        for kernel in kernels() {
            for (x, value) in xs.iter().zip(activated(kernel, Activation::Gelu, &xs)) {
                let x = f64::from(*x);
                let tail = erfc(x.abs() / std::f64::consts::SQRT_2) / 2.0;
                let exact = x.max(0.0) - x.abs() * tail;
                assert!(
                    (f64::from(value) - exact).abs() < 2e-7 * x.abs().max(1.0),
                    "{kernel} {x}"
                );
            }
            for (x, value) in xs.iter().zip(activated(kernel, Activation::GeluTanh, &xs)) {
                let x = f64::from(*x);
                let u = (2.0 / std::f64::consts::PI).sqrt() * (x + 0.044_715 * x * x * x);
                let exact = 0.5 * x * (1.0 + u.tanh());
                assert!(
                    (f64::from(value) - exact).abs() < 4e-7 * x.abs().max(1.0),
                    "{kernel} {x}"
                );
            }
        }
    }

    #[test]
    fn huge_infinite_and_undefined_values_stay_what_they_are() {
        let xs = [3e38, f32::INFINITY, -3e38, f32::NEG_INFINITY, f32::NAN];
        for kernel in kernels() {
            for activation in [Activation::Gelu, Activation::GeluTanh, Activation::Relu] {
                let values = activated(kernel, activation, &xs);
                assert_eq!(values[..2], xs[..2], "{kernel} {activation:?}");
                assert!(
                    values[2..4].iter().all(|value| value.abs() < 1e-28),
                    "{values:?}"
                );
                assert!(
                    activation == Activation::Relu || values[4].is_nan(),
                    "{kernel} {activation:?}"
                );
            }
        }
    }
}
