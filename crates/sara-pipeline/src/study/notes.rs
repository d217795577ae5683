//! What a reader of a study should know of its settings and its split.

use super::{RatingSource, StudySettings};
use crate::report::NearDuplicates;
use crate::stages::assess::FoldProtocol;
use crate::stages::experts::{ExpertComparison, ExpertLabels};
use crate::stages::pseudo::PseudoLabels;
use crate::stages::split::Split;

/// Which of the parts are those that come with the crates.
pub(super) fn starter_notes(settings: &StudySettings) -> Vec<String> {
    let starters = [
        (
            settings.tweets.path.is_none(),
            "sample tweets, invented for this project (--tweets reads yours)",
        ),
        (
            settings.text.slang.is_empty(),
            "the starter slang list (--slang reads a real one)",
        ),
        (
            settings.text.stemmer.dictionary.is_none(),
            "the starter root list (--dictionary reads Sastrawi's)",
        ),
        (
            settings.label.inset.is_none(),
            "the starter sentiment lexicon (--inset reads InSet)",
        ),
        (
            settings.ratings == RatingSource::Sample,
            "invented expert ratings (--ratings reads yours)",
        ),
    ];
    starters
        .into_iter()
        .filter(|(used, _)| *used)
        .map(|(_, what)| format!("This study used {what}."))
        .collect()
}

/// What a reader should know of the split and the folds.
pub(super) fn split_notes(
    settings: &StudySettings,
    split: &Split,
    near_duplicates: &NearDuplicates,
) -> Vec<String> {
    let mut notes = Vec::new();
    if !split.set_aside.is_empty() {
        notes.push(format!(
            "The training rows were capped at {}, drawn in proportion to the classes; {} rows were set aside.",
            split.train.len(),
            split.set_aside.len()
        ));
    }
    notes.extend(leak_note(split, near_duplicates));
    if settings.fold_protocol == FoldProtocol::CarryOver {
        notes.push(
            "The folds of the fine-tuned BERT leak, on purpose (--fold-protocol carry-over): the weights of each fold went on from the one before, so all folds but the first are validated on rows that were learned from. Only the first fold's accuracy says anything of new rows. The tested weights are those of the last fold, which have learned from every training row, most of them once a fold for all epochs."
                .to_owned(),
        );
        notes.push(
            "Carrying over changes nothing for the polynomial SVM: it has no weights to go on from, and its folds do not leak."
                .to_owned(),
        );
    }
    notes
}

/// What a reader should know of how the models were compared.
pub(super) fn comparison_notes(
    settings: &StudySettings,
    pseudo: Option<&PseudoLabels>,
    experts: Option<&ExpertLabels>,
    comparison: Option<&ExpertComparison>,
) -> Vec<String> {
    let mut notes = Vec::new();
    let variants: Vec<String> = (settings.bert.other_variants().iter())
        .map(|one| format!("batch {} with {} epochs", one.batch_size, one.epochs))
        .collect();
    if !variants.is_empty() && !settings.bert.variant_folds {
        notes.push(format!(
            "The encoder was fine-tuned with other settings too ({}): once each, from the weights it started with, on all training rows. These have no folds (--variant-folds adds them). Whichever of several settings is best on the test rows is a little flattered by it.",
            variants.join(", ")
        ));
    }
    if let Some(found) = pseudo {
        let added: usize = found.added.iter().sum();
        notes.push(match &found.model {
            Some(model) => format!(
                "Of {} unseen rows, {added} joined the training rows of the {model} under the label that the {} gave them with a probability of {} or more; the lexicon says the same of {}. Near duplicates of test rows did not join. The experts' table leaves these rows and their near duplicates out for that model.",
                found.unseen_rows, found.labelled_by, found.confidence, found.lexicon_agrees
            ),
            None => format!(
                "No unseen row that may join the training rows has a probability of {} or more, so there are no pseudo-labels; near duplicates of test rows may not.",
                found.confidence
            ),
        });
    }
    if let Some(experts) = experts
        && comparison.is_none()
    {
        let missing = match experts.rows.is_empty() {
            true => "No rated row has a majority of the experts",
            false => {
                "No rated row with a majority of the experts is among the test and unseen rows"
            }
        };
        notes.push(format!(
            "{missing}, so no model can be held against the experts."
        ));
    }
    notes
}

/// How many rows leak, if some do.
pub(crate) fn leak_note(split: &Split, near_duplicates: &NearDuplicates) -> Option<String> {
    (near_duplicates.rows_across > 0).then(|| {
        format!(
            "The split leaks: {} of the {} test and unseen rows have a near duplicate among the training rows, which flatters every model (--groups near keeps them together).",
            near_duplicates.rows_across,
            split.test.len() + split.unseen.len()
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use inset_lexicon::Sentiment;

    #[test]
    fn why_no_model_is_held_against_the_experts_is_said() {
        let settings = StudySettings::sample();
        let notes = |rows: Vec<(usize, Sentiment)>| {
            let experts = ExpertLabels { rows, undecided: 3 };
            comparison_notes(&settings, None, Some(&experts), None)
        };
        assert_eq!(
            notes(Vec::new()),
            [
                "No rated row has a majority of the experts, so no model can be held against the experts."
            ]
        );
        assert_eq!(
            notes(vec![(0, Sentiment::Neutral)]),
            [
                "No rated row with a majority of the experts is among the test and unseen rows, so no model can be held against the \
                 experts."
            ]
        );
    }
}
