//! The network of a classifier, and the engine that is made of its weights.

use std::sync::{Arc, OnceLock};

use burn::tensor::Device;

use crate::BertConfig;
use crate::fast::FastEncoder;
use crate::model::SequenceClassifier;

/// Lends its weights and lets nobody change them in place, so that the engine has the same ones
/// always: who trains takes the network out, and the engine is gone with the rest.
#[derive(Clone, Debug)]
pub(crate) struct Network {
    model: SequenceClassifier,
    /// Made at the first inference, once for all clones.
    fast: Arc<OnceLock<Option<FastEncoder>>>,
}

impl Network {
    pub(crate) fn new(model: SequenceClassifier) -> Self {
        Self {
            model,
            fast: Arc::default(),
        }
    }

    pub(crate) fn model(&self) -> &SequenceClassifier {
        &self.model
    }

    pub(crate) fn into_model(self) -> SequenceClassifier {
        self.model
    }

    /// The engine; `None` where Burn has to do its work.
    pub(crate) fn fast(&self, config: &BertConfig, device: &Device) -> Option<&FastEncoder> {
        self.fast
            .get_or_init(|| FastEncoder::new(&self.model, config, device))
            .as_ref()
    }
}
