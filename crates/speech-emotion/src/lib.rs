//! Speech emotion recognition in which nobody is learned from and tested on at once.
//!
//! - [`corpora`] finds the clips of `IndoWaveSentiment`, RAVDESS, CREMA-D, TESS and SAVEE by
//!   their file names, and reads lists; a [`ClassMap`] turns their labels into the classes of a
//!   study.
//! - [`splits`] keeps speakers apart, and refuses a split that does not, by the speaker's name.
//! - [`FeatureCache`] computes the 147 statistics of `speech-features` once for each file, and
//!   keeps them by its content; [`Normalisation`] scales them.
//! - [`models`] has what a study compares: [`SupportVectors`](models::SupportVectors),
//!   [`RandomForest`](models::RandomForest), [`Mlp`](models::Mlp),
//!   [`Majority`](models::Majority).
//! - [`evaluate`] takes a learner through a split and gives a [`SpeechReport`]; a [`ReportPage`]
//!   shows one, or several side by side, as a page of HTML.
//! - A [`Recogniser`] judges new recordings, [`recognise_segments`] long ones piece by piece; it is
//!   kept in a file by [`Recogniser::save`].
//! - [`synthesis`] makes clips of no recorded person, and [`demo_recogniser`] learns from them.
//!
//! # Examples
//!
//! A protocol from clips to a report; here the features are made up:
//!
//! ```
//! use speech_emotion::corpora::Corpus;
//! use speech_emotion::models::Majority;
//! use speech_emotion::splits::Split;
//! use speech_emotion::{ClassMap, EmotionError, FeatureTable, Intervals, Normalisation, evaluate};
//!
//! let clips: Vec<_> = (0..6)
//!     .map(|i| format!("spk{}-{}-s{i}.wav", i / 3, ["marah", "sedih", "marah"][i % 3]))
//!     .map(|name| Corpus::Synthetic.parse(name).unwrap())
//!     .collect();
//! let features = FeatureTable::new(vec!["energy".into()], vec![2.0, 0.0, 2.1, 2.2, 0.2, 1.9])?;
//! let labelled = ClassMap::five().apply(&clips)?;
//! let split = Split::leave_one_speaker_out(&labelled)?;
//! let (scaling, intervals) = (Normalisation::Global, Intervals::default());
//! let report = evaluate(&labelled, &features, &split, &Majority, scaling, intervals)?;
//! assert_eq!((report.clips, report.speakers, report.flattering), (6, 2, false));
//! assert_eq!(report.unweighted_recall.value, 0.5);
//! # Ok::<(), EmotionError>(())
//! ```
//!
//! A recogniser that learned from synthetic voices, and says so:
//!
//! ```
//! use speech_emotion::synthesis::{Voice, synthesise};
//! use speech_emotion::{Emotion, EmotionError, SAMPLE_RATE, demo_recogniser};
//!
//! let demo = demo_recogniser(7)?;
//! assert!(demo.card().warning.contains("synthetic"));
//! let clip = synthesise(&Voice::numbered(31), Emotion::Sedih, 77);
//! assert_eq!(demo.recognise(&clip, SAMPLE_RATE)?.emotion, Emotion::Sedih);
//! # Ok::<(), EmotionError>(())
//! ```
//!
//! Files that do not fit are named:
//!
//! ```
//! use speech_emotion::corpora::Corpus;
//!
//! let misfit = Corpus::Ravdess.parse("Actor_01/03-02-06-01-02-01-01.wav").unwrap_err();
//! assert_eq!(misfit.reason, "expected speech, got the vocal channel `02`, which is song");
//! ```
//!
//! # Limits
//!
//! Acted emotions say little about felt ones, and a label is what an actor was asked for. Ten or
//! twenty-four speakers are few: the interval of a report is wide because it must be. What a
//! recogniser says of a stranger is a guess to be checked, never a finding about a person.

mod cache;
mod class_map;
pub mod corpora;
mod csv_line;
mod demo;
mod emotion;
mod error;
mod judging;
pub mod models;
mod normalisation;
mod page;
mod protocol;
mod random;
mod recognise;
mod recogniser;
mod report;
mod report_text;
mod segments;
pub mod splits;
mod stored;
pub mod synthesis;
mod table;
mod whole_file;

pub use cache::FeatureCache;
pub use class_map::{ClassMap, LabelledClips};
pub use demo::demo_recogniser;
pub use emotion::Emotion;
pub use error::EmotionError;
pub use normalisation::{Normalisation, Scaler, scale_per_speaker};
pub use page::{PageDocument, PageSection, ReportPage};
pub use protocol::{Intervals, evaluate};
pub use recognise::Recognise;
pub use recogniser::{ModelCard, Recogniser, Recognition};
pub use report::{ClassScore, Estimate, Prediction, RoundScore, SpeakerScore, SpeechReport};
pub use segments::{Segment, SegmentOptions, recognise_segments, segments_with};
pub use table::FeatureTable;

/// Samples a second at which all features are computed. Recordings are brought to it first: in
/// `IndoWaveSentiment` the rate of a file gives its speaker away.
pub const SAMPLE_RATE: u32 = 16_000;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
