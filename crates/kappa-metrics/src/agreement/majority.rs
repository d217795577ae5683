use serde::Serialize;

use crate::MetricsError;
use crate::agreement::coded::CodedRatings;

/// What the raters of an item say together.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Majority<T> {
    /// More raters name this label than any other; with three labels or more, that need not be half
    /// of them.
    Label(T),
    /// These labels, ascending, are named equally often, and none more often.
    Tie(Vec<T>),
    /// Nobody has rated the item.
    Unrated,
}

/// The label that most of `raters` give to each item; ratings may be missing.
///
/// # Errors
///
/// [`MetricsError::TooFewRaters`], [`MetricsError::RaterLength`] or [`MetricsError::Empty`].
pub fn majority_labels<T: Ord + Clone>(
    raters: &[Vec<Option<T>>],
) -> Result<Vec<Majority<T>>, MetricsError> {
    let coded = CodedRatings::new(raters)?;
    let majority = |counts: std::collections::BTreeMap<u32, u64>| {
        let most = counts.values().copied().max();
        let leading = counts.into_iter().filter(|(_, count)| Some(*count) == most);
        let leading = leading.filter_map(|(category, _)| coded.label(category));
        let mut labels: Vec<T> = leading.cloned().collect();
        match labels.len() {
            0 => Majority::Unrated,
            1 => Majority::Label(labels.swap_remove(0)),
            _ => Majority::Tie(labels),
        }
    };
    Ok(coded.counts().map(majority).collect())
}
