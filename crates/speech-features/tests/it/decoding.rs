//! Files of every format, whole and damaged.

use speech_features::{
    Audio, Damage, DecodeOptions, MAX_CHANNELS, SpeechError, decode_bytes, decode_file,
};

use super::{signal, signal_path};

/// A WAV file of floats, whose header states what is asked.
pub(super) fn wav(channels: u16, sample_rate: u32, samples: &[f32]) -> Vec<u8> {
    let data: Vec<u8> = samples.iter().flat_map(|s| s.to_le_bytes()).collect();
    wav_of(
        3,
        32,
        channels,
        sample_rate,
        &data,
        u32::try_from(data.len()).unwrap(),
    )
}

pub(super) fn wav_of(
    format: u16,
    bits: u16,
    channels: u16,
    sample_rate: u32,
    data: &[u8],
    stated: u32,
) -> Vec<u8> {
    let frame = channels.wrapping_mul(bits / 8);
    let mut file = b"RIFF".to_vec();
    file.extend(stated.saturating_add(36).to_le_bytes());
    file.extend(b"WAVEfmt ");
    file.extend(16_u32.to_le_bytes());
    file.extend(format.to_le_bytes());
    file.extend(channels.to_le_bytes());
    file.extend(sample_rate.to_le_bytes());
    file.extend(sample_rate.wrapping_mul(u32::from(frame)).to_le_bytes());
    file.extend(frame.to_le_bytes());
    file.extend(bits.to_le_bytes());
    file.extend(b"data");
    file.extend(stated.to_le_bytes());
    file.extend(data);
    file
}

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(signal_path(name)).unwrap()
}

fn decode(bytes: &[u8]) -> Result<Audio, SpeechError> {
    decode_bytes(bytes, &DecodeOptions::default())
}

#[test]
fn lossless_files_hold_the_same_samples() {
    let vowel = signal("vowel.wav");
    assert_eq!(
        (vowel.channels(), vowel.sample_rate(), vowel.frames()),
        (1, 16_000, 20_800)
    );
    assert!((vowel.seconds() - 1.3).abs() < 1e-12);
    let stereo = signal("stereo.flac");
    assert_eq!((stereo.channels(), stereo.frames()), (2, 20_800));
    // The left channel is the vowel; the right one is half of it, rounded down to 16 bits.
    let left: Vec<f32> = stereo.samples().iter().step_by(2).copied().collect();
    assert_eq!(left, vowel.samples());
    for (mono, left) in stereo.to_mono().iter().zip(&left) {
        assert!((mono - 0.75 * left).abs() < 1.0 / 65_536.0 + 1e-7);
    }
    for name in ["stereo.wav", "float.wav"] {
        let short = signal(name);
        assert_eq!(short.samples(), &stereo.samples()[..1600], "{name}");
    }
}

#[test]
fn lossy_files_are_near() {
    let vowel = signal("vowel.wav");
    let names: &[&str] = match cfg!(feature = "mp3") {
        true => &["vowel.ogg", "vowel.mp3"],
        false => &["vowel.ogg"],
    };
    for name in names {
        let lossy = signal(name);
        assert_eq!((lossy.channels(), lossy.sample_rate()), (1, 16_000));
        // The encoder's delay is taken off where the file states it.
        let apart = lossy.frames().abs_diff(vowel.frames());
        assert!(apart < 2400, "{name}: {apart}");
        let energy = |audio: &Audio| -> f32 { audio.samples().iter().map(|s| s * s).sum() };
        let ratio = energy(&lossy) / energy(&vowel);
        assert!((0.95..1.05).contains(&ratio), "{name}: {ratio}");
    }
}

#[cfg(not(feature = "mp3"))]
#[test]
fn mp3_needs_its_feature() {
    assert!(decode(&bytes("vowel.mp3")).is_err());
}

#[test]
fn a_name_does_not_matter() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("flac.mp3");
    std::fs::write(&path, bytes("stereo.flac")).unwrap();
    let audio = decode_file(&path, &DecodeOptions::default()).unwrap();
    assert_eq!(audio, signal("stereo.flac"));
}

