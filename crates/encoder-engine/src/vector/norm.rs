use super::activation::activate;
use super::{Work, fused, sum};
use crate::Activation;

/// LayerNorm of one row, after `bias` is added: `(x - mean) / sqrt(variance + eps) * gain + shift`,
/// and an activation of it.
pub(crate) struct Normalize<'a> {
    pub(crate) row: &'a mut [f32],
    pub(crate) bias: Option<&'a [f32]>,
    pub(crate) gain: &'a [f32],
    pub(crate) shift: &'a [f32],
    pub(crate) eps: f32,
    pub(crate) then: Option<Activation>,
}

impl Work for Normalize<'_> {
    type Output = ();

    #[inline(always)]
    fn run<const FMA: bool>(self) {
        let row = self.row;
        if let Some(bias) = self.bias {
            for (value, bias) in row.iter_mut().zip(bias) {
                *value += bias;
            }
        }
        let count = row.len() as f32;
        let mean = sum(row, |value| value) / count;
        // From the differences: the mean of the squares less the square of the mean cancels.
        let variance = sum(row, |value| (value - mean) * (value - mean)) / count;
        let scale = 1.0 / (variance + self.eps).sqrt();
        for ((value, gain), shift) in row.iter_mut().zip(self.gain).zip(self.shift) {
            *value = fused::<FMA>((*value - mean) * scale, *gain, *shift);
        }
        if let Some(activation) = self.then {
            activate::<FMA>(activation, row.iter_mut().map(|value| (*value, value)));
        }
    }
}

#[cfg(test)]
mod tests {
    use packed_gemm::Kernel;

    use super::*;
    use crate::vector::with;

    #[test]
    fn equals_the_formula_far_from_zero_too() {
        let row: Vec<f32> = (0..300_u16)
            .map(|i| 1000.0 + f32::from(i * 7 % 31))
            .collect();
        let mean = row.iter().map(|x| f64::from(*x)).sum::<f64>() / 300.0;
        let variance = row
            .iter()
            .map(|x| (f64::from(*x) - mean).powi(2))
            .sum::<f64>()
            / 300.0;
        for kernel in Kernel::ALL
            .into_iter()
            .filter(|kernel| kernel.is_supported())
        {
            let mut values = row.clone();
            let work = Normalize {
                row: &mut values,
                bias: Some(&[0.5; 300]),
                gain: &[2.0; 300],
                shift: &[3.0; 300],
                eps: 0.25,
                then: None,
            };
            with(kernel, work);
            for (value, x) in values.iter().zip(&row) {
                let exact = (f64::from(*x) - mean) / (variance + 0.25).sqrt() * 2.0 + 3.0;
                assert!((f64::from(*value) - exact).abs() < 1e-4, "{kernel}");
            }
        }
    }
}
