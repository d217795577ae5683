//! A support vector machine: three clouds of points, the study's kernel, then one that bends.
//!
//! Run it: `cargo run --release --example train_a_polynomial_svm`

#![allow(clippy::print_stdout, reason = "an example speaks to its reader")]

use svm_poly::{Gamma, Samples, Svm, SvmParams};

fn main() -> anyhow::Result<()> {
    // Rows of two numbers around three centres, from a small generator with a fixed seed.
    let mut state = 1_u64;
    let mut noise = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        f64::from((state >> 33) as u32) / f64::from(u32::MAX >> 1) - 0.5
    };
    let centres = [(0.0, 0.0), (1.5, 0.5), (0.5, 1.5)];
    let (mut x, mut y) = (Vec::new(), Vec::new());
    for row in 0..300 {
        let (a, b) = centres[row % 3];
        x.extend([a + 1.6 * noise(), b + 1.6 * noise()]);
        y.push(i64::try_from(row % 3)?);
    }
    let samples = Samples::f64(&x, 300, 2)?;

    // The study: gamma 0.1, degree 1, C 3. Classes are compared in pairs and vote.
    let study = SvmParams::default()
        .with_c(3.0)
        .with_gamma(Gamma::Value(0.1))
        .with_degree(1);
    let svm = Svm::fit(samples, &y, &study)?;
    println!(
        "degree 1: {} support vectors of 300 rows",
        svm.support_vector_count()
    );
    for report in svm.reports() {
        println!(
            "  {} against {}: objective {:.4}, gap {:.1e} after {} steps",
            report.classes.0, report.classes.1, report.objective, report.gap, report.iterations
        );
        assert!(report.converged);
    }

    // A bent border: (gamma x.y + 1)^3.
    let cubic = study
        .with_gamma(Gamma::Scale)
        .with_degree(3)
        .with_coef0(1.0);
    let bent = Svm::fit(samples, &y, &cubic)?;
    for (name, machine) in [("degree 1", &svm), ("degree 3", &bent)] {
        let predicted = machine.predict(samples)?;
        let right = predicted.iter().zip(&y).filter(|(a, b)| a == b).count();
        println!("{name}: {right} of 300 rows right");
        assert!(right > 240);
    }

    // The file is LIBSVM's own text format.
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("clouds.model");
    bent.save(&path)?;
    assert_eq!(Svm::load(&path)?.predict(samples)?, bent.predict(samples)?);
    println!("saved, loaded, same predictions");
    Ok(())
}
