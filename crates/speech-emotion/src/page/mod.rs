//! Reports as a page to read and to pass on.

mod document;
mod figures;
mod language;
mod models;
mod protocol;
mod summary;
mod table;
mod tables;
mod view;

pub use document::{PageDocument, PageSection};

use crate::{EmotionError, SpeechReport};

/// One report, or several of the same clips under the same split side by side, as one page of
/// HTML.
///
/// The page holds all that it needs: no script, nothing from elsewhere; it can be read on light
/// and dark screens, on phones and on paper. It has a summary in Indonesian and in English, what
/// was asked, the scores with their intervals, each emotion, each speaker, confusion and
/// calibration, as figures and as tables. It holds totals alone: speakers are named as the corpus
/// names them, and no clip is.
///
/// ```
/// use speech_emotion::corpora::Corpus;
/// use speech_emotion::models::Majority;
/// use speech_emotion::splits::Split;
/// use speech_emotion::{
///     ClassMap, EmotionError, FeatureTable, Intervals, Normalisation, ReportPage, evaluate,
/// };
///
/// let clips: Vec<_> = ["spk1-marah-s1", "spk1-sedih-s1", "spk2-marah-s1", "spk2-sedih-s1"]
///     .map(|name| Corpus::Synthetic.parse(format!("{name}.wav")).unwrap())
///     .into();
/// let labelled = ClassMap::five().apply(&clips)?;
/// let features = FeatureTable::new(vec!["energy".into()], vec![2.0, 0.0, 2.1, 0.2])?;
/// let split = Split::leave_one_speaker_out(&labelled)?;
/// let (scaling, intervals) = (Normalisation::Global, Intervals::default());
/// let report = evaluate(&labelled, &features, &split, &Majority, scaling, intervals)?;
/// let page = ReportPage::new(&[report])?.with_recordings("four <invented> clips").html()?;
/// assert!(page.contains("four &#60;invented&#62; clips") && page.contains("50.0%"));
/// # Ok::<(), EmotionError>(())
/// ```
#[derive(Clone, Debug)]
pub struct ReportPage<'a> {
    reports: &'a [SpeechReport],
    recordings: Option<String>,
    command: Option<String>,
}

impl<'a> ReportPage<'a> {
    /// A page of these reports, in this order. Features may be scaled differently in each.
    ///
    /// # Errors
    ///
    /// [`EmotionError::Empty`] for no report, or one without predictions;
    /// [`EmotionError::ReportsDiffer`] names what two of them do not have in common.
    pub fn new(reports: &'a [SpeechReport]) -> Result<Self, EmotionError> {
        models::check_alike(reports)?;
        Ok(Self {
            reports,
            recordings: None,
            command: None,
        })
    }

    /// What was listened to, such as the name of the corpus.
    #[must_use]
    pub fn with_recordings(mut self, recordings: impl Into<String>) -> Self {
        self.recordings = Some(recordings.into());
        self
    }

    /// The command that gives these reports again. It is shown as it is, with the paths in it.
    #[must_use]
    pub fn with_command(mut self, command: impl Into<String>) -> Self {
        self.command = Some(command.into());
        self
    }

    /// The page.
    ///
    /// # Errors
    ///
    /// [`EmotionError::Metrics`] where the level of the intervals is not between 0 and 1,
    /// [`EmotionError::Page`] where the page cannot be written.
    pub fn html(&self) -> Result<String, EmotionError> {
        view::html(self)
    }
}

impl SpeechReport {
    /// The report as a page of HTML; [`ReportPage`] sets several side by side, and says more.
    ///
    /// # Errors
    ///
    /// Those of [`ReportPage::new`] and [`ReportPage::html`].
    pub fn to_html(&self) -> Result<String, EmotionError> {
        ReportPage::new(std::slice::from_ref(self))?.html()
    }
}
