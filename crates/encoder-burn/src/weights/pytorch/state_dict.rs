//! From a pickle's tensors to places in the file.

use std::collections::BTreeMap;

use super::pickle::{Pickle, Storage, Tensor, Value};
use super::{Failure, shown};
use crate::weights::stored::{Stored, bracketed};

/// Lists the tensors of a pickled dictionary; `place` gives a storage's first byte.
pub(super) fn tensors(
    pickle: &Pickle,
    mut place: impl FnMut(&Storage) -> Result<u64, Failure>,
) -> Result<BTreeMap<String, Stored>, Failure> {
    let Value::Dict(root) = pickle.root else {
        return Err(Failure::file(
            "a dictionary of tensors",
            "another kind of object",
        ));
    };
    let mut tensors = BTreeMap::new();
    for (key, value) in &pickle.dicts[root] {
        let Value::Text(key) = key else {
            return Err(Failure::file(
                "names of tensors as keys",
                "another kind of object",
            ));
        };
        let &Value::Tensor(tensor) = value else {
            return Err(Failure::Tensor {
                key: shown(key),
                expected: "be a tensor",
                got: "another kind of object".to_owned(),
            });
        };
        let tensor = &pickle.tensors[tensor];
        let storage = &pickle.storages[tensor.storage];
        let stored = within(tensor, storage, place(storage)?).map_err(|got| Failure::Tensor {
            key: shown(key),
            expected: "lie in its storage, each number in a place of its own",
            got,
        })?;
        if tensors.insert(key.to_string(), stored).is_some() {
            return Err(Failure::Tensor {
                key: shown(key),
                expected: "be given once",
                got: "a second one".to_owned(),
            });
        }
    }
    Ok(tensors)
}

/// Places a tensor whose storage begins at byte `start`.
fn within(tensor: &Tensor, storage: &Storage, start: u64) -> Result<Stored, String> {
    let sizes = || tensor.shape.iter().zip(&tensor.strides);
    let count = tensor
        .shape
        .iter()
        .try_fold(1_usize, |n, &size| n.checked_mul(size));
    let end = sizes().try_fold(tensor.offset, |end, (&size, &stride)| {
        end.checked_add(size.saturating_sub(1).checked_mul(stride)?)
    });
    let fits = match (count, end) {
        (Some(0), Some(_)) => true,
        (Some(count), Some(end)) => count <= storage.count && end < storage.count,
        _ => false,
    };
    if !fits {
        return Err(format!(
            "shape {}, strides {} and offset {} in {} numbers",
            bracketed(&tensor.shape),
            bracketed(&tensor.strides),
            tensor.offset,
            storage.count
        ));
    }
    // The storage lies in the file, so this product does too.
    let skipped = tensor.offset * (storage.dtype.bitsize() / 8);
    Ok(Stored {
        dtype: storage.dtype,
        shape: tensor.shape.clone(),
        strides: (!in_order(tensor)).then(|| tensor.strides.clone()),
        at: start + skipped as u64,
    })
}

/// Whether the last dimension varies fastest, without gaps.
fn in_order(tensor: &Tensor) -> bool {
    let mut wanted = 1;
    for (&size, &stride) in tensor.shape.iter().zip(&tensor.strides).rev() {
        if size != 1 && stride != wanted {
            return false;
        }
        wanted *= size;
    }
    true
}
