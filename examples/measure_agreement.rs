//! Agreement: two people label the same tweets; kappa says how far they agree beyond chance.
//!
//! Run it: `cargo run --release --example measure_agreement`

#![allow(clippy::print_stdout, reason = "an example speaks to its reader")]

use kappa_metrics::{
    ClassificationReport, ConfusionMatrix, ZeroDivision, cohen_kappa, fleiss_kappa,
};

fn main() -> anyhow::Result<()> {
    let lexicon = [
        "pos", "pos", "neg", "neu", "neg", "pos", "neu", "neg", "pos", "neg",
    ];
    let expert = [
        "pos", "neu", "neg", "neu", "neg", "pos", "pos", "neg", "pos", "neu",
    ];

    // Seven of ten labels are the same, but some would be by chance alone.
    let cohen = cohen_kappa(&lexicon, &expert)?;
    let kappa = cohen
        .kappa
        .map_err(|reason| anyhow::anyhow!("undefined: {reason}"))?;
    println!(
        "agreement {:.2}, by chance {:.2}",
        cohen.observed_agreement, cohen.expected_agreement
    );
    println!("kappa {kappa:.3}");
    if let (Ok(interval), Ok(band)) = (cohen.interval(), cohen.band()) {
        println!(
            "95% interval {:.3} to {:.3}, {band}",
            interval.lower, interval.upper
        );
    }
    assert!((kappa - 0.545_454_545).abs() < 1e-6);

    // A rater who always says the same agrees with an equal one by necessity: that is no kappa of 0 or 1, it is undefined.
    let constant = cohen_kappa(&["pos"; 4], &["pos"; 4])?;
    if let Err(reason) = constant.kappa {
        println!("two constant raters: undefined, {reason}");
    }

    // Three raters at once, with a rating missing.
    let column = |text: &str| -> Vec<Option<String>> {
        text.split(' ')
            .map(|vote| (vote != "-").then(|| vote.to_owned()))
            .collect()
    };
    let fleiss = fleiss_kappa(&[
        column("p p n n u p"),
        column("p u n n u p"),
        column("p p n - u n"),
    ])?;
    if let Ok(kappa) = fleiss.kappa {
        println!(
            "Fleiss' kappa over {} complete rows: {kappa:.3}",
            fleiss.items
        );
    }

    // The same two lists as truth and prediction, in scikit-learn's shape.
    let matrix = ConfusionMatrix::new(&expert, &lexicon)?;
    println!(
        "\n{}",
        ClassificationReport::from_confusion(&matrix, ZeroDivision::Zero)?
    );
    Ok(())
}
