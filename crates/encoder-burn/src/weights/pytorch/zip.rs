//! The layout since PyTorch 1.6: a zip archive whose entries are not compressed.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

use super::{Failure, LONGEST_PICKLE, pickle, shown, state_dict};
use crate::weights::stored::Stored;

pub(super) const LOCAL_HEADER: &[u8] = b"PK\x03\x04";
const ENTRY: &[u8] = b"PK\x01\x02";
const END: &[u8] = b"PK\x05\x06";
const END_64: &[u8] = b"PK\x06\x06";
const LOCATOR_64: &[u8] = b"PK\x06\x07";

/// Longest list of entries that is read; an entry takes about a hundred bytes.
const LONGEST_DIRECTORY: u64 = 1 << 20;

const COMPLETE: &str = "a complete zip archive";

/// An entry of the archive: first byte of its content, and its length.
#[derive(Clone, Copy)]
struct Entry {
    at: u64,
    size: u64,
}

/// Lists the tensors: `NAME/data.pkl` describes them, `NAME/data/KEY` holds a storage.
pub(super) fn tensors(file: &mut File) -> Result<BTreeMap<String, Stored>, Failure> {
    let entries = entries(file)?;
    let (name, &index) = entries
        .iter()
        .find(|(name, _)| name.ends_with("/data.pkl"))
        .ok_or_else(|| Failure::file("an archive with data.pkl", "one without"))?;
    let folder = name.trim_end_matches("data.pkl");
    if let Some(&order) = entries.get(&format!("{folder}byteorder")) {
        let order = read_at(file, order.at, order.size.min(16))?;
        if order != b"little" {
            let got = shown(&String::from_utf8_lossy(&order));
            return Err(Failure::file("byte order `little`", format!("`{got}`")));
        }
    }
    if index.size > LONGEST_PICKLE {
        return Err(Failure::file(
            "a data.pkl of at most 1048576 bytes",
            index.size.to_string(),
        ));
    }
    let bytes = read_at(file, index.at, index.size)?;
    let pickle = pickle::read(&bytes, 0)?;
    state_dict::tensors(&pickle, |storage| {
        let entry = entries.get(&format!("{folder}data/{}", storage.key));
        let bytes = (storage.dtype.bitsize() / 8).checked_mul(storage.count);
        match entry {
            Some(entry) if bytes.is_some_and(|bytes| bytes as u64 == entry.size) => Ok(entry.at),
            Some(entry) => Err(Failure::file(
                "storages of the size that data.pkl gives",
                format!("{} bytes in data/{}", entry.size, shown(&storage.key)),
            )),
            None => Err(Failure::file(
                "an entry for each storage",
                format!("none for data/{}", shown(&storage.key)),
            )),
        }
    })
}

/// Reads the list at the archive's end. All contents lie in the file.
fn entries(file: &mut File) -> Result<BTreeMap<String, Entry>, Failure> {
    let length = file.metadata()?.len();
    let (start, size) = directory(file, length)?;
    if size > LONGEST_DIRECTORY {
        return Err(Failure::file(
            "a list of entries of at most 1048576 bytes",
            size.to_string(),
        ));
    }
    let list = read_at(file, start, size)?;
    let mut rest = list.as_slice();
    let mut entries = BTreeMap::new();
    while !rest.is_empty() {
        let header = split(&mut rest, 46)?;
        if header[..4] != *ENTRY {
            return Err(Failure::file(COMPLETE, "a damaged list of entries"));
        }
        let name = split(&mut rest, u16_at(header, 28).into())?;
        let extra = split(&mut rest, u16_at(header, 30).into())?;
        split(&mut rest, u16_at(header, 32).into())?; // the comment
        let name = String::from_utf8_lossy(name).into_owned();
        let (flags, method) = (u16_at(header, 8), u16_at(header, 10));
        if method != 0 || flags & 1 != 0 {
            return Err(Failure::file(
                "entries that are neither compressed nor encrypted",
                format!("`{}` with method {method}", shown(&name)),
            ));
        }
        let [size, packed, header_at] = sizes(header, extra)?;
        let entry = content(file, header_at, size, length)?;
        if packed != size || entries.insert(name, entry).is_some() {
            return Err(Failure::file(COMPLETE, "a damaged list of entries"));
        }
    }
    Ok(entries)
}

