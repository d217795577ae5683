//! Loops over slices, compiled once for each kernel.

use crate::{Element, Kernel};

/// A loop that gains from wider registers. `run` must be `#[inline(always)]`, so that it takes on
/// the instructions of the function around it.
trait Work {
    type Output;
    fn run<const FMA: bool>(self) -> Self::Output;
}

fn with<W: Work>(kernel: Kernel, work: W) -> W::Output {
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
        // SAFETY: a `Kernel` reaches this place through `Gemm`, which refuses unsupported ones.
        #[cfg(target_arch = "x86_64")]
        Kernel::Avx512 => unsafe { avx512(work) },
        // SAFETY: as above.
        #[cfg(target_arch = "x86_64")]
        Kernel::Avx2 => unsafe { avx2(work) },
        _ => work.run::<false>(),
    }
}

/// The inner product, summed in `A`.
pub(crate) fn dot<T: Element, A: Element + From<T>>(kernel: Kernel, a: &[T], b: &[A]) -> A {
    with(kernel, Dot { a, b })
}

struct Dot<'a, T, A> {
    a: &'a [T],
    b: &'a [A],
}

impl<T: Element, A: Element + From<T>> Work for Dot<'_, T, A> {
    type Output = A;

    #[inline(always)]
    fn run<const FMA: bool>(self) -> A {
        const LANES: usize = 32;
        let (a, a_rest) = self.a.as_chunks::<LANES>();
        let (b, b_rest) = self.b.as_chunks::<LANES>();
        let mut sums = [A::default(); LANES];
        for (a, b) in a.iter().zip(b) {
            for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
                *sum = A::from(*a).fused::<FMA>(*b, *sum);
            }
        }
        for ((sum, a), b) in sums.iter_mut().zip(a_rest).zip(b_rest) {
            *sum = A::from(*a).fused::<FMA>(*b, *sum);
        }
        let mut half = LANES / 2;
        while half > 0 {
            for i in 0..half {
                sums[i] = sums[i] + sums[i + half];
            }
            half /= 2;
        }
        sums[0]
    }
}

/// `to[j] += by * from[j]`, in `A`.
pub(crate) fn add_scaled<T: Element, A: Element + From<T>>(
    kernel: Kernel,
    to: &mut [A],
    by: A,
    from: &[T],
) {
    with(kernel, AddScaled { to, by, from });
}

struct AddScaled<'a, T, A> {
    to: &'a mut [A],
    by: A,
    from: &'a [T],
}

impl<T: Element, A: Element + From<T>> Work for AddScaled<'_, T, A> {
    type Output = ();

    #[inline(always)]
    fn run<const FMA: bool>(self) {
        for (to, from) in self.to.iter_mut().zip(self.from) {
            *to = self.by.fused::<FMA>(A::from(*from), *to);
        }
    }
}

/// `to[j] += from[j]` in `f64`.
pub(crate) fn add_wide<T: Element>(kernel: Kernel, to: &mut [f64], from: &[T]) {
    with(kernel, AddWide { to, from });
}

struct AddWide<'a, T> {
    to: &'a mut [f64],
    from: &'a [T],
}

impl<T: Element> Work for AddWide<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<const FMA: bool>(self) {
        for (to, from) in self.to.iter_mut().zip(self.from) {
            *to += (*from).into();
        }
    }
}

/// Lays rows side by side: `to[p * width + i]` is `by * rows[i][p]`, and zero from the last row on.
pub(crate) fn transpose<T: Element>(
    kernel: Kernel,
    rows: &[&[T]],
    by: T,
    width: usize,
    to: &mut [T],
) {
    match width {
        4 => with(kernel, Transpose::<T, 4> { rows, by, to }),
        8 => with(kernel, Transpose::<T, 8> { rows, by, to }),
        16 => with(kernel, Transpose::<T, 16> { rows, by, to }),
        32 => with(kernel, Transpose::<T, 32> { rows, by, to }),
        _ => unreachable!("no kernel has panels of {width}"),
    }
}

struct Transpose<'a, T, const WIDTH: usize> {
    rows: &'a [&'a [T]],
    by: T,
    to: &'a mut [T],
}

impl<T: Element, const WIDTH: usize> Work for Transpose<'_, T, WIDTH> {
    type Output = ();

    #[inline(always)]
    fn run<const FMA: bool>(self) {
        let (to, _) = self.to.as_chunks_mut::<WIDTH>();
        if self.rows.len() < WIDTH {
            to.as_flattened_mut().fill(T::default());
            for (i, row) in self.rows.iter().enumerate() {
                for (to, value) in to.iter_mut().zip(*row) {
                    to[i] = *value * self.by;
                }
            }
            return;
        }
        // Eight values of each row at a time: a line of cache is read in one or two goes.
        const DEPTH: usize = 8;
        for (block, to) in to.chunks_mut(DEPTH).enumerate() {
            for (i, row) in self.rows.iter().take(WIDTH).enumerate() {
                let row = &row[block * DEPTH..];
                for (to, value) in to.iter_mut().zip(row) {
                    to[i] = *value * self.by;
                }
            }
        }
    }
}

/// Cuts rows into panels of `width` columns: `to[panel * step + r * width + j]` is `by[r]` times
/// column `panel * width + j` of row `r`, and zero beyond the last column.
pub(crate) fn cut<T: Element>(
    kernel: Kernel,
    rows: &[&[T]],
    by: &[T],
    width: usize,
    step: usize,
    to: &mut [T],
) {
    match width {
        4 => with(kernel, Cut::<T, 4> { rows, by, step, to }),
        6 => with(kernel, Cut::<T, 6> { rows, by, step, to }),
        8 => with(kernel, Cut::<T, 8> { rows, by, step, to }),
        12 => with(kernel, Cut::<T, 12> { rows, by, step, to }),
        16 => with(kernel, Cut::<T, 16> { rows, by, step, to }),
        32 => with(kernel, Cut::<T, 32> { rows, by, step, to }),
        _ => unreachable!("no kernel has panels of {width}"),
    }
}

struct Cut<'a, T, const WIDTH: usize> {
    rows: &'a [&'a [T]],
    by: &'a [T],
    step: usize,
    to: &'a mut [T],
}

impl<T: Element, const WIDTH: usize> Work for Cut<'_, T, WIDTH> {
    type Output = ();

    #[inline(always)]
    fn run<const FMA: bool>(self) {
        let Some(columns) = self.rows.first().map(|row| row.len()) else {
            return;
        };
        for (panel, to) in self.to.chunks_mut(self.step).enumerate() {
            let first = panel * WIDTH;
            if first >= columns {
                return;
            }
            let (to, _) = to.as_chunks_mut::<WIDTH>();
            for ((row, by), to) in self.rows.iter().zip(self.by).zip(to) {
                let from = &row[first..];
                if let Some(from) = from.first_chunk::<WIDTH>() {
                    for (to, from) in to.iter_mut().zip(from) {
                        *to = *from * *by;
                    }
                } else {
                    *to = [T::default(); WIDTH];
                    for (to, from) in to.iter_mut().zip(from) {
                        *to = *from * *by;
                    }
                }
            }
        }
    }
}
