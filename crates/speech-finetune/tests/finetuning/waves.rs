//! Clips as samples.

use speech_emotion::corpora::Corpus;
use speech_emotion::synthesis::write_wav;
use speech_emotion::{ClassMap, SAMPLE_RATE};
use speech_finetune::Waves;

use crate::given;

/// One second each of these two signals.
fn cut(first: &[f32], second: &[f32]) -> Vec<Vec<f32>> {
    let home = tempfile::tempdir().unwrap();
    let mut clips = Vec::new();
    for (name, samples) in [("spk01-marah-s1", first), ("spk01-sedih-s1", second)] {
        let path = home.path().join(name).with_extension("wav");
        write_wav(&path, samples, SAMPLE_RATE).unwrap();
        clips.push(Corpus::Synthetic.parse(path).unwrap());
    }
    let labelled = ClassMap::five().apply(&clips).unwrap();
    Waves::load(labelled, 1.0).unwrap().samples().to_vec()
}

#[test]
fn keeps_a_second_round_the_voice() {
    let mut early = vec![0.0; 48_000];
    for (at, sample) in early[6_000..14_000].iter_mut().enumerate() {
        *sample = (at as f32 * 0.3).sin() * 0.5;
    }
    let mut late = early.clone();
    late.rotate_right(33_000);
    for cut in cut(&early, &late) {
        assert_eq!(cut.len(), 16_000);
        let loud = cut.iter().filter(|sample| sample.abs() > 0.01).count();
        assert!(loud > 7_800, "{loud} of 8000 samples of the voice");
    }
}

#[test]
fn keeps_the_middle_of_silence_and_all_of_a_short_clip() {
    let mut silence = vec![0.0; 32_000];
    silence[16_000] = 2e-4;
    let found = cut(&silence, &[0.25; 800]);
    assert!(found[0][8_000] > 0.0);
    assert_eq!(found[1].len(), 800);
}

#[test]
fn keeps_what_is_known_of_the_clips() {
    let home = tempfile::tempdir().unwrap();
    let waves = given::waves(home.path(), 1..=2, &given::CLASSES);
    assert_eq!(waves.clips().classes(), given::CLASSES);
    assert_eq!(waves.samples().len(), 6);
    assert!(waves.samples().iter().all(|samples| samples.len() == 4_800));
    assert_eq!(waves.seconds().to_bits(), 0.3_f64.to_bits());
}
