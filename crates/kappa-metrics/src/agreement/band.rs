use std::fmt;

use serde::Serialize;

/// The words of Landis and Koch (1977, p. 165) for the size of a kappa.
///
/// They print the limits to two decimals, 0.00-0.20 slight, 0.21-0.40 fair and so on, and leave
/// open where 0.205 belongs. Here each band holds its upper limit and starts right above the one
/// below: 0.2 is slight, 0.200001 is fair. Only a kappa below 0 is poor; 0 itself is slight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Band {
    /// Below 0.
    Poor,
    /// From 0 to 0.2.
    Slight,
    /// Above 0.2, to 0.4.
    Fair,
    /// Above 0.4, to 0.6.
    Moderate,
    /// Above 0.6, to 0.8.
    Substantial,
    /// Above 0.8, to 1.
    AlmostPerfect,
}

impl Band {
    /// The bands of the kappas from 0 on, each a fifth wide.
    pub(crate) const FROM_ZERO: [Self; 5] = [
        Self::Slight,
        Self::Fair,
        Self::Moderate,
        Self::Substantial,
        Self::AlmostPerfect,
    ];

    /// The band of `kappa`; `None` for NaN and for values outside of \[-1, 1\].
    #[must_use]
    pub fn of(kappa: f64) -> Option<Self> {
        (-1.0..=1.0).contains(&kappa).then(|| Self::of_kappa(kappa))
    }

    /// The band of a value known to be a kappa.
    pub(super) fn of_kappa(kappa: f64) -> Self {
        if kappa < 0.0 {
            Self::Poor
        } else if kappa <= 0.2 {
            Self::Slight
        } else if kappa <= 0.4 {
            Self::Fair
        } else if kappa <= 0.6 {
            Self::Moderate
        } else if kappa <= 0.8 {
            Self::Substantial
        } else {
            Self::AlmostPerfect
        }
    }

    /// The word, such as `almost perfect`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Poor => "poor",
            Self::Slight => "slight",
            Self::Fair => "fair",
            Self::Moderate => "moderate",
            Self::Substantial => "substantial",
            Self::AlmostPerfect => "almost perfect",
        }
    }
}

impl fmt::Display for Band {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_belongs_to_the_lower_band() {
        let cases = [
            (-1.0, Band::Poor),
            (-1e-12, Band::Poor),
            (-0.0, Band::Slight),
            (0.0, Band::Slight),
            (0.2, Band::Slight),
            (0.205, Band::Fair),
            (0.4, Band::Fair),
            (0.486, Band::Moderate),
            (0.6, Band::Moderate),
            (0.8, Band::Substantial),
            (0.8 + 1e-12, Band::AlmostPerfect),
            (1.0, Band::AlmostPerfect),
        ];
        for (kappa, band) in cases {
            assert_eq!(Band::of(kappa), Some(band), "{kappa}");
        }
    }

    #[test]
    fn what_is_no_kappa_has_no_band() {
        for value in [f64::NAN, f64::INFINITY, 1.0 + 1e-12, -1.1] {
            assert_eq!(Band::of(value), None, "{value}");
        }
    }
}
