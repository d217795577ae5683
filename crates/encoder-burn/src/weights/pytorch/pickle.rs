//! A reader of pickles that runs nothing.
//!
//! Values refer to each other by index, so that a pickle nested a million deep is a million flat
//! values, and one that refers to itself is no trap.

mod objects;

use std::collections::BTreeMap;
use std::rc::Rc;

use safetensors::Dtype;

use super::Failure;
use objects::Global;

/// A value on the stack; what holds other values is an index into [`Pickle`].
#[derive(Clone, Debug)]
pub(super) enum Value {
    None,
    Bool(bool),
    Int(i64),
    Text(Rc<str>),
    Global(Global),
    Tuple(usize),
    List(usize),
    Dict(usize),
    Storage(usize),
    Tensor(usize),
}

/// A run of numbers that tensors are parts of.
#[derive(Debug)]
pub(super) struct Storage {
    pub(super) dtype: Dtype,
    pub(super) key: Rc<str>,
    /// Numbers in it.
    pub(super) count: usize,
}

/// A part of a storage.
#[derive(Debug)]
pub(super) struct Tensor {
    pub(super) storage: usize,
    pub(super) offset: usize,
    pub(super) shape: Vec<usize>,
    pub(super) strides: Vec<usize>,
}

/// What a pickle holds.
#[derive(Debug)]
pub(super) struct Pickle {
    pub(super) root: Value,
    /// First byte after it.
    pub(super) end: usize,
    pub(super) sequences: Vec<Vec<Value>>,
    pub(super) dicts: Vec<Vec<(Value, Value)>>,
    pub(super) storages: Vec<Storage>,
    pub(super) tensors: Vec<Tensor>,
}

/// Reads the pickle that begins at byte `start`.
pub(super) fn read(bytes: &[u8], start: usize) -> Result<Pickle, Failure> {
    let mut machine = Machine {
        bytes,
        at: start,
        opcode_at: start,
        stack: Vec::new(),
        marks: Vec::new(),
        memo: BTreeMap::new(),
        made: Pickle {
            root: Value::None,
            end: start,
            sequences: Vec::new(),
            dicts: Vec::new(),
            storages: Vec::new(),
            tensors: Vec::new(),
        },
    };
    while machine.step()? {}
    machine.made.root = machine.pop()?;
    machine.made.end = machine.at;
    Ok(machine.made)
}

struct Machine<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Where the opcode being worked on stands.
    opcode_at: usize,
    stack: Vec<Value>,
    /// Heights of the stack.
    marks: Vec<usize>,
    memo: BTreeMap<u32, Value>,
    made: Pickle,
}

impl<'a> Machine<'a> {
    /// Works on one opcode; `false` after the last. The names are those of Python's `pickletools`.
    fn step(&mut self) -> Result<bool, Failure> {
        self.opcode_at = self.at;
        let opcode = self.byte()?;
        match opcode {
            b'.' => return Ok(false),
            0x80 => self.protocol()?,
            b'(' => self.marks.push(self.stack.len()),
            b'N' => self.stack.push(Value::None),
            0x88 => self.stack.push(Value::Bool(true)),
            0x89 => self.stack.push(Value::Bool(false)),
            b'K' => {
                let [value] = self.array()?;
                self.stack.push(Value::Int(value.into()));
            }
            b'M' => {
                let value = u16::from_le_bytes(self.array()?);
                self.stack.push(Value::Int(value.into()));
            }
            b'J' => {
                let value = i32::from_le_bytes(self.array()?);
                self.stack.push(Value::Int(value.into()));
            }
            0x8a => self.long()?,
            b'X' => {
                let length = u32::from_le_bytes(self.array()?);
                self.text(length)?;
            }
            // What Python 2 wrote texts as.
            b'U' => {
                let [length] = self.array()?;
                self.text(length.into())?;
            }
            b'}' => self.dict(),
            b']' => self.sequence(Value::List, Vec::new()),
            b')' => self.sequence(Value::Tuple, Vec::new()),
            b't' => {
                let items = self.pop_to_mark()?;
                self.sequence(Value::Tuple, items);
            }
            0x85..=0x87 => {
                let items = self.pop_many(usize::from(opcode - 0x84))?;
                self.sequence(Value::Tuple, items);
            }
            b'a' => {
                let item = self.pop()?;
                self.append(vec![item])?;
            }
            b'e' => {
                let items = self.pop_to_mark()?;
                self.append(items)?;
            }
            b's' => {
                let pair = self.pop_many(2)?;
                self.set_items(pair)?;
            }
            b'u' => {
                let items = self.pop_to_mark()?;
                self.set_items(items)?;
            }
            b'q' => {
                let [slot] = self.array()?;
                self.put(slot.into())?;
            }
            b'r' => {
                let slot = u32::from_le_bytes(self.array()?);
                self.put(slot)?;
            }
            b'h' => {
                let [slot] = self.array()?;
                self.get(slot.into())?;
            }
            b'j' => {
                let slot = u32::from_le_bytes(self.array()?);
                self.get(slot)?;
            }
            b'c' => self.global()?,
            b'Q' => self.storage()?,
            b'R' => self.reduce()?,
            b'b' => self.build()?,
            _ => {
                return Err(self.refused(
                    "an opcode that dictionaries of tensors are written with",
                    format!("{opcode:#04x}"),
                ));
            }
        }
        Ok(true)
    }

