//! The machines of all folds on one table of inner products.

use std::ops::Range;

use super::{FoldReport, Folds};
use crate::kernel::Kernel;
use crate::model::{check_kernel_bounds, checked_penalties};
use crate::multiclass::{Groups, max_iterations, pairs, signs, vote};
use crate::report::PairReport;
use crate::solver::{Machine, Shared, State};
use crate::{Gamma, Samples, SvmError, SvmParams};

/// Rows in the order of classes, then folds: the training rows of a class are one span
/// before the fold that is held out, and one behind it.
pub(super) struct FoldRows<'a> {
    x: Samples<'a>,
    y: &'a [i64],
    folds: &'a Folds,
    classes: Vec<i64>,
    squared_norms: Vec<f64>,
    /// The row at each position.
    pub(super) order: Vec<usize>,
    /// The positions of each class in each fold, `blocks[class][fold]`.
    blocks: Vec<Vec<Range<usize>>>,
    /// What `Gamma::Scale` is on the training rows of each fold.
    scales: Vec<Option<f64>>,
}

/// The machines of one set of parameters with one fold held out.
pub(super) struct FoldMachines {
    fold: usize,
    /// The classes that the training rows have.
    classes: Vec<i64>,
    pub(super) machines: Vec<Machine>,
}

impl<'a> FoldRows<'a> {
    pub(super) fn new(x: Samples<'a>, y: &'a [i64], folds: &'a Folds) -> Result<Self, SvmError> {
        if x.rows() != y.len() {
            return Err(SvmError::LabelCount {
                rows: x.rows(),
                labels: y.len(),
            });
        }
        if x.rows() != folds.assignment().len() {
            let folds = folds.assignment().len();
            return Err(SvmError::FoldLabelCount {
                rows: x.rows(),
                folds,
            });
        }
        let groups = Groups::new(y)?;
        let mut order = Vec::with_capacity(y.len());
        let mut blocks = Vec::with_capacity(groups.classes.len());
        for rows in &groups.rows {
            let mut of_class = Vec::with_capacity(folds.count());
            for fold in 0..folds.count() {
                let start = order.len();
                order.extend(rows.iter().filter(|&&row| folds.assignment()[row] == fold));
                of_class.push(start..order.len());
            }
            blocks.push(of_class);
        }
        Ok(Self {
            x,
            y,
            folds,
            classes: groups.classes,
            squared_norms: x.squared_norms(),
            order,
            blocks,
            scales: vec![None; folds.count()],
        })
    }

    /// The machines of one set of parameters, fold by fold.
    pub(super) fn machines(&mut self, params: &SvmParams) -> Result<Vec<FoldMachines>, SvmError> {
        params.check()?;
        (0..self.folds.count())
            .map(|fold| self.machines_without(fold, params))
            .collect()
    }

    fn machines_without(
        &mut self,
        fold: usize,
        params: &SvmParams,
    ) -> Result<FoldMachines, SvmError> {
        let left = |place: &usize| -> usize {
            let blocks = self.blocks[*place].iter().enumerate();
            blocks
                .filter(|(other, _)| *other != fold)
                .map(|(_, block)| block.len())
                .sum()
        };
        let places: Vec<usize> = (0..self.classes.len())
            .filter(|place| left(place) > 0)
            .collect();
        let counts: Vec<usize> = places.iter().map(left).collect();
        let classes: Vec<i64> = places.iter().map(|&place| self.classes[place]).collect();
        if let [class] = classes[..] {
            return Err(SvmError::OneClass { class });
        }
        let weights = params.class_weights.resolve(&classes, &counts)?;
        let penalties = checked_penalties(params.c, &weights, &classes)?;
        let kernel = self.kernel(fold, params)?;
        let training = |row: usize| self.folds.assignment()[row] != fold;
        check_kernel_bounds(kernel, &penalties, &self.squared_norms, training)?;
        let kernel = kernel.without_idle_constant();
        let machines = pairs(classes.len())
            .map(|(first, second)| {
                let spans = [first, second].map(|at| self.training_spans(places[at], fold));
                let signs = signs(counts[first], counts[second]);
                let rows = signs.len();
                let of_first = std::iter::repeat_n(penalties[first], counts[first]);
                let of_second = std::iter::repeat_n(penalties[second], counts[second]);
                let limits = (params.tolerance, max_iterations(params, rows));
                Machine::new(
                    spans.concat(),
                    signs,
                    of_first.chain(of_second),
                    kernel,
                    limits,
                )
            })
            .collect();
        Ok(FoldMachines {
            fold,
            classes,
            machines,
        })
    }