/// Start and length of the list of entries, from the record at the archive's end.
fn directory(file: &mut File, length: u64) -> Result<(u64, u64), Failure> {
    // The record is followed by a comment of at most 65535 bytes.
    let tail_at = length.saturating_sub(22 + 65_535);
    let tail = read_at(file, tail_at, length - tail_at)?;
    let end = tail
        .windows(22)
        .rposition(|window| window.starts_with(END))
        .ok_or_else(|| Failure::file(COMPLETE, "no list of entries"))?;
    let record = &tail[end..];
    let (size, start) = (u32_at(record, 12), u32_at(record, 16));
    if size != u32::MAX && start != u32::MAX && u16_at(record, 10) != u16::MAX {
        return Ok((start.into(), size.into()));
    }
    // Large archives have a second record with wider fields, and a pointer to it before the first.
    let damaged = || Failure::file(COMPLETE, "a damaged list of entries");
    let locator = end.checked_sub(20).map(|at| &tail[at..end]);
    let locator = locator.filter(|bytes| bytes.starts_with(LOCATOR_64));
    let record = read_at(file, u64_at(locator.ok_or_else(damaged)?, 8), 56)?;
    if !record.starts_with(END_64) {
        return Err(damaged());
    }
    Ok((u64_at(&record, 48), u64_at(&record, 40)))
}

/// Size, packed size and place of an entry; those that are too large for 4 bytes stand in `extra`.
fn sizes(header: &[u8], extra: &[u8]) -> Result<[u64; 3], Failure> {
    let mut wide: &[u8] = &[];
    let mut rest = extra;
    while rest.len() >= 4 {
        let field = split(&mut rest, 4)?;
        let content = split(&mut rest, u16_at(field, 2).into())?;
        if u16_at(field, 0) == 1 {
            wide = content;
        }
    }
    let mut sizes = [0; 3];
    for (size, place) in sizes.iter_mut().zip([24, 20, 42]) {
        *size = match u32_at(header, place) {
            u32::MAX => u64_at(split(&mut wide, 8)?, 0),
            size => size.into(),
        };
    }
    Ok(sizes)
}

/// Where the content of the entry begins, after its own header.
fn content(file: &mut File, header_at: u64, size: u64, length: u64) -> Result<Entry, Failure> {
    let header = read_at(file, header_at, 30)?;
    let names = u64::from(u16_at(&header, 26)) + u64::from(u16_at(&header, 28));
    // `header_at` is below the file's length, as the read has shown.
    let at = header_at + 30 + names;
    let inside = at.checked_add(size).is_some_and(|end| end <= length);
    if !header.starts_with(LOCAL_HEADER) || !inside {
        return Err(Failure::file(COMPLETE, "an entry beyond the file's end"));
    }
    Ok(Entry { at, size })
}

/// Reads exactly `count` bytes, which the caller has bounded.
pub(super) fn read_at(file: &mut File, at: u64, count: u64) -> Result<Vec<u8>, Failure> {
    let length = file.metadata()?.len();
    let inside = at.checked_add(count).is_some_and(|end| end <= length);
    let (true, Ok(count)) = (inside, usize::try_from(count)) else {
        return Err(Failure::file("a complete file", "one that ends too early"));
    };
    file.seek(SeekFrom::Start(at))?;
    let mut bytes = vec![0; count];
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// Takes the first `count` bytes off.
fn split<'a>(rest: &mut &'a [u8], count: usize) -> Result<&'a [u8], Failure> {
    let (first, others) = rest
        .split_at_checked(count)
        .ok_or_else(|| Failure::file(COMPLETE, "a damaged list of entries"))?;
    *rest = others;
    Ok(first)
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from(u16_at(bytes, at)) | u32::from(u16_at(bytes, at + 2)) << 16
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from(u32_at(bytes, at)) | u64::from(u32_at(bytes, at + 4)) << 32
}
