//! libsvm's text format of a model.
//!
//! A header of `keyword values` lines ends with the line `SV`; then follows one line a
//! support vector: its `classes - 1` coefficients and its features as `index:value`,
//! indices from 1 and rising, zeros left out.
//!
//! The format has no place for the number of features, and libsvm's readers refuse
//! unknown keywords. So the first support vector always states its last feature, be it
//! zero: the largest index in the file is then the number of features.

mod header;
mod lines;
mod read;
mod write;

use std::path::Path;

use crate::{Svm, SvmError};

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
        write::write(&self.parts, path).map_err(|source| SvmError::Write {
            path: path.into(),
            source,
        })
    }

    /// Reads a model in libsvm's text format: a C-SVC with a polynomial kernel, written by
    /// [`save`](Self::save) or by libsvm's tools.
    ///
    /// Classes are sorted, whatever their order in the file. Decision values are those of
    /// libsvm, but equal votes go to the smallest class, where libsvm gives them to the first
    /// in the file; files from [`save`](Self::save) are in sorted order. The largest feature index is
    /// taken for the number of features.
    ///
    /// # Errors
    ///
    /// [`SvmError::Read`], [`SvmError::ModelLine`] or [`SvmError::ModelTruncated`].
    pub fn load(path: impl AsRef<Path>) -> Result<Self, SvmError> {
        read::read(path.as_ref()).map(Self::from_parts)
    }
}
