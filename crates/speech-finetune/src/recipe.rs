//! What a network hears before it is used.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::FinetuneError;

/// The order in which a network learns from two corpora: the source, which is large and of another
/// language, and the target, which is small and of the language wanted.
///
/// ```
/// use speech_finetune::Recipe;
///
/// assert_eq!("zero-shot".parse::<Recipe>()?, Recipe::ZeroShot);
/// assert_eq!(Recipe::Sequential.to_string(), "sequential");
/// # Ok::<(), speech_finetune::FinetuneError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Recipe {
    /// The target alone.
    Direct,
    /// The source, then the target.
    Sequential,
    /// The source alone.
    ZeroShot,
}

impl Recipe {
    /// All recipes.
    pub const ALL: [Self; 3] = [Self::Direct, Self::Sequential, Self::ZeroShot];

    /// Whether the network learns from the source.
    #[must_use]
    pub fn hears_source(self) -> bool {
        self != Self::Direct
    }

    /// Whether the network learns from the target.
    #[must_use]
    pub fn hears_target(self) -> bool {
        self != Self::ZeroShot
    }
}

impl fmt::Display for Recipe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Direct => "direct",
            Self::Sequential => "sequential",
            Self::ZeroShot => "zero-shot",
        })
    }
}

impl FromStr for Recipe {
    type Err = FinetuneError;

    fn from_str(text: &str) -> Result<Self, FinetuneError> {
        match text {
            "direct" => Ok(Self::Direct),
            "sequential" => Ok(Self::Sequential),
            "zero-shot" => Ok(Self::ZeroShot),
            _ => {
                let expected = "`direct`, `sequential` or `zero-shot`";
                Err(FinetuneError::setting("recipe", expected, text))
            }
        }
    }
}
