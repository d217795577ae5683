//! Each error, with its message.

use packed_gemm::{Gemm, GemmError, Kernel, Rows, Workspace};

fn message<T: std::fmt::Debug>(result: Result<T, GemmError>) -> String {
    result.unwrap_err().to_string()
}

#[test]
fn wrong_shapes_are_refused_with_what_was_expected() {
    let values = [0.0_f32; 12];
    assert_eq!(
        message(Rows::new(&values, 0)),
        "rows must be at least 1 wide to be counted, got a width of 0"
    );
    assert_eq!(
        message(Rows::new(&values, 5)),
        "whole rows must hold 10 values, got 12"
    );
    assert_eq!(
        message(Rows::with_stride(&values, 2, 4, 3)),
        "the stride must be at least the width 4, got 3"
    );
    assert_eq!(
        message(Rows::with_stride(&values, 4, 3, 4)),
        "the rows must hold 15 values, got 12"
    );
    assert_eq!(
        message(Rows::windows(&values, 5, 5, 2)),
        "the rows must hold 13 values, got 12"
    );
    let huge = Rows::with_stride(&values, usize::MAX, 3, usize::MAX);
    assert!(message(huge).starts_with("the rows must hold "));

    let gemm = Gemm::new();
    let (three, four) = (
        Rows::new(&values, 3).unwrap(),
        Rows::new(&values, 4).unwrap(),
    );
    let packed = gemm.pack(&four);
    let mut out = [0.0_f32; 12];
    assert_eq!(
        message(gemm.product(&three, &packed, &mut out, 3, |_, _, _| ())),
        "the left rows are 3 wide, the right matrix is 4 deep"
    );
    assert_eq!(
        message(gemm.product(&four, &packed, &mut out, 2, |_, _, _| ())),
        "the stride must be at least the width 3, got 2"
    );
    assert_eq!(
        message(gemm.add_product(&four, &packed, &mut out, 5, |_, _, _| ())),
        "out must hold 13 values, got 12"
    );
    assert_eq!(
        message(gemm.gram(&three, &mut out, 4, |_, _, _| ())),
        "out must hold 16 values, got 12"
    );
    assert_eq!(
        message(gemm.gram_rows(&four, &packed, 1..4, &mut out, 4, |_, _, _| ())),
        "rows 1..4 do not lie in a matrix of 3 rows"
    );
    let mut sums = [0.0; 9];
    assert_eq!(
        message(gemm.weighted_gram(&three, &[1.0; 3], &mut sums, 3)),
        "the weights must hold 4 values, got 3"
    );
    let mut workspace = Workspace::new();
    assert_eq!(
        message(gemm.small_product(1.0, &three, &four, &mut out, 3, &mut workspace)),
        "the left rows are 3 wide, the right matrix is 4 deep"
    );
    assert_eq!(
        message(gemm.small_product_untransposed(1.0, &four, &four, &mut out, 3, &mut workspace)),
        "the left rows are 4 wide, the right matrix is 3 deep"
    );
    assert_eq!(
        message(gemm.matvec(&three, &[1.0_f32; 2], &mut out[..4])),
        "the vector must hold 3 values, got 2"
    );
    assert_eq!(
        message(gemm.matvec_transposed(&three, &[1.0_f32; 4], &mut out[..4])),
        "out must hold 3 values, got 4"
    );
}

#[test]
fn kernels_of_other_processors_are_refused() {
    for kernel in Kernel::ALL {
        match Gemm::new().with_kernel(kernel) {
            Ok(gemm) => assert_eq!(gemm.kernel(), kernel),
            Err(error) => assert_eq!(
                error.to_string(),
                format!("this processor cannot run the kernel {kernel}")
            ),
        }
    }
    assert_eq!(Gemm::default().with_threads(0).threads(), 1);
}
