//! Every operation on every kernel against the plain loop, over shapes around the tiles' edges.

use packed_gemm::{Fill, Gemm, Rows, Workspace};

use crate::matrices::{Number, assert_near, bits, gemms, numbers, sum};

/// Rows, columns and depths: none, one, odd, a tile, a block and more.
const SHAPES: [(usize, usize, usize); 16] = [
    (0, 3, 4),
    (3, 0, 4),
    (3, 4, 0),
    (1, 1, 1),
    (1, 33, 7),
    (5, 7, 3),
    (6, 16, 64),
    (12, 32, 256),
    (13, 31, 257),
    (11, 17, 255),
    (24, 64, 512),
    (25, 65, 513),
    (193, 40, 19),
    (200, 517, 33),
    (37, 1030, 70),
    (400, 9, 300),
];

/// Fills what no result may touch.
const UNTOUCHED: f64 = 77.0;

fn pair<T: Number>(a: &[T], b: &[T]) -> (f64, f64) {
    sum::<T>(a.iter().zip(b).map(|(a, b)| (*a).into() * (*b).into()))
}

fn strided<T: Number>(values: &[T], count: usize, width: usize, stride: usize) -> Rows<'_, T> {
    Rows::with_stride(values, count, width, stride).unwrap()
}

fn products<T: Number>() {
    for (m, n, k) in SHAPES {
        let (pad_a, stride) = (k + 3, n + 5);
        let (a, b) = (numbers::<T>(m * pad_a, 1), numbers::<T>(n * k, 2));
        let left = strided(&a, m, k, pad_a);
        for gemm in gemms() {
            let packed = gemm.pack(&strided(&b, n, k, k));
            assert_eq!((packed.rows(), packed.depth()), (n, k));
            let mut first: Option<Vec<u64>> = None;
            for threads in [1, 2, 3, 8] {
                let gemm = gemm.with_threads(threads);
                let mut out = vec![T::of(UNTOUCHED); m * stride];
                gemm.product(&left, &packed, &mut out, stride, |_, _, _| ())
                    .unwrap();
                for (i, row) in out.chunks(stride).enumerate() {
                    for (j, got) in row.iter().enumerate() {
                        if j < n {
                            let expected = pair(&a[i * pad_a..][..k], &b[j * k..][..k]);
                            assert_near(*got, expected, (gemm, m, n, k, i, j));
                        } else {
                            assert_eq!(*got, T::of(UNTOUCHED));
                        }
                    }
                }
                let again = bits(&out);
                assert_eq!(first.get_or_insert_with(|| again.clone()), &again);
            }
        }
    }
}

#[test]
fn products_equal_the_plain_loop_in_single_precision() {
    products::<f32>();
}

#[test]
fn products_equal_the_plain_loop_in_double_precision() {
    products::<f64>();
}

/// Adds to what is there, and each result passes the epilogue once, under its own row and column.
fn sums_and_epilogues<T: Number>() {
    for (m, n, k) in SHAPES {
        let (a, b) = (numbers::<T>(m * k, 3), numbers::<T>(n * k, 4));
        for gemm in gemms() {
            let gemm = gemm.with_threads(2);
            let packed = gemm.pack(&Fill::new(n, k, |row: usize, into: &mut [T]| {
                into.copy_from_slice(&b[row * k..][..k]);
            }));
            let rows = Fill::new(m, k, |row: usize, into: &mut [T]| {
                into.copy_from_slice(&a[row * k..][..k]);
            });
            let mut plain = vec![T::default(); m * n];
            gemm.product(&rows, &packed, &mut plain, n, |_, _, _| ())
                .unwrap();
            let mut out = vec![T::of(2.0); m * n];
            gemm.add_product(&rows, &packed, &mut out, n, |row, column, values| {
                for (j, value) in values.iter_mut().enumerate() {
                    let place = (row * n + column + j) as f64;
                    *value = T::of((*value).into() + 16.0 * place);
                }
            })
            .unwrap();
            for (place, (got, plain)) in out.iter().zip(&plain).enumerate() {
                let expected = 2.0 + (*plain).into() + 16.0 * place as f64;
                let bound = 4.0 * T::EPSILON * (expected.abs() + k as f64);
                assert_near(*got, (expected, bound), (gemm, m, n, k, place));
            }
        }
    }
}

