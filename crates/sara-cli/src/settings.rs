//! `sara init`, `sara check`, and how flags and a settings file become the settings of a study.

use crate::arguments::{Arguments, CheckArguments, ChoiceArguments, InitArguments};
use crate::commands::flag_settings;
use anyhow::{Result, bail};
use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{ArgMatches, CommandFactory};
use sara_pipeline::settings::{self, Choices, SettingsFile};
use sara_pipeline::tasks::check::{self, CheckReport};
use sara_pipeline::{OneLine, StudySettings};
use std::io::Write;
use std::path::Path;

/// The key of a settings file that each flag of a study stands for.
const FLAGS: &[(&str, &str)] = &[
    ("tweets", "tweets.path"),
    ("text_column", "tweets.text_column"),
    ("id_column", "tweets.id_column"),
    ("date_column", "tweets.date_column"),
    ("user_column", "tweets.user_column"),
    ("input_format", "tweets.format"),
    ("encoding", "tweets.encoding"),
    ("bad_rows", "tweets.bad_rows"),
    ("date_order", "tweets.date_order"),
    ("clock", "tweets.clock"),
    ("user_key", "tweets.user_key"),
    ("retweets", "tweets.retweets"),
    ("keywords", "keywords"),
    ("max_rows", "max_rows"),
    ("slang", "text.slang"),
    ("hashtags", "text.hashtags"),
    ("emoji", "text.emoji"),
    ("digits", "text.digits"),
    ("elongation", "text.elongation"),
    ("keep_advertisements", "text.advertisements"),
    ("minimum_words", "text.minimum_words"),
    ("dictionary", "text.stemmer.dictionary"),
    ("rules", "text.stemmer.rules"),
    ("exceptions", "text.stemmer.exceptions"),
    ("stop_words", "text.stop_words.list"),
    ("add_stop_words", "text.stop_words.added"),
    ("remove_stop_words", "text.stop_words.removed"),
    ("keep_negators", "text.stop_words.keep_negators"),
    ("keep_duplicates", "drop_duplicates"),
    ("inset", "label.inset"),
    ("formula", "label.formula"),
    ("both_signs", "label.both_signs"),
    ("phrases", "label.phrases"),
    ("ratings", "ratings.path"),
    ("ratings_id_column", "ratings.id_column"),
    ("judgement_sample", "judgement_sample"),
    ("unseen_share", "split.unseen_share"),
    ("test_share", "split.test_share"),
    ("folds", "split.folds"),
    ("max_train_rows", "split.max_train_rows"),
    ("groups", "split.groups"),
    ("fold_protocol", "fold_protocol"),
    ("seed", "split.seed"),
    ("model", "bert.model"),
    ("model_input", "bert.input"),
    ("prefix", "bert.prefix"),
    ("max_length", "bert.max_length"),
    ("batch_size", "bert.batch_size"),
    ("device", "bert.device"),
    ("epochs", "bert.epochs"),
    ("learning_rate", "bert.learning_rate"),
    ("warmup_ratio", "bert.warmup_ratio"),
    ("weight_decay", "bert.weight_decay"),
    ("pooling", "svm.pooling"),
    ("c", "svm.c"),
    ("gamma", "svm.gamma"),
    ("degree", "svm.degree"),
    ("coef0", "svm.coef0"),
    ("tol", "svm.tolerance"),
    ("baselines", "baselines"),
    ("variants", "bert.variants"),
    ("variant_folds", "bert.variant_folds"),
    ("tfidf_ngrams", "tfidf.ngrams"),
    ("tfidf_c", "tfidf.c"),
    ("pseudo_labels", "pseudo.enabled"),
    ("pseudo_confidence", "pseudo.confidence"),
    ("pseudo_max_rows", "pseudo.max_rows"),
    ("error_examples", "error_examples"),
];

/// Flags that say something of [`ChoiceArguments::tweets`].
const OF_TWEETS: [&str; 9] = [
    "text_column",
    "id_column",
    "date_column",
    "user_column",
    "user_key",
    "input_format",
    "encoding",
    "date_order",
    "clock",
];

/// The flags that stand on the command line, apart from those that have a value by default.
#[derive(Debug, Default)]
pub(crate) struct Given(Vec<String>);

impl Given {
    pub(crate) fn of(matches: &ArgMatches) -> Self {
        let Some((_, mut command)) = matches.subcommand() else {
            return Self::default();
        };
        while let Some((_, inner)) = command.subcommand() {
            command = inner;
        }
        let given =
            |id: &&clap::Id| command.value_source(id.as_str()) == Some(ValueSource::CommandLine);
        let ids = command.ids().filter(given);
        Self(ids.map(|id| id.as_str().to_owned()).collect())
    }

    pub(crate) fn has(&self, flag: &str) -> bool {
        self.0.iter().any(|given| given == flag)
    }
}

