//! Rows that belong together (union-find).

/// Which rows belong together.
#[derive(Debug)]
pub(super) struct Groups {
    /// Another row of the group that is no later, or the row itself if it is the first.
    earlier: Vec<u32>,
}

impl Groups {
    pub(super) fn new(rows: usize) -> Self {
        Self {
            earlier: (0..).take(rows).collect(),
        }
    }

    /// The first row of a group.
    pub(super) fn first(&mut self, mut row: u32) -> u32 {
        while self.earlier[row as usize] != row {
            // Each step halves the way of the next search.
            let next = self.earlier[self.earlier[row as usize] as usize];
            self.earlier[row as usize] = next;
            row = next;
        }
        row
    }

    pub(super) fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.first(a), self.first(b));
        self.earlier[a.max(b) as usize] = a.min(b);
    }

    /// The first row of the group of each row.
    pub(super) fn finish(mut self) -> Vec<u32> {
        (0..)
            .take(self.earlier.len())
            .map(|row| self.first(row))
            .collect()
    }
}
