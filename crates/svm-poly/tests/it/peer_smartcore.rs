//! Against smartcore, an independent implementation in Rust. It is approximate and
//! needs more rows than features, so only clear cases are compared, and loosely.

use smartcore::linalg::basic::matrix::DenseMatrix;
use smartcore::svm::Kernels;
use smartcore::svm::svc::{SVC, SVCParameters};
use svm_poly::{Gamma, Samples, Svm, SvmParams};

use crate::generator::Data;

/// Rows that must be given the same class.
const AGREEMENT: f64 = 0.97;

#[test]
fn agrees_with_smartcore_on_clear_cases() {
    for (degree, coef0) in [(1, 0.0), (2, 1.0)] {
        let data = Data::gaussians(40 + u64::from(degree), 120, 4, 2, 1.5);
        let (x, y) = (data.training(), data.training_labels());
        let rows: Vec<Vec<f64>> = x.chunks(data.columns).map(<[f64]>::to_vec).collect();
        let matrix = DenseMatrix::from_2d_vec(&rows).unwrap();
        let signs: Vec<i32> = y
            .iter()
            .map(|&label| if label == 1 { 1 } else { -1 })
            .collect();
        let kernel = Kernels::polynomial()
            .with_degree(f64::from(degree))
            .with_gamma(0.25)
            .with_coef0(coef0);
        let parameters = SVCParameters::default().with_c(1.0).with_kernel(kernel);
        let peer = SVC::fit(&matrix, &signs, &parameters).unwrap();
        let peer = peer.predict(&matrix).unwrap();

        let params = SvmParams::default()
            .with_degree(degree)
            .with_gamma(Gamma::Value(0.25))
            .with_coef0(coef0);
        let samples = Samples::f64(&x, data.rows, data.columns).unwrap();
        let ours = Svm::fit(samples, &y, &params)
            .unwrap()
            .predict(samples)
            .unwrap();

        let equal = peer
            .iter()
            .zip(&ours)
            .filter(|(p, o)| (**p > 0.0) == (**o == 1))
            .count();
        assert!(
            equal as f64 >= AGREEMENT * ours.len() as f64,
            "degree {degree}: {equal} of {} agree",
            ours.len()
        );
    }
}