#[test]
fn sums_and_epilogues_take_each_result_once() {
    sums_and_epilogues::<f32>();
    sums_and_epilogues::<f64>();
}

fn grams<T: Number>() {
    for (n, k) in [
        (0, 3),
        (1, 1),
        (4, 0),
        (7, 5),
        (12, 32),
        (33, 257),
        (201, 40),
        (530, 17),
    ] {
        let values = numbers::<T>(n * k, 5);
        let rows = strided(&values, n, k, k);
        let stride = n + 1;
        for gemm in gemms() {
            let mut first: Option<Vec<u64>> = None;
            for threads in [1, 2, 5] {
                let gemm = gemm.with_threads(threads);
                let mut out = vec![T::of(UNTOUCHED); n * stride];
                gemm.gram(&rows, &mut out, stride, |row, column, values| {
                    assert!(column + values.len() <= row + 1);
                })
                .unwrap();
                for (place, got) in out.iter().enumerate() {
                    let (i, j) = (place / stride, place % stride);
                    if j <= i {
                        let expected = pair(&values[i * k..][..k], &values[j * k..][..k]);
                        assert_near(*got, expected, (gemm, n, k, i, j));
                    } else {
                        assert_eq!(*got, T::of(UNTOUCHED), "above the diagonal");
                    }
                }
                // A range of rows has the same bits as the whole.
                let packed = gemm.pack(&rows);
                let range = n / 3..n - n / 4;
                let mut part = vec![T::of(UNTOUCHED); range.len() * stride];
                gemm.gram_rows(
                    &rows,
                    &packed,
                    range.clone(),
                    &mut part,
                    stride,
                    |_, _, _| (),
                )
                .unwrap();
                assert_eq!(
                    bits(&part),
                    bits(&out[range.start * stride..range.end * stride])
                );
                let again = bits(&out);
                assert_eq!(first.get_or_insert_with(|| again.clone()), &again);
            }
        }
    }
}

#[test]
fn grams_equal_the_plain_loop_and_stop_at_the_diagonal() {
    grams::<f32>();
    grams::<f64>();
}

fn packed_rows<T: Number>() {
    for gemm in gemms() {
        for (count, depth) in [(0, 3), (3, 0), (1, 1), (33, 5), (64, 17), (71, 40)] {
            let values = numbers::<T>(count * depth, 11);
            let packed = gemm.pack(&strided(&values, count, depth, depth));
            let unpacked = packed.unpack();
            assert_eq!(unpacked.len(), values.len());
            for (unpacked, value) in unpacked.iter().zip(&values) {
                assert_eq!(unpacked.bits(), value.bits(), "{:?}", gemm.kernel());
            }
        }
    }
}

#[test]
fn packed_rows_come_back_as_they_were() {
    packed_rows::<f32>();
    packed_rows::<f64>();
}

