//! What is made when it is first asked for, or never.

use crate::PipelineError;
use std::cell::OnceCell;

/// A value, or how to get it.
pub(crate) struct Lazy<'m, T> {
    value: OnceCell<T>,
    make: Box<dyn Fn() -> Result<T, PipelineError> + 'm>,
}

impl<'m, T> Lazy<'m, T> {
    pub(crate) fn new(make: impl Fn() -> Result<T, PipelineError> + 'm) -> Self {
        Self {
            value: OnceCell::new(),
            make: Box::new(make),
        }
    }

    /// Gives what is there already, so that nothing is made.
    pub(crate) fn set(&self, value: T) {
        // What was made before is as good.
        let _ = self.value.set(value);
    }

    pub(crate) fn get(&self) -> Result<&T, PipelineError> {
        if let Some(value) = self.value.get() {
            return Ok(value);
        }
        let value = (self.make)()?;
        Ok(self.value.get_or_init(|| value))
    }
}
