//! The parts that the rows would be split into, and what would leak between them.

use super::CheckReport;
use crate::StudySettings;
use crate::report::{NearDuplicates, Parts};
use crate::settings::Named;
use crate::stages::clean::PreparedText;
use crate::stages::groups::{Grouping, Groups, texts_of};
use crate::study::leak_note;
use inset_lexicon::Sentiment;
use std::collections::BTreeMap;

/// What a split makes of the rows.
#[derive(Debug, Default)]
pub(super) struct Divided {
    pub(super) parts: Option<Parts>,
    pub(super) near_duplicates: Option<NearDuplicates>,
    pub(super) rows_across: BTreeMap<&'static str, usize>,
}

pub(super) fn look(
    settings: &StudySettings,
    rows: &[PreparedText],
    classes: &[Option<Sentiment>],
    report: &mut CheckReport,
) -> Divided {
    let mut divided = Divided::default();
    // Numbers outside their range were said already.
    if settings.split.check().is_err() {
        return divided;
    }
    let texts = texts_of(rows);
    let near = Groups::near(&texts);
    for &(name, rule) in Grouping::NAMES {
        let mut of_rule = settings.split;
        of_rule.groups = rule;
        let split = of_rule.split(classes, &rule.groups_beside(&texts, &near));
        if let Ok(split) = &split {
            divided.rows_across.insert(name, split.rows_across(&near));
        }
        if rule != settings.split.groups {
            continue;
        }
        match split {
            Ok(split) => {
                let near_duplicates = NearDuplicates::count(&split, &near);
                if let Some(note) = leak_note(&split, &near_duplicates) {
                    report.warns(None, note);
                }
                divided.parts = Some(Parts::count(&split));
                divided.near_duplicates = Some(near_duplicates);
            }
            Err(problem) => report.stops(&problem.within(&settings.tweets.name())),
        }
    }
    divided
}
