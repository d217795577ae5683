/// What is wrong with the shapes or the kernel that a caller gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GemmError {
    /// Rows of zero columns say nothing of how many rows there are.
    #[error("rows must be at least 1 wide to be counted, got a width of 0")]
    ZeroWidth,
    /// Rows that overlap.
    #[error("the stride must be at least the width {width}, got {stride}")]
    Stride {
        /// Columns of a row.
        width: usize,
        /// Distance between the starts of two rows.
        stride: usize,
    },
    /// A slice that is too short for its shape.
    #[error("{what} must hold {expected} values, got {got}")]
    Length {
        /// Which slice.
        what: &'static str,
        /// The length, or the least length, that the shape asks for.
        expected: usize,
        /// The length.
        got: usize,
    },
    /// Two matrices whose inner dimensions differ.
    #[error("the left rows are {left} wide, the right matrix is {right} deep")]
    Depth {
        /// Columns of the left matrix.
        left: usize,
        /// Depth of the right matrix.
        right: usize,
    },
    /// A range of rows that the matrix does not have.
    #[error("rows {start}..{end} do not lie in a matrix of {count} rows")]
    Range {
        /// First row.
        start: usize,
        /// One past the last row.
        end: usize,
        /// Rows of the matrix.
        count: usize,
    },
    /// A kernel that this processor cannot run.
    #[error("this processor cannot run the kernel {kernel}")]
    Kernel {
        /// The kernel asked for.
        kernel: crate::Kernel,
    },
}
