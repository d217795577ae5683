//! Writing a model.

use std::io::{self, Write};

use crate::KernelKind;
use crate::model::Parts;
use crate::multiclass::{pair_index, pairs};

/// Writes classes, and with them support vectors and pairs, in the order of votes.
pub(super) fn write(model: &Parts, out: &mut impl Write) -> io::Result<()> {
    if model.support.is_empty() {
        return write(&with_zero_vector(model), out);
    }
    write_header(model, out)?;
    write_support(model, out)
}

/// A model without support vectors, with one of the first class that is 0 and counts for
/// nothing: it states the number of features.
fn with_zero_vector(model: &Parts) -> Parts {
    let mut model = model.clone();
    model.class_support[model.vote_order[0]] = 1;
    model.support = vec![0.0; model.columns];
    model.dual_coefficients = vec![0.0; model.classes.len() - 1];
    model
}

// Floats are written with `{:?}`: the shortest digits that read back as the same number.
fn write_header(model: &Parts, out: &mut impl Write) -> io::Result<()> {
    let order = &model.vote_order;
    let total: usize = model.class_support.iter().sum();
    writeln!(out, "svm_type c_svc")?;
    let kernel = model.kernel;
    match kernel.kind {
        KernelKind::Polynomial => {
            writeln!(out, "kernel_type polynomial")?;
            writeln!(out, "degree {}", kernel.degree)?;
            writeln!(out, "gamma {:?}", kernel.gamma)?;
            writeln!(out, "coef0 {:?}", kernel.coef0)?;
        }
        KernelKind::Rbf => {
            writeln!(out, "kernel_type rbf")?;
            writeln!(out, "gamma {:?}", kernel.gamma)?;
        }
    }
    writeln!(out, "nr_class {}", order.len())?;
    writeln!(out, "total_sv {total}")?;
    write!(out, "rho")?;
    for (earlier, later) in pairs(order.len()) {
        let (first, second) = (order[earlier], order[later]);
        let rho = if first < second {
            -model.intercepts[pair_index(first, second, order.len())]
        } else {
            model.intercepts[pair_index(second, first, order.len())]
        };
        write!(out, " {rho:?}")?;
    }
    write!(out, "\nlabel")?;
    for &class in order {
        write!(out, " {}", model.classes[class])?;
    }
    write!(out, "\nnr_sv")?;
    for &class in order {
        write!(out, " {}", model.class_support[class])?;
    }
    writeln!(out, "\nSV")
}

fn write_support(model: &Parts, out: &mut impl Write) -> io::Result<()> {
    let total: usize = model.class_support.iter().sum();
    let mut states_feature_count = true;
    for (at, &class) in model.vote_order.iter().enumerate() {
        let start: usize = model.class_support[..class].iter().sum();
        for vector in start..start + model.class_support[class] {
            for (other_at, &other) in model.vote_order.iter().enumerate() {
                if other == class {
                    continue;
                }
                let dual_row = if other < class { other } else { other - 1 };
                let coefficient = model.dual_coefficients[dual_row * total + vector];
                // The first class of a pair is the positive one: where the order of two
                // classes turns, so does the sign.
                let turned = (other_at < at) != (other < class);
                let written = if turned { -coefficient } else { coefficient };
                write!(out, "{written:?} ")?;
            }
            let features = &model.support[vector * model.columns..(vector + 1) * model.columns];
            for (column, value) in features.iter().enumerate() {
                if *value != 0.0 || (states_feature_count && column + 1 == model.columns) {
                    write!(out, "{}:{value:?} ", column + 1)?;
                }
            }
            states_feature_count = false;
            writeln!(out)?;
        }
    }
    Ok(())
}
