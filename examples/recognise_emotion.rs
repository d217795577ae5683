//! Emotions in speech: what a recogniser that learned from invented voices hears in another.
//!
//! Run it: `cargo run --release --example recognise_emotion`

#![allow(clippy::print_stdout, reason = "an example speaks to its reader")]

use speech_emotion::synthesis::{Voice, synthesise};
use speech_emotion::{Emotion, SAMPLE_RATE, SegmentOptions, demo_recogniser, recognise_segments};

fn main() -> anyhow::Result<()> {
    // No recording is needed: eight voices that a program made are learned from on the spot.
    let recogniser = demo_recogniser(7)?;
    let card = recogniser.card();
    println!("{}, learned from {}", card.model, card.learned_from);

    // A voice that was not among them says something in each of the study's five classes.
    let voice = Voice::numbered(31);
    let mut right = 0;
    for emotion in Emotion::FIVE {
        let clip = synthesise(&voice, emotion, 77);
        let heard = recogniser.recognise(&clip, SAMPLE_RATE)?;
        println!("\nmeant {emotion}, heard {}", heard.emotion);
        for (class, probability) in &heard.probabilities {
            println!("  {class:6} {probability:.2}");
        }
        right += usize::from(heard.emotion == emotion);
    }
    assert!(right >= 4, "{right} of 5");

    // A longer recording: anger for six seconds, then disgust. Windows of three seconds are judged,
    // one a second.
    let mut recording = Vec::new();
    for emotion in [Emotion::Marah, Emotion::Jijik] {
        let takes = (0..6).flat_map(|take| synthesise(&voice, emotion, take));
        recording.extend(takes.take(6 * SAMPLE_RATE as usize));
    }
    let options = SegmentOptions::default();
    let segments = recognise_segments(&recogniser, &recording, SAMPLE_RATE, &options)?;
    println!("\nmarah for 6 s, then jijik:");
    for segment in &segments {
        let heard = segment.emotion.map_or("nobody", Emotion::as_str);
        println!("  {:4.1} to {:4.1} s: {heard}", segment.start, segment.end);
    }
    assert_eq!(
        segments.first().and_then(|one| one.emotion),
        Some(Emotion::Marah)
    );
    assert_eq!(
        segments.last().and_then(|one| one.emotion),
        Some(Emotion::Jijik)
    );

    // Whoever shows an answer shows this with it.
    println!("\nwarning: {}", card.warning);
    assert!(card.warning.contains("synthetic"));
    Ok(())
}
