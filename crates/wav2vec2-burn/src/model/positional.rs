//! Positions, told by a wide convolution over the frames.

use burn::module::{Module, Param};
use burn::nn::Initializer;
use burn::tensor::module::conv1d;
use burn::tensor::ops::ConvOptions;
use burn::tensor::{Device, Tensor};
use encoder_burn::Activation;
use encoder_burn::model::activate;

use crate::Wav2Vec2Config;

/// A convolution whose weight is learned as length and direction: Salimans and Kingma, "Weight
/// Normalization" (2016), with a length for each place of the kernel.
#[derive(Module, Debug)]
pub struct NormedConvolution {
    /// `[1, 1, kernel]`
    pub length: Param<Tensor<3>>,
    /// `[hidden, hidden / groups, kernel]`
    pub direction: Param<Tensor<3>>,
    /// `[hidden]`
    pub bias: Param<Tensor<1>>,
    /// Groups of channels that do not see each other.
    pub groups: usize,
}

impl NormedConvolution {
    /// `length * direction / |direction|`.
    pub fn weight(&self) -> Tensor<3> {
        let direction = self.direction.val();
        let norm = direction.clone().square().sum_dim(0).sum_dim(1).sqrt(); // [1, 1, kernel]
        direction * (self.length.val() / norm)
    }

    /// `[batch, hidden, seq]` to the same shape: with a kernel of even size, the frame beyond the
    /// last is cut off.
    pub fn forward(&self, x: Tensor<3>) -> Tensor<3> {
        let [batch, hidden, seq] = x.dims();
        let kernel = self.length.lazy_shape()[2];
        let options = ConvOptions::new([1], [kernel / 2], [1], self.groups);
        let y = conv1d(x, self.weight(), Some(self.bias.val()), options);
        y.slice([0..batch, 0..hidden, 0..seq])
    }
}

/// `gelu(conv(x))`, which is added to `x`.
#[derive(Module, Debug)]
pub struct PositionalConvolution {
    /// Over frames.
    pub conv: NormedConvolution,
    /// Which GELU.
    #[module(skip)]
    pub activation: Activation,
}

impl PositionalConvolution {
    /// Lays out the parameters; their values come later.
    pub fn new(config: &Wav2Vec2Config, device: &Device) -> Self {
        let (hidden, kernel) = (config.hidden_size, config.position_kernel);
        let groups = config.position_groups;
        Self {
            conv: NormedConvolution {
                length: Initializer::Ones.init([1, 1, kernel], device),
                direction: Initializer::Ones.init([hidden, hidden / groups, kernel], device),
                bias: Initializer::Zeros.init([hidden], device),
                groups,
            },
            activation: config.feature_activation,
        }
    }

    /// `[batch, seq, hidden]` to the same shape.
    pub fn forward(&self, x: Tensor<3>) -> Tensor<3> {
        let positions = self.conv.forward(x.swap_dims(1, 2));
        activate(positions, self.activation).swap_dims(1, 2)
    }
}
