//! Recipes side by side.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use speech_emotion::splits::Split;
use speech_emotion::{Emotion, Intervals, LabelledClips};
use wav2vec2_burn::{Checkpoints, SpeechTrainParams};

use crate::dealing::{Deal, Dealing, Heard, relabelled};
use crate::files::{hold, refuse_occupied, write_json};
use crate::params::check_weights;
use crate::report::{Answered, TransferReport};
use crate::settings::Settings;
use crate::stage::{self, Stage};
use crate::unit::Unit;
use crate::waves::names;
use crate::{FinetuneError, FinetuneEvent, FinetuneParams, Recipe, Waves};

/// Settings of the run, written first.
const SETTINGS: &str = "settings.json";

/// A comparison of recipes on the classes that both corpora have.
///
/// The speakers of the target are dealt to folds, each tested on once. With every seed, each
/// recipe that hears the target is trained anew for each fold; zero-shot is tested on all clips of
/// the target at once. The first stage of a seed is trained once and shared by all that begin with
/// it. Folds and held-out speakers are dealt once, so that recipes and seeds differ in nothing
/// else.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Experiment<'a> {
    /// The corpus heard first.
    pub source: &'a Waves,
    /// The corpus heard second and tested on.
    pub target: &'a Waves,
    /// How networks are trained. The seed deals speakers, and is that of no training.
    pub params: FinetuneParams,
    /// Folds of the target's speakers. Default 5.
    pub folds: usize,
    /// Seeds of weights and trainings. Default 1, 2 and 3.
    pub seeds: Vec<u64>,
    /// What is compared. Default all.
    pub recipes: Vec<Recipe>,
    /// How intervals over speakers are found.
    pub intervals: Intervals,
}

impl<'a> Experiment<'a> {
    /// All recipes in five folds with three seeds.
    #[must_use]
    pub fn new(source: &'a Waves, target: &'a Waves, params: FinetuneParams) -> Self {
        Self {
            source,
            target,
            params,
            folds: 5,
            seeds: vec![1, 2, 3],
            recipes: Recipe::ALL.to_vec(),
            intervals: Intervals::default(),
        }
    }

    /// Sets [`folds`](Self::folds).
    #[must_use]
    pub fn with_folds(self, folds: usize) -> Self {
        Self { folds, ..self }
    }

    /// Sets [`seeds`](Self::seeds).
    #[must_use]
    pub fn with_seeds(self, seeds: impl Into<Vec<u64>>) -> Self {
        let seeds = seeds.into();
        Self { seeds, ..self }
    }

    /// Sets [`recipes`](Self::recipes).
    #[must_use]
    pub fn with_recipes(self, recipes: impl Into<Vec<Recipe>>) -> Self {
        let recipes = recipes.into();
        Self { recipes, ..self }
    }

    /// Sets [`intervals`](Self::intervals).
    #[must_use]
    pub fn with_intervals(self, intervals: Intervals) -> Self {
        Self { intervals, ..self }
    }

    /// Trains and tests whatever is not in the folder yet, and writes `report.json` there.
    ///
    /// The predictions of each recipe, seed and fold are a file of their own. A run that was
    /// stopped goes on where it was; seeds and recipes may be added later.
    ///
    /// # Errors
    ///
    /// Before anything is trained: settings out of range, no class that both corpora have,
    /// fewer speakers than folds, a speaker on two sides, a clip that is too short,
    /// [`FinetuneError::Occupied`] where the folder holds anything but an experiment,
    /// [`FinetuneError::SettingsDiffer`] where the folder holds the work of another experiment,
    /// [`FinetuneError::Busy`] where another process is at it.
    /// Later, those of training and of files.
    pub fn run(
        &self,
        folder: &Path,
        observer: &mut dyn FnMut(FinetuneEvent),
    ) -> Result<TransferReport, FinetuneError> {
        self.check()?;
        let plan = Plan::new(self)?;
        refuse_occupied(folder, SETTINGS)?;
        let _held = hold(folder)?;
        plan.settings().keep(&folder.join(SETTINGS))?;
        let mut answered = Vec::new();
        for &seed in &self.seeds {
            let home = folder.join(format!("seed-{seed}"));
            for &recipe in &self.recipes {
                let units = plan.units(recipe, seed, &home, observer)?;
                answered.push(Answered {
                    recipe,
                    seed,
                    units,
                });
            }
        }
        let report = TransferReport::of(&plan.deal, answered, self.intervals)?;
        write_json(&folder.join("report.json"), &report)?;
        Ok(report)
    }

