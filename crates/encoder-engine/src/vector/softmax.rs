use super::exp::exp_less;
use super::{LANES, Work, fold, sum};

/// `e^x` over the sum of all `e^x`, in place.
pub(crate) struct Softmax<'a>(pub(crate) &'a mut [f32]);

impl Work for Softmax<'_> {
    type Output = ();

    #[inline(always)]
    fn run<const FMA: bool>(self) {
        let most = largest(self.0);
        for value in self.0.iter_mut() {
            *value = exp_less::<FMA>(*value, most);
        }
        let scale = 1.0 / sum(self.0, |value| value);
        for value in self.0 {
            *value *= scale;
        }
    }
}

#[inline(always)]
fn largest(values: &[f32]) -> f32 {
    // One instruction, unlike `f32::max`.
    let larger = |a: f32, b: f32| if a > b { a } else { b };
    let (chunks, rest) = values.as_chunks::<LANES>();
    let mut lanes = [f32::NEG_INFINITY; LANES];
    for chunk in chunks {
        for (lane, value) in lanes.iter_mut().zip(chunk) {
            *lane = larger(*lane, *value);
        }
    }
    for (lane, value) in lanes.iter_mut().zip(rest) {
        *lane = larger(*lane, *value);
    }
    fold(lanes, larger)
}

#[cfg(test)]
mod tests {
    use packed_gemm::Kernel;

    use super::*;
    use crate::vector::with;

    #[test]
    fn equals_the_formula_at_every_length() {
        for kernel in Kernel::ALL
            .into_iter()
            .filter(|kernel| kernel.is_supported())
        {
            for length in 1..100_u16 {
                let scores: Vec<f32> = (0..length)
                    .map(|i| f32::from(i * 37 % 101) - 50.0)
                    .collect();
                let most = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
                let powers: Vec<f64> = scores
                    .iter()
                    .map(|score| f64::from(score - most).exp())
                    .collect();
                let total: f64 = powers.iter().sum();
                let mut weights = scores;
                with(kernel, Softmax(&mut weights));
                for (weight, power) in weights.iter().zip(powers) {
                    assert!(
                        (f64::from(*weight) - power / total).abs() < 2e-7,
                        "{kernel} {length}"
                    );
                }
            }
        }
    }

    #[test]
    fn large_scores_do_not_overflow() {
        let mut weights = [1e30, -1e30, 1e30];
        with(Kernel::Portable, Softmax(&mut weights));
        assert!((weights[0] - 0.5).abs() < 1e-6 && weights[1] < 1e-30);
    }
}
