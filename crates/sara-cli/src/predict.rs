//! `sara predict`: arguments become settings, the report becomes text.

use crate::arguments::Arguments;
use crate::commands::text_settings;
use crate::predict_arguments::PredictArguments;
use crate::progress::Display;
use anyhow::Result;
use clap::CommandFactory;
use clap::error::ErrorKind;
use sara_pipeline::stages::clean::{Advertisements, TextSettings};
use sara_pipeline::tasks::predict::{
    BareModel, NamedCounts, PredictReport, PredictSettings, TextsOfBareModel, predict,
};

pub(crate) fn run(arguments: PredictArguments) -> Result<()> {
    let out = arguments.out.clone();
    if let Some(threads) = arguments.threads {
        sara_pipeline::set_threads(threads)?;
    }
    let settings = settings(arguments);
    let mut display = Display::new();
    let report = predict(&settings, &out, &mut |news| display.show(news))?;
    drop(display);
    say_report(&report);
    Ok(())
}

fn settings(arguments: PredictArguments) -> PredictSettings {
    let mut settings = PredictSettings::new(arguments.tweets);
    match &arguments.study {
        Some(study) => settings = settings.with_study(study),
        None => {
            settings.bert = arguments.bert;
            settings.svm = arguments.svm;
        }
    }
    settings.encoder = arguments.encoder;
    settings.word_lists = arguments.word_lists;
    settings.device = arguments.device;
    settings.threads = arguments.threads;
    settings.text_column = arguments.text_column;
    settings.id_column = arguments.id_column;
    settings.format = arguments.input_format.map(Into::into);
    settings.encoding = arguments.encoding;
    settings.strict = arguments.strict;
    settings.with_text = arguments.with_text;
    settings.window = arguments.window;
    settings.start_over = arguments.start_over;

    let advertisements = match arguments.drop_advertisements {
        true => Advertisements::Drop,
        false => Advertisements::Keep,
    };
    let text = text_settings(arguments.text, advertisements);
    let texts = match (arguments.raw, arguments.normalised) {
        (_, true) => Some(TextsOfBareModel::Normalised(Box::new(text))),
        (raw, false) => {
            refuse_lists(&text);
            raw.then_some(TextsOfBareModel::Raw)
        }
    };
    settings.bare = texts.map(|texts| {
        let mut bare = BareModel::new(texts);
        bare.prefix = arguments.prefix.unwrap_or(bare.prefix);
        bare.max_length = arguments.max_length.unwrap_or(bare.max_length);
        bare.pooling = arguments.pooling.unwrap_or(bare.pooling);
        bare
    });
    settings
}

/// Word lists and rules without `--normalised` would change nothing, and nobody would know.
fn refuse_lists(text: &TextSettings) {
    if format!("{text:?}") != format!("{:?}", TextSettings::default()) {
        let message = "word lists and cleaning options need --normalised: the sara.json of a model has its own";
        Arguments::command()
            .error(ErrorKind::MissingRequiredArgument, message)
            .exit();
    }
}

fn say_report(report: &PredictReport) {
    crate::say!("{}", report.read);
    for (model, classes) in &report.classes {
        crate::say!("{model}: {}", listed(classes));
    }
    if !report.dropped.is_empty() {
        crate::say!("without a class: {}", listed(&report.dropped));
    }
    let rows = report.rows - report.rows_before;
    #[expect(clippy::cast_precision_loss, reason = "for show")]
    let rate = rows as f64 / report.seconds.max(1e-9);
    crate::say!("{rows} rows in {:.1} s, {rate:.0} rows/s", report.seconds);
}

/// `12 negative, 30 neutral`.
fn listed(counts: &NamedCounts) -> String {
    let parts: Vec<String> = counts
        .iter()
        .map(|(name, count)| format!("{count} {name}"))
        .collect();
    parts.join(", ")
}