    fn protocol(&mut self) -> Result<(), Failure> {
        let [version] = self.array()?;
        if version == 2 {
            return Ok(());
        }
        Err(self.refused("pickle protocol 2", version.to_string()))
    }

    /// Little-endian, of as many bytes as the first says.
    fn long(&mut self) -> Result<(), Failure> {
        let [length] = self.array()?;
        let bytes = self.take(length.into())?;
        if bytes.len() > 8 {
            return Err(self.refused("a number of at most 8 bytes", bytes.len().to_string()));
        }
        let negative = bytes.last().is_some_and(|byte| byte >> 7 == 1);
        let mut all = [if negative { 0xff } else { 0 }; 8];
        all[..bytes.len()].copy_from_slice(bytes);
        self.stack.push(Value::Int(i64::from_le_bytes(all)));
        Ok(())
    }

    fn text(&mut self, length: u32) -> Result<(), Failure> {
        let bytes = self.take(length as usize)?;
        match std::str::from_utf8(bytes) {
            Ok(text) => self.stack.push(Value::Text(text.into())),
            Err(_) => return Err(self.refused("UTF-8", "other bytes")),
        }
        Ok(())
    }

    fn dict(&mut self) {
        self.stack.push(Value::Dict(self.made.dicts.len()));
        self.made.dicts.push(Vec::new());
    }

    fn sequence(&mut self, kind: fn(usize) -> Value, items: Vec<Value>) {
        self.stack.push(kind(self.made.sequences.len()));
        self.made.sequences.push(items);
    }

    fn append(&mut self, items: Vec<Value>) -> Result<(), Failure> {
        match self.stack.last() {
            Some(&Value::List(list)) => self.made.sequences[list].extend(items),
            _ => return Err(self.refused("a list to append to", "something else")),
        }
        Ok(())
    }

    fn set_items(&mut self, items: Vec<Value>) -> Result<(), Failure> {
        let Some(&Value::Dict(dict)) = self.stack.last() else {
            return Err(self.refused("a dictionary to fill", "something else"));
        };
        let mut items = items.into_iter();
        while let Some(key) = items.next() {
            let Some(value) = items.next() else {
                return Err(self.refused("a value for each key", "a key alone"));
            };
            self.made.dicts[dict].push((key, value));
        }
        Ok(())
    }

    fn put(&mut self, slot: u32) -> Result<(), Failure> {
        let Some(value) = self.stack.last() else {
            return Err(self.refused("a value to remember", "an empty stack"));
        };
        self.memo.insert(slot, value.clone());
        Ok(())
    }

    fn get(&mut self, slot: u32) -> Result<(), Failure> {
        let Some(value) = self.memo.get(&slot) else {
            return Err(self.refused("a value remembered before", format!("slot {slot}")));
        };
        self.stack.push(value.clone());
        Ok(())
    }

    /// The items of a tuple or list, nothing of any other value.
    fn items(&self, value: &Value) -> &[Value] {
        match value {
            Value::Tuple(index) | Value::List(index) => &self.made.sequences[*index],
            _ => &[],
        }
    }

    fn pop(&mut self) -> Result<Value, Failure> {
        let mut values = self.pop_many(1)?;
        Ok(values.pop().unwrap_or(Value::None))
    }

    /// The topmost values, none of them from below the last mark.
    fn pop_many(&mut self, count: usize) -> Result<Vec<Value>, Failure> {
        let floor = self.marks.last().copied().unwrap_or(0);
        match self.stack.len().checked_sub(count) {
            Some(start) if start >= floor => Ok(self.stack.split_off(start)),
            _ => Err(self.refused("a value on the stack", "an empty stack")),
        }
    }

    fn pop_to_mark(&mut self) -> Result<Vec<Value>, Failure> {
        match self.marks.pop() {
            Some(start) => Ok(self.stack.split_off(start)),
            None => Err(self.refused("a mark on the stack", "none")),
        }
    }

    fn byte(&mut self) -> Result<u8, Failure> {
        let [byte] = self.array()?;
        Ok(byte)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Failure> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N)?);
        Ok(array)
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8], Failure> {
        let end = self.at.saturating_add(count);
        match self.bytes.get(self.at..end) {
            Some(bytes) => {
                self.at = end;
                Ok(bytes)
            }
            None => Err(self.refused("a complete pickle", "its end")),
        }
    }

    /// The bytes up to the next line feed, which is passed.
    fn line(&mut self) -> Result<&'a [u8], Failure> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        match rest.iter().position(|&byte| byte == b'\n') {
            Some(end) => {
                self.at += end + 1;
                Ok(&rest[..end])
            }
            None => Err(self.refused("a complete pickle", "its end")),
        }
    }

    fn refused(&self, expected: &'static str, got: impl Into<String>) -> Failure {
        Failure::Pickle {
            at: self.opcode_at,
            expected,
            got: got.into(),
        }
    }
}
