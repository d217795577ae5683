use crate::EncoderError;

/// The shape of an encoder, with the numbers of its `config.json`.
///
/// The default is BERT-base, uncased, without a head.
///
/// ```
/// use encoder_engine::EncoderConfig;
///
/// let config = EncoderConfig { layers: 6, ..EncoderConfig::default() };
/// assert_eq!((config.hidden, config.layers), (768, 6));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct EncoderConfig {
    /// Where layers and names come from.
    pub architecture: Architecture,
    /// Width of a token's vector (`hidden_size`).
    pub hidden: usize,
    /// Width of the embedding tables (`embedding_size`): that of `hidden`, or less in ALBERT.
    pub embedding: usize,
    /// Layers (`num_hidden_layers`).
    pub layers: usize,
    /// Attention heads of a layer (`num_attention_heads`), a divisor of `hidden`.
    pub heads: usize,
    /// Width of the middle of the feed-forward network (`intermediate_size`).
    pub intermediate: usize,
    /// Rows of the word embeddings (`vocab_size`).
    pub vocab: usize,
    /// Rows of the position embeddings (`max_position_embeddings`): the longest text in tokens.
    pub positions: usize,
    /// Rows of the segment embeddings (`type_vocab_size`); every token is of segment 0.
    pub types: usize,
    /// Added to the variance in each LayerNorm (`layer_norm_eps`).
    pub eps: f32,
    /// Between the two products of the feed-forward network (`hidden_act`).
    pub activation: Activation,
    /// What stands behind the last layer.
    pub head: Head,
}

/// Which family of models: it decides on the names of tensors and on whether layers share weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Architecture {
    /// `BertModel`: each layer has weights of its own.
    Bert,
    /// `AlbertModel` of one group: narrow embeddings, widened once, and one layer for all.
    Albert,
}

/// The activation of the feed-forward network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Activation {
    /// `gelu`: `x` times the normal distribution function.
    Gelu,
    /// `gelu_new`, `gelu_pytorch_tanh`: its approximation by tanh.
    GeluTanh,
    /// `relu`.
    Relu,
}

/// What stands behind the last layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Head {
    /// Nothing.
    None,
    /// A linear layer on the first token and tanh, for [`Output::Pooled`](crate::Output::Pooled).
    Pooler,
    /// The pooler and a linear layer behind, for [`Output::Logits`](crate::Output::Logits).
    Classifier {
        /// How many logits a text has.
        labels: usize,
    },
}

impl Default for EncoderConfig {
    fn default() -> Self {
        Self {
            architecture: Architecture::Bert,
            hidden: 768,
            embedding: 768,
            layers: 12,
            heads: 12,
            intermediate: 3072,
            vocab: 30_522,
            positions: 512,
            types: 2,
            eps: 1e-12,
            activation: Activation::Gelu,
            head: Head::None,
        }
    }
}

/// Products of two sizes stay far from overflow.
const MOST: usize = 1 << 24;

const MOST_LAYERS: usize = 1024;

impl EncoderConfig {
    pub(crate) fn check(&self) -> Result<(), EncoderError> {
        let labels = match self.head {
            Head::Classifier { labels } => labels,
            _ => 1,
        };
        for (name, got, most) in [
            ("hidden", self.hidden, MOST),
            ("embedding", self.embedding, MOST),
            ("layers", self.layers, MOST_LAYERS),
            ("heads", self.heads, MOST),
            ("intermediate", self.intermediate, MOST),
            ("vocab", self.vocab, MOST),
            ("positions", self.positions, MOST),
            ("types", self.types, MOST),
            ("labels", labels, MOST),
        ] {
            if got == 0 || got > most {
                return Err(EncoderError::Size { name, most, got });
            }
        }
        if !self.hidden.is_multiple_of(self.heads) {
            return Err(EncoderError::Heads {
                hidden: self.hidden,
                heads: self.heads,
            });
        }
        if self.architecture == Architecture::Bert && self.embedding != self.hidden {
            return Err(EncoderError::Embedding {
                hidden: self.hidden,
                embedding: self.embedding,
            });
        }
        if !(0.0..1.0).contains(&self.eps) {
            return Err(EncoderError::Eps { got: self.eps });
        }
        Ok(())
    }
}
