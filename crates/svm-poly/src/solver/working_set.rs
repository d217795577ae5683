//! Which rows are solved together next.

use super::machine::{Machine, State};

/// The rows that are solved together, in rising order.
///
/// Half of them, at most, stay from one set to the next, those that entered last: their
/// coefficients still move against the new ones. The others are those that violate the
/// optimality conditions most, as many that rise as fall (Joachims 1999; Wen et al.,
/// "`ThunderSVM`", JMLR 19, 2018).
#[derive(Default)]
pub(crate) struct WorkingSet {
    rows: Vec<usize>,
    newest: Vec<usize>,
    chosen: Vec<bool>,
    rising: Vec<(f64, usize)>,
    falling: Vec<(f64, usize)>,
}

impl WorkingSet {
    /// Chooses up to `size` rows, two at least.
    pub(crate) fn choose(&mut self, machine: &Machine, state: &State, size: usize) -> &[usize] {
        let count = machine.count();
        self.rows.clear();
        if count <= size {
            self.rows.extend(0..count);
            return &self.rows;
        }
        self.chosen.clear();
        self.chosen.resize(count, false);
        // The last newcomers stay, but never more than half, and two places are for the
        // rows that violate most.
        let kept = self.newest.len().min(size / 2).min(size - 2);
        let mut kept_rows = std::mem::take(&mut self.newest);
        kept_rows.truncate(kept);
        for &row in &kept_rows {
            self.chosen[row] = true;
        }
        self.list_violators(machine, state);
        let wanted = size - kept;
        let longest = |list: &mut Vec<(f64, usize)>| {
            let order =
                |a: &(f64, usize), b: &(f64, usize)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
            // Rows that are kept, or in the other list, may take places of their own.
            let length = wanted + kept;
            if list.len() > length {
                list.select_nth_unstable_by(length, order);
                list.truncate(length);
            }
            list.sort_unstable_by(order);
        };
        longest(&mut self.rising);
        longest(&mut self.falling);
        self.take_in_turn(wanted);
        self.rows.extend_from_slice(&self.newest);
        self.rows.extend_from_slice(&kept_rows);
        self.rows.sort_unstable();
        &self.rows
    }

    /// Lists each row that may rise with `-g`, and each that may fall with `g`, where
    /// some row on the other side makes a violation with it.
    fn list_violators(&mut self, machine: &Machine, state: &State) {
        let (most_rising, least_falling) = state.extremes(machine);
        self.rising.clear();
        self.falling.clear();
        for (t, (a, g)) in state.coefficients.iter().zip(&state.gradient).enumerate() {
            if *a < machine.upper[t] && -g > least_falling {
                self.rising.push((-g, t));
            }
            if *a > machine.lower[t] && -g < most_rising {
                self.falling.push((*g, t));
            }
        }
    }

    /// Takes rows that were not chosen yet from the two lists in turn.
    fn take_in_turn(&mut self, wanted: usize) {
        let (mut rising, mut falling) = (self.rising.iter(), self.falling.iter());
        while self.newest.len() < wanted {
            let before = self.newest.len();
            for list in [&mut rising, &mut falling] {
                if let Some(&(_, row)) = list.find(|(_, row)| !self.chosen[*row])
                    && self.newest.len() < wanted
                {
                    self.chosen[row] = true;
                    self.newest.push(row);
                }
            }
            if self.newest.len() == before {
                return;
            }
        }
    }
}
