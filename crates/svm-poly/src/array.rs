//! Samples from ndarray's views.

use ndarray::ArrayView2;

use crate::{Samples, SvmError};

/// A number that features may be: `f32` or `f64`.
pub trait Feature: sealed::Sealed + Sized {
    /// Rows of this type: [`Samples::f32`] or [`Samples::f64`].
    ///
    /// # Errors
    ///
    /// Those of the function named.
    fn samples(values: &[Self], rows: usize, columns: usize) -> Result<Samples<'_>, SvmError>;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for f32 {}
    impl Sealed for f64 {}
}

impl Feature for f32 {
    fn samples(values: &[Self], rows: usize, columns: usize) -> Result<Samples<'_>, SvmError> {
        Samples::f32(values, rows, columns)
    }
}

impl Feature for f64 {
    fn samples(values: &[Self], rows: usize, columns: usize) -> Result<Samples<'_>, SvmError> {
        Samples::f64(values, rows, columns)
    }
}

impl<'a> Samples<'a> {
    /// The rows of a view, borrowed without a copy: they must lie one after the other in
    /// memory, as those of `ndarray::Array2` do unless it was made in Fortran order.
    ///
    /// ```
    /// use ndarray::array;
    /// use svm_poly::{Samples, SvmError};
    ///
    /// let x = array![[0.0_f32, 1.0], [2.0, 3.0]];
    /// assert_eq!(Samples::from_array2(x.view())?.rows(), 2);
    /// assert_eq!(
    ///     Samples::from_array2(x.t()).unwrap_err().to_string(),
    ///     "expected rows one after the other in memory, got strides 1 and 2"
    /// );
    /// # Ok::<(), SvmError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`SvmError::NotRowMajor`], and those of [`Samples::f64`].
    pub fn from_array2<T: Feature>(view: ArrayView2<'a, T>) -> Result<Self, SvmError> {
        let (rows, columns) = view.dim();
        let strides = view.strides();
        let not_row_major = SvmError::NotRowMajor {
            strides: (strides[0], strides[1]),
        };
        let values = view.to_slice().ok_or(not_row_major)?;
        T::samples(values, rows, columns)
    }
}
