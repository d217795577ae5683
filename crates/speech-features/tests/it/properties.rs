//! What holds for any signal.

use proptest::prelude::*;
use speech_features::{
    DecodeOptions, Extractor, ExtractorParams, FEATURE_COUNT, StatisticsExtractor, VoiceParams,
    Yin, YinParams, decode_bytes, resample, rms, voice_activity, zero_crossing_rate,
};

use super::decoding::wav;

fn samples() -> impl Strategy<Value = Vec<f32>> {
    prop::collection::vec(-1.0_f32..1.0, 1..3000)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_written_is_read_back(
        samples in samples(),
        channels in 1_u16..=8,
        rate in 1_u32..=384_000,
    ) {
        let whole = samples.len() / usize::from(channels) * usize::from(channels);
        prop_assume!(whole > 0 && whole / usize::from(channels) <= 600 * rate as usize);
        let file = wav(channels, rate, &samples[..whole]);
        let audio = decode_bytes(&file, &DecodeOptions::default()).unwrap();
        prop_assert_eq!(audio.samples(), &samples[..whole]);
        prop_assert_eq!((audio.channels(), audio.sample_rate()), (usize::from(channels), rate));
    }

    #[test]
    fn random_bytes_are_no_audio(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        prop_assert!(decode_bytes(&bytes, &DecodeOptions::default()).is_err());
    }

    #[test]
    fn all_features_have_one_row_a_frame(
        samples in samples(),
        frame_length in 128_usize..700,
        hop_length in 1_usize..500,
    ) {
        let params = ExtractorParams::default()
            .with_sample_rate(16_000)
            .with_frame_length(frame_length)
            .with_hop_length(hop_length)
            .with_mel_bands(20);
        let mut extractor = Extractor::new(&params).unwrap();
        let frames = (samples.len() + frame_length / 2 * 2).checked_sub(frame_length)
            .map_or(0, |room| room / hop_length + 1);
        prop_assert_eq!(extractor.mfcc(&samples).unwrap().len(), frames);
        prop_assert_eq!(extractor.spectral_shape(&samples).unwrap().len(), frames);
        prop_assert_eq!(rms(&samples, frame_length, hop_length).unwrap().len(), frames);
        let crossings = zero_crossing_rate(&samples, frame_length, hop_length).unwrap();
        prop_assert_eq!(crossings.len(), frames);
        prop_assert!(crossings.iter().all(|share| (0.0..1.0).contains(share)));
        let yin = YinParams::default().with_sample_rate(16_000).with_min_hz(300.0);
        let yin = yin.with_frame_length(frame_length).with_hop_length(hop_length);
        prop_assert_eq!(Yin::new(&yin).unwrap().track(&samples).unwrap().len(), frames);
    }

    #[test]
    fn a_kept_extractor_gives_what_a_new_one_gives(first in samples(), second in samples()) {
        let mut kept = StatisticsExtractor::new(16_000).unwrap();
        kept.extract(&first).unwrap();
        let mut new = StatisticsExtractor::new(16_000).unwrap();
        let bits = |row: [f32; FEATURE_COUNT]| row.map(f32::to_bits);
        prop_assert_eq!(
            bits(kept.extract(&second).unwrap()),
            bits(new.extract(&second).unwrap())
        );
    }

    #[test]
    fn loudness_moves_the_first_coefficient_alone(samples in samples()) {
        let params = ExtractorParams::default().with_frame_length(256).with_mel_bands(20);
        let mut extractor = Extractor::new(&params).unwrap();
        let loud: Vec<f32> = samples.iter().map(|sample| sample * 4.0).collect();
        let (quiet, loud) = (extractor.mfcc(&samples).unwrap(), extractor.mfcc(&loud).unwrap());
        // The least power, 1e-10, is not reached by the noise of long signals.
        prop_assume!(samples.len() > 1000);
        for (quiet, loud) in quiet.rows().zip(loud.rows()) {
            let step = 20.0 * 4.0_f32.log10() * 20.0_f32.sqrt();
            prop_assert!((loud[0] - quiet[0] - step).abs() < 1e-2);
            for (quiet, loud) in quiet[1..].iter().zip(&loud[1..]) {
                prop_assert!((quiet - loud).abs() < 1e-2);
            }
        }
    }

    #[test]
    fn a_resampled_signal_has_the_length_of_its_time(
        samples in samples(),
        from in 1_u32..48_000,
        to in 1_u32..48_000,
    ) {
        let expected = (samples.len() as u64 * u64::from(to)).div_ceil(u64::from(from));
        prop_assume!(expected < 1 << 20);
        prop_assert_eq!(resample(&samples, from, to).unwrap().len() as u64, expected);
    }

    #[test]
    fn more_hangover_is_more_activity(
        energies in prop::collection::vec(0.0_f32..1.0, 0..200),
        hangover in 0_usize..20,
    ) {
        let count = |hangover| {
            let params = VoiceParams::default().with_hangover(hangover);
            let active = voice_activity(&energies, &params).unwrap();
            active.iter().filter(|active| **active).count()
        };
        prop_assert!(count(hangover) <= count(hangover + 1));
        prop_assert!(energies.iter().all(|energy| *energy < 1e-3) || count(0) > 0);
    }
}
