//! Dense matrix products on a CPU, near what the processor can do, without build flags.
//!
//! - [`Gemm`] holds the kernel, found at run time, and the number of threads; its methods are the
//!   operations: [`product`](Gemm::product) and [`add_product`](Gemm::add_product) with a right side
//!   that is packed once ([`Packed`]), [`gram`](Gemm::gram) and [`gram_rows`](Gemm::gram_rows) for
//!   the inner products of rows with each other, [`weighted_gram`](Gemm::weighted_gram) for
//!   `X^T D X`, [`small_product`](Gemm::small_product) for attention heads,
//!   [`matvec`](Gemm::matvec) and [`matvec_transposed`](Gemm::matvec_transposed).
//! - [`Rows`] reads a matrix from a slice, [`windows`](Rows::windows) of a convolution among them,
//!   [`Fill`] from a closure that makes each row when it is packed: converted, centred, gathered,
//!   with no copy of the whole.
//! - An epilogue sees each piece of a result while it is in cache: a bias, an activation, a kernel
//!   function.
//! - [`Kernel`] names the instructions: AVX-512, AVX2 with FMA, or plain Rust, which is what other
//!   processors run.
//!
//! Matrices are `f32` or `f64` ([`Element`]), row-major. The depth of a product is never divided
//! among threads: any number of threads gives the same bits. Wrong shapes are a [`GemmError`].
//!
//! # Examples
//!
//! A linear layer, two tokens by three outputs, with a bias and a rectifier while the result is in
//! cache:
//!
//! ```
//! use packed_gemm::{Gemm, Rows};
//!
//! let weights = [1.0_f32, 0.0, 0.0, 1.0, 1.0, -1.0]; // three outputs of two inputs
//! let bias = [0.5, 0.0, 0.0];
//! let tokens = [1.0, 2.0, 3.0, -4.0];
//!
//! let gemm = Gemm::new().with_threads(2);
//! let layer = gemm.pack(&Rows::new(&weights, 2)?);
//! let mut out = [0.0; 6];
//! gemm.product(&Rows::new(&tokens, 2)?, &layer, &mut out, 3, |_, first, values| {
//!     for (value, bias) in values.iter_mut().zip(&bias[first..]) {
//!         *value = (*value + bias).max(0.0);
//!     }
//! })?;
//! assert_eq!(out, [1.5, 2.0, 0.0, 3.5, 0.0, 7.0]);
//! # Ok::<(), packed_gemm::GemmError>(())
//! ```
//!
//! A polynomial kernel matrix, of which only the lower triangle is computed:
//!
//! ```
//! use packed_gemm::{Gemm, Rows};
//!
//! let samples = [1.0_f64, 2.0, 3.0, 4.0];
//! let mut kernel = [0.0; 4];
//! Gemm::new().gram(&Rows::new(&samples, 2)?, &mut kernel, 2, |_, _, values| {
//!     values.iter_mut().for_each(|value| *value = (*value + 1.0).powi(3));
//! })?;
//! assert_eq!(kernel, [216.0, 0.0, 1728.0, 17576.0]);
//! # Ok::<(), packed_gemm::GemmError>(())
//! ```
//!
//! A weighted normal matrix of rows that are centred on the way:
//!
//! ```
//! use packed_gemm::{Fill, Gemm};
//!
//! let x = [[1.0_f64, 5.0], [3.0, 5.0], [2.0, 8.0]];
//! let mean = [2.0, 6.0];
//! let centred = Fill::new(3, 2, |row: usize, into: &mut [f64]| {
//!     for ((to, from), mean) in into.iter_mut().zip(x[row]).zip(mean) {
//!         *to = from - mean;
//!     }
//! });
//! let mut normal = [0.0; 4];
//! Gemm::new().weighted_gram(&centred, &[1.0, 2.0, 0.5], &mut normal, 2)?;
//! assert_eq!(normal, [3.0, 0.0, -1.0, 5.0]);
//! # Ok::<(), packed_gemm::GemmError>(())
//! ```
//!
//! # References
//!
//! K. Goto and R. van de Geijn, "Anatomy of high-performance matrix multiplication", ACM
//! Transactions on Mathematical Software 34(3), 2008. F. Van Zee and R. van de Geijn, "BLIS: a
//! framework for rapidly instantiating BLAS functionality", ACM Transactions on Mathematical
//! Software 41(3), 2015.

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

mod buffer;
mod element;
mod error;
mod gemm;
mod gram;
mod kernel;
mod matvec;
mod micro;
mod packed;
mod product;
mod rows;
mod small;
mod weighted;

pub use element::Element;
pub use error::GemmError;
pub use gemm::Gemm;
pub use kernel::Kernel;
pub use packed::Packed;
pub use rows::{Fill, RowSource, Rows};
pub use small::Workspace;
