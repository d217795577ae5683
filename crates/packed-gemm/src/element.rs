use std::fmt;
use std::ops::{Add, Mul};

use crate::Kernel;

/// `f32` or `f64`.
pub trait Element:
    Copy + Default + PartialEq + fmt::Debug + Send + Sync + Into<f64> + sealed::Tiles + 'static
{
}

impl Element for f32 {}
impl Element for f64 {}

/// The tile of a kernel: so many rows by so many columns of the result are held in registers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    pub(crate) rows: usize,
    pub(crate) columns: usize,
}

pub(crate) mod sealed {
    use super::{Add, Kernel, Mul, Shape};
    use crate::micro::TileCall;

    /// What the drivers need of a number. Public in name only.
    pub trait Tiles: Sized + Copy + Add<Output = Self> + Mul<Output = Self> {
        const ONE: Self;
        /// `self * by + to`, in one rounding if `FMA`.
        fn fused<const FMA: bool>(self, by: Self, to: Self) -> Self;
        fn shape(kernel: Kernel) -> Shape;
        /// # Safety
        /// The kernel must be supported and the call checked.
        #[allow(unsafe_code, reason = "the calls are checked in `micro::tile`")]
        unsafe fn tile(kernel: Kernel, call: &TileCall<'_, Self>);
    }
}
