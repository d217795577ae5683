//! Loops over slices, compiled once for each kernel.

mod activation;
mod exp;
mod norm;
mod softmax;

pub(crate) use activation::{Activate, AddBias};
pub(crate) use norm::Normalize;
pub(crate) use softmax::Softmax;

use packed_gemm::Kernel;

/// Independent sums that a loop keeps, so that it waits for no addition and rounds like a tree.
const LANES: usize = 32;

/// A loop that gains from wider registers. `run` must be `#[inline(always)]`, so that it takes on
/// the instructions of the function around it.
pub(crate) trait Work {
    type Output;
    fn run<const FMA: bool>(self) -> Self::Output;
}

#[allow(
    unsafe_code,
    reason = "functions for instructions that only some processors have"
)]
pub(crate) fn with<W: Work>(kernel: Kernel, work: W) -> W::Output {
    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx512f,avx2,fma")]
    fn avx512<W: Work>(work: W) -> W::Output {
        work.run::<true>()
    }
    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,fma")]
    fn avx2<W: Work>(work: W) -> W::Output {
        work.run::<true>()
    }
    match kernel {
        // SAFETY: the kernel is that of a `Gemm`, which refuses those that the processor lacks.
        #[cfg(target_arch = "x86_64")]
        Kernel::Avx512 => unsafe { avx512(work) },
        // SAFETY: as above.
        #[cfg(target_arch = "x86_64")]
        Kernel::Avx2 => unsafe { avx2(work) },
        _ => work.run::<false>(),
    }
}

/// `a b + c`, fused where that is one instruction.
#[inline(always)]
fn fused<const FMA: bool>(a: f32, b: f32, c: f32) -> f32 {
    if FMA || cfg!(target_arch = "aarch64") {
        a.mul_add(b, c)
    } else {
        a * b + c
    }
}

/// The polynomial with these coefficients, that of the highest power first.
#[inline(always)]
fn polynomial<const FMA: bool, const N: usize>(coefficients: [f32; N], x: f32) -> f32 {
    let mut sum = coefficients[0];
    for coefficient in &coefficients[1..] {
        sum = fused::<FMA>(sum, x, *coefficient);
    }
    sum
}

/// The sum of `term(value)` over a slice, as a tree.
#[inline(always)]
fn sum(values: &[f32], term: impl Fn(f32) -> f32) -> f32 {
    let (chunks, rest) = values.as_chunks::<LANES>();
    let mut sums = [0.0; LANES];
    for chunk in chunks {
        for (sum, value) in sums.iter_mut().zip(chunk) {
            *sum += term(*value);
        }
    }
    for (sum, value) in sums.iter_mut().zip(rest) {
        *sum += term(*value);
    }
    fold(sums, |a, b| a + b)
}

/// One value of all lanes, by halves.
#[inline(always)]
fn fold(mut lanes: [f32; LANES], both: impl Fn(f32, f32) -> f32) -> f32 {
    let mut half = LANES / 2;
    while half > 0 {
        for i in 0..half {
            lanes[i] = both(lanes[i], lanes[i + half]);
        }
        half /= 2;
    }
    lanes[0]
}
