//! Files and bytes to samples, by symphonia.

use std::fs::{self, File};
use std::io::{self, Cursor, ErrorKind, Read};
use std::path::Path;

use symphonia::core::codecs::CodecParameters;
use symphonia::core::codecs::audio::{AudioDecoder, AudioDecoderOptions};
use symphonia::core::errors::Error as StreamError;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader, TrackType};
use symphonia::core::io::{MediaSourceStream, MediaSourceStreamOptions};
use symphonia::core::meta::MetadataOptions;

use crate::{Audio, MAX_CHANNELS, SpeechError, check};

/// What to do with a stream that is damaged or cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Damage {
    /// It is an error.
    Refuse,
    /// What can be decoded is kept; a stream of which nothing can be is an error.
    Keep,
}

/// How much may be decoded, and what becomes of damaged streams.
///
/// Limits hold for what is really there: a header may state any length.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DecodeOptions {
    /// The most bytes of the file. Default 256 MiB.
    pub max_bytes: usize,
    /// The most samples of all channels together. Default 2^26, which are 256 MiB.
    pub max_samples: usize,
    /// The longest audio, in seconds. Default 600.
    pub max_seconds: u32,
    /// What becomes of damaged streams. Default [`Damage::Refuse`].
    pub damage: Damage,
}

impl Default for DecodeOptions {
    fn default() -> Self {
        Self {
            max_bytes: 1 << 28,
            max_samples: 1 << 26,
            max_seconds: 600,
            damage: Damage::Refuse,
        }
    }
}

impl DecodeOptions {
    /// Sets [`max_bytes`](Self::max_bytes).
    #[must_use]
    pub fn with_max_bytes(self, max_bytes: usize) -> Self {
        Self { max_bytes, ..self }
    }

    /// Sets [`max_samples`](Self::max_samples).
    #[must_use]
    pub fn with_max_samples(self, max_samples: usize) -> Self {
        Self {
            max_samples,
            ..self
        }
    }

    /// Sets [`max_seconds`](Self::max_seconds).
    #[must_use]
    pub fn with_max_seconds(self, max_seconds: u32) -> Self {
        Self {
            max_seconds,
            ..self
        }
    }

    /// Sets [`damage`](Self::damage).
    #[must_use]
    pub fn with_damage(self, damage: Damage) -> Self {
        Self { damage, ..self }
    }
}

/// What the names of files that [`decode_file`] reads end in, in lower case and without the dot, to
/// find them by. Whether one can be read is for its content to say.
pub const AUDIO_ENDINGS: &[&str] = match cfg!(feature = "mp3") {
    true => &["wav", "flac", "ogg", "oga", "mp3"],
    false => &["wav", "flac", "ogg", "oga"],
};

/// Decodes a WAV, FLAC or Ogg Vorbis file; MP3 with the feature `mp3`. The content decides, not
/// the name.
///
/// A pipe, to which nobody may ever write, or a device, which may have no end, is refused. Whoever
/// wants one read gives its bytes to [`decode_bytes`].
///
/// # Errors
///
/// A file that cannot be read, and those of [`decode_bytes`].
pub fn decode_file(path: impl AsRef<Path>, options: &DecodeOptions) -> Result<Audio, SpeechError> {
    decode_bytes(&read_file(path, options)?, options)
}

