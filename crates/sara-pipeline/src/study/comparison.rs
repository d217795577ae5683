//! The models against the experts, against each other and against their own confidence.

use super::models::{Models, Pseudo, classes_of};
use crate::PipelineError;
use crate::stages::assess::{Course, Outcome};
use crate::stages::calibration::Calibration;
use crate::stages::experts::{ExpertComparison, ExpertLabels, Said, compare};
use crate::stages::significance::{AgainstBest, Tested, against_best};

/// What a study says of its models beside their own scores.
pub(super) struct Comparison {
    pub(super) experts: Option<ExpertComparison>,
    pub(super) against_best: Vec<AgainstBest>,
    pub(super) calibration: Vec<Calibration>,
}

impl Comparison {
    pub(super) fn new(
        models: &Models,
        course: Course<'_>,
        experts: Option<&ExpertLabels>,
    ) -> Result<Self, PipelineError> {
        let truth = classes_of(&course.split.test, course.labels);
        let tested: Vec<Tested<'_>> = (models.classifiers())
            .map(|outcome| Tested {
                model: &outcome.assessment.model,
                accuracy: outcome.assessment.test.accuracy,
                predicted: &outcome.test.classes,
            })
            .collect();
        let mut calibration = Vec::new();
        for outcome in models.classifiers() {
            let model = &outcome.assessment.model;
            calibration.extend(Calibration::new(model, &truth, &outcome.test)?);
        }
        let experts = match experts {
            Some(experts) => compare(experts, &said(models, course))?,
            None => None,
        };
        Ok(Self {
            experts,
            against_best: against_best(&truth, &tested)?,
            calibration,
        })
    }
}

/// What each model says of the test and unseen rows, the lexicon first.
fn said<'a>(models: &'a Models, course: Course<'_>) -> Vec<Said<'a>> {
    let of = |outcome: &'a Outcome| {
        // The rows that one model may be judged by are not those of the others.
        let model = outcome.assessment.model.as_str();
        let is_its = |one: &&Pseudo| one.labels.model.as_deref() == Some(model);
        let pseudo = models.pseudo.as_ref().filter(is_its);
        let unseen = pseudo.map_or(&course.split.unseen, |pseudo| &pseudo.unseen);
        let lists = [
            (
                course.split.test.as_slice(),
                outcome.test.classes.as_slice(),
            ),
            (unseen, &outcome.unseen.classes),
        ];
        Said::new(model, &lists)
    };
    let others = models.classifiers().chain([&models.majority]);
    [&models.lexicon]
        .into_iter()
        .chain(others)
        .map(of)
        .collect()
}
