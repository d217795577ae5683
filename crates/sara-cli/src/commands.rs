//! One function a command: arguments become settings, results become text.

use crate::annotation;
use crate::arguments::{
    AuditArguments, BertCommand, BertPredictArguments, BertTrainArguments, ChoiceArguments,
    Command, DigitArgument, ElongationArgument, EmbedArguments, EmojiArgument, EncoderArguments,
    GroupArgument, HashtagArgument, InputArgument, LabelArguments, LexiconArguments,
    PrepareArguments, ProtocolArgument, StemArguments, StemmerArguments, StudyArguments,
    TextArguments, TuningArguments, TweetArguments,
};
use crate::fetch;
use crate::predict;
use crate::progress::Display;
use crate::settings::{self, Given};
#[cfg(feature = "speech")]
use crate::speech;
use crate::svm;
use crate::training_arguments::BertPretrainArguments;
use anyhow::Result;
use sara_pipeline::stages::assess::{Assessment, FoldProtocol};
use sara_pipeline::stages::classify::{BertSettings, ModelInput};
use sara_pipeline::stages::clean::{Advertisements, TextSettings};
use sara_pipeline::stages::groups::Grouping;
use sara_pipeline::stages::ingest::TweetSource;
use sara_pipeline::stages::label::{LabelSettings, TOPIC_KEYWORDS};
use sara_pipeline::stages::stemmer::StemmerSettings;
use sara_pipeline::study::{self, RatingSource, StageState, StudyPlan};
use sara_pipeline::tasks::bert::{LabelledRows, Start};
use sara_pipeline::tasks::label::LabelReport;
use sara_pipeline::tasks::stem::StemOutput;
use sara_pipeline::tasks::{audit, bert, embed, label, prepare, stem};
use sara_pipeline::{
    Device, Digits, Elongation, Emoji, Hashtags, InferenceOptions, OneLine, Phrases, StudyReport,
    StudySettings, TextProgress, TrainHistory, TrainParams,
};
use std::io::Write;

pub(crate) fn run(command: Command, given: &Given) -> Result<()> {
    match command {
        Command::Study(arguments) => run_study(*arguments, given),
        Command::Init(arguments) => settings::run_init(&arguments),
        Command::Check(arguments) => settings::run_check(*arguments, given),
        Command::Prepare(arguments) => run_prepare(arguments),
        Command::Stem(arguments) => run_stem(arguments),
        Command::Label(arguments) => run_label(arguments),
        Command::Audit(arguments) => run_audit(arguments),
        Command::Agree(arguments) => annotation::run_agree(*arguments),
        Command::Predict(arguments) => predict::run(*arguments),
        Command::Embed(arguments) => run_embed(&arguments),
        Command::Bert(BertCommand::Train(arguments)) => run_bert_train(*arguments),
        Command::Bert(BertCommand::Pretrain(arguments)) => run_bert_pretrain(&arguments),
        Command::Bert(BertCommand::Predict(arguments)) => run_bert_predict(&arguments),
        Command::Svm(command) => svm::run(&command),
        #[cfg(feature = "speech")]
        Command::Speech(command) => speech::run(&command, given),
        Command::Sample(arguments) => annotation::run_sample(*arguments),
        Command::Fetch(arguments) => fetch::run(&arguments),
    }
}

fn run_study(arguments: StudyArguments, given: &Given) -> Result<()> {
    let threads = arguments.choices.encoder.threads;
    set_threads(&arguments.choices.encoder)?;
    let file = arguments.settings.as_deref();
    let mut settings = settings::chosen(arguments.choices, file, given)?;
    settings.svm.threads = threads;
    settings.overwrite = arguments.overwrite;
    settings.stored_stages = arguments.run.stored_stages();
    if arguments.run.dry_run {
        return print_plan(&study::plan(&settings, &arguments.out)?);
    }

    let mut display = Display::new();
    let report = study::run(&settings, &arguments.out, &mut |news| display.show(news))?;
    drop(display);
    print_comparison(&report)?;
    crate::say!("report: {}", arguments.out.join("report.html").display());
    Ok(())
}