/// Reads the bytes of a file for [`decode_bytes`]: all of them, or one more than `options` allow,
/// which tells that it is too large.
///
/// # Errors
///
/// [`SpeechError::File`] for a file that cannot be read, and for what is none, as [`decode_file`]
/// has it.
pub fn read_file(path: impl AsRef<Path>, options: &DecodeOptions) -> Result<Vec<u8>, SpeechError> {
    let path = path.as_ref();
    let limit = u64::try_from(options.max_bytes).unwrap_or(u64::MAX);
    let read = || -> io::Result<Vec<u8>> {
        // Before it is opened: opening a pipe waits for somebody who writes to it.
        let found = fs::metadata(path)?;
        if !found.is_file() {
            let what = match found.is_dir() {
                true => "a folder",
                false => "a pipe or a device",
            };
            let message = format!("expected a file, got {what}");
            return Err(io::Error::new(ErrorKind::InvalidInput, message));
        }
        let mut bytes = Vec::new();
        File::open(path)?
            .take(limit.saturating_add(1))
            .read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    read().map_err(|source| SpeechError::File {
        path: path.to_owned(),
        source,
    })
}

/// Decodes what [`decode_file`] decodes, from memory.
///
/// # Errors
///
/// Input beyond the limits of `options`, in no known format or encoding, without samples, with
/// samples that are not finite, or damaged where [`Damage::Refuse`] stands.
pub fn decode_bytes(bytes: &[u8], options: &DecodeOptions) -> Result<Audio, SpeechError> {
    if bytes.len() > options.max_bytes {
        return Err(SpeechError::TooManyBytes {
            limit: options.max_bytes,
        });
    }
    let stream = MediaSourceStream::new(
        Box::new(Cursor::new(bytes)),
        MediaSourceStreamOptions::default(),
    );
    let mut reader = symphonia::default::get_probe()
        .probe(
            &Hint::new(),
            stream,
            FormatOptions::default(),
            MetadataOptions::default(),
        )
        .map_err(|source| SpeechError::UnknownFormat {
            source: source.into(),
        })?;
    let track = reader
        .default_track(TrackType::Audio)
        .ok_or(SpeechError::NoAudio)?;
    let (id, stated) = (track.id, track.num_frames);
    let Some(CodecParameters::Audio(codec)) = &track.codec_params else {
        return Err(SpeechError::NoAudio);
    };
    let decoder = symphonia::default::get_codecs()
        .make_audio_decoder(codec, &AudioDecoderOptions::default())
        .map_err(|source| SpeechError::UnknownEncoding {
            source: source.into(),
        })?;
    let audio = Decoding::new(options).run(&mut *reader, decoder, id)?;
    let found = audio.frames() as u64;
    match stated {
        Some(expected) if found < expected && options.damage == Damage::Refuse => {
            Err(SpeechError::Truncated { expected, found })
        }
        _ if found == 0 => Err(SpeechError::Empty),
        _ => Ok(audio),
    }
}

/// What has been decoded so far.
struct Decoding<'a> {
    options: &'a DecodeOptions,
    samples: Vec<f32>,
    /// Channels and sample rate, once a packet has told them.
    layout: Option<(usize, u32)>,
}

impl<'a> Decoding<'a> {
    fn new(options: &'a DecodeOptions) -> Self {
        Self {
            options,
            samples: Vec::new(),
            layout: None,
        }
    }

    fn run(
        mut self,
        reader: &mut dyn FormatReader,
        mut decoder: Box<dyn AudioDecoder>,
        track: u32,
    ) -> Result<Audio, SpeechError> {
        let mut packet_samples = Vec::new();
        loop {
            let packet = match reader.next_packet() {
                Ok(Some(packet)) => packet,
                Ok(None) => break,
                // The stated length, where there is one, is compared afterwards.
                Err(StreamError::IoError(error)) if error.kind() == ErrorKind::UnexpectedEof => {
                    break;
                }
                Err(_) if self.options.damage == Damage::Keep => break,
                Err(error) => return Err(self.malformed(error)),
            };
            if packet.track_id != track {
                continue;
            }
            let decoded = match decoder.decode(&packet) {
                Ok(decoded) => decoded,
                Err(_) if self.options.damage == Damage::Keep => continue,
                Err(error) => return Err(self.malformed(error)),
            };
            let layout = (decoded.spec().channels().count(), decoded.spec().rate());
            self.admit(layout, decoded.samples_interleaved())?;
            decoded.copy_to_vec_interleaved(&mut packet_samples);
            self.samples.extend_from_slice(&packet_samples);
        }
        let (channels, sample_rate) = self.layout.ok_or(SpeechError::Empty)?;
        Audio::new(self.samples, channels, sample_rate)
    }

    /// Holds the samples of one more packet against the limits.
    fn admit(&mut self, layout: (usize, u32), more: usize) -> Result<(), SpeechError> {
        let (channels, rate) = layout;
        if !(1..=MAX_CHANNELS).contains(&channels) {
            return Err(SpeechError::Channels { channels });
        }
        check::sample_rate(rate)?;
        if *self.layout.get_or_insert(layout) != layout {
            return Err(SpeechError::Changed {
                frames: self.frames(),
            });
        }
        let samples = self.samples.len() + more;
        if samples > self.options.max_samples {
            return Err(SpeechError::TooManySamples {
                limit: self.options.max_samples,
            });
        }
        let most_frames = u64::from(self.options.max_seconds) * u64::from(rate);
        if (samples / channels) as u64 > most_frames {
            return Err(SpeechError::TooLong {
                limit: self.options.max_seconds,
            });
        }
        Ok(())
    }

    fn frames(&self) -> usize {
        self.layout
            .map_or(0, |(channels, _)| self.samples.len() / channels)
    }

    fn malformed(&self, source: StreamError) -> SpeechError {
        SpeechError::Malformed {
            frames: self.frames(),
            source: source.into(),
        }
    }
}
