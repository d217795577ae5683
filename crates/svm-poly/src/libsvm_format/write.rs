//! Writing a model.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::model::Parts;

/// Writes a temporary file beside `path` and renames it; into a device or a pipe it writes straight,
/// and of a link it replaces the file that the link names.
pub(super) fn write(model: &Parts, path: &Path) -> io::Result<()> {
    if path.metadata().is_ok_and(|metadata| !metadata.is_file()) {
        let mut out = BufWriter::new(File::create(path)?);
        write_header(model, &mut out)?;
        write_support(model, &mut out)?;
        return out.flush();
    }
    let path = &path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let temporary = temporary_path(path);
    let result = write_file(model, &temporary).and_then(|()| fs::rename(&temporary, path));
    if result.is_err() {
        // The first error is the one to report; the file may not even exist.
        let _ = fs::remove_file(&temporary);
    }
    result
}

/// `.name.process.tmp` in the same folder, so that a rename stays on one file system.
fn temporary_path(path: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}.tmp", std::process::id()));
    path.with_file_name(name)
}

fn write_file(model: &Parts, path: &Path) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    write_header(model, &mut out)?;
    write_support(model, &mut out)?;
    out.into_inner()?.sync_all()
}

// Floats are written with `{:?}`: the shortest digits that read back as the same number.
fn write_header(model: &Parts, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "svm_type c_svc")?;
    writeln!(out, "kernel_type polynomial")?;
    writeln!(out, "degree {}", model.kernel.degree)?;
    writeln!(out, "gamma {:?}", model.kernel.gamma)?;
    writeln!(out, "coef0 {:?}", model.kernel.coef0)?;
    writeln!(out, "nr_class {}", model.classes.len())?;
    writeln!(
        out,
        "total_sv {}",
        model.class_support.iter().sum::<usize>()
    )?;
    write!(out, "rho")?;
    for intercept in &model.intercepts {
        write!(out, " {:?}", -intercept)?;
    }
    write!(out, "\nlabel")?;
    for class in &model.classes {
        write!(out, " {class}")?;
    }
    write!(out, "\nnr_sv")?;
    for count in &model.class_support {
        write!(out, " {count}")?;
    }
    writeln!(out, "\nSV")
}

fn write_support(model: &Parts, out: &mut impl Write) -> io::Result<()> {
    let count: usize = model.class_support.iter().sum();
    for (vector, features) in model.support.chunks_exact(model.columns).enumerate() {
        for dual_row in model.dual_coefficients.chunks_exact(count) {
            write!(out, "{:?} ", dual_row[vector])?;
        }
        for (column, value) in features.iter().enumerate() {
            let states_feature_count = vector == 0 && column + 1 == model.columns;
            if *value != 0.0 || states_feature_count {
                write!(out, "{}:{value:?} ", column + 1)?;
            }
        }
        writeln!(out)?;
    }
    Ok(())
}
