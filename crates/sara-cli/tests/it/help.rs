//! The manuals: `--help` says more than `-h`.

use super::sara_ok;

#[test]
fn the_long_help_of_each_command_shows_its_manual() {
    let folder = tempfile::tempdir().unwrap();
    for (command, sentence) in [
        ("study", "The stages, in order: read; clean, fold"),
        ("init", "Each key stands there with what it decides"),
        ("check", "All problems are listed at once"),
        (
            "prepare",
            "Writes a CSV file with the columns id, text, cleaned",
        ),
        ("stem", "Writes one line an input line"),
        ("label", "`tokens` are the stems after the stop list"),
        ("audit", "Labels the tweets as `sara label` does"),
        ("agree", "Reads one file or several, joined on the id"),
        ("embed", "Writes a NumPy file of f32"),
        ("sample", "Writes a folder: one file for each expert"),
        ("bert train", "Starts from a Hugging Face folder (--model)"),
        ("bert pretrain", "Some tokens of each text are masked"),
        ("bert predict", "taken as they stand, blank lines included"),
        (
            "svm grid",
            "Tries every combination of --c, --gamma and --degree",
        ),
    ] {
        let mut arguments: Vec<&str> = command.split(' ').collect();
        arguments.push("--help");
        let help = sara_ok(folder.path(), &arguments);
        // The width of the terminal breaks the lines.
        let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(help.contains(sentence), "{command}: {help}");
    }
}

#[test]
fn every_command_has_a_line_in_the_list() {
    let folder = tempfile::tempdir().unwrap();
    for list in [&["--help"][..], &["bert", "--help"], &["svm", "--help"]] {
        let help = sara_ok(folder.path(), list);
        let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1);
        let commands: Vec<&str> = commands.take_while(|line| !line.is_empty()).collect();
        assert!(commands.len() > 2, "{help}");
        let starts = |line: &str| line.starts_with("  ") && !line.starts_with("   ");
        for line in commands.into_iter().filter(|line| starts(line)) {
            let words = line.split_whitespace().count();
            assert!(words > 2, "{line}");
        }
    }
}
