use crate::gemm::run;
use crate::micro::vector::{add_scaled, dot};
use crate::{Element, Gemm, GemmError, RowSource};

/// Values that a thread reads at the least.
const LEAST_VALUES: usize = 1 << 16;

impl Gemm {
    /// `out[i]` is the inner product of row `i` with `vector`, summed in `A`: `f32` rows can be
    /// summed in `f64`.
    ///
    /// # Errors
    /// A vector that is not as long as a row, an `out` with another length than there are rows.
    pub fn matvec<T: Element, A: Element + From<T>>(
        self,
        rows: &impl RowSource<T>,
        vector: &[A],
        out: &mut [A],
    ) -> Result<(), GemmError> {
        let (count, width) = (rows.count(), rows.width());
        check_length("the vector", width, vector.len())?;
        check_length("out", count, out.len())?;
        let threads = self.threads().min(1 + count * width / LEAST_VALUES);
        let share = count.div_ceil(4 * threads).max(1);
        let jobs: Vec<_> = out.chunks_mut(share).enumerate().collect();
        run(threads, jobs, |jobs| {
            let mut scratch = vec![T::default(); width];
            for (index, out) in jobs {
                for (i, out) in out.iter_mut().enumerate() {
                    let row = rows.row(index * share + i, &mut scratch);
                    *out = dot(self.kernel(), row, vector);
                }
            }
        });
        Ok(())
    }

    /// `out` is the sum of all rows, each times its weight, summed in `A`. Rows of weight 0 are
    /// never asked for.
    ///
    /// # Errors
    /// Another number of weights than of rows, an `out` that is not as long as a row.
    pub fn matvec_transposed<T: Element, A: Element + From<T>>(
        self,
        rows: &impl RowSource<T>,
        weights: &[A],
        out: &mut [A],
    ) -> Result<(), GemmError> {
        let (count, width) = (rows.count(), rows.width());
        check_length("the weights", count, weights.len())?;
        check_length("out", width, out.len())?;
        out.fill(A::default());
        // Columns, not rows, go to threads: each sum runs over all rows in their order.
        let threads = self.threads().min(1 + count * width / LEAST_VALUES);
        let share = width.div_ceil(threads).next_multiple_of(16).max(16);
        let jobs: Vec<_> = out.chunks_mut(share).enumerate().collect();
        run(threads, jobs, |jobs| {
            let mut scratch = vec![T::default(); width];
            for (index, out) in jobs {
                for (i, weight) in weights.iter().enumerate() {
                    if *weight != A::default() {
                        let row = rows.row(i, &mut scratch);
                        add_scaled(self.kernel(), out, *weight, &row[index * share..]);
                    }
                }
            }
        });
        Ok(())
    }
}

fn check_length(what: &'static str, expected: usize, got: usize) -> Result<(), GemmError> {
    if expected == got {
        Ok(())
    } else {
        Err(GemmError::Length {
            what,
            expected,
            got,
        })
    }
}
