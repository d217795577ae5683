//! Class probabilities from those of pairs.

/// Rounds over all classes, as in libsvm.
const MIN_ROUNDS: usize = 100;
/// libsvm's tolerance, to be divided by the classes.
const TOLERANCE: f64 = 0.005;

/// The `p >= 0` of sum 1 that minimises `sum_ij (r_ji p_i - r_ij p_j)^2`, where `r_ij` is the
/// probability of `i` against `j`: the iteration of Wu, Lin and Weng (2004) for
/// their second method, with libsvm's rule for stopping, so that the numbers are libsvm's.
pub(super) fn couple(classes: usize, wins: impl Fn(usize, usize) -> f64) -> Vec<f64> {
    // p'Qp with Q_ii = sum_j r_ji^2 and Q_ij = -r_ji r_ij.
    let mut q = vec![0.0; classes * classes];
    for i in 0..classes {
        for j in (0..classes).filter(|j| *j != i) {
            q[i * classes + i] += wins(j, i) * wins(j, i);
            q[i * classes + j] = -wins(j, i) * wins(i, j);
        }
    }
    let mut p = vec![1.0 / classes as f64; classes];
    let tolerance = TOLERANCE / classes as f64;
    for _ in 0..MIN_ROUNDS.max(classes) {
        let mut qp: Vec<f64> = (q.chunks_exact(classes))
            .map(|row| row.iter().zip(&p).map(|(q, p)| q * p).sum())
            .collect();
        let mut pqp: f64 = p.iter().zip(&qp).map(|(p, qp)| p * qp).sum();
        // At the minimum all entries of Qp equal p'Qp.
        let violation = (qp.iter()).fold(0.0, |most: f64, qp| most.max((qp - pqp).abs()));
        if violation < tolerance {
            break;
        }
        for t in 0..classes {
            let q_tt = q[t * classes + t];
            let step = (pqp - qp[t]) / q_tt;
            p[t] += step;
            // Back to sum 1; Qp and p'Qp follow without a new product.
            let sum = 1.0 + step;
            pqp = (pqp + step * (step * q_tt + 2.0 * qp[t])) / sum / sum;
            for j in 0..classes {
                qp[j] = (qp[j] + step * q[t * classes + j]) / sum;
                p[j] /= sum;
            }
        }
    }
    p
}