/// The settings of a study: a preset, the file over it, the flags that were given over both.
pub(crate) fn chosen(
    arguments: ChoiceArguments,
    file: Option<&Path>,
    given: &Given,
) -> Result<StudySettings> {
    let file = file.map(SettingsFile::read).transpose()?;
    if file.is_none() {
        refuse_half_a_source(&arguments, given);
    }
    Ok(combined(arguments, file, given).settings()?)
}

/// Ends the program with the exit code of wrong use where a flag needs another.
fn refuse_half_a_source(arguments: &ChoiceArguments, given: &Given) {
    let mut of_tweets = OF_TWEETS.iter().filter(|flag| given.has(flag));
    if let (None, Some(flag)) = (&arguments.tweets, of_tweets.next()) {
        let flag = flag.replace('_', "-");
        let message = format!("--{flag} takes --tweets or --settings");
        let kind = ErrorKind::MissingRequiredArgument;
        Arguments::command().error(kind, message).exit();
    }
}

/// Says on standard error what the file is and what the flags override in it.
fn combined(arguments: ChoiceArguments, file: Option<SettingsFile>, given: &Given) -> Choices {
    let preset = arguments.preset;
    let mut choices = match file {
        Some(file) => {
            let named = file.preset().unwrap_or_default();
            crate::say!("{}: preset {named}, {} keys", file.name(), file.keys());
            if let Some(preset) = preset.filter(|preset| *preset != named) {
                crate::say!("the command line overrides preset: {preset} instead of {named}");
            }
            Choices::from(file)
        }
        None => Choices::default(),
    };
    if let Some(preset) = preset {
        choices = choices.with_preset(preset);
    }
    let flags = flag_settings(arguments);
    for (flag, key) in FLAGS {
        if given.has(flag)
            && let Some(change) = choices.take(key, &flags)
        {
            crate::say!(
                "the command line overrides {}: {} instead of {}",
                change.key,
                change.now,
                change.before
            );
        }
    }
    choices
}

pub(crate) fn run_init(arguments: &InitArguments) -> Result<()> {
    settings::write_commented(&arguments.file, arguments.preset, arguments.overwrite)?;
    if arguments.file.as_os_str() != "-" {
        let file = arguments.file.display();
        crate::say!("{file}: change what you need, then `sara check {file}`");
    }
    Ok(())
}

pub(crate) fn run_check(arguments: CheckArguments, given: &Given) -> Result<()> {
    let report = checked(
        &arguments.file,
        arguments.choices,
        arguments.out.as_deref(),
        given,
    );
    let mut out = std::io::stdout().lock();
    if arguments.json {
        serde_json::to_writer_pretty(&mut out, &report)?;
        writeln!(out)?;
    } else {
        for line in report.to_string().lines() {
            writeln!(out, "{}", OneLine(line))?;
        }
    }
    match report.fatal() {
        0 => Ok(()),
        1 => bail!("1 problem would stop the study"),
        count => bail!("{count} problems would stop the study"),
    }
}

fn checked(
    file: &Path,
    mut arguments: ChoiceArguments,
    out: Option<&Path>,
    given: &Given,
) -> CheckReport {
    let is_settings = file
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("toml"));
    let choices = if is_settings {
        match SettingsFile::read_all(file) {
            Ok(settings) => combined(arguments, Some(settings), given),
            Err(problems) => return CheckReport::refused(problems),
        }
    } else {
        arguments.tweets = Some(file.to_owned());
        let mut given = Given(given.0.clone());
        given.0.push("tweets".to_owned());
        combined(arguments, None, &given)
    };
    match choices.settings() {
        Ok(settings) => check::check(&settings, out),
        Err(problem) => CheckReport::refused(vec![problem]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// A flag without a key would be ignored, silently.
    #[test]
    fn every_flag_of_a_study_stands_for_a_key() {
        let command = Arguments::command();
        let study = command.find_subcommand("study").unwrap();
        let others = [
            "settings",
            "preset",
            "threads",
            "out",
            "overwrite",
            "dry_run",
            "start_over",
            "no_store",
            "help",
            "version",
        ];
        let flags: BTreeSet<&str> = study
            .get_arguments()
            .map(|argument| argument.get_id().as_str())
            .filter(|flag| !others.contains(flag))
            .collect();
        let known: BTreeSet<&str> = FLAGS.iter().map(|(flag, _)| *flag).collect();
        assert_eq!(flags, known);
    }

    #[test]
    fn every_key_has_a_flag_but_two() {
        let known: BTreeSet<&str> = FLAGS.iter().map(|(_, key)| *key).collect();
        let without = settings::KEYS.iter().map(|key| key.path);
        let without: Vec<&str> = without.filter(|key| !known.contains(key)).collect();
        assert_eq!(without, ["frequent_words", "ratings.source"]);
        assert_eq!(known.len(), FLAGS.len());
        for key in known {
            assert!(settings::Key::find(key).is_some(), "{key}");
        }
    }
}