/// The settings as the flags have them, whether given or by default.
pub(crate) fn flag_settings(arguments: ChoiceArguments) -> StudySettings {
    let mut settings = StudySettings::sample();
    settings.tweets.path = arguments.tweets;
    arguments.reading.apply(&mut settings.tweets);
    arguments.dates_and_users.apply(&mut settings.tweets);
    settings.keywords = or_topics(arguments.keywords);
    settings.max_rows = arguments.max_rows;
    let advertisements = if arguments.keep_advertisements {
        Advertisements::Keep
    } else {
        Advertisements::Drop
    };
    settings.text = text_settings(arguments.text, advertisements);
    settings.drop_duplicates = !arguments.keep_duplicates;
    settings.label = label_settings(arguments.lexicon);
    settings.ratings = RatingSource::Csv {
        path: arguments.ratings.unwrap_or_default(),
        id_column: arguments.ratings_id_column,
    };
    settings.judgement_sample = arguments.judgement_sample;
    settings.split.unseen_share = arguments.unseen_share;
    settings.split.test_share = arguments.test_share;
    settings.split.folds = arguments.folds;
    settings.split.max_train_rows = arguments.max_train_rows;
    settings.split.groups = match arguments.groups {
        GroupArgument::Near => Grouping::Near,
        GroupArgument::Exact => Grouping::Exact,
        GroupArgument::None => Grouping::None,
    };
    settings.split.seed = arguments.seed;
    settings.fold_protocol = match arguments.fold_protocol {
        ProtocolArgument::Fresh => FoldProtocol::Fresh,
        ProtocolArgument::CarryOver => FoldProtocol::CarryOver,
    };
    settings.bert = match arguments.model {
        Some(model) => BertSettings::pretrained(model),
        None => BertSettings::from_scratch(),
    };
    let bert = &mut settings.bert;
    bert.epochs = arguments.tuning.epochs.unwrap_or(bert.epochs);
    bert.learning_rate = arguments.tuning.learning_rate.unwrap_or(bert.learning_rate);
    bert.warmup_ratio = arguments.tuning.warmup_ratio;
    bert.weight_decay = arguments.tuning.weight_decay;
    bert.batch_size = arguments.encoder.batch_size;
    bert.max_length = arguments.encoder.max_length;
    bert.input = match arguments.model_input {
        InputArgument::Normalised => ModelInput::Normalised,
        InputArgument::Raw => ModelInput::Raw,
    };
    bert.prefix.clone_from(&arguments.encoder.prefix);
    bert.device.clone_from(&arguments.encoder.device);
    settings.svm.pooling = arguments.pooling;
    settings.svm.c = arguments.kernel.c;
    settings.svm.gamma = arguments.kernel.gamma;
    settings.svm.degree = arguments.kernel.degree;
    settings.svm.coef0 = arguments.kernel.coef0;
    settings.svm.tolerance = arguments.kernel.tol;
    settings.baselines = arguments.baselines;
    arguments.models.apply(&mut settings);
    settings
}

fn print_plan(plan: &StudyPlan) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "{} rows, {} of them taken",
        plan.rows_read, plan.rows_taken
    )?;
    for stage in &plan.stages {
        let state = match &stage.state {
            StageState::Stored => "stored",
            StageState::Missing => "to run",
            StageState::Damaged(_) => "to run, for it is damaged",
            _ => "unknown",
        };
        writeln!(out, "{}: {state}", stage.name)?;
    }
    Ok(())
}

fn print_comparison(report: &StudyReport) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "{} tweets read, {} labelled: {} negative, {} neutral, {} positive",
        report.funnel.read,
        report.funnel.labelled,
        report.labels.negative,
        report.labels.neutral,
        report.labels.positive
    )?;
    let name = |one: &Assessment| match one.by_construction {
        true => format!("{} (made the labels)", one.model),
        false => one.model.clone(),
    };
    let names = report.assessments.iter().map(|one| name(one).len());
    let width = names.max().unwrap_or(0) + 1;
    writeln!(
        out,
        "{:<width$} {:>9} {:>9} {:>9} {:>9}",
        "", "accuracy", "precision", "recall", "F1"
    )?;
    for assessment in &report.assessments {
        let average = &assessment.test.weighted_avg;
        writeln!(
            out,
            "{:<width$} {:>9.3} {:>9.3} {:>9.3} {:>9.3}",
            name(assessment),
            assessment.test.accuracy,
            average.precision,
            average.recall,
            average.f1
        )?;
    }
    let Some(experts) = &report.experts else {
        return Ok(());
    };
    writeln!(
        out,
        "against the majority of the experts, on rows that the model did not learn from"
    )?;
    writeln!(
        out,
        "{:<width$} {:>9} {:>9} {:>9}",
        "", "rows", "accuracy", "kappa"
    )?;
    for score in &experts.models {
        let kappa = score
            .kappa
            .map_or("undefined".to_owned(), |kappa| format!("{kappa:.3}"));
        writeln!(
            out,
            "{:<width$} {:>9} {:>9.3} {kappa:>9}",
            score.model, score.rows, score.accuracy
        )?;
    }
    Ok(())
}

fn run_prepare(arguments: PrepareArguments) -> Result<()> {
    let advertisements = advertisements(arguments.drop_advertisements);
    let report = prepare::prepare(
        &tweet_source(arguments.tweets),
        &text_settings(arguments.text, advertisements),
        &arguments.out,
    )?;
    crate::say!("{} rows", report.rows);
    crate::say!("{}", report.reading);
    Ok(())
}

