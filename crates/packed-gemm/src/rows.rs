use std::fmt;

use crate::{Element, GemmError};

/// A matrix that is read row by row: [`Rows`] or [`Fill`].
///
/// A row may be asked for several times and by several threads.
pub trait RowSource<T: Element>: Sync + sealed::Sealed {
    /// How many rows there are.
    fn count(&self) -> usize;

    /// How many columns there are.
    fn width(&self) -> usize;

    /// The row at `index`; `scratch`, as long as the row, may be used to make it in.
    #[doc(hidden)]
    fn row<'s>(&'s self, index: usize, scratch: &'s mut [T]) -> &'s [T];

    /// The values from row `first` on and their stride, where the rows lie in memory already.
    #[doc(hidden)]
    fn in_place(&self, _first: usize) -> Option<(&[T], usize)> {
        None
    }
}

mod sealed {
    pub trait Sealed {}
    impl<T> Sealed for super::Rows<'_, T> {}
    impl<F> Sealed for super::Fill<F> {}
}

/// Rows in a slice: one after the other, at a stride, or overlapping.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a, T> {
    values: &'a [T],
    count: usize,
    width: usize,
    stride: usize,
}

impl<'a, T: Element> Rows<'a, T> {
    /// All of `values`, in rows of `width`.
    ///
    /// # Errors
    /// A width of 0, or values that are no whole number of rows.
    pub fn new(values: &'a [T], width: usize) -> Result<Self, GemmError> {
        if width == 0 {
            return Err(GemmError::ZeroWidth);
        }
        let count = values.len() / width;
        if !values.len().is_multiple_of(width) {
            return Err(GemmError::Length {
                what: "whole rows",
                expected: count * width,
                got: values.len(),
            });
        }
        Self::with_stride(values, count, width, width)
    }

    /// `count` rows of `width` values whose starts lie `stride` apart. The width may be 0.
    ///
    /// # Errors
    /// A stride below the width, or too few values.
    pub fn with_stride(
        values: &'a [T],
        count: usize,
        width: usize,
        stride: usize,
    ) -> Result<Self, GemmError> {
        if stride < width {
            return Err(GemmError::Stride { width, stride });
        }
        Self::windows(values, count, width, stride)
    }

    /// `count` rows of `width` values whose starts lie `step` apart and which may overlap: what a
    /// convolution along the rows of a slice multiplies its weights with, without a copy.
    ///
    /// ```
    /// use packed_gemm::{Gemm, Rows};
    ///
    /// let signal = [1.0_f32, 2.0, 4.0, 8.0, 16.0];
    /// let gemm = Gemm::new();
    /// let filter = gemm.pack(&Rows::new(&[1.0, 1.0, -1.0], 3)?);
    /// let mut out = [0.0; 2];
    /// gemm.product(&Rows::windows(&signal, 2, 3, 2)?, &filter, &mut out, 1, |_, _, _| ())?;
    /// assert_eq!(out, [-1.0, -4.0]);
    /// # Ok::<(), packed_gemm::GemmError>(())
    /// ```
    ///
    /// # Errors
    /// Too few values.
    pub fn windows(
        values: &'a [T],
        count: usize,
        width: usize,
        step: usize,
    ) -> Result<Self, GemmError> {
        check_reach("the rows", values.len(), count, width, step)?;
        // A single row may name any stride; none is taken, and nothing computed from it overflows.
        let stride = if count > 1 { step } else { width };
        Ok(Self {
            values,
            count,
            width,
            stride,
        })
    }
}

impl<T: Element> RowSource<T> for Rows<'_, T> {
    fn count(&self) -> usize {
        self.count
    }

    fn width(&self) -> usize {
        self.width
    }

    fn row<'s>(&'s self, index: usize, _: &'s mut [T]) -> &'s [T] {
        &self.values[index * self.stride..][..self.width]
    }

    fn in_place(&self, first: usize) -> Option<(&[T], usize)> {
        Some((self.values.get(first * self.stride..)?, self.stride))
    }
}

/// Rows that a closure writes when they are needed: gathered, converted, centred.
///
/// ```
/// use packed_gemm::{Fill, Gemm};
///
/// let doubles = [[1.0_f64, 2.0], [3.0, 4.0]];
/// let rows = Fill::new(2, 2, |row: usize, into: &mut [f32]| {
///     for (to, from) in into.iter_mut().zip(doubles[row]) {
///         *to = from as f32;
///     }
/// });
/// assert_eq!(Gemm::new().pack(&rows).rows(), 2);
/// ```
#[derive(Clone, Copy)]
pub struct Fill<F> {
    count: usize,
    width: usize,
    fill: F,
}

impl<F> Fill<F> {
    /// `count` rows of `width` values; `fill(row, into)` overwrites all of `into`.
    pub fn new(count: usize, width: usize, fill: F) -> Self {
        Self { count, width, fill }
    }
}

impl<F> fmt::Debug for Fill<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fill")
            .field("count", &self.count)
            .field("width", &self.width)
            .finish_non_exhaustive()
    }
}

impl<T: Element, F: Fn(usize, &mut [T]) + Sync> RowSource<T> for Fill<F> {
    fn count(&self) -> usize {
        self.count
    }

    fn width(&self) -> usize {
        self.width
    }

    fn row<'s>(&'s self, index: usize, scratch: &'s mut [T]) -> &'s [T] {
        (self.fill)(index, scratch);
        scratch
    }
}

/// Whether `count` rows of `width` at `stride` lie in a slice of `length`.
pub(crate) fn check_strided(
    what: &'static str,
    length: usize,
    count: usize,
    width: usize,
    stride: usize,
) -> Result<(), GemmError> {
    if stride < width {
        return Err(GemmError::Stride { width, stride });
    }
    check_reach(what, length, count, width, stride)
}

/// Whether the last of `count` rows of `width`, `step` apart, ends in a slice of `length`.
fn check_reach(
    what: &'static str,
    length: usize,
    count: usize,
    width: usize,
    step: usize,
) -> Result<(), GemmError> {
    let expected = match count.checked_sub(1) {
        None => 0,
        Some(before) => before.saturating_mul(step).saturating_add(width),
    };
    if length < expected {
        return Err(GemmError::Length {
            what,
            expected,
            got: length,
        });
    }
    Ok(())
}

/// The first `width` values of each of `count` rows, as slices that can go to different threads.
pub(crate) fn rows_mut<'a, T: Element>(
    what: &'static str,
    out: &'a mut [T],
    count: usize,
    width: usize,
    stride: usize,
) -> Result<Vec<&'a mut [T]>, GemmError> {
    check_strided(what, out.len(), count, width, stride)?;
    Ok(if width == 0 {
        Vec::new()
    } else {
        out.chunks_mut(stride)
            .take(count)
            .map(|row| &mut row[..width])
            .collect()
    })
}
