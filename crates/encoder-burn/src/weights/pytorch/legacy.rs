//! The layout before PyTorch 1.6: five pickles in a row, then the storages.

use std::collections::BTreeMap;
use std::fs::File;
use std::rc::Rc;

use safetensors::Dtype;

use super::pickle::{Pickle, Value};
use super::zip::read_at;
use super::{Failure, LONGEST_PICKLE, pickle, shown, state_dict};
use crate::weights::stored::Stored;

/// The pickles of the number 0x1950a86a20f9469cfc6c and of the layout's version, 1001.
const START: &[u8] = b"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.\x80\x02M\xe9\x03.";

/// Lists the tensors.
pub(super) fn tensors(file: &mut File) -> Result<BTreeMap<String, Stored>, Failure> {
    let length = file.metadata()?.len();
    let bytes = read_at(file, 0, length.min(LONGEST_PICKLE))?;
    if !bytes.starts_with(START) {
        let start: Vec<String> = bytes
            .iter()
            .take(4)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        return Err(Failure::file(
            "a file of PyTorch's, zip or older",
            format!("one that begins with [{}]", start.join(" ")),
        ));
    }
    let machine = pickle::read(&bytes, START.len())?;
    little_endian(&machine)?;
    let weights = pickle::read(&bytes, machine.end)?;
    let keys = pickle::read(&bytes, weights.end)?;
    let places = storages(file, length, &weights, &keys)?;
    state_dict::tensors(&weights, |storage| match places.get(&storage.key) {
        Some(place) if (place.dtype, place.count) == (storage.dtype, storage.count) => Ok(place.at),
        _ => Err(Failure::file(
            "a storage for each key",
            format!("none for {}", shown(&storage.key)),
        )),
    })
}

/// Refuses what a machine of the other byte order wrote.
fn little_endian(machine: &Pickle) -> Result<(), Failure> {
    let Value::Dict(facts) = machine.root else {
        return Err(Failure::file(
            "a description of the machine",
            "another kind of object",
        ));
    };
    let big = machine.dicts[facts].iter().any(|(key, value)| {
        matches!((key, value), (Value::Text(key), Value::Bool(false)) if &**key == "little_endian")
    });
    if big {
        return Err(Failure::file("byte order `little`", "`big`"));
    }
    Ok(())
}

struct Place {
    dtype: Dtype,
    count: usize,
    at: u64,
}

/// Finds the storages, which follow the pickles in the order of `keys`, each after its length.
fn storages(
    file: &mut File,
    length: u64,
    weights: &Pickle,
    keys: &Pickle,
) -> Result<BTreeMap<Rc<str>, Place>, Failure> {
    let dtypes: BTreeMap<&str, Dtype> = weights
        .storages
        .iter()
        .map(|storage| (&*storage.key, storage.dtype))
        .collect();
    let Value::List(list) = keys.root else {
        return Err(Failure::file(
            "a list of storages",
            "another kind of object",
        ));
    };
    let mut places = BTreeMap::new();
    let mut at = keys.end as u64;
    for key in &keys.sequences[list] {
        let known = match key {
            Value::Text(key) => dtypes.get(&**key).map(|&dtype| (key.clone(), dtype)),
            _ => None,
        };
        let Some((key, dtype)) = known else {
            return Err(Failure::file("storages that tensors lie in", "another one"));
        };
        let mut count = [0; 8];
        count.copy_from_slice(&read_at(file, at, 8)?);
        let count = u64::from_le_bytes(count);
        let start = at + 8;
        let end = count
            .checked_mul(dtype.bitsize() as u64 / 8)
            .and_then(|bytes| bytes.checked_add(start))
            .filter(|&end| end <= length);
        let (Some(end), Ok(count)) = (end, usize::try_from(count)) else {
            return Err(Failure::file(
                "storages that lie in the file",
                format!("one of {count} numbers"),
            ));
        };
        let place = Place {
            dtype,
            count,
            at: start,
        };
        if places.insert(key.clone(), place).is_some() {
            return Err(Failure::file(
                "each storage once",
                format!("{} again", shown(&key)),
            ));
        }
        at = end;
    }
    Ok(places)
}