    /// The kernel that a fit on the training rows alone would have.
    fn kernel(&mut self, fold: usize, params: &SvmParams) -> Result<Kernel, SvmError> {
        if params.gamma != Gamma::Scale {
            return params.kernel(self.x);
        }
        let gamma = match self.scales[fold] {
            Some(gamma) => gamma,
            None => {
                let rows: Vec<usize> = (0..self.y.len())
                    .filter(|&row| self.folds.assignment()[row] != fold)
                    .collect();
                let values = self.x.gather(rows.iter().copied());
                let training = Samples::f64(&values, rows.len(), self.x.columns())?;
                *self.scales[fold].insert(params.kernel(training)?.gamma)
            }
        };
        Ok(Kernel {
            kind: params.kernel,
            gamma,
            degree: params.degree,
            coef0: params.coef0,
        })
    }

    /// The positions of a class outside a fold.
    fn training_spans(&self, place: usize, fold: usize) -> Vec<Range<usize>> {
        let blocks = &self.blocks[place];
        let (start, end) = (blocks[0].start, blocks[blocks.len() - 1].end);
        let spans = [start..blocks[fold].start, blocks[fold].end..end];
        spans.into_iter().filter(|span| !span.is_empty()).collect()
    }

    /// The positions of a fold.
    fn held_out_spans(&self, fold: usize) -> Vec<Range<usize>> {
        let blocks = self.blocks.iter().map(|of_class| of_class[fold].clone());
        blocks.filter(|span| !span.is_empty()).collect()
    }

    /// Predicts the rows that each fold holds out by the machines fitted without them.
    /// The states stand in the order of the folds and their machines.
    pub(super) fn reports(
        &self,
        shared: &Shared<'_>,
        folds: &[FoldMachines],
        states: &[State],
    ) -> Vec<FoldReport> {
        let machines: Vec<&Machine> = folds.iter().flat_map(|fold| &fold.machines).collect();
        let wanted: Vec<_> = (folds.iter())
            .flat_map(|fold| vec![self.held_out_spans(fold.fold); fold.machines.len()])
            .collect();
        let sums = shared.sums(&machines, states, &wanted);
        let (mut sums, mut states) = (sums.iter(), states.iter());
        (folds.iter())
            .map(|fold| {
                let pairs = fold.machines.len();
                let sums: Vec<&Vec<f64>> = sums.by_ref().take(pairs).collect();
                let states: Vec<&State> = states.by_ref().take(pairs).collect();
                self.report(fold, &sums, &states)
            })
            .collect()
    }

    fn report(&self, fold: &FoldMachines, sums: &[&Vec<f64>], states: &[&State]) -> FoldReport {
        let solutions: Vec<_> = (fold.machines.iter().zip(states))
            .map(|(machine, state)| state.solution(machine))
            .collect();
        let positions = self.held_out_spans(fold.fold).into_iter().flatten();
        let sorted: Vec<usize> = (0..fold.classes.len()).collect();
        let mut votes = Vec::new();
        let mut predicted: Vec<(usize, i64)> = (positions.enumerate())
            .map(|(at, position)| {
                let decisions: Vec<f64> = (sums.iter().zip(&solutions))
                    .map(|(sums, solution)| sums[at] + solution.intercept)
                    .collect();
                let class = vote(&decisions, &sorted, &mut votes);
                (self.order[position], fold.classes[class])
            })
            .collect();
        predicted.sort_unstable();
        let right = predicted
            .iter()
            .filter(|(row, class)| self.y[*row] == *class)
            .count();
        let pairs = pairs(fold.classes.len()).map(|(a, b)| (fold.classes[a], fold.classes[b]));
        FoldReport {
            accuracy: right as f64 / predicted.len() as f64,
            rows: predicted.iter().map(|(row, _)| *row).collect(),
            predictions: predicted.into_iter().map(|(_, class)| class).collect(),
            reports: (pairs.zip(&fold.machines).zip(solutions.iter().zip(states)))
                .map(|((classes, machine), (solution, state))| {
                    PairReport::new(classes, solution, machine.max_iterations, state.seconds)
                })
                .collect(),
        }
    }
}
