use packed_gemm::{Gemm, Rows};
use proptest::prelude::*;

use crate::matrices::{assert_near, bits, gemms, numbers, sum};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_shape_equals_the_plain_loop(
        m in 0_usize..60,
        n in 0_usize..80,
        k in 1_usize..300,
        gap in 0_usize..5,
        threads in 1_usize..5,
        seed: u64,
    ) {
        let (a, b) = (numbers::<f32>(m * k, seed), numbers::<f32>(n * k, !seed));
        let (rows, columns) = (Rows::new(&a, k).unwrap(), Rows::new(&b, k).unwrap());
        let stride = n + gap;
        for gemm in gemms() {
            let mut out = vec![0.0; m * stride];
            let packed = gemm.pack(&columns);
            gemm.with_threads(threads)
                .product(&rows, &packed, &mut out, stride, |_, _, _| ())
                .unwrap();
            for i in 0..m {
                for j in 0..n {
                    let terms = a[i * k..][..k].iter().zip(&b[j * k..][..k]);
                    let terms = terms.map(|(a, b)| f64::from(*a) * f64::from(*b));
                    assert_near(out[i * stride + j], sum::<f32>(terms), (gemm, i, j));
                }
            }
        }
    }

    #[test]
    fn a_gram_has_the_bits_of_the_product_with_itself(
        n in 0_usize..90,
        k in 1_usize..300,
        seed: u64,
    ) {
        let values = numbers::<f64>(n * k, seed);
        let rows = Rows::new(&values, k).unwrap();
        let gemm = Gemm::new().with_threads(2);
        let (mut whole, mut lower) = (vec![0.0; n * n], vec![0.0; n * n]);
        gemm.product(&rows, &gemm.pack(&rows), &mut whole, n, |_, _, _| ()).unwrap();
        gemm.gram(&rows, &mut lower, n, |_, _, _| ()).unwrap();
        for i in 0..n {
            prop_assert_eq!(bits(&whole[i * n..=i * n + i]), bits(&lower[i * n..=i * n + i]));
        }
    }
}
