//! The report as a page to read and to pass on.

use speech_emotion::{PageDocument, PageSection};

use crate::page_cells::{
    between, counted, gain_row, heard, hears, mean_row, percent, points, run_row,
};
use crate::{FinetuneError, RecipeScore, TransferReport};

/// A [`TransferReport`] as one page of HTML in English, in the style of a
/// [`ReportPage`](speech_emotion::ReportPage): what was compared, each recipe with each seed, the
/// interval of each, the difference that hearing the source first makes, and what none of it can
/// say. It holds totals alone: no clip is named, and no speaker.
///
/// ```no_run
/// # fn of(report: speech_finetune::TransferReport) -> Result<(), Box<dyn std::error::Error>> {
/// let page = speech_finetune::TransferPage::new(&report).html()?;
/// std::fs::write("transfer.html", page)?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct TransferPage<'a> {
    report: &'a TransferReport,
    command: Option<String>,
}

impl<'a> TransferPage<'a> {
    /// A page of this report.
    #[must_use]
    pub fn new(report: &'a TransferReport) -> Self {
        Self {
            report,
            command: None,
        }
    }

    /// The command that gives the report again. It is shown as it is, with the paths in it.
    #[must_use]
    pub fn with_command(mut self, command: impl Into<String>) -> Self {
        self.command = Some(command.into());
        self
    }

    /// The page.
    ///
    /// # Errors
    ///
    /// [`FinetuneError::Emotion`] where the page cannot be written.
    pub fn html(&self) -> Result<String, FinetuneError> {
        let lead = "What a network gains by hearing another corpus first.";
        let page = PageDocument::new("Transfer report", lead)
            .with_answers("What was compared?", self.compared())
            .with_answers("What was found?", self.found())
            .with_answers("What can it not say?", [self.few(), ACTED.to_owned()])
            .with_section(self.protocol())
            .with_section(self.recipes())
            .with_section(self.seeds_apart())
            .with_section(self.gain())
            .with_section(self.limits())
            .with_section(self.again());
        Ok(page.html()?)
    }

    fn level(&self) -> String {
        let level = self.report.majority.level;
        format!("{}%", (level * 1000.0).round() / 10.0)
    }

    /// How many seeds each recipe was run with.
    fn seeds(&self) -> usize {
        let seeds = self.report.runs.iter().map(|run| run.seed);
        let mut seeds: Vec<u64> = seeds.collect();
        seeds.sort_unstable();
        seeds.dedup();
        seeds.len()
    }

    fn compared(&self) -> Vec<String> {
        let report = self.report;
        let ways = report.recipes.iter().map(|score| hears(score.recipe));
        vec![
            format!(
                "What a network hears before it is tested: {}.",
                ways.collect::<Vec<_>>().join("; ")
            ),
            format!(
                "Source: {}. Target: {}.",
                heard(&report.source),
                heard(&report.target)
            ),
            format!(
                "All were tested on the recordings of the target, each by a network that had not \
                 heard its speaker, with {}.",
                counted(self.seeds(), "seed", "seeds")
            ),
        ]
    }

    fn found(&self) -> Vec<String> {
        let report = self.report;
        let mut answers = Vec::new();
        let mean = |score: &&RecipeScore| score.accuracy.mean;
        if let Some(best) = (report.recipes.iter()).max_by(|a, b| mean(a).total_cmp(&mean(b))) {
            // Equal scores of seeds in another order may sum to another last digit.
            let is_best = |score: &&RecipeScore| mean(&best) - mean(score) < 1e-9;
            let named: Vec<String> = (report.recipes.iter().filter(is_best))
                .map(|score| score.recipe.to_string())
                .collect();
            // Those that share an accuracy have intervals of their own, which the table gives.
            let interval = match named.len() {
                1 => between(best.accuracy_interval, &self.level()),
                _ => String::new(),
            };
            let named = named.join(" and ");
            answers.push(format!(
                "The highest accuracy is that of {named}: {} of the recordings are named \
                 rightly{interval}. Always naming the most frequent emotion gives {}.",
                percent(best.accuracy.mean),
                percent(report.majority.accuracy.value)
            ));
        }
        answers.extend(self.verdict());
        answers
    }

    /// The paired difference, and whether its interval leaves out 0.
    fn verdict(&self) -> Option<String> {
        let gain = self.report.gain.as_ref()?;
        let value = points(gain.unweighted_recall);
        let Some((lower, upper)) = gain.interval else {
            return Some(format!(
                "Sequential minus direct: {value} points of UA. With one speaker there is no \
                 interval, and nothing follows for others."
            ));
        };
        let follows = match (gain.is_shown(), gain.unweighted_recall > 0.0) {
            (true, true) => "excludes 0: hearing the source first helps speakers of this kind",
            (true, false) => "excludes 0: hearing the source first hurts speakers of this kind",
            (false, _) => "does not exclude 0: no difference is shown",
        };
        let (level, lower, upper) = (self.level(), points(lower), points(upper));
        Some(format!(
            "Sequential minus direct: {value} points of UA. The {level} interval, {lower} to \
             {upper}, {follows}."
        ))
    }

    fn few(&self) -> String {
        let few = match self.report.target.speakers {
            1 => "One speaker tells nothing of how speakers differ. ".to_owned(),
            speakers @ ..FEW_SPEAKERS => format!("{speakers} speakers are few. "),
            _ => String::new(),
        };
        format!(
            "It holds for these two corpora, this network and these settings. {few}Intervals say \
             what other speakers of the same kind might give, not other languages, rooms or \
             microphones."
        )
    }

