/// The generator `SplitMix64` (Steele, Lea and Flood 2014): small, seeded, the same everywhere. Not
/// for secrets.
#[derive(Debug, Clone)]
pub(crate) struct SplitMix64 {
    state: u64,
}

impl SplitMix64 {
    pub(crate) fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A position below `length`: the upper half of the product `draw * length`. No position is
    /// likelier than another by more than `length / 2^64`.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the upper half of the product is below `length`, a usize"
    )]
    pub(crate) fn position(&mut self, length: usize) -> usize {
        ((u128::from(self.next()) * length as u128) >> 64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_are_those_of_the_published_generator() {
        let mut generator = SplitMix64::new(1_234_567);
        let draws = [generator.next(), generator.next()];
        assert_eq!(
            draws,
            [6_457_827_717_110_365_317, 3_203_168_211_198_807_973]
        );
    }
}