fn run_stem(arguments: StemArguments) -> Result<()> {
    let mut output = StemOutput::default();
    output.trace = arguments.trace;
    output.candidates = arguments.candidates;
    output.json = arguments.json;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    stem::stem(
        &stemmer_settings(arguments.stemmer),
        output,
        &mut std::io::stdin().lock(),
        &mut out,
    )?;
    out.flush()?;
    Ok(())
}

fn run_audit(arguments: AuditArguments) -> Result<()> {
    let keywords = or_topics(arguments.keywords);
    let found = audit::audit(
        &tweet_source(arguments.tweets),
        &text_settings(
            arguments.text,
            advertisements(arguments.drop_advertisements),
        ),
        &label_settings(arguments.lexicon),
        &keywords,
    )?;
    let mut out = std::io::stdout().lock();
    if arguments.json {
        serde_json::to_writer_pretty(&mut out, &found)?;
        writeln!(out)?;
    } else {
        for line in found.to_string().lines() {
            writeln!(out, "{}", OneLine(line))?;
        }
    }
    Ok(())
}

fn run_label(arguments: LabelArguments) -> Result<()> {
    let advertisements = advertisements(arguments.drop_advertisements);
    let mut tweets = tweet_source(arguments.tweets);
    arguments.dates_and_users.apply(&mut tweets);
    let report = label::label(
        &tweets,
        &text_settings(arguments.text, advertisements),
        &label_settings(arguments.lexicon),
        &or_topics(arguments.keywords),
        &arguments.out,
        arguments.explain.as_deref(),
    )?;
    let LabelReport {
        funnel,
        labels,
        lexicon,
        reading,
        ..
    } = report;
    let dropped: Vec<String> = funnel
        .dropped
        .iter()
        .filter(|dropped| dropped.rows > 0)
        .map(|dropped| format!("{} {}", dropped.rows, dropped.reason.as_str()))
        .collect();
    crate::say!(
        "{} rows: {} negative, {} neutral, {} positive; dropped: {}",
        funnel.read,
        labels.negative,
        labels.neutral,
        labels.positive,
        if dropped.is_empty() {
            "none".to_owned()
        } else {
            dropped.join(", ")
        }
    );
    crate::say!("{reading}");
    crate::say!("{lexicon}");
    Ok(())
}

fn run_embed(arguments: &EmbedArguments) -> Result<()> {
    set_threads(&arguments.encoder)?;
    let embedded = embed::embed(
        &arguments.model,
        &arguments.text,
        arguments.pooling,
        &device(&arguments.encoder)?,
        &inference_options(&arguments.encoder),
        &arguments.out,
    )?;
    crate::say!("{} rows of {} numbers", embedded.rows, embedded.width);
    Ok(())
}

fn run_bert_train(arguments: BertTrainArguments) -> Result<()> {
    set_threads(&arguments.encoder)?;
    let rows = |path| {
        LabelledRows::read(
            path,
            arguments.encoding,
            &arguments.text_column,
            &arguments.label_column,
        )
    };
    let (train, valid) = (rows(&arguments.train)?, rows(&arguments.valid)?);
    let (start, defaults) = match (arguments.model, arguments.config) {
        (Some(folder), _) => (
            Start::Model(folder.clone()),
            BertSettings::pretrained(folder),
        ),
        (None, Some(config)) => (Start::Config(config), BertSettings::from_scratch()),
        (None, None) => anyhow::bail!("expected --model or --config"),
    };
    let params = train_params(
        &arguments.tuning,
        &arguments.encoder,
        &defaults,
        arguments.seed,
    );
    let params = arguments
        .targets
        .apply(arguments.optimisation.apply(params));
    let device = device(&arguments.encoder)?;
    let mut display = Display::new();
    let history = bert::train(
        &start,
        &train,
        &valid,
        &device,
        &params,
        &arguments.run.out,
        &arguments.run.settings(),
        &mut |news| {
            display.show(news);
        },
    )?;
    drop(display);
    print_epochs(&history)
}

fn run_bert_pretrain(arguments: &BertPretrainArguments) -> Result<()> {
    set_threads(&arguments.encoder)?;
    let defaults = BertSettings::pretrained(arguments.model.clone());
    let train = train_params(
        &arguments.tuning,
        &arguments.encoder,
        &defaults,
        arguments.seed,
    );
    let mut display = Display::new();
    let history = bert::pretrain(
        &arguments.model,
        &arguments.text,
        arguments.valid.as_deref(),
        &device(&arguments.encoder)?,
        &arguments.params(train),
        &arguments.run.out,
        &arguments.run.settings(),
        &mut |news| display.show(news),
    )?;
    drop(display);
    print_epochs(&history)
}

