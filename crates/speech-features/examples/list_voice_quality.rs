//! Jitter, shimmer, noise and formants of recordings, as CSV.
//!
//!     find DIR -name '*.flac' | cargo run --release -p speech-features --example list_voice_quality
//!
//! Standard input names a file a line. All are brought to 16 kHz.

#![allow(clippy::print_stdout, reason = "an example prints")]

use speech_features::{DecodeOptions, VOICE_QUALITY_NAMES, VoiceQualityExtractor, decode_file};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut extractor = VoiceQualityExtractor::new(16_000)?;
    println!("file,{}", VOICE_QUALITY_NAMES.join(","));
    for path in std::io::stdin().lines() {
        let path = path?;
        let samples = decode_file(&path, &DecodeOptions::default())?.to_mono_at(16_000)?;
        let row = extractor.extract(&samples)?;
        let row: Vec<String> = row.iter().map(f32::to_string).collect();
        println!("{path},{}", row.join(","));
    }
    Ok(())
}
