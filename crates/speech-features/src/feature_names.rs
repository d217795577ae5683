//! The names of the statistics, in their order.

/// How many statistics there are.
pub const FEATURE_COUNT: usize = 147;

/// The name of each statistic, in the order in which
/// [`StatisticsExtractor::extract`](crate::StatisticsExtractor::extract) gives them. The order
/// and the meaning of the names are part of this crate's version.
#[rustfmt::skip]
pub const FEATURE_NAMES: [&str; FEATURE_COUNT] = [
    "mfcc_00_mean", "mfcc_01_mean", "mfcc_02_mean", "mfcc_03_mean", "mfcc_04_mean",
    "mfcc_05_mean", "mfcc_06_mean", "mfcc_07_mean", "mfcc_08_mean", "mfcc_09_mean",
    "mfcc_10_mean", "mfcc_11_mean", "mfcc_12_mean", "mfcc_13_mean", "mfcc_14_mean",
    "mfcc_15_mean", "mfcc_16_mean", "mfcc_17_mean", "mfcc_18_mean", "mfcc_19_mean",
    "mfcc_00_std", "mfcc_01_std", "mfcc_02_std", "mfcc_03_std", "mfcc_04_std", "mfcc_05_std",
    "mfcc_06_std", "mfcc_07_std", "mfcc_08_std", "mfcc_09_std", "mfcc_10_std", "mfcc_11_std",
    "mfcc_12_std", "mfcc_13_std", "mfcc_14_std", "mfcc_15_std", "mfcc_16_std", "mfcc_17_std",
    "mfcc_18_std", "mfcc_19_std",
    "delta_00_mean", "delta_01_mean", "delta_02_mean", "delta_03_mean", "delta_04_mean",
    "delta_05_mean", "delta_06_mean", "delta_07_mean", "delta_08_mean", "delta_09_mean",
    "delta_10_mean", "delta_11_mean", "delta_12_mean", "delta_13_mean", "delta_14_mean",
    "delta_15_mean", "delta_16_mean", "delta_17_mean", "delta_18_mean", "delta_19_mean",
    "delta_00_std", "delta_01_std", "delta_02_std", "delta_03_std", "delta_04_std",
    "delta_05_std", "delta_06_std", "delta_07_std", "delta_08_std", "delta_09_std",
    "delta_10_std", "delta_11_std", "delta_12_std", "delta_13_std", "delta_14_std",
    "delta_15_std", "delta_16_std", "delta_17_std", "delta_18_std", "delta_19_std",
    "delta2_00_mean", "delta2_01_mean", "delta2_02_mean", "delta2_03_mean", "delta2_04_mean",
    "delta2_05_mean", "delta2_06_mean", "delta2_07_mean", "delta2_08_mean", "delta2_09_mean",
    "delta2_10_mean", "delta2_11_mean", "delta2_12_mean", "delta2_13_mean", "delta2_14_mean",
    "delta2_15_mean", "delta2_16_mean", "delta2_17_mean", "delta2_18_mean", "delta2_19_mean",
    "delta2_00_std", "delta2_01_std", "delta2_02_std", "delta2_03_std", "delta2_04_std",
    "delta2_05_std", "delta2_06_std", "delta2_07_std", "delta2_08_std", "delta2_09_std",
    "delta2_10_std", "delta2_11_std", "delta2_12_std", "delta2_13_std", "delta2_14_std",
    "delta2_15_std", "delta2_16_std", "delta2_17_std", "delta2_18_std", "delta2_19_std",
    "f0_mean_hz", "f0_std_hz", "f0_min_hz", "f0_max_hz", "f0_range_hz", "f0_slope_hz_per_s",
    "f0_change", "voiced_share", "voiced_segments_per_s", "periodicity_mean", "energy_mean_db",
    "energy_std_db", "energy_range_db", "energy_slope_db_per_s", "zero_crossings_mean",
    "zero_crossings_std", "centroid_mean_hz", "centroid_std_hz", "bandwidth_mean_hz",
    "bandwidth_std_hz", "rolloff_mean_hz", "rolloff_std_hz", "flatness_mean", "flatness_std",
    "duration_s", "pause_share", "pauses_per_s",
];
