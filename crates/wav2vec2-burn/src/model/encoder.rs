//! Positions and layers.

use burn::module::Module;
use burn::nn::{Dropout, DropoutConfig, LayerNorm, LayerNormConfig};
use burn::tensor::{Device, Tensor};
use encoder_burn::model::dropout;

use super::{Layer, PositionalConvolution, SpeechBatch};
use crate::{NormPlace, Wav2Vec2Config};

/// What makes a context of the frames.
#[derive(Module, Debug)]
pub struct Encoder {
    /// Tells positions.
    pub pos_conv_embed: PositionalConvolution,
    /// Before the first layer, or after the last.
    pub layer_norm: LayerNorm,
    /// The layers in order.
    pub layers: Vec<Layer>,
    /// Before the first layer, in training.
    pub dropout: Dropout,
    /// Where the norms stand.
    #[module(skip)]
    pub norm_place: NormPlace,
}

impl Encoder {
    /// Lays out the parameters; their values come later.
    pub fn new(config: &Wav2Vec2Config, device: &Device) -> Self {
        let layers = 0..config.num_hidden_layers;
        Self {
            pos_conv_embed: PositionalConvolution::new(config, device),
            layer_norm: LayerNormConfig::new(config.hidden_size)
                .with_epsilon(config.layer_norm_eps)
                .init(device),
            layers: layers.map(|_| Layer::new(config, device)).collect(),
            dropout: DropoutConfig::new(config.hidden_dropout).init(),
            norm_place: config.norm_place,
        }
    }

    /// `[batch, seq, hidden]`, 0 at padding, to the last output, `[batch * seq, hidden]`. `each` is
    /// shown what enters the first layer and what leaves every layer, as transformers' hidden states.
    pub fn forward(
        &self,
        x: Tensor<3>,
        input: &SpeechBatch,
        mut each: impl FnMut(&Tensor<2>),
    ) -> Tensor<2> {
        let [batch, seq, hidden] = x.dims();
        let positions = self.pos_conv_embed.forward(x.clone());
        let mut x = (x + positions).reshape([batch * seq, hidden]);
        if self.norm_place == NormPlace::After {
            x = self.layer_norm.forward(x);
        }
        x = dropout(&self.dropout, x);
        each(&x);
        for (index, layer) in self.layers.iter().enumerate() {
            // A layer that is left out has no output of its own: a weighted sum sees its input.
            if !input.is_dropped(index) {
                x = layer.forward(x, input);
            }
            each(&x);
        }
        match self.norm_place {
            NormPlace::After => x,
            NormPlace::Before => self.layer_norm.forward(x),
        }
    }
}
