//! One row of values a frame.

use crate::SpeechError;

/// Values of frames: one row a frame, one column a band or coefficient.
///
/// librosa lays the same numbers out the other way round, one column a frame.
///
/// ```
/// use speech_features::FrameMatrix;
///
/// let frames = FrameMatrix::new(vec![1.0, 2.0, 3.0, 4.0], 2)?;
/// assert_eq!((frames.len(), frames.row(1)), (2, &[3.0, 4.0][..]));
/// assert!(frames.column(0).eq([1.0, 3.0]));
/// # Ok::<(), speech_features::SpeechError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct FrameMatrix {
    values: Vec<f32>,
    width: usize,
}

impl FrameMatrix {
    /// Takes rows of `width` values, one after the other.
    ///
    /// # Errors
    ///
    /// A width of 0, and values that do not fill the last row.
    pub fn new(values: Vec<f32>, width: usize) -> Result<Self, SpeechError> {
        if width == 0 || !values.len().is_multiple_of(width) {
            return Err(SpeechError::Ragged {
                width,
                values: values.len(),
            });
        }
        Ok(Self { values, width })
    }

    /// Zeros.
    pub(crate) fn zeros(frames: usize, width: usize) -> Self {
        Self {
            values: vec![0.0; frames * width],
            width,
        }
    }

    /// The number of frames.
    #[must_use]
    pub fn len(&self) -> usize {
        self.values.len() / self.width
    }

    /// Whether there is no frame.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Values of a frame.
    #[must_use]
    pub fn width(&self) -> usize {
        self.width
    }

    /// All values, frame after frame.
    #[must_use]
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// The values of one frame.
    ///
    /// # Panics
    ///
    /// As a slice does, where there is no such frame.
    #[must_use]
    pub fn row(&self, frame: usize) -> &[f32] {
        &self.values[frame * self.width..][..self.width]
    }

    /// The frames in order.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &[f32]> + Clone {
        self.values.chunks_exact(self.width)
    }

    /// One value of every frame; nothing where there is no such column.
    pub fn column(&self, column: usize) -> impl Iterator<Item = f32> + Clone {
        self.rows().filter_map(move |row| row.get(column).copied())
    }

    pub(crate) fn values_mut(&mut self) -> &mut [f32] {
        &mut self.values
    }

    pub(crate) fn rows_mut(&mut self) -> impl ExactSizeIterator<Item = &mut [f32]> {
        self.values.chunks_exact_mut(self.width)
    }
}
