//! Recordings of people, from a folder `shared` beside the repository.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use speech_features::{
    DecodeOptions, Extractor, ExtractorParams, FEATURE_NAMES, StatisticsExtractor, Yin, YinParams,
    decode_file,
};

/// librosa's side, for a Python that `SARA_PYTHON` names.
const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../benches/peers/speech.py");

/// The folder of recordings; `None`, aloud, where it is absent.
fn speech(folder: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data/speech")
        .join(folder);
    if !path.is_dir() {
        aloud!(
            "skipped: the recordings of {folder} are not at {}",
            path.display()
        );
        return None;
    }
    Some(path)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files
}

#[test]
fn original_recordings_are_read() {
    let Some(folder) = speech("originals") else {
        return;
    };
    for file in files(&folder) {
        let audio = decode_file(&file, &DecodeOptions::default()).unwrap();
        let mono = audio.to_mono_at(16_000).unwrap();
        aloud!(
            "{}: {} Hz, {} channels, {:.3} s, {} samples at 16 kHz",
            file.file_name().unwrap().display(),
            audio.sample_rate(),
            audio.channels(),
            audio.seconds(),
            mono.len()
        );
        assert!([44_100, 48_000].contains(&audio.sample_rate()));
        let rate = audio.sample_rate() as usize;
        assert_eq!(mono.len(), (audio.frames() * 16_000).div_ceil(rate));
    }
}

#[test]
fn voices_have_the_pitch_of_men_and_women() {
    let Some(folder) = speech("indowave_16k") else {
        return;
    };
    let mut extractor = StatisticsExtractor::new(16_000).unwrap();
    let pitch = FEATURE_NAMES.iter().position(|name| *name == "f0_mean_hz");
    let mut clips = 0;
    // Odd actors are men. Only neutral clips: strong emotions raise the pitch.
    let mut means = [Vec::new(), Vec::new()];
    for actor in files(&folder) {
        let name = actor.file_name().unwrap().to_str().unwrap().to_owned();
        let number: usize = name.trim_start_matches("Actor_").parse().unwrap();
        for file in files(&actor) {
            let audio = decode_file(&file, &DecodeOptions::default()).unwrap();
            assert_eq!((audio.sample_rate(), audio.channels()), (16_000, 1));
            let row = extractor.extract(&audio.to_mono()).unwrap();
            assert!(row.iter().all(|value| value.is_finite()));
            clips += 1;
            if file.file_name().unwrap().to_str().unwrap()[3..].starts_with("01") {
                means[number % 2].push(row[pitch.unwrap()]);
            }
        }
    }
    let mean = |values: &[f32]| values.iter().sum::<f32>() / values.len() as f32;
    let (women, men) = (mean(&means[0]), mean(&means[1]));
    aloud!("{clips} clips; neutral pitch of women {women:.0} Hz, of men {men:.0} Hz");
    assert_eq!(clips, 300);
    assert!((160.0..280.0).contains(&women) && (90.0..180.0).contains(&men));
}

#[test]
fn recordings_have_the_answers_of_librosa() {
    let Some(folder) = speech("indowave_16k") else {
        return;
    };
    let Some(python) = std::env::var_os("SARA_PYTHON") else {
        aloud!("skipped: SARA_PYTHON names no Python with librosa");
        return;
    };
    // The first recording of each emotion of each actor.
    let clips: Vec<PathBuf> = files(&folder)
        .iter()
        .flat_map(|actor| files(actor))
        .filter(|file| file.to_str().unwrap().ends_with("-01-01.flac"))
        .collect();
    let output = Command::new(python)
        .args([SCRIPT, "features"])
        .args(&clips)
        .output()
        .unwrap();
    if !output.status.success() {
        aloud!("skipped: {}", String::from_utf8_lossy(&output.stderr));
        return;
    }
    let params = ExtractorParams::default().with_sample_rate(16_000);
    let mut extractor = Extractor::new(&params).unwrap();
    let mut yin = Yin::new(&YinParams::default().with_sample_rate(16_000)).unwrap();
    let (mut worst, mut voiced, mut equal) = (0.0_f64, 0, 0);
    let answers = String::from_utf8(output.stdout).unwrap();
    assert_eq!(answers.lines().count(), clips.len());
    for (clip, answer) in clips.iter().zip(answers.lines()) {
        let answer: Value = serde_json::from_str(answer).unwrap();
        let numbers = |key: &str| -> Vec<f64> {
            let values = answer[key].as_array().unwrap().iter();
            values.map(|value| value.as_f64().unwrap()).collect()
        };
        let samples = decode_file(clip, &DecodeOptions::default())
            .unwrap()
            .to_mono();
        let (mfcc, expected) = (extractor.mfcc(&samples).unwrap(), numbers("mfcc"));
        assert_eq!(mfcc.values().len(), expected.len());
        for (found, expected) in mfcc.values().iter().zip(&expected) {
            worst = worst.max((f64::from(*found) - expected).abs());
        }
        let (pitches, expected) = (yin.track(&samples).unwrap(), numbers("yin"));
        assert_eq!(pitches.len(), expected.len());
        for (pitch, hz) in pitches.iter().zip(&expected) {
            if pitch.periodicity >= 0.5 {
                voiced += 1;
                equal += usize::from((f64::from(pitch.hz) - hz).abs() <= 0.01 * hz);
            }
        }
    }
    aloud!("MFCC at most {worst:.1e} apart; {equal} of {voiced} voiced frames within 1%");
    assert!(worst < 1e-3 && voiced > 1000 && equal * 100 >= voiced * 98);
}
