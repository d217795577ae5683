//! What `templates/page.html` shows.

use askama::Template;
use report_charts::page_style;

use super::ReportPage;
use super::figures::{self, Figure};
use super::language::Language::English;
use super::models::{Model, models};
use super::protocol::is_transductive;
use super::summary::{Summary, summaries};
use crate::{EmotionError, SpeakerScore, SpeechReport};

/// What the page is made of.
#[derive(Template)]
#[template(path = "page.html")]
pub(super) struct View<'a> {
    title: &'static str,
    pub(super) models: Vec<Model<'a>>,
    best: usize,
    pub(super) recordings: Option<&'a str>,
    command: Option<&'a str>,
    summaries: Vec<Summary>,
    style: String,
    version: &'static str,
}

/// The document.
pub(super) fn html(page: &ReportPage<'_>) -> Result<String, EmotionError> {
    let (models, best) = models(page.reports)?;
    let view = View {
        title: "Speech emotion report",
        summaries: summaries(&models, best),
        models,
        best,
        recordings: page.recordings.as_deref(),
        command: page.command.as_deref(),
        style: page_style(),
        version: env!("CARGO_PKG_VERSION"),
    };
    rendered(&view)
}

/// The text of a template.
pub(super) fn rendered(template: &impl Template) -> Result<String, EmotionError> {
    let html = template.render().map_err(|source| EmotionError::Page {
        source: Box::new(source),
    })?;
    Ok(visible(&html))
}

impl<'a> View<'a> {
    pub(super) fn best(&self) -> &Model<'a> {
        &self.models[self.best]
    }

    fn is_flattering(&self) -> bool {
        self.models.iter().any(|model| model.report.flattering)
    }

    /// The models whose features were scaled by speaker.
    fn transductive(&self) -> String {
        let models = self.models.iter();
        let found = models.filter(|model| is_transductive(model.report));
        let names: Vec<&str> = found.map(|model| model.short.as_str()).collect();
        English.listed(&names)
    }

    fn level(&self) -> String {
        English.level(self.best().report.level)
    }

    fn comparison(&self) -> Vec<Figure> {
        vec![
            figures::comparison(&self.models, self.best().report.level),
            figures::recalls(&self.models, self.best()),
        ]
    }

    fn confusions(&self) -> Vec<Figure> {
        figures::confusions(&self.models)
    }

    fn speakers(&self) -> Vec<Figure> {
        figures::speakers(&self.models, self.best())
    }

    fn calibrations(&self) -> Vec<Figure> {
        figures::calibrations(&self.models)
    }
}

/// The speakers of a report, the one with the least unweighted recall first.
pub(super) fn speakers_in_order(report: &SpeechReport) -> Vec<&SpeakerScore> {
    let mut speakers: Vec<&SpeakerScore> = report.by_speaker.iter().collect();
    speakers.sort_by(|one, other| one.unweighted_recall.total_cmp(&other.unweighted_recall));
    speakers
}

/// The text without what a reader cannot see but a browser obeys: control characters, and marks
/// that turn the direction of writing.
fn visible(html: &str) -> String {
    let shown = html.chars().filter(|&character| match character {
        '\n' | '\t' => true,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' => false,
        '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' => false,
        '\u{fdd0}'..='\u{fdef}' => false,
        _ => !character.is_control() && u32::from(character) & 0xfffe != 0xfffe,
    });
    shown.collect()
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn what_cannot_be_seen_goes() {
        assert_eq!(visible("a\u{202e}b\0c\u{fffe}\n"), "abc\n");
    }
}
