//! libsvm's text format of a model.
//!
//! A header of `keyword values` lines ends with the line `SV`; then follows one line a
//! support vector: its `classes - 1` coefficients and its features as `index:value`,
//! indices from 1 and rising, zeros left out.
//!
//! The format has no place for the number of features, and libsvm's readers refuse
//! unknown keywords. So the first support vector always states its last feature, be it
//! zero: the largest index in the file is then the number of features. A model without
//! support vectors is written with one that is 0 and has coefficients 0.

mod header;
mod read;
mod write;

use std::path::Path;

use crate::whole_file::write_whole_file;
use crate::{Calibrator, Svm, SvmError};

impl Svm {
    /// Writes the model in libsvm's text format, which libsvm's own tools read. Numbers
    /// are written so that [`load`](Self::load) gets them back bit by bit.
    ///
    /// The file appears whole or not at all: it is written beside its place under a
    /// temporary name, then renamed. libsvm holds labels in 32 bits; larger ones can be
    /// read by this crate alone.
    ///
    /// # Errors
    ///
    /// [`SvmError::Write`].
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), SvmError> {
        let path = path.as_ref();
        write_whole_file(path, |out| write::write(&self.parts, out)).map_err(|source| {
            SvmError::Write {
                path: path.into(),
                source,
            }
        })
    }

    /// Reads a model in libsvm's text format: a C-SVC with a polynomial or radial kernel, written by
    /// [`save`](Self::save) or by libsvm's tools.
    ///
    /// Classes are sorted, whatever their order in the file, and so are the pairs of decision
    /// values. Predictions are those of libsvm: equal votes go to the first label of the file.
    /// [`save`](Self::save) writes the labels in that order again. The largest feature index
    /// is taken for the number of features. Scalings to probabilities are passed over:
    /// [`Calibrator::from_model_file`] reads them.
    ///
    /// # Errors
    ///
    /// [`SvmError::Read`], [`SvmError::ModelLine`] or [`SvmError::ModelTruncated`].
    pub fn load(path: impl AsRef<Path>) -> Result<Self, SvmError> {
        read::read(path.as_ref()).map(Self::from_parts)
    }
}

impl Calibrator {
    /// Reads the scalings that libsvm stores with a model trained with probabilities (`-b 1`).
    /// `None` where the file has none. Files from [`Svm::save`] have none: store a calibrator
    /// with the feature `serde`.
    ///
    /// # Errors
    ///
    /// Those of [`Svm::load`]; the support vectors are not read.
    pub fn from_model_file(path: impl AsRef<Path>) -> Result<Option<Self>, SvmError> {
        read::read_calibrator(path.as_ref())
    }
}
