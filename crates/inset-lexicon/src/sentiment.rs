use std::fmt;

/// The class of a text, read off the sign of its polarity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "lowercase"))]
pub enum Sentiment {
    /// Polarity below 0.
    Negative,
    /// Polarity exactly 0: no word was found, or the weights cancel.
    Neutral,
    /// Polarity above 0.
    Positive,
}

impl Sentiment {
    /// All three, in the order of their codes.
    pub const ALL: [Self; 3] = [Self::Negative, Self::Neutral, Self::Positive];

    /// Above 0 is positive, below 0 negative; 0, -0 and NaN are neutral.
    #[must_use]
    pub fn from_polarity(polarity: f64) -> Self {
        if polarity > 0.0 {
            Self::Positive
        } else if polarity < 0.0 {
            Self::Negative
        } else {
            Self::Neutral
        }
    }

    /// `negative`, `neutral` or `positive`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Negative => "negative",
            Self::Neutral => "neutral",
            Self::Positive => "positive",
        }
    }

    /// The place in [`ALL`](Self::ALL).
    pub(crate) fn place(self) -> usize {
        match self {
            Self::Negative => 0,
            Self::Neutral => 1,
            Self::Positive => 2,
        }
    }

    /// The code that raters use: -1, 0 or 1.
    #[must_use]
    pub fn code(self) -> i8 {
        match self {
            Self::Negative => -1,
            Self::Neutral => 0,
            Self::Positive => 1,
        }
    }
}

impl fmt::Display for Sentiment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_is_neutral_and_not_positive() {
        assert_eq!(Sentiment::from_polarity(0.0), Sentiment::Neutral);
        assert_eq!(Sentiment::from_polarity(-0.0), Sentiment::Neutral);
        assert_eq!(Sentiment::from_polarity(f64::NAN), Sentiment::Neutral);
        assert_eq!(
            Sentiment::from_polarity(f64::MIN_POSITIVE),
            Sentiment::Positive
        );
        assert_eq!(Sentiment::from_polarity(-0.2), Sentiment::Negative);
    }

    #[test]
    fn names_and_codes_follow_one_order() {
        let shown = Sentiment::ALL.map(|class| (class.as_str(), class.code()));
        assert_eq!(shown, [("negative", -1), ("neutral", 0), ("positive", 1)]);
        assert!(Sentiment::ALL.is_sorted());
        assert_eq!(format!("{:>9}", Sentiment::Neutral), "  neutral");
    }
}
