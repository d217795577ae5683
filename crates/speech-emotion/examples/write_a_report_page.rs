//! Four models on the same clips, as one page of HTML.
//!
//!     cargo run --release -p speech-emotion --example write_a_report_page -- [DIR]
//!
//! DIR is a folder of `IndoWaveSentiment`. Without it clips that no person spoke are made.

#![allow(clippy::print_stdout, reason = "an example prints")]

use std::path::Path;

use speech_emotion::corpora::Corpus;
use speech_emotion::models::{Learner, Majority, Mlp, RandomForest, SupportVectors};
use speech_emotion::splits::Split;
use speech_emotion::{
    ClassMap, EmotionError, FeatureCache, Intervals, Normalisation, ReportPage, evaluate, synthesis,
};

const SEED: u64 = 42;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let target = Path::new("target");
    std::fs::create_dir_all(target)?;
    let (clips, classes, name) = match std::env::args().nth(1) {
        Some(folder) => (
            Corpus::IndoWave.load(folder)?.clips,
            ClassMap::indowave(),
            "IndoWaveSentiment",
        ),
        None => {
            let folder = target.join("synthetic-clips");
            synthesis::write_corpus(&folder, 4, 3, SEED)?;
            let clips = Corpus::Synthetic.load(&folder)?.clips;
            (clips, ClassMap::five(), "synthetic voices of no person")
        }
    };
    let labelled = classes.apply(&clips)?;
    let features = FeatureCache::new().table(&clips, 2)?;

    // Each speaker in turn is tested on, by models that learned from the others.
    let split = Split::leave_one_speaker_out(&labelled)?;
    let learners: [Box<dyn Learner>; 4] = [
        Box::new(SupportVectors::default().with_seed(SEED)),
        Box::new(RandomForest::default().with_seed(SEED)),
        Box::new(Mlp::default().with_seed(SEED)),
        Box::new(Majority),
    ];
    let (scaling, intervals) = (Normalisation::Global, Intervals::default().with_seed(SEED));
    let reports = learners
        .iter()
        .map(|learner| {
            evaluate(
                &labelled,
                &features,
                &split,
                learner.as_ref(),
                scaling,
                intervals,
            )
        })
        .collect::<Result<Vec<_>, EmotionError>>()?;

    let page = ReportPage::new(&reports)?.with_recordings(name).html()?;
    let path = target.join("speech-report.html");
    std::fs::write(&path, page)?;
    println!("{}", path.display());
    Ok(())
}
