use encoder_engine::Activation;
use encoder_engine::parts::{Linear, Norm};
use packed_gemm::{Gemm, Rows};

use crate::Convolution;

/// A convolution over frames whose channels lie side by side: the frames that it sees at once are
/// one row of values, so it is a product with overlapping rows.
pub(crate) struct Conv {
    pub(crate) shape: Convolution,
    /// Channels that go in.
    pub(crate) inputs: usize,
    pub(crate) linear: Linear,
    /// Over the channels of each frame.
    pub(crate) norm: Option<Norm>,
}

impl Conv {
    /// The first so many frames, `distance` apart, behind norm and activation.
    pub(crate) fn apply(
        &self,
        gemm: Gemm,
        activation: Activation,
        from: &[f32],
        frames: usize,
        to: &mut [f32],
        distance: usize,
    ) {
        let Convolution {
            channels,
            kernel,
            stride,
        } = self.shape;
        let windows = Rows::windows(from, frames, kernel * self.inputs, stride * self.inputs)
            .expect("a block has the frames that its windows see");
        let Some(norm) = &self.norm else {
            let then = Some(activation);
            return self.linear.apply(gemm, &windows, then, to, distance);
        };
        self.linear.apply(gemm, &windows, None, to, distance);
        for frame in to.chunks_mut(distance).take(frames) {
            norm.apply(gemm, &mut frame[..channels], None, Some(activation));
        }
    }
}
