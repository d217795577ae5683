//! Spectral features of a signal, frame by frame.

use crate::contrast::ContrastBands;
use crate::cosine::CosineTransform;
use crate::framing::{frame_count, single};
use crate::mel::MelFilters;
use crate::spectrum::Spectrum;
use crate::{ExtractorParams, FrameMatrix, SpectralShape, SpeechError, check, power_to_db};

/// Decibels below the greatest power that are told apart, librosa's default.
const RANGE_DB: f32 = 80.0;

/// Computes spectra, mel bands, cepstral coefficients and spectral shapes.
///
/// It plans its transforms once and allocates nothing a frame: keep one and use it for all
/// signals of its sample rate, or clone it for another thread. Frames are centred: frame `t` has
/// sample `t * hop_length` in its middle, and zeros stand for what lies outside of the signal.
/// Every method gives `samples / hop_length + 1` frames (for frames of even length).
///
/// ```
/// use speech_features::{Extractor, ExtractorParams};
///
/// let tone: Vec<f32> = (0..22_050_u16)
///     .map(|n| (f32::from(n) * std::f32::consts::TAU * 1000.0 / 22_050.0).sin())
///     .collect();
/// let mut extractor = Extractor::new(&ExtractorParams::default())?;
/// assert_eq!(extractor.mfcc(&tone)?.width(), 20);
/// let shape = extractor.spectral_shape(&tone)?[20];
/// assert!((shape.centroid_hz - 1000.0).abs() < 10.0 && shape.flatness < 0.01);
/// # Ok::<(), speech_features::SpeechError>(())
/// ```
#[derive(Clone)]
pub struct Extractor {
    params: ExtractorParams,
    spectrum: Spectrum,
    filters: MelFilters,
    cosines: CosineTransform,
    magnitudes: Vec<f32>,
}

impl std::fmt::Debug for Extractor {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Extractor")
            .field("params", &self.params)
            .finish_non_exhaustive()
    }
}

impl Extractor {
    /// Plans all transforms.
    ///
    /// # Errors
    ///
    /// A parameter out of its range.
    pub fn new(params: &ExtractorParams) -> Result<Self, SpeechError> {
        params.check()?;
        let half = f64::from(params.sample_rate) / 2.0;
        Ok(Self {
            spectrum: Spectrum::new(params.frame_length),
            filters: MelFilters::new(
                params.sample_rate,
                params.frame_length,
                params.mel_bands,
                params.min_hz,
                params.max_hz.unwrap_or(half),
            ),
            cosines: CosineTransform::new(params.coefficients, params.mel_bands),
            magnitudes: vec![0.0; params.frame_length / 2 + 1],
            params: params.clone(),
        })
    }

    /// What the extractor was made with.
    #[must_use]
    pub fn params(&self) -> &ExtractorParams {
        &self.params
    }

    /// Power of every frequency: `|librosa.stft(y)| ** 2`. Bin `k` of `frame_length / 2 + 1`
    /// stands for `k * sample_rate / frame_length` Hz.
    ///
    /// # Errors
    ///
    /// No samples, or a sample out of its range.
    pub fn power_spectrogram(&mut self, samples: &[f32]) -> Result<FrameMatrix, SpeechError> {
        let mut rows = self.matrix(samples, self.magnitudes.len())?;
        for (frame, row) in rows.rows_mut().enumerate() {
            let middle = frame * self.params.hop_length;
            row.copy_from_slice(self.spectrum.power_at(samples, middle));
        }
        Ok(rows)
    }

    /// Power of every mel band: `librosa.feature.melspectrogram`.
    ///
    /// # Errors
    ///
    /// No samples, or a sample out of its range.
    pub fn mel_spectrogram(&mut self, samples: &[f32]) -> Result<FrameMatrix, SpeechError> {
        self.mel_and(samples, |_| ())
    }

    /// Cepstral coefficients: `librosa.feature.mfcc`, of mel bands in decibels, the quietest
    /// raised to 80 dB below the loudest of the signal.
    ///
    /// # Errors
    ///
    /// No samples, or a sample out of its range.
    pub fn mfcc(&mut self, samples: &[f32]) -> Result<FrameMatrix, SpeechError> {
        let mels = self.mel_spectrogram(samples)?;
        Ok(self.cepstrum(mels))
    }

