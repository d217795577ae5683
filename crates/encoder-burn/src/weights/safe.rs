//! The header of a safetensors file.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use safetensors::SafeTensorError;
use safetensors::tensor::Metadata;

use super::stored::Stored;
use crate::ModelError;

/// The format allows 100 MB; a model of a thousand layers needs two.
const LONGEST_HEADER: u64 = 16 << 20;

/// Lists the tensors of the file by name.
pub(super) fn tensors(
    path: &Path,
    file: &mut File,
) -> Result<BTreeMap<String, Stored>, ModelError> {
    let (metadata, data) = header(file).map_err(|source| match source {
        SafeTensorError::IoError(source) => ModelError::read(path)(source),
        source => ModelError::Safetensors {
            path: path.to_owned(),
            source,
        },
    })?;
    let stored = |info: &safetensors::tensor::TensorInfo| Stored {
        dtype: info.dtype,
        shape: info.shape.clone(),
        strides: None,
        at: data + info.data_offsets.0 as u64,
    };
    let tensors = metadata.tensors().into_iter();
    Ok(tensors.map(|(name, info)| (name, stored(info))).collect())
}

/// The header, which must describe the whole file, and where the numbers begin.
fn header(file: &mut File) -> Result<(Metadata, u64), SafeTensorError> {
    let length = file.metadata()?.len();
    if length < 8 {
        return Err(SafeTensorError::HeaderTooSmall);
    }
    let mut size = [0; 8];
    file.read_exact(&mut size)?;
    let size = u64::from_le_bytes(size);
    if size > LONGEST_HEADER {
        return Err(SafeTensorError::HeaderTooLarge);
    }
    if size > length - 8 {
        return Err(SafeTensorError::InvalidHeaderLength);
    }
    let mut json = Vec::new();
    file.take(size).read_to_end(&mut json)?;
    // Reading it checks that the tensors follow each other without gap or overlap.
    let metadata: Metadata =
        serde_json::from_slice(&json).map_err(SafeTensorError::InvalidHeaderDeserialization)?;
    if metadata.data_len() as u64 != length - 8 - size {
        return Err(SafeTensorError::MetadataIncompleteBuffer);
    }
    Ok((metadata, 8 + size))
}
