//! Who is learned from and who is tested on.
//!
//! A model that has heard a speaker knows her voice, and is right more often about her than about
//! a stranger: on `IndoWaveSentiment` random folds flatter by 27 points. So every split but
//! one keeps speakers apart, [`Split::check`] says so of any, and the one that does not says that
//! in its kind, its title and every report made with it.

mod check;
mod deal;

use std::collections::BTreeSet;
use std::fmt;

use serde::Serialize;

use crate::{EmotionError, LabelledClips};

/// How a split was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SplitKind {
    /// One speaker is tested on at a time.
    LeaveOneSpeakerOut,
    /// Some speakers are tested on at a time.
    SpeakerFolds,
    /// Speakers are named for training, validation and test.
    FixedSpeakers,
    /// Learned from one corpus, tested on another.
    AcrossCorpora,
    /// Clips are dealt at random, so that speakers stand on both sides. Its figures flatter: they
    /// say how well a model does on voices that it knows.
    FlatteringRandomFolds,
}

impl SplitKind {
    /// Whether no speaker may stand on both sides.
    #[must_use]
    pub fn keeps_speakers_apart(self) -> bool {
        self != Self::FlatteringRandomFolds
    }
}

impl fmt::Display for SplitKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::LeaveOneSpeakerOut => "leave one speaker out",
            Self::SpeakerFolds => "speaker folds",
            Self::FixedSpeakers => "fixed speakers",
            Self::AcrossCorpora => "across corpora",
            Self::FlatteringRandomFolds => "random folds, flattering: speakers on both sides",
        })
    }
}

/// The rows of one round: a model is fitted on some and tested on others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Round {
    /// What is held out.
    pub name: String,
    /// Rows to learn from.
    pub training: Vec<usize>,
    /// Rows to stop or choose by; empty unless asked for.
    pub validation: Vec<usize>,
    /// Rows to test on.
    pub test: Vec<usize>,
}

/// Rounds of training and test over the same clips.
///
/// ```
/// use speech_emotion::corpora::Corpus;
/// use speech_emotion::splits::Split;
/// use speech_emotion::{ClassMap, EmotionError};
///
/// let clips: Vec<_> = (0..12)
///     .map(|i| format!("spk{:02}-{}-s{}.wav", i % 3, ["marah", "sedih"][i % 2], i / 6))
///     .map(|name| Corpus::Synthetic.parse(name).unwrap())
///     .collect();
/// let labelled = ClassMap::five().apply(&clips)?;
/// let split = Split::leave_one_speaker_out(&labelled)?;
/// assert_eq!(split.rounds().len(), 3);
///
/// // A round that mixes them up is refused, by name.
/// let mut rounds = split.rounds().to_vec();
/// let moved = rounds[0].test.remove(0);
/// rounds[0].training.push(moved);
/// let error = Split::given(split.kind(), rounds, &labelled).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "speaker `synthetic-spk00` stands in training and test of synthetic-spk00"
/// );
/// # Ok::<(), EmotionError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Split {
    kind: SplitKind,
    rounds: Vec<Round>,
}

impl Split {
    /// Tests on each speaker in turn, in the order of their names.
    ///
    /// # Errors
    ///
    /// [`EmotionError::OneSpeaker`], and [`EmotionError::Folds`] where there is none.
    pub fn leave_one_speaker_out(clips: &LabelledClips) -> Result<Self, EmotionError> {
        let speakers: BTreeSet<&str> = clips.speakers().into_iter().collect();
        check::several_speakers(&speakers)?;
        check::folds(speakers.len(), speakers.len())?;
        let rounds = (speakers.into_iter())
            .map(|speaker| {
                let (test, training) =
                    (0..clips.clips.len()).partition(|&row| clips.clips[row].speaker == speaker);
                Round {
                    name: speaker.to_owned(),
                    training,
                    validation: Vec::new(),
                    test,
                }
            })
            .collect();
        Self::given(SplitKind::LeaveOneSpeakerOut, rounds, clips)
    }

    /// Deals speakers to `folds` folds, each tested on once.
    ///
    /// Speakers come in an order that the seed gives, those with most clips first, and each goes
    /// where the counts of classes then differ least: folds are as even in classes as whole
    /// speakers allow.
    ///
    /// # Errors
    ///
    /// [`EmotionError::OneSpeaker`], and [`EmotionError::Folds`] unless there are 2 folds to as many
    /// as speakers.
    pub fn speaker_folds(
        clips: &LabelledClips,
        folds: usize,
        seed: u64,
    ) -> Result<Self, EmotionError> {
        let fold_of = deal::speakers(clips, folds, seed)?;
        let rounds = deal::rounds(&fold_of, folds, "fold");
        Self::given(SplitKind::SpeakerFolds, rounds, clips)
    }