    /// Centroid, bandwidth, roll-off and flatness of every frame.
    ///
    /// # Errors
    ///
    /// No samples, or a sample out of its range.
    pub fn spectral_shape(&mut self, samples: &[f32]) -> Result<Vec<SpectralShape>, SpeechError> {
        check::signal(samples)?;
        let bin_hz = self.bin_hz();
        let shapes = (0..self.frames(samples)).map(|frame| {
            let middle = frame * self.params.hop_length;
            let power = self.spectrum.power_at(samples, middle);
            SpectralShape::of(power, bin_hz, &mut self.magnitudes)
        });
        Ok(shapes.collect())
    }

    /// Peaks against valleys in dB, in a band up to 200 Hz and six octaves from there on:
    /// `librosa.feature.spectral_contrast`.
    ///
    /// # Errors
    ///
    /// No samples, or a sample out of its range; a sample rate below 12,801 Hz; frames shorter
    /// than 5 ms.
    pub fn spectral_contrast(&mut self, samples: &[f32]) -> Result<FrameMatrix, SpeechError> {
        let mut bands = ContrastBands::new(self.params.sample_rate, self.params.frame_length)?;
        let mut peaks = self.matrix(samples, bands.len())?;
        let mut valleys = peaks.clone();
        let rows = peaks.rows_mut().zip(valleys.rows_mut());
        for (frame, (peak, valley)) in rows.enumerate() {
            let middle = frame * self.params.hop_length;
            let power = self.spectrum.power_at(samples, middle);
            for (magnitude, power) in self.magnitudes.iter_mut().zip(power) {
                *magnitude = power.sqrt();
            }
            bands.extremes(&self.magnitudes, peak, valley);
        }
        power_to_db(peaks.values_mut(), RANGE_DB);
        power_to_db(valleys.values_mut(), RANGE_DB);
        for (peak, valley) in peaks.values_mut().iter_mut().zip(valleys.values()) {
            *peak -= valley;
        }
        Ok(peaks)
    }

    /// Coefficients and shapes of the same frames, each transformed once.
    pub(crate) fn mfcc_and_shape(
        &mut self,
        samples: &[f32],
    ) -> Result<(FrameMatrix, Vec<SpectralShape>), SpeechError> {
        let bin_hz = self.bin_hz();
        let mut shapes = Vec::with_capacity(self.frames(samples));
        let mut magnitudes = std::mem::take(&mut self.magnitudes);
        let mels = self.mel_and(samples, |power| {
            shapes.push(SpectralShape::of(power, bin_hz, &mut magnitudes));
        });
        self.magnitudes = magnitudes;
        Ok((self.cepstrum(mels?), shapes))
    }

    /// Mel bands; every power spectrum on the way is also shown to `look`.
    fn mel_and(
        &mut self,
        samples: &[f32],
        mut look: impl FnMut(&[f32]),
    ) -> Result<FrameMatrix, SpeechError> {
        let mut mels = self.matrix(samples, self.params.mel_bands)?;
        for (frame, row) in mels.rows_mut().enumerate() {
            let middle = frame * self.params.hop_length;
            let power = self.spectrum.power_at(samples, middle);
            self.filters.apply(power, row);
            look(power);
        }
        Ok(mels)
    }

    fn cepstrum(&self, mut mels: FrameMatrix) -> FrameMatrix {
        power_to_db(mels.values_mut(), RANGE_DB);
        let mut cepstrum = FrameMatrix::zeros(mels.len(), self.params.coefficients);
        for (decibels, coefficients) in mels.rows().zip(cepstrum.rows_mut()) {
            self.cosines.apply(decibels, coefficients);
        }
        cepstrum
    }

    /// Room for one row a frame, once the signal has been checked.
    fn matrix(&self, samples: &[f32], width: usize) -> Result<FrameMatrix, SpeechError> {
        check::signal(samples)?;
        Ok(FrameMatrix::zeros(self.frames(samples), width))
    }

    fn frames(&self, samples: &[f32]) -> usize {
        frame_count(
            samples.len(),
            self.params.frame_length,
            self.params.hop_length,
        )
    }

    fn bin_hz(&self) -> f32 {
        single(f64::from(self.params.sample_rate) / self.params.frame_length as f64)
    }
}
