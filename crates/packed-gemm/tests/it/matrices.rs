//! Matrices to multiply, the plain loop to compare with, and the bound between the two.

use packed_gemm::{Element, Gemm, Kernel};

/// `f32` and `f64`, as far as the tests need them.
pub(crate) trait Number: Element {
    const EPSILON: f64;
    fn of(value: f64) -> Self;
    fn bits(self) -> u64;
}

impl Number for f32 {
    const EPSILON: f64 = Self::EPSILON as f64;

    #[expect(clippy::cast_possible_truncation, reason = "rounded on purpose")]
    fn of(value: f64) -> Self {
        value as Self
    }

    fn bits(self) -> u64 {
        self.to_bits().into()
    }
}

impl Number for f64 {
    const EPSILON: Self = Self::EPSILON;

    fn of(value: f64) -> Self {
        value
    }

    fn bits(self) -> u64 {
        self.to_bits()
    }
}

/// All kernels that this machine runs.
pub(crate) fn gemms() -> Vec<Gemm> {
    Kernel::ALL
        .into_iter()
        .filter_map(|kernel| Gemm::new().with_kernel(kernel).ok())
        .collect()
}

/// Numbers between -1 and 1 of no pattern.
pub(crate) fn numbers<T: Number>(count: usize, seed: u64) -> Vec<T> {
    let mut state = seed.wrapping_mul(2) | 1;
    (0..count)
        .map(|_| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            T::of((state >> 40) as f64 / f64::from(1 << 23) - 1.0)
        })
        .collect()
}

/// The sum of `terms` in double precision, and how far a sum in `T` may lie from it.
pub(crate) fn sum<T: Number>(terms: impl Iterator<Item = f64>) -> (f64, f64) {
    let (mut sum, mut size, mut count) = (0.0, 0.0, 0.0);
    for term in terms {
        sum += term;
        size += term.abs();
        count += 1.0;
    }
    (
        sum,
        (count + 2.0) * T::EPSILON * size + f64::from(f32::MIN_POSITIVE) * T::EPSILON,
    )
}

#[track_caller]
pub(crate) fn assert_near<T: Number>(
    got: T,
    (expected, bound): (f64, f64),
    at: impl std::fmt::Debug,
) {
    let got: f64 = got.into();
    assert!(
        (got - expected).abs() <= bound,
        "{at:?}: {got} lies more than {bound} from {expected}"
    );
}

pub(crate) fn bits<T: Number>(values: &[T]) -> Vec<u64> {
    values.iter().map(|value| value.bits()).collect()
}