#[test]
fn eight_channels_are_mixed() {
    let samples: Vec<f32> = (0_u8..16).map(f32::from).map(|s| s / 16.0).collect();
    let audio = decode(&wav(8, 8000, &samples)).unwrap();
    assert_eq!((audio.channels(), audio.frames()), (8, 2));
    assert_eq!(audio.to_mono(), [3.5 / 16.0, 11.5 / 16.0]);
    let nine = wav(9, 8000, &[0.0; 18]);
    match decode(&nine).unwrap_err() {
        SpeechError::Channels { channels } => assert_eq!(channels, MAX_CHANNELS + 1),
        // The reader may refuse such a header itself.
        other => assert!(
            matches!(
                other,
                SpeechError::UnknownFormat { .. } | SpeechError::UnknownEncoding { .. }
            ),
            "{other}"
        ),
    }
}

#[test]
fn a_stream_of_unknown_length_is_read_to_its_end() {
    // What ffmpeg writes into a pipe.
    let data: Vec<u8> = (0..5000_u16).flat_map(u16::to_le_bytes).collect();
    let audio = decode(&wav_of(1, 16, 1, 16_000, &data, u32::MAX)).unwrap();
    assert_eq!(audio.frames(), 5000);
}

#[test]
fn a_cut_file_is_refused_or_kept() {
    let keep = DecodeOptions::default().with_damage(Damage::Keep);
    for name in ["vowel.wav", "stereo.flac"] {
        let whole = bytes(name);
        let cut = &whole[..whole.len() / 2];
        let kept = decode_bytes(cut, &keep).unwrap();
        let all = signal(name);
        let share = kept.frames() as f64 / all.frames() as f64;
        assert!((0.3..0.7).contains(&share), "{name}: {share}");
        assert_eq!(kept.samples(), &all.samples()[..kept.samples().len()]);
        let refused = decode(cut).unwrap_err();
        assert!(
            matches!(
                refused,
                SpeechError::Truncated { .. } | SpeechError::Malformed { .. }
            ),
            "{name}: {refused}"
        );
    }
}

#[test]
fn limits_hold_for_what_is_there() {
    let file = bytes("stereo.flac");
    let options = DecodeOptions::default();
    let fails = |options: DecodeOptions| decode_bytes(&file, &options).unwrap_err();
    assert!(matches!(
        fails(options.clone().with_max_bytes(file.len() - 1)),
        SpeechError::TooManyBytes { .. }
    ));
    assert!(matches!(
        fails(options.clone().with_max_samples(41_599)),
        SpeechError::TooManySamples { limit: 41_599 }
    ));
    assert!(matches!(
        fails(options.clone().with_max_seconds(1)),
        SpeechError::TooLong { limit: 1 }
    ));
    let exact = options
        .with_max_bytes(file.len())
        .with_max_samples(41_600)
        .with_max_seconds(2);
    assert!(decode_bytes(&file, &exact).is_ok());
}

#[test]
fn what_is_no_file_is_refused_and_not_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let message = |path: &std::path::Path| {
        let error = decode_file(path, &DecodeOptions::default()).unwrap_err();
        let cause = std::error::Error::source(&error).unwrap().to_string();
        (error.to_string(), cause)
    };
    let path = folder.path();
    let cannot = |path: &std::path::Path| format!("cannot read {}", path.display());
    let expected = "expected a file, got a folder".to_owned();
    assert_eq!(message(path), (cannot(path), expected));
    let pipe = path.join("pipe.wav");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    if !made.is_ok_and(|status| status.success()) {
        eprintln!("skipped: there is no mkfifo");
        return;
    }
    let expected = "expected a file, got a pipe or a device".to_owned();
    assert_eq!(message(&pipe), (cannot(&pipe), expected));
}

#[test]
fn a_file_is_read_no_further_than_allowed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.wav");
    // A sparse file: nothing on the disk, and no end in sight.
    std::fs::File::create(&path)
        .unwrap()
        .set_len(1 << 40)
        .unwrap();
    let options = DecodeOptions::default().with_max_bytes(1 << 20);
    assert!(matches!(
        decode_file(&path, &options),
        Err(SpeechError::TooManyBytes { limit: 1_048_576 })
    ));
}
