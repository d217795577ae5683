//! The classification head of a file, which transformers calls `classifier`.

use super::{Checkpoint, Names, Source};
use crate::{LabelMap, ModelError};

impl<N: Names, F: Source> Checkpoint<N, F> {
    /// Decides what the classes are called: the caller's labels, else the file's, else numbers for
    /// the classes of its head, which reads vectors of `width` numbers.
    ///
    /// A head that was trained for another number of classes, or for classes of other names, would
    /// answer under wrong ones: it is forgotten, so that one is drawn.
    ///
    /// # Errors
    ///
    /// [`ModelError::TooFewLabels`] or [`ModelError::RepeatedLabel`].
    pub fn choose_labels(
        &mut self,
        width: usize,
        wanted: Option<&[String]>,
        of_config: Option<&LabelMap>,
    ) -> Result<LabelMap, ModelError> {
        let classes = self.classes(width);
        if let Some(wanted) = wanted {
            let labels = LabelMap::new(wanted.to_vec())?;
            let renamed = of_config
                .is_some_and(|own| !own.is_numbered() && own.as_slice() != labels.as_slice());
            if renamed || classes.is_some_and(|classes| classes != labels.as_slice().len()) {
                self.forget("classifier.weight");
                self.forget("classifier.bias");
            }
            return Ok(labels);
        }
        match of_config {
            Some(labels) => Ok(labels.clone()),
            None => LabelMap::numbered(classes.unwrap_or(2)),
        }
    }

    /// Classes of the file's head, if it has one that fits. The file has a number for each at least,
    /// so they are no more than its bytes.
    fn classes(&self, width: usize) -> Option<usize> {
        match self.shape("classifier.weight")? {
            &[classes, fits] if fits == width => Some(classes),
            _ => None,
        }
    }
}