    fn protocol(&self) -> PageSection {
        let report = self.report;
        let classes: Vec<String> = (report.classes.iter())
            .map(|class| format!("{class} ({})", class.english()))
            .collect();
        let row = |name: &str, text: String| [name.to_owned(), text];
        let rows = [
            row("source", heard(&report.source)),
            row("target", heard(&report.target)),
            row("emotions that both have", classes.join(", ")),
            row(
                "test",
                format!(
                    "{} folds of the target's speakers, each tested on by networks that learned \
                     from the others; zero-shot, which learns from none, on all at once",
                    report.folds
                ),
            ),
            row("seeds", self.seeds().to_string()),
            row(
                "intervals",
                format!(
                    "{}, from drawing speakers again and again, each with all recordings",
                    self.level()
                ),
            ),
        ];
        PageSection::new("What was compared").with_words("The protocol", rows)
    }

    fn recipes(&self) -> PageSection {
        let report = self.report;
        let level = format!("{} interval", self.level());
        let columns = [
            "recipe", "accuracy", &level, "UA", &level, "macro F1", "ECE",
        ];
        let means = report.recipes.iter().map(mean_row);
        let floor = vec![
            "always the most frequent".to_owned(),
            percent(report.majority.accuracy.value),
            String::new(),
            percent(report.majority.unweighted_recall.value),
            String::new(),
            percent(report.majority.macro_f1),
            format!("{:.3}", report.majority.calibration.expected_error),
        ];
        let caption = format!(
            "Mean of {}, on {}",
            counted(self.seeds(), "seed", "seeds"),
            heard(&report.target)
        );
        let bars = report.recipes.iter().map(|score| {
            let name = score.recipe.to_string();
            (name, score.accuracy.mean, score.accuracy_interval)
        });
        let mut intervals = report.recipes.iter().map(|score| score.accuracy_interval);
        let note = match intervals.all(|interval| interval.is_some()) {
            true => format!("Whiskers: {} intervals over speakers.", self.level()),
            false => "One speaker, no interval.".to_owned(),
        };
        PageSection::new("The recipes")
            .with_text(format!(
                "Accuracy is the share of right answers. UA, unweighted recall, is the mean over \
                 the emotions of the share that is found; guessing gives {}. ECE is the mean gap \
                 between confidence and truth, 0 at best. Intervals say what other speakers might \
                 give; what stands after ± is the standard deviation over seeds, and says what \
                 another training might.",
                percent(report.chance)
            ))
            .with_table(caption, columns, means.chain([floor]))
            .with_bars("Accuracy, mean over seeds", &note, bars)
    }

    fn seeds_apart(&self) -> PageSection {
        let level = format!("{} interval", self.level());
        let columns = [
            "recipe", "seed", "accuracy", &level, "UA", &level, "macro F1", "ECE",
        ];
        PageSection::new("Each seed")
            .with_text(
                "Where seeds differ by more than recipes do, a comparison with one of them could \
                 have shown anything.",
            )
            .with_table(
                "Each recipe with each seed",
                columns,
                self.report.runs.iter().map(run_row),
            )
    }

    fn gain(&self) -> PageSection {
        let section = PageSection::new("What hearing the source first gains");
        let (Some(gain), Some(verdict)) = (&self.report.gain, self.verdict()) else {
            return section.with_text(
                "Sequential and direct were not both run with the same seeds, so there is no \
                 difference of the two.",
            );
        };
        let columns = [
            "difference".to_owned(),
            "points of UA".to_owned(),
            format!("{} interval", self.level()),
            "seeds".to_owned(),
        ];
        section
            .with_text(
                "The difference is paired: speakers are drawn again and again, each for both \
                 recipes at once, and of each recording the share of seeds that name it rightly is \
                 taken.",
            )
            .with_text(verdict)
            .with_table("Sequential minus direct", columns, [gain_row(gain)])
    }

    fn limits(&self) -> PageSection {
        let mut points = vec![self.few(), ACTED.to_owned()];
        points.push(
            "Where no difference is shown there may be one all the same, too small for these \
             speakers and seeds to show."
                .to_owned(),
        );
        if self.seeds() == 1 {
            points.push("One seed was run; another one may say otherwise.".to_owned());
        }
        points.push(
            "Folds and held-out speakers were dealt once, for all recipes and seeds: the deviation \
             over seeds is that of trainings alone."
                .to_owned(),
        );
        points.push(
            "Of the recipes the best was picked after the test; that flatters it a little, and \
             nothing here corrects for it."
                .to_owned(),
        );
        PageSection::new("What this cannot say").with_points(points)
    }

    fn again(&self) -> PageSection {
        let section = PageSection::new("How to repeat this");
        match &self.command {
            Some(command) => section
                .with_text(
                    "The same version of the program and the same recordings give the same \
                     figures where they are computed on a CPU with --threads 1:",
                )
                .with_command(command),
            None => section.with_text(
                "The same recordings, recipes, settings and seeds give the same figures where they \
                 are computed on a CPU with --threads 1.",
            ),
        }
    }
}

/// With fewer speakers than this, the page says that they are few.
const FEW_SPEAKERS: usize = 30;

const ACTED: &str = "In such collections emotions are usually acted: a label is what an actor was \
                     asked for. That says little about emotions that are felt.";
