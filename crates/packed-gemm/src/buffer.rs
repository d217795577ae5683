/// Bytes of a line of cache, and of the widest vector.
const LINE: usize = 64;

/// Values whose first one begins a line of cache, so that no vector of a panel crosses two.
#[derive(Debug, Default)]
pub(crate) struct Buffer<T> {
    values: Vec<T>,
    start: usize,
    length: usize,
}

impl<T: Copy + Default> Buffer<T> {
    pub(crate) fn zeroed(length: usize) -> Self {
        let mut buffer = Self::default();
        buffer.reserve(length);
        buffer
    }

    /// At least `length` values, of any content, the first at the start of a line.
    pub(crate) fn reserve(&mut self, length: usize) -> &mut [T] {
        if self.length < length {
            self.values = vec![T::default(); length + LINE / size_of::<T>()];
            self.start = self
                .values
                .as_ptr()
                .align_offset(LINE)
                .min(LINE / size_of::<T>());
            self.length = length;
        }
        &mut self.values[self.start..][..length]
    }

    pub(crate) fn as_slice(&self) -> &[T] {
        &self.values[self.start..][..self.length]
    }

    pub(crate) fn as_mut_slice(&mut self) -> &mut [T] {
        &mut self.values[self.start..][..self.length]
    }
}
