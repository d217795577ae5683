//! The objects that a dictionary of tensors is made of: names, storages, tensors.

use safetensors::Dtype;

use super::{Machine, Storage, Tensor, Value};
use crate::weights::pytorch::{Failure, shown};

/// The names that a pickle may mention.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::weights) enum Global {
    OrderedDict,
    RebuildTensor,
    RebuildParameter,
    Storage(Dtype),
}

const GLOBALS: [(&str, &str, Global); 13] = [
    ("collections", "OrderedDict", Global::OrderedDict),
    ("torch._utils", "_rebuild_tensor_v2", Global::RebuildTensor),
    (
        "torch._utils",
        "_rebuild_parameter",
        Global::RebuildParameter,
    ),
    ("torch", "DoubleStorage", Global::Storage(Dtype::F64)),
    ("torch", "FloatStorage", Global::Storage(Dtype::F32)),
    ("torch", "HalfStorage", Global::Storage(Dtype::F16)),
    ("torch", "BFloat16Storage", Global::Storage(Dtype::BF16)),
    ("torch", "LongStorage", Global::Storage(Dtype::I64)),
    ("torch", "IntStorage", Global::Storage(Dtype::I32)),
    ("torch", "ShortStorage", Global::Storage(Dtype::I16)),
    ("torch", "CharStorage", Global::Storage(Dtype::I8)),
    ("torch", "ByteStorage", Global::Storage(Dtype::U8)),
    ("torch", "BoolStorage", Global::Storage(Dtype::BOOL)),
];

const MOST_DIMENSIONS: usize = 8;

impl Machine<'_> {
    pub(super) fn global(&mut self) -> Result<(), Failure> {
        let (module, name) = (self.line()?, self.line()?);
        let known = GLOBALS
            .iter()
            .find(|known| known.0.as_bytes() == module && known.1.as_bytes() == name);
        let Some(&(_, _, global)) = known else {
            let text = |bytes| shown(&String::from_utf8_lossy(bytes));
            return Err(self.refused(
                "a name that tensors are written with",
                format!("`{}.{}`", text(module), text(name)),
            ));
        };
        self.stack.push(Value::Global(global));
        Ok(())
    }

    /// `('storage', type, key, device, count)`, in the older layout followed by `None`.
    pub(super) fn storage(&mut self) -> Result<(), Failure> {
        let id = self.pop()?;
        let (dtype, key, count) = match self.items(&id) {
            [
                Value::Text(kind),
                Value::Global(Global::Storage(dtype)),
                Value::Text(key),
                Value::Text(_),
                Value::Int(count),
            ]
            | [
                Value::Text(kind),
                Value::Global(Global::Storage(dtype)),
                Value::Text(key),
                Value::Text(_),
                Value::Int(count),
                Value::None,
            ] if &**kind == "storage" => (*dtype, key.clone(), *count),
            _ => return Err(self.refused("a storage with type, key and size", "something else")),
        };
        let count = self.size(count)?;
        self.stack.push(Value::Storage(self.made.storages.len()));
        self.made.storages.push(Storage { dtype, key, count });
        Ok(())
    }

    /// A call of one of the known names, which only makes a value here.
    pub(super) fn reduce(&mut self) -> Result<(), Failure> {
        let arguments = self.pop()?;
        let function = self.pop()?;
        match function {
            Value::Global(Global::OrderedDict) => {
                if !self.items(&arguments).is_empty() || !matches!(arguments, Value::Tuple(_)) {
                    return Err(self.refused("an empty dictionary", "one with content"));
                }
                self.dict();
            }
            Value::Global(Global::RebuildTensor) => self.tensor(&arguments)?,
            Value::Global(Global::RebuildParameter) => {
                let Some(&Value::Tensor(tensor)) = self.items(&arguments).first() else {
                    return Err(self.refused("a parameter's tensor", "something else"));
                };
                self.stack.push(Value::Tensor(tensor));
            }
            _ => return Err(self.refused("a name that can be called", "something else")),
        }
        Ok(())
    }

    /// `(storage, offset, shape, strides, ...)`; the rest concerns gradients.
    fn tensor(&mut self, arguments: &Value) -> Result<(), Failure> {
        let &[
            Value::Storage(storage),
            Value::Int(offset),
            Value::Tuple(shape),
            Value::Tuple(strides),
            ..,
        ] = self.items(arguments)
        else {
            return Err(self.refused(
                "a tensor's storage, offset, shape and strides",
                "something else",
            ));
        };
        let tensor = Tensor {
            storage,
            offset: self.size(offset)?,
            shape: self.sizes(shape)?,
            strides: self.sizes(strides)?,
        };
        if tensor.shape.len() != tensor.strides.len() {
            return Err(self.refused(
                "as many strides as dimensions",
                format!("{} and {}", tensor.strides.len(), tensor.shape.len()),
            ));
        }
        self.stack.push(Value::Tensor(self.made.tensors.len()));
        self.made.tensors.push(tensor);
        Ok(())
    }

    /// State given to an object: a dictionary's is bookkeeping of PyTorch's, and forgotten.
    pub(super) fn build(&mut self) -> Result<(), Failure> {
        self.pop()?;
        match self.stack.last() {
            Some(Value::Dict(_)) => Ok(()),
            _ => Err(self.refused("a dictionary to give state to", "something else")),
        }
    }

    fn sizes(&self, tuple: usize) -> Result<Vec<usize>, Failure> {
        let sizes = &self.made.sequences[tuple];
        // Also keeps a long tuple that many tensors share from being copied for each.
        if sizes.len() > MOST_DIMENSIONS {
            return Err(self.refused("at most 8 dimensions", sizes.len().to_string()));
        }
        sizes
            .iter()
            .map(|value| match *value {
                Value::Int(size) => self.size(size),
                _ => Err(self.refused("a number", "something else")),
            })
            .collect()
    }

    fn size(&self, value: i64) -> Result<usize, Failure> {
        usize::try_from(value)
            .map_err(|_| self.refused("a number of at least 0", value.to_string()))
    }
}