fn weighted_grams<T: Number>() {
    for (n, d) in [
        (0, 4),
        (3, 0),
        (1, 1),
        (9, 5),
        (40, 33),
        (256, 12),
        (700, 70),
        (300, 130),
    ] {
        let values = numbers::<T>(n * d, 6);
        let mut weights = numbers::<T>(n, 7);
        weights
            .iter_mut()
            .step_by(3)
            .for_each(|weight| *weight = T::default());
        let rows = Fill::new(n, d, |row: usize, into: &mut [T]| {
            assert_ne!(row % 3, 0, "a row of weight 0");
            into.copy_from_slice(&values[row * d..][..d]);
        });
        let stride = d + 2;
        for gemm in gemms() {
            let mut first: Option<Vec<u64>> = None;
            for threads in [1, 2, 7] {
                let gemm = gemm.with_threads(threads);
                let mut out = vec![UNTOUCHED; d * stride];
                gemm.weighted_gram(&rows, &weights, &mut out, stride)
                    .unwrap();
                for (place, got) in out.iter().enumerate() {
                    let (i, j) = (place / stride, place % stride);
                    if j <= i {
                        let (expected, bound) = sum::<T>((0..n).map(|p| {
                            let product: f64 = values[p * d + i].into() * values[p * d + j].into();
                            product * weights[p].into()
                        }));
                        assert_near(*got, (expected, bound), (gemm, n, d, i, j));
                    } else {
                        assert_eq!(bits(&[*got]), bits(&[UNTOUCHED]), "above the diagonal");
                    }
                }
                let again = bits(&out);
                assert_eq!(first.get_or_insert_with(|| again.clone()), &again);
            }
        }
    }
}

#[test]
fn weighted_grams_equal_the_plain_loop_and_skip_rows_without_weight() {
    weighted_grams::<f32>();
    weighted_grams::<f64>();
}

fn small_products<T: Number>() {
    let alpha = T::of(0.125);
    for gemm in gemms() {
        // One workspace for all shapes: what a larger one leaves behind must not matter.
        let mut workspace = Workspace::new();
        for (m, n, k) in SHAPES.into_iter().rev() {
            let (pad, stride) = (k + 9, n + 1);
            let a = numbers::<T>(m * pad, 8);
            let b = numbers::<T>(n * pad, 9);
            let (left, right) = (strided(&a, m, k, pad), strided(&b, n, k, pad));
            let mut out = vec![T::default(); m * stride];
            gemm.small_product(alpha, &left, &right, &mut out, stride, &mut workspace)
                .unwrap();
            let flat: Vec<T> = (0..k * n).map(|at| b[at % n * pad + at / n]).collect();
            let right = strided(&flat, k, n, n);
            let mut other = vec![T::default(); m * stride];
            gemm.small_product_untransposed(
                alpha,
                &left,
                &right,
                &mut other,
                stride,
                &mut workspace,
            )
            .unwrap();
            assert_eq!(bits(&out), bits(&other), "{gemm:?} {m} {n} {k}");
            for (place, got) in out.iter().enumerate() {
                let (i, j) = (place / stride, place % stride);
                if j < n {
                    let (sum, bound) = pair(&a[i * pad..][..k], &b[j * pad..][..k]);
                    assert_near(*got, (0.125 * sum, bound), (gemm, m, n, k, i, j));
                }
            }
        }
    }
}

#[test]
fn small_products_equal_the_plain_loop() {
    small_products::<f32>();
    small_products::<f64>();
}

fn matvecs<T: Number, A: Number + From<T>>() {
    for (n, k) in [
        (0, 3),
        (3, 0),
        (1, 1),
        (5, 31),
        (64, 32),
        (33, 100),
        (700, 300),
    ] {
        let values = numbers::<T>(n * k, 10);
        let rows = strided(&values, n, k, k);
        let (vector, mut weights) = (numbers::<A>(k, 11), numbers::<A>(n, 12));
        weights
            .iter_mut()
            .step_by(4)
            .for_each(|weight| *weight = A::default());
        for gemm in gemms() {
            let run = |gemm: Gemm| {
                let (mut down, mut across) = (vec![A::default(); n], vec![A::of(5.0); k]);
                gemm.matvec(&rows, &vector, &mut down).unwrap();
                gemm.matvec_transposed(&rows, &weights, &mut across)
                    .unwrap();
                (down, across)
            };
            let (down, across) = run(gemm);
            for (i, got) in down.iter().enumerate() {
                let row = values[i * k..][..k].iter().zip(&vector);
                assert_near(
                    *got,
                    sum::<A>(row.map(|(a, b)| (*a).into() * (*b).into())),
                    (gemm, i),
                );
            }
            for (j, got) in across.iter().enumerate() {
                let column = (0..n).map(|i| values[i * k + j].into() * weights[i].into());
                assert_near(*got, sum::<A>(column), (gemm, j));
            }
            let (many_down, many_across) = run(gemm.with_threads(3));
            assert_eq!(bits(&down), bits(&many_down));
            assert_eq!(bits(&across), bits(&many_across));
        }
    }
}

