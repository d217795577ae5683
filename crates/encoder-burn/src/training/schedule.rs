//! The learning rate of each step.

/// Linear from 0 to the peak over the warm-up, then linear towards 0, as transformers'
/// `get_linear_schedule_with_warmup`: the first of several warm-up steps has rate 0.
#[derive(Clone, Copy, Debug)]
pub(super) struct Schedule {
    peak: f64,
    warmup: usize,
    total: usize,
}

impl Schedule {
    pub(super) fn new(peak: f64, warmup_ratio: f64, total: usize) -> Self {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the ratio is in [0, 1], so the product is in [0, total]"
        )]
        // A count above 2^53 is rounded, and may be rounded up.
        let warmup = ((total as f64 * warmup_ratio).ceil() as usize).min(total);
        Self {
            peak,
            warmup,
            total,
        }
    }

    /// Whether the rate is 0 at every step: a warm-up of all steps begins at 0, and of one step has
    /// nothing else.
    pub(super) fn is_zero(&self) -> bool {
        (0..self.total).all(|step| self.rate(step) <= 0.0)
    }

    /// `step` counts from 0.
    pub(super) fn rate(&self, step: usize) -> f64 {
        if step < self.warmup {
            return self.peak * step as f64 / self.warmup as f64;
        }
        let left = self.total.saturating_sub(step) as f64;
        self.peak * left / (self.total - self.warmup).max(1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rises_and_falls_as_in_transformers() {
        // get_linear_schedule_with_warmup(optimizer, 2, 10) with lr = 1.
        let expected = [0.0, 0.5, 1.0, 0.875, 0.75, 0.625, 0.5, 0.375, 0.25, 0.125];
        let schedule = Schedule::new(1.0, 0.2, 10);
        for (step, rate) in expected.into_iter().enumerate() {
            assert!((schedule.rate(step) - rate).abs() < 1e-12, "step {step}");
        }
    }

    #[test]
    fn one_step_with_warm_up_has_no_rate() {
        assert!(Schedule::new(1.0, 0.1, 1).is_zero());
        assert!(!Schedule::new(1.0, 0.0, 1).is_zero());
        assert!(!Schedule::new(1.0, 0.1, 2).is_zero());
    }

    #[test]
    fn without_warm_up_starts_at_the_peak() {
        let schedule = Schedule::new(2e-5, 0.0, 4);
        assert!((schedule.rate(0) - 2e-5).abs() < 1e-18);
        assert!((schedule.rate(3) - 5e-6).abs() < 1e-18);
    }
}
