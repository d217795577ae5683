//! Who is learned from, who is watched, who is tested on.

use speech_emotion::corpora::Clip;
use speech_emotion::splits::{Round, Split, SplitKind};
use speech_emotion::{ClassMap, Emotion, EmotionError, LabelledClips};

use crate::Recipe;

/// Rows that a stage learns from, and rows by which it stops.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Heard {
    pub(crate) training: Vec<usize>,
    pub(crate) validation: Vec<usize>,
}

/// Holds out one of `parts` parts of the speakers of these rows, as even in classes as whole
/// speakers allow; without parts, nobody.
pub(crate) fn hold_out(
    clips: &LabelledClips,
    rows: &[usize],
    parts: Option<usize>,
    seed: u64,
) -> Result<Heard, EmotionError> {
    let Some(parts) = parts else {
        return Ok(Heard {
            training: rows.to_vec(),
            validation: Vec::new(),
        });
    };
    let own = relabelled(
        rows.iter()
            .map(|&row| (&clips.clips[row], clips.labels[row])),
    )?;
    let mut speakers = own.speakers();
    speakers.sort_unstable();
    speakers.dedup();
    let split = Split::speaker_folds(&own, parts.min(speakers.len()), seed)?;
    let first = &split.rounds()[0];
    let of = |chosen: &[usize]| chosen.iter().map(|&at| rows[at]).collect();
    Ok(Heard {
        training: of(&first.training),
        validation: of(&first.test),
    })
}

/// Clips whose labels are their classes, so that one class map fits clips of several.
pub(crate) fn relabelled<'a>(
    clips: impl Iterator<Item = (&'a Clip, Emotion)>,
) -> Result<LabelledClips, EmotionError> {
    let clips: Vec<Clip> = clips
        .map(|(clip, class)| {
            let mut clip = clip.clone();
            clip.label = class;
            clip
        })
        .collect();
    let classes: Vec<Emotion> = clips.iter().map(|clip| clip.label).collect();
    ClassMap::of(&classes).apply(&clips)
}

/// Clips of the source, then of the target, and what becomes of each.
#[derive(Debug)]
pub(crate) struct Deal {
    pub(crate) clips: LabelledClips,
    /// The first stage.
    pub(crate) source: Heard,
    /// The second stage of each fold, and the rows that are tested on then.
    pub(crate) folds: Vec<Fold>,
    /// All rows of the target.
    pub(crate) target: Vec<usize>,
}

#[derive(Debug)]
pub(crate) struct Fold {
    pub(crate) heard: Heard,
    pub(crate) test: Vec<usize>,
}

/// How speakers are dealt.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dealing {
    pub(crate) folds: usize,
    /// Parts of the training speakers, one of which is held out; `None` without early stopping.
    pub(crate) first: Option<usize>,
    pub(crate) second: Option<usize>,
    pub(crate) seed: u64,
}

impl Deal {
    pub(crate) fn new(
        clips: LabelledClips,
        sources: usize,
        dealing: Dealing,
    ) -> Result<Self, EmotionError> {
        let (source, target): (Vec<usize>, Vec<usize>) =
            (0..clips.clips.len()).partition(|&row| row < sources);
        let own = relabelled(
            target
                .iter()
                .map(|&row| (&clips.clips[row], clips.labels[row])),
        )?;
        let split = Split::speaker_folds(&own, dealing.folds, dealing.seed)?;
        let folds = (split.rounds().iter())
            .map(|round| {
                let of = |rows: &[usize]| rows.iter().map(|&at| target[at]).collect::<Vec<_>>();
                let training = of(&round.training);
                Ok(Fold {
                    heard: hold_out(&clips, &training, dealing.second, dealing.seed)?,
                    test: of(&round.test),
                })
            })
            .collect::<Result<Vec<_>, EmotionError>>()?;
        Ok(Self {
            source: hold_out(&clips, &source, dealing.first, dealing.seed)?,
            clips,
            folds,
            target,
        })
    }

    /// The split that a recipe is tested by, checked: nobody who is tested on was heard, in
    /// whatever stage.
    pub(crate) fn split(&self, recipe: Recipe) -> Result<Split, EmotionError> {
        let nothing = Heard::default();
        let first = if recipe.hears_source() {
            &self.source
        } else {
            &nothing
        };
        let round = |name: String, second: &Heard, test: &[usize]| Round {
            name,
            training: [first.training.as_slice(), &second.training].concat(),
            validation: [first.validation.as_slice(), &second.validation].concat(),
            test: test.to_vec(),
        };
        let (kind, rounds) = match recipe {
            Recipe::ZeroShot => {
                let all = round("all of the target".to_owned(), &nothing, &self.target);
                (SplitKind::AcrossCorpora, vec![all])
            }
            Recipe::Direct | Recipe::Sequential => {
                let folds = self.folds.iter().enumerate();
                let rounds = folds
                    .map(|(at, fold)| round(format!("fold {}", at + 1), &fold.heard, &fold.test))
                    .collect();
                (SplitKind::SpeakerFolds, rounds)
            }
        };
        Split::given(kind, rounds, &self.clips)
    }
}
