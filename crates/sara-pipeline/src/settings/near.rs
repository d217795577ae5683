//! Which of some names another was meant to be.

/// The one of `names` that takes the fewest slips of the pen to `name`, if they are few for its length.
pub(crate) fn nearest<'n>(name: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let name = name.to_lowercase().replace('-', "_");
    let limit = (name.chars().count() / 3).max(1);
    // A name of a thousand letters was never meant to be one of these.
    if limit > 16 {
        return None;
    }
    names
        .into_iter()
        .map(|other| {
            (
                distance(&name, &other.to_lowercase().replace('-', "_")),
                other,
            )
        })
        .filter(|&(distance, _)| distance <= limit)
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, other)| other)
}

/// Letters to put in, take out, exchange, or swap with their neighbour (optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before = vec![0; b.len() + 1];
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (row, &left) in a.iter().enumerate() {
        let mut line = vec![row + 1; b.len() + 1];
        for (column, &right) in b.iter().enumerate() {
            let exchanged = above[column] + usize::from(left != right);
            let mut least = exchanged.min(above[column + 1] + 1).min(line[column] + 1);
            if row > 0 && column > 0 && left == b[column - 1] && a[row - 1] == right {
                least = least.min(before[column - 1] + 1);
            }
            line[column + 1] = least;
        }
        before = std::mem::replace(&mut above, line);
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_forgiven_and_other_words_are_not() {
        let names = ["epochs", "batch_size", "model", "c"];
        for (name, meant) in [
            ("epoch", Some("epochs")),
            ("eopchs", Some("epochs")),
            ("batch-size", Some("batch_size")),
            ("Model", Some("model")),
            ("banana", None),
            ("learning", None),
        ] {
            assert_eq!(nearest(name, names), meant, "{name}");
        }
        assert_eq!(nearest(&"e".repeat(5_000), names), None);
    }
}
