//! Two spellings of one tensor: its path in a network's modules, its name in a file.

/// How a family of models spells its tensors.
pub trait Names {
    /// The name in a Hugging Face file of the parameter at a path of modules.
    fn file_name(&self, path: &[String]) -> String;

    /// The name under which to look for a tensor of a file, which may be spelled in an older way;
    /// `None` if the family has no use for it.
    fn canonical(&self, name: &str) -> Option<String>;

    /// Whether this is the weight of a linear layer, which PyTorch stores as `[out, in]` and Burn as
    /// `[in, out]`.
    fn is_linear_weight(&self, _name: &str, rank: usize) -> bool {
        rank == 2
    }

    /// Whether a file may lack it, as a bare encoder lacks a head.
    fn is_optional(&self, name: &str) -> bool;

    /// Whether a file may have it without a word in the report, although the model has no place for
    /// it.
    fn is_ignored(&self, _name: &str) -> bool {
        false
    }
}

/// Rows and columns of which both layouts stay in cache: a matrix turned column by column waits for
/// memory at every number.
const TILE: usize = 32;

/// `[out, in]` to `[in, out]` and back.
pub(super) fn transpose(values: &[f32], rows: usize, columns: usize) -> Vec<f32> {
    let mut turned = vec![0.0; values.len()];
    for top in (0..rows).step_by(TILE) {
        for left in (0..columns).step_by(TILE) {
            for column in left..columns.min(left + TILE) {
                for row in top..rows.min(top + TILE) {
                    turned[column * rows + row] = values[row * columns + column];
                }
            }
        }
    }
    turned
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transposing_twice_changes_nothing() {
        let values = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
        let turned = transpose(&values, 2, 3);
        assert_eq!(turned, [1.0, 4.0, 2.0, 5.0, 3.0, 6.0]);
        assert_eq!(transpose(&turned, 3, 2), values);
        // More than a tile each way, and no whole number of them.
        let values: Vec<f32> = (0_u16..70 * 45).map(f32::from).collect();
        let turned = transpose(&values, 70, 45);
        let columns = (0..45).flat_map(|column| values.iter().skip(column).step_by(45));
        assert_eq!(turned, columns.copied().collect::<Vec<f32>>());
        assert_eq!(transpose(&turned, 45, 70), values);
    }
}