    /// The clips that take part, those of the source first, and who of them is learned from, held
    /// out and tested on by a recipe. Rows of the split are places among these clips.
    ///
    /// # Errors
    ///
    /// Those of [`run`](Self::run) that come before anything is trained and are about clips.
    pub fn split(&self, recipe: Recipe) -> Result<(LabelledClips, Split), FinetuneError> {
        let deal = Plan::new(self)?.deal;
        let split = deal.split(recipe)?;
        Ok((deal.clips, split))
    }

    fn check(&self) -> Result<(), FinetuneError> {
        self.params.check()?;
        let needed = self.params.receptive_field()?;
        self.source.check_length(needed)?;
        self.target.check_length(needed)?;
        let seeds: BTreeSet<u64> = self.seeds.iter().copied().collect();
        let recipes: BTreeSet<Recipe> = self.recipes.iter().copied().collect();
        for (name, given, different) in [
            ("seeds", self.seeds.len(), seeds.len()),
            ("recipes", self.recipes.len(), recipes.len()),
        ] {
            if given == 0 || given != different {
                let expected = "at least one, each once";
                let got = format!("{given}, {different} of them different");
                return Err(FinetuneError::setting(name, expected, got));
            }
        }
        Ok(())
    }
}

/// Clips of both corpora, source first, and what becomes of them.
struct Plan<'a> {
    experiment: &'a Experiment<'a>,
    deal: Deal,
    samples: Vec<&'a [f32]>,
    classes: Vec<Emotion>,
}