fn print_epochs(history: &TrainHistory) -> Result<()> {
    let mut out = std::io::stdout().lock();
    for epoch in &history.epochs {
        writeln!(out, "{}", serde_json::to_string(epoch)?)?;
    }
    Ok(())
}

fn run_bert_predict(arguments: &BertPredictArguments) -> Result<()> {
    set_threads(&arguments.encoder)?;
    let lines = bert::predict(
        &arguments.model,
        &arguments.text,
        &device(&arguments.encoder)?,
        &inference_options(&arguments.encoder),
        &arguments.out,
    )?;
    bert::write_predictions(&lines, arguments.json, &arguments.out)?;
    Ok(())
}

fn tweet_source(arguments: TweetArguments) -> TweetSource {
    let mut source = TweetSource::file(arguments.tweets);
    arguments.reading.apply(&mut source);
    source
}

/// The words given, or the study's.
fn or_topics(keywords: Vec<String>) -> Vec<String> {
    if keywords.is_empty() {
        return TOPIC_KEYWORDS.map(str::to_owned).to_vec();
    }
    keywords
}

pub(crate) fn text_settings(
    arguments: TextArguments,
    advertisements: Advertisements,
) -> TextSettings {
    let mut settings = TextSettings::default();
    settings.slang = arguments.slang;
    settings.stemmer = stemmer_settings(arguments.stemmer);
    settings.stop_words.list = arguments.stop_words;
    settings.stop_words.added = arguments.add_stop_words;
    settings.stop_words.removed = arguments.remove_stop_words;
    settings.stop_words.keep_negators = arguments.keep_negators;
    settings.hashtags = match arguments.hashtags {
        HashtagArgument::Drop => Hashtags::Drop,
        HashtagArgument::Keep => Hashtags::KeepWord,
        HashtagArgument::Split => Hashtags::SplitCamelCase,
    };
    settings.emoji = match arguments.emoji {
        EmojiArgument::Drop => Emoji::Drop,
        EmojiArgument::Keep => Emoji::Keep,
        EmojiArgument::Name => Emoji::Name,
    };
    settings.digits = match arguments.digits {
        DigitArgument::Drop => Digits::Drop,
        DigitArgument::Keep => Digits::Keep,
        DigitArgument::Reduplication => Digits::KeepReduplication,
    };
    settings.elongation = match arguments.elongation {
        ElongationArgument::Keep => Elongation::Keep,
        ElongationArgument::Squeeze => Elongation::Squeeze,
    };
    settings.minimum_words = arguments.minimum_words;
    settings.advertisements = advertisements;
    settings
}

fn stemmer_settings(arguments: StemmerArguments) -> StemmerSettings {
    let mut settings = StemmerSettings::default();
    settings.dictionary = arguments.dictionary;
    settings.rules = arguments.rules;
    settings.exceptions = arguments.exceptions;
    settings
}

fn advertisements(drop: bool) -> Advertisements {
    if drop {
        Advertisements::Drop
    } else {
        Advertisements::Keep
    }
}

fn label_settings(arguments: LexiconArguments) -> LabelSettings {
    let mut settings = LabelSettings::default();
    settings.inset = arguments.inset;
    settings.both_signs = arguments.both_signs;
    if arguments.phrases {
        settings.phrases = Phrases::LongestFirst;
    }
    settings.formula = arguments.formula;
    settings
}

fn device(arguments: &EncoderArguments) -> Result<Device> {
    Ok(Device::from_name(&arguments.device)?)
}

fn set_threads(arguments: &EncoderArguments) -> Result<()> {
    if let Some(threads) = arguments.threads {
        sara_pipeline::set_threads(threads)?;
    }
    Ok(())
}

fn inference_options(arguments: &EncoderArguments) -> InferenceOptions {
    InferenceOptions::default()
        .with_batch_size(arguments.batch_size)
        .with_max_length(arguments.max_length)
        .with_prefix(arguments.prefix.clone())
        .with_progress(TextProgress::bar("texts"))
}

fn train_params(
    tuning: &TuningArguments,
    encoder: &EncoderArguments,
    defaults: &BertSettings,
    seed: u64,
) -> TrainParams {
    TrainParams::default()
        .with_epochs(tuning.epochs.unwrap_or(defaults.epochs))
        .with_learning_rate(tuning.learning_rate.unwrap_or(defaults.learning_rate))
        .with_warmup_ratio(tuning.warmup_ratio)
        .with_weight_decay(tuning.weight_decay)
        .with_batch_size(encoder.batch_size)
        .with_max_length(encoder.max_length)
        .with_prefix(encoder.prefix.clone())
        .with_seed(seed)
}
