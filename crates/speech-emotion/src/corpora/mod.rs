//! Corpora and how their files are named.
//!
//! Nothing is downloaded and nothing ships: a folder that the user has is searched for audio
//! files, and their names say who speaks and how. What does not fit is named, never guessed.

mod clip;
mod crema_d;
mod indowave;
mod listed;
mod ravdess;
mod savee;
mod synthetic;
mod tess;
mod walk;

use std::path::Path;

pub use clip::{Clip, Intensity, Sex};
pub use listed::read_list;
pub use walk::recordings_in;

use clip::Name;
use serde::{Deserialize, Serialize};

use crate::EmotionError;

/// A corpus whose scheme of file names is known.
///
/// ```
/// use speech_emotion::corpora::Corpus;
/// use speech_emotion::Emotion;
///
/// let clip = Corpus::CremaD.parse("AudioWAV/1001_DFA_ANG_XX.wav").unwrap();
/// assert_eq!((clip.label, clip.speaker.as_str()), (Emotion::Marah, "crema-d-1001"));
/// let misfit = Corpus::CremaD.parse("AudioWAV/1001_DFA_ANGER_XX.wav").unwrap_err();
/// assert_eq!(misfit.reason, "expected an emotion of ANG DIS FEA HAP NEU SAD, got `ANGER`");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Corpus {
    /// `IndoWaveSentiment` (Bustamin et al., Data in Brief 57, 2024): Indonesian, 10 actors,
    /// `AA-EE-II-RR`.
    #[serde(rename = "indowave")]
    IndoWave,
    /// RAVDESS speech (Livingstone and Russo, PLOS ONE 13, 2018): English, 24 actors,
    /// `MM-VV-EE-II-SS-RR-AA`.
    Ravdess,
    /// CREMA-D (Cao et al., IEEE Transactions on Affective Computing 5, 2014): English,
    /// 91 actors, `1001_DFA_ANG_XX`.
    CremaD,
    /// TESS (Pichora-Fuller and Dupuis, 2020): English, 2 actresses, `OAF_back_angry`.
    Tess,
    /// SAVEE (Haq and Jackson, 2010): English, 4 men, `DC_a01`, or `a01` in a folder `DC`.
    Savee,
    /// Clips made by a program, `spk01-jijik-s1`; nobody's voice.
    Synthetic,
    /// Clips listed in a CSV file, see [`read_list`].
    Listed,
}

/// A file that does not fit the scheme of its corpus.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Misfit {
    /// The file.
    pub path: std::path::PathBuf,
    /// What was expected of its name.
    pub reason: String,
}

/// What a folder holds.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Loaded {
    /// The clips, by path.
    pub clips: Vec<Clip>,
    /// Audio files that do not fit, by path.
    pub misfits: Vec<Misfit>,
    /// How many files are no audio by their extension, and were passed over.
    pub other_files: usize,
}

impl Corpus {
    /// All corpora whose files are found by their names.
    pub const NAMED: [Self; 6] = [
        Self::IndoWave,
        Self::Ravdess,
        Self::CremaD,
        Self::Tess,
        Self::Savee,
        Self::Synthetic,
    ];

    /// The name of the corpus, which its speakers begin with.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::IndoWave => "indowave",
            Self::Ravdess => "ravdess",
            Self::CremaD => "crema-d",
            Self::Tess => "tess",
            Self::Savee => "savee",
            Self::Synthetic => "synthetic",
            Self::Listed => "listed",
        }
    }

    /// Reads the name of one file, which may begin with the name of the corpus and `_`. The file
    /// itself is not looked at.
    ///
    /// # Errors
    ///
    /// What of the name does not fit.
    pub fn parse(self, path: impl AsRef<Path>) -> Result<Clip, Misfit> {
        let path = path.as_ref();
        let misfit = |reason: String| Misfit {
            path: path.to_owned(),
            reason,
        };
        let stem = (path.file_stem().and_then(|stem| stem.to_str()))
            .ok_or_else(|| misfit("expected a file name in UTF-8".to_owned()))?;
        // Where clips of several corpora lie together, their names may begin with the corpus.
        let stem = (stem.strip_prefix(self.as_str()))
            .and_then(|rest| rest.strip_prefix('_'))
            .unwrap_or(stem);
        let folder = path
            .parent()
            .and_then(|folder| folder.file_name())
            .and_then(|name| name.to_str());
        let name = match self {
            Self::IndoWave => indowave::parse(stem),
            Self::Ravdess => ravdess::parse(stem),
            Self::CremaD => crema_d::parse(stem),
            Self::Tess => tess::parse(stem),
            Self::Savee => savee::parse(stem, folder),
            Self::Synthetic => synthetic::parse(stem),
            Self::Listed => Err("expected a list, which names speakers and labels".to_owned()),
        };
        let Name {
            label,
            speaker,
            sex,
            intensity,
            utterance,
        } = name.map_err(misfit)?;
        Ok(Clip {
            path: path.to_owned(),
            corpus: self,
            label,
            speaker: format!("{}-{speaker}", self.as_str()),
            sex,
            intensity,
            utterance,
        })
    }

    /// Searches a folder and its folders for audio files (wav, flac, ogg, oga, mp3, aif, aiff),
    /// in the order of their paths.
    ///
    /// # Errors
    ///
    /// [`EmotionError::Read`], or [`EmotionError::NoClips`] where no file fits.
    pub fn load(self, folder: impl AsRef<Path>) -> Result<Loaded, EmotionError> {
        let folder = folder.as_ref();
        let (files, other_files) = walk::audio_files(folder)?;
        let mut loaded = Loaded {
            other_files,
            ..Loaded::default()
        };
        for path in files {
            match self.parse(&path) {
                Ok(clip) => loaded.clips.push(clip),
                Err(misfit) => loaded.misfits.push(misfit),
            }
        }
        if loaded.clips.is_empty() {
            return Err(EmotionError::NoClips {
                path: folder.to_owned(),
                corpus: self.as_str(),
                files: loaded.misfits.len(),
            });
        }
        Ok(loaded)
    }
}
