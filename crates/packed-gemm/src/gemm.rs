use std::sync::{Mutex, PoisonError};
use std::thread;

use crate::{Element, GemmError, Kernel, Packed, RowSource};

/// How products are computed: on which kernel and on how many threads.
///
/// The methods are the operations of this crate. No result depends on the number of threads, not
/// in its last bit; kernels differ from each other by rounding.
///
/// ```
/// use packed_gemm::{Gemm, Kernel};
///
/// let gemm = Gemm::new().with_threads(2).with_kernel(Kernel::Portable)?;
/// assert_eq!(gemm.kernel(), Kernel::Portable);
/// # Ok::<(), packed_gemm::GemmError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gemm {
    kernel: Kernel,
    threads: usize,
}

impl Gemm {
    /// The fastest kernel of this processor, on one thread.
    #[must_use]
    pub fn new() -> Self {
        Self {
            kernel: Kernel::detect(),
            threads: 1,
        }
    }

    /// At most so many threads, the calling one among them; 0 counts as 1.
    #[must_use]
    pub fn with_threads(self, threads: usize) -> Self {
        Self {
            threads: threads.max(1),
            ..self
        }
    }

    /// A kernel other than the fastest.
    ///
    /// # Errors
    /// A kernel that this processor cannot run.
    pub fn with_kernel(self, kernel: Kernel) -> Result<Self, GemmError> {
        if kernel.is_supported() {
            Ok(Self { kernel, ..self })
        } else {
            Err(GemmError::Kernel { kernel })
        }
    }

    /// The kernel in use.
    #[must_use]
    pub fn kernel(self) -> Kernel {
        self.kernel
    }

    /// The most threads that are used.
    #[must_use]
    pub fn threads(self) -> usize {
        self.threads
    }

    /// Lays out a right-hand matrix for products.
    pub fn pack<T: Element>(self, rows: &impl RowSource<T>) -> Packed<T> {
        Packed::new(self.kernel, rows)
    }
}

impl Default for Gemm {
    fn default() -> Self {
        Self::new()
    }
}

/// Runs `work` on all jobs, in their order as far as threads become free.
pub(crate) fn run<J: Send>(
    threads: usize,
    jobs: Vec<J>,
    work: impl Fn(&mut dyn Iterator<Item = J>) + Sync,
) {
    let threads = threads.min(jobs.len());
    if threads <= 1 {
        return work(&mut jobs.into_iter());
    }
    let queue = Mutex::new(jobs.into_iter());
    let take = || {
        work(&mut std::iter::from_fn(|| {
            queue.lock().unwrap_or_else(PoisonError::into_inner).next()
        }));
    };
    thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(take);
        }
        take();
    });
}