#[test]
fn products_with_vectors_equal_the_plain_loop() {
    matvecs::<f32, f32>();
    matvecs::<f32, f64>();
    matvecs::<f64, f64>();
}

#[test]
fn a_single_row_may_have_any_stride() {
    let row = Rows::with_stride(&[3.0_f32, 4.0], 1, 2, usize::MAX).unwrap();
    for gemm in gemms() {
        let mut out = [0.0];
        gemm.gram(&row, &mut out, usize::MAX, |_, _, _| ()).unwrap();
        assert_eq!(bits(&out), bits(&[25.0_f32]));
    }
}

#[test]
fn windows_equal_rows_that_are_copied_out() {
    // Steps of less than a window, of a window, of more, and of a page, which is copied inside.
    for (count, width, step) in [
        (40, 13, 1),
        (70, 96, 48),
        (30, 8, 8),
        (9, 5, 12),
        (30, 3072, 1024),
    ] {
        let values = numbers::<f32>((count - 1) * step + width, 3);
        let weights = numbers::<f32>(35 * width, 4);
        let copied: Vec<f32> = (0..count)
            .flat_map(|row| values[row * step..][..width].to_vec())
            .collect();
        for gemm in gemms() {
            let packed = gemm.pack(&strided(&weights, 35, width, width));
            let product = |rows: &Rows<'_, f32>| {
                let mut out = vec![0.0; count * 35];
                gemm.product(rows, &packed, &mut out, 35, |_, _, _| ())
                    .unwrap();
                bits(&out)
            };
            let windows = Rows::windows(&values, count, width, step).unwrap();
            let expected = product(&strided(&copied, count, width, width));
            assert_eq!(product(&windows), expected, "{count} {width} {step}");
        }
    }
}

#[test]
fn tiny_numbers_are_not_flushed_to_zero() {
    let tiny = f32::MIN_POSITIVE / 8.0;
    let (a, b) = (vec![tiny; 40 * 3], vec![1.0_f32; 40 * 3]);
    for gemm in gemms() {
        let packed = gemm.pack(&Rows::new(&b, 3).unwrap());
        let mut out = vec![0.0; 40 * 40];
        gemm.product(
            &Rows::new(&a, 3).unwrap(),
            &packed,
            &mut out,
            40,
            |_, _, _| (),
        )
        .unwrap();
        assert_eq!(bits(&out), bits(&[3.0 * tiny; 40 * 40]));
    }
}

#[test]
fn infinities_and_not_a_number_stay_in_their_row_and_column() {
    let mut a = vec![1.0_f64; 15 * 20];
    a[3 * 20 + 7] = f64::NAN;
    a[9 * 20] = f64::INFINITY;
    let b = vec![1.0_f64; 21 * 20];
    for gemm in gemms() {
        let packed = gemm.pack(&Rows::new(&b, 20).unwrap());
        let mut out = vec![0.0; 15 * 21];
        gemm.product(
            &Rows::new(&a, 20).unwrap(),
            &packed,
            &mut out,
            21,
            |_, _, _| (),
        )
        .unwrap();
        for (i, row) in out.chunks(21).enumerate() {
            assert!(row.iter().all(|value| match i {
                3 => value.is_nan(),
                9 => *value == f64::INFINITY,
                _ => bits(&[*value]) == bits(&[20.0]),
            }));
        }
    }
}