    /// Deals clips to `folds` folds at random, in proportion to the classes.
    ///
    /// **Speakers stand on both sides**, so that the figures flatter. It is there to be shown
    /// beside an honest split, since many published figures are of this kind.
    ///
    /// # Errors
    ///
    /// [`EmotionError::Folds`] unless there are 2 folds to as many as clips.
    pub fn flattering_random_folds(
        clips: &LabelledClips,
        folds: usize,
        seed: u64,
    ) -> Result<Self, EmotionError> {
        let fold_of = deal::clips(clips, folds, seed)?;
        let rounds = deal::rounds(&fold_of, folds, "random fold");
        Self::given(SplitKind::FlatteringRandomFolds, rounds, clips)
    }

    /// One round with the speakers named for validation and test, and all others to learn from.
    ///
    /// # Errors
    ///
    /// [`EmotionError::UnknownSpeaker`], [`EmotionError::SpeakerLeak`] for one named twice, and
    /// [`EmotionError::Empty`] where nothing is left to learn from or to test on.
    pub fn fixed_speakers<S: AsRef<str>>(
        clips: &LabelledClips,
        validation: &[S],
        test: &[S],
    ) -> Result<Self, EmotionError> {
        let names = clips.speakers();
        let mut round = Round {
            name: "fixed speakers".to_owned(),
            ..Round::default()
        };
        for speaker in validation.iter().chain(test).map(AsRef::as_ref) {
            if !names.contains(&speaker) {
                return Err(EmotionError::UnknownSpeaker {
                    speaker: speaker.to_owned(),
                });
            }
        }
        if let Some(speaker) = (validation.iter().map(AsRef::as_ref))
            .find(|speaker| test.iter().any(|other| other.as_ref() == *speaker))
        {
            return Err(EmotionError::SpeakerLeak {
                speaker: speaker.to_owned(),
                first: "validation",
                second: "test",
                round: round.name,
            });
        }
        for (row, speaker) in names.iter().enumerate() {
            let is_in = |list: &[S]| list.iter().any(|other| other.as_ref() == *speaker);
            if is_in(validation) {
                round.validation.push(row);
            } else if is_in(test) {
                round.test.push(row);
            } else {
                round.training.push(row);
            }
        }
        Self::given(SplitKind::FixedSpeakers, vec![round], clips)
    }

    /// One round that learns from the clips of one corpus and tests on those of another.
    ///
    /// # Errors
    ///
    /// [`EmotionError::Empty`] where one of them has no clip.
    pub fn across_corpora(
        clips: &LabelledClips,
        learned: crate::corpora::Corpus,
        tested: crate::corpora::Corpus,
    ) -> Result<Self, EmotionError> {
        let of = |corpus| {
            let rows = clips.clips.iter().enumerate();
            rows.filter(|(_, clip)| clip.corpus == corpus)
                .map(|(row, _)| row)
                .collect()
        };
        let round = Round {
            name: format!("{} to {}", learned.as_str(), tested.as_str()),
            training: of(learned),
            validation: Vec::new(),
            test: of(tested),
        };
        Self::given(SplitKind::AcrossCorpora, vec![round], clips)
    }

    /// Takes rounds made elsewhere, and checks them.
    ///
    /// # Errors
    ///
    /// Those of [`check`](Self::check).
    pub fn given(
        kind: SplitKind,
        rounds: Vec<Round>,
        clips: &LabelledClips,
    ) -> Result<Self, EmotionError> {
        let split = Self { kind, rounds };
        split.check(clips)?;
        Ok(split)
    }

    /// How the split was made.
    #[must_use]
    pub fn kind(&self) -> SplitKind {
        self.kind
    }

    /// The rounds in order.
    #[must_use]
    pub fn rounds(&self) -> &[Round] {
        &self.rounds
    }

    /// Holds out a part of the training speakers of every round for validation: as many as make
    /// at least `share` of its training clips, drawn by the seed, one speaker at the least.
    ///
    /// # Errors
    ///
    /// [`EmotionError::OutOfRange`] for a share that is not above 0 and below 1, and
    /// [`EmotionError::Empty`] where a round would have no training speaker left.
    pub fn with_validation(
        mut self,
        clips: &LabelledClips,
        share: f64,
        seed: u64,
    ) -> Result<Self, EmotionError> {
        check::share(share)?;
        for round in &mut self.rounds {
            deal::validation(round, clips, share, seed);
        }
        self.check(clips)?;
        Ok(self)
    }

    /// Checks that no row stands twice in a round, that no speaker stands on two sides of one
    /// (unless the split is [`SplitKind::FlatteringRandomFolds`]), and that every round has rows
    /// to learn from and to test on.
    ///
    /// # Errors
    ///
    /// [`EmotionError::SpeakerLeak`] names the speaker; [`EmotionError::RowTwice`],
    /// [`EmotionError::Count`] for a row that no clip has, [`EmotionError::Empty`].
    pub fn check(&self, clips: &LabelledClips) -> Result<(), EmotionError> {
        check::check(self.kind, &self.rounds, clips)
    }
}
