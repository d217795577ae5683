//! The function between the two halves of a feed-forward network.

/// Which GELU a network was trained with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Activation {
    /// `gelu`: `x / 2 (1 + erf(x / sqrt 2))`.
    #[default]
    Gelu,
    /// `gelu_new`: `x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3)))`.
    GeluNew,
}

impl Activation {
    /// The name in `config.json`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gelu => "gelu",
            Self::GeluNew => "gelu_new",
        }
    }

    /// The activation of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Gelu, Self::GeluNew]
            .into_iter()
            .find(|activation| activation.name() == name)
    }
}