impl<'a> Plan<'a> {
    fn new(experiment: &'a Experiment<'a>) -> Result<Self, FinetuneError> {
        let (source, target) = (experiment.source, experiment.target);
        let shared: Vec<Emotion> = (source.clips().classes().into_iter())
            .filter(|class| target.clips().classes().contains(class))
            .collect();
        let of = |waves: &'a Waves| {
            let shared = shared.clone();
            (waves.clips().clips.iter())
                .zip(&waves.clips().labels)
                .zip(waves.samples())
                .filter(move |((_, class), _)| shared.contains(class))
        };
        let rows = || of(source).chain(of(target));
        let clips = relabelled(rows().map(|((clip, class), _)| (clip, *class)))?;
        let params = &experiment.params;
        let parts = |is_watched: bool| is_watched.then_some(params.held_out);
        let dealing = Dealing {
            folds: experiment.folds,
            first: parts(params.first.early_stopping.is_some()),
            second: parts(params.second.early_stopping.is_some()),
            seed: params.seed,
        };
        let deal = Deal::new(clips, of(source).count(), dealing)?;
        // Whatever leaks is refused before anything is trained.
        for &recipe in &experiment.recipes {
            deal.split(recipe)?;
        }
        let is_any = |hears: fn(Recipe) -> bool| experiment.recipes.iter().any(|&it| hears(it));
        for (is_heard, stage) in [
            (is_any(Recipe::hears_source), &params.first),
            (is_any(Recipe::hears_target), &params.second),
        ] {
            if is_heard {
                check_weights(stage, shared.len())?;
            }
        }
        Ok(Self {
            experiment,
            deal,
            samples: rows().map(|(_, samples)| samples.as_slice()).collect(),
            classes: shared,
        })
    }

    fn clips(&self) -> &LabelledClips {
        &self.deal.clips
    }

    fn settings(&self) -> Settings {
        let experiment = self.experiment;
        let mut settings = Settings::of(&experiment.params);
        settings.add("classes", names(&self.classes).join(" "));
        settings.add("folds", experiment.folds);
        settings.add("seed of the folds", experiment.params.seed);
        settings.add("source clips", experiment.source.fingerprint());
        settings.add("target clips", experiment.target.fingerprint());
        settings
    }

    /// All predictions of a recipe with a seed.
    fn units(
        &self,
        recipe: Recipe,
        seed: u64,
        home: &Path,
        observer: &mut dyn FnMut(FinetuneEvent),
    ) -> Result<Vec<Unit>, FinetuneError> {
        if recipe == Recipe::ZeroShot {
            let path = home.join("zero-shot.json");
            return Ok(vec![self.unit(recipe, seed, None, &path, observer)?]);
        }
        (0..self.deal.folds.len())
            .map(|fold| {
                let path = home.join(format!("{recipe}-fold-{}.json", fold + 1));
                self.unit(recipe, seed, Some(fold), &path, observer)
            })
            .collect()
    }

    /// Reads the predictions, or makes them.
    fn unit(
        &self,
        recipe: Recipe,
        seed: u64,
        fold: Option<usize>,
        path: &Path,
        observer: &mut dyn FnMut(FinetuneEvent),
    ) -> Result<Unit, FinetuneError> {
        let (round, test) = match fold {
            Some(fold) => (format!("fold {}", fold + 1), &self.deal.folds[fold].test),
            None => ("all of the target".to_owned(), &self.deal.target),
        };
        let what = format!("{recipe}, seed {seed}, {round}");
        let mut unit = Unit {
            recipe,
            seed,
            round,
            classes: self.classes.clone(),
            training: None,
            answers: Vec::new(),
        };
        let checkpoints = Checkpoints::new(path.with_extension("state"));
        if let Some(found) = Unit::read(path, &unit, self.clips(), test)? {
            stage::clear(&checkpoints)?;
            observer(FinetuneEvent::Kept(what));
            return Ok(found);
        }
        let params = self.experiment.params.clone().with_seed(seed);
        let labels = names(&self.classes);
        let mut network = if recipe.hears_source() {
            let first = self.first_stage(&params, path, observer)?;
            stage::load(&first, labels, &params)?
        } else {
            params.begin(labels)?
        };
        observer(FinetuneEvent::Started(what.clone()));
        if let Some(fold) = fold {
            let stage = self.stage(&self.deal.folds[fold].heard, params.second, seed);
            let training;
            (network, training) = stage.run(network, &checkpoints, observer)?;
            unit.training = Some(training);
        }
        unit.ask(&network, self.clips(), &self.samples, test)?;
        unit.write(path)?;
        stage::clear(&checkpoints)?;
        observer(FinetuneEvent::Finished(what));
        Ok(unit)
    }

    /// The folder of the network that has heard the source with this seed.
    fn first_stage(
        &self,
        params: &FinetuneParams,
        beside: &Path,
        observer: &mut dyn FnMut(FinetuneEvent),
    ) -> Result<PathBuf, FinetuneError> {
        let folder = beside.with_file_name("first-stage");
        let stage = self.stage(&self.deal.source, params.first.clone(), params.seed);
        let begin = || params.begin(names(&self.classes));
        let what = format!("first stage, seed {}", params.seed);
        stage.keep(&folder, what, begin, observer)?;
        Ok(folder)
    }

    fn stage(&self, heard: &Heard, params: SpeechTrainParams, seed: u64) -> Stage<'_> {
        let rows = |rows: &[usize]| {
            (rows.iter())
                .map(|&row| {
                    let label = self.clips().labels[row];
                    let class = self.classes.partition_point(|class| *class < label);
                    (self.samples[row], class)
                })
                .collect()
        };
        Stage {
            training: rows(&heard.training),
            validation: rows(&heard.validation),
            params: params.with_seed(seed),
        }
    }
}
