//! Reading a model.

use std::path::Path;

use super::header::Header;
use crate::SvmError;
use crate::calibration::{Calibrator, PlattScaling};
use crate::lines::{FileKind, Lines, Place};
use crate::model::Parts;
use crate::multiclass::{pair_index, pairs};

/// Most features times support vectors, or times pairs, that a file may ask for: 2 GiB.
/// A few bytes of a hostile file cannot claim more memory.
pub(super) const MAX_VALUES: usize = 1 << 28;

pub(super) fn read(path: &Path) -> Result<Parts, SvmError> {
    let mut lines = Lines::open(path, FileKind::Model)?;
    let header = Header::read(&mut lines)?;
    let vectors = read_vectors(&mut lines, &header)?;
    let columns = (vectors.iter().filter_map(|v| v.features.last()))
        .map(|(index, _)| *index)
        .max()
        .ok_or(SvmError::NoFeatures)?;
    Ok(assemble(header, &vectors, columns))
}

/// The scalings in the header of a model file, brought into sorted order.
pub(super) fn read_calibrator(path: &Path) -> Result<Option<Calibrator>, SvmError> {
    let header = Header::read(&mut Lines::open(path, FileKind::Model)?)?;
    let Some(scalings) = header.scalings else {
        return Ok(None);
    };
    let classes = header.labels.len();
    let mut of_file = (pairs(classes).zip(scalings))
        .map(|((first, second), (slope, intercept))| {
            let (first, second) = (header.labels[first], header.labels[second]);
            // Turned, the decision value f becomes -f and the probability p becomes 1 - p:
            // of slope f + intercept only the intercept changes its sign.
            let turned = first > second;
            let scaling = PlattScaling {
                slope,
                intercept: if turned { -intercept } else { intercept },
            };
            ((first.min(second), first.max(second)), scaling)
        })
        .collect::<Vec<_>>();
    of_file.sort_by_key(|(pair, _)| *pair);
    let mut labels = header.labels;
    labels.sort_unstable();
    let scalings = of_file.into_iter().map(|(_, scaling)| scaling).collect();
    Calibrator::from_scalings(&labels, scalings).map(Some)
}

/// One line below `SV`.
struct Vector {
    coefficients: Vec<f64>,
    /// Index from 1, rising, and value.
    features: Vec<(usize, f64)>,
}

fn read_vectors(lines: &mut Lines<'_>, header: &Header) -> Result<Vec<Vector>, SvmError> {
    let count: usize = header.class_support.iter().sum();
    let max_index = MAX_VALUES / count.max(header.rho.len());
    let mut vectors = Vec::new();
    for _ in 0..count {
        let line = lines.expect("a support vector")?;
        let mut fields = line.text.split_ascii_whitespace();
        let coefficients = (1..header.labels.len())
            .map(|_| line.place.number(fields.next().unwrap_or_default()))
            .collect::<Result<_, _>>()?;
        let mut features = Vec::new();
        for field in fields {
            let least = features.last().map_or(1, |(index, _)| index + 1);
            features.push(read_feature(line.place, field, least..=max_index)?);
        }
        vectors.push(Vector {
            coefficients,
            features,
        });
    }
    match lines.next()? {
        None => Ok(vectors),
        Some(line) => Err(line.place.error(
            format!("the end of the file after {count} support vectors"),
            line.text,
        )),
    }
}

fn read_feature(
    place: Place<'_>,
    field: &str,
    indices: std::ops::RangeInclusive<usize>,
) -> Result<(usize, f64), SvmError> {
    let (index, value) =
        (field.split_once(':')).ok_or_else(|| place.error("index:value", field))?;
    let (least, most) = (indices.start(), indices.end());
    let expected = format!("a feature index from {least} to {most}");
    let index = place.parse(index, &expected, |i| indices.contains(i))?;
    Ok((index, place.number(value)?))
}

/// Brings classes, and with them support vectors and pairs, into sorted order; only the
/// order of votes stays that of the file.
fn assemble(header: Header, vectors: &[Vector], columns: usize) -> Parts {
    let Header {
        kernel,
        labels,
        class_support,
        rho,
        ..
    } = header;
    let classes = labels.len();
    let mut order: Vec<usize> = (0..classes).collect();
    order.sort_by_key(|&class| labels[class]);
    let mut vote_order = vec![0; classes];
    for (position, &class) in order.iter().enumerate() {
        vote_order[class] = position;
    }

    let mut support = Vec::with_capacity(vectors.len() * columns);
    let mut dual_rows = vec![Vec::with_capacity(vectors.len()); classes - 1];
    for &class in &order {
        let start: usize = class_support[..class].iter().sum();
        for vector in &vectors[start..start + class_support[class]] {
            let others = order.iter().filter(|&&other| other != class);
            for (dual_row, &other) in dual_rows.iter_mut().zip(others) {
                let coefficient =
                    vector.coefficients[if other < class { other } else { other - 1 }];
                // The first class of a pair is the positive one: where the order of two
                // classes turns, so does the sign.
                let turned = (other < class) != (labels[other] < labels[class]);
                dual_row.push(if turned { -coefficient } else { coefficient });
            }
            let row = support.len();
            support.resize(row + columns, 0.0);
            for &(index, value) in &vector.features {
                support[row + index - 1] = value;
            }
        }
    }
    let intercepts = pairs(classes)
        .map(|(first, second)| match (order[first], order[second]) {
            (first, second) if first < second => -rho[pair_index(first, second, classes)],
            (first, second) => rho[pair_index(second, first, classes)],
        })
        .collect();
    Parts {
        kernel,
        columns,
        classes: order.iter().map(|&class| labels[class]).collect(),
        class_support: order.iter().map(|&class| class_support[class]).collect(),
        support,
        support_indices: None,
        row_coefficients: None,
        dual_coefficients: dual_rows.concat(),
        intercepts,
        reports: Vec::new(),
        vote_order,
    }
}
