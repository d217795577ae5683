//! What the encoder is made of, for engines of other models that have transformer layers.
//!
//! Such an engine brings its own input, asks for its weights through a [`Loader`], takes states
//! through each [`Layer`], and shares its work between threads by a [`Plan`]. States lie in rows at
//! their [`stride`]. Shapes are the caller's to keep: wrong ones panic.

pub use crate::layer::{Layer, LayerShape, NormOrder};
pub use crate::linear::{Linear, Norm};
pub use crate::loader::{LayerNames, Loader};
pub use crate::plan::Plan;
pub use crate::scratch::{Buffer, LayerScratch, mean, stride, together};
pub use crate::share::share;
