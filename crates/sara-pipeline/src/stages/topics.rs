//! What the tweets are about, and when: counts a day, and the words of the topics by class and by day.

use crate::PipelineError;
use crate::blind_text::no_formula;
use crate::files::write_csv;
use crate::stages::clean::{PreparedText, Preparer};
use crate::stages::ingest::Tweet;
use indo_text::{fold_case, tokens};
use inset_lexicon::Sentiment;
use serde::Serialize;
use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use tweet_reader::Date;

/// Days from the first to the last beyond which those without a row are left out: a hundred years.
const MOST_DAYS: i32 = 36_525;

/// Days and topic words.
#[derive(Debug, Clone, Default, Serialize)]
#[non_exhaustive]
pub struct Topics {
    /// Rows read that have a date; 0 where the file has none.
    pub dated_rows: usize,
    /// Every day from the first to the last, those without a row too (the study's figure 4.1).
    pub days: Vec<DayCount>,
    /// Every topic word that stands in a labelled row, as a whole word of its normalised text, in the order in which they were given.
    pub keywords: Vec<KeywordCounts>,
}

/// Rows of one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DayCount {
    /// The day, as `2023-02-01`.
    pub day: String,
    /// Rows read.
    pub read: usize,
    /// Rows labelled.
    pub labelled: usize,
}

/// Labelled rows that hold one topic word. A row with two words counts for both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeywordCounts {
    /// The word.
    pub keyword: String,
    /// Rows that the lexicon calls negative.
    pub negative: usize,
    /// Rows that it calls neutral.
    pub neutral: usize,
    /// Rows that it calls positive.
    pub positive: usize,
    /// Rows a day, in the order of [`Topics::days`].
    pub by_day: Vec<usize>,
}

/// Topic words, looked for in normalised texts as whole words.
#[derive(Debug)]
pub struct Keywords {
    words: Vec<String>,
    /// By the first word of each form: the other words of the form, and which keyword it is of.
    forms: HashMap<String, Vec<(Vec<String>, usize)>>,
    /// By the first byte of a form: the lengths that its first word may have.
    lengths: Box<[u64; 256]>,
}

impl Keywords {
    /// The words, in lower case and each once. One is found as it is written and as `preparer` normalises it, since texts are normalised.
    #[must_use]
    pub fn new<K: AsRef<str>>(words: &[K], preparer: &Preparer) -> Self {
        let mut found = Self {
            words: Vec::new(),
            forms: HashMap::new(),
            lengths: Box::new([0; 256]),
        };
        for word in words {
            let folded = fold_case(word.as_ref().trim()).into_owned();
            if found.words.contains(&folded) {
                continue;
            }
            let index = found.words.len();
            let forms = [
                preparer.prepare_for_models(&folded).normalised,
                folded.clone(),
            ];
            for form in BTreeSet::from(forms) {
                let mut form = tokens(&form).map(str::to_owned);
                if let Some(first) = form.next() {
                    let byte = first.bytes().next().unwrap_or_default();
                    found.lengths[usize::from(byte)] |= length_bit(&first);
                    let alike = found.forms.entry(first).or_default();
                    alike.push((form.collect(), index));
                }
            }
            found.words.push(folded);
        }
        found
    }

    /// The words that stand in a normalised text, in the order in which they were given.
    #[must_use]
    pub fn of_text<'k>(&'k self, normalised: &str) -> Vec<&'k str> {
        let found = self.indices_in(normalised).into_iter();
        found
            .filter_map(|index| self.words.get(index))
            .map(String::as_str)
            .collect()
    }

    /// In ascending order.
    fn indices_in(&self, normalised: &str) -> Vec<usize> {
        let mut found = Vec::new();
        let mut words = normalised.split_ascii_whitespace();
        while let Some(word) = words.next() {
            if !self.may_begin(word) {
                continue;
            }
            for (others, index) in self.forms.get(word).into_iter().flatten() {
                let behind = words.clone().take(others.len());
                if behind.eq(others.iter().map(String::as_str)) && !found.contains(index) {
                    found.push(*index);
                }
            }
        }
        found.sort_unstable();
        found
    }

    /// Whether a form may begin with a word, by its first byte and its length: most words need no other look.
    fn may_begin(&self, word: &str) -> bool {
        let first = word.bytes().next().unwrap_or_default();
        self.lengths[usize::from(first)] & length_bit(word) != 0
    }
}

/// A bit for the length of a word, the last for all long ones.
fn length_bit(word: &str) -> u64 {
    1 << word.len().min(63)
}

impl Topics {
    /// Counts days over all rows, and topic words over those that are labelled.
    pub(crate) fn count(
        keywords: &Keywords,
        tweets: &[Tweet],
        rows: &[PreparedText],
        classes: &[Option<Sentiment>],
    ) -> Self {
        let dates: Vec<Date> = tweets.iter().filter_map(|tweet| tweet.date).collect();
        let days = days_of(&dates);
        let places: HashMap<i32, usize> = (0..).zip(&days).map(|(at, &day)| (day, at)).collect();
        let place = |tweet: &Tweet| {
            tweet
                .date
                .and_then(|date| places.get(&date.days()).copied())
        };
        let mut counted: Vec<DayCount> = days
            .iter()
            .map(|&day| DayCount {
                day: Date::from_days(day).map_or_else(String::new, |day| day.to_string()),
                read: 0,
                labelled: 0,
            })
            .collect();
        let mut of_words: Vec<KeywordCounts> = keywords
            .words
            .iter()
            .map(|keyword| KeywordCounts {
                keyword: keyword.clone(),
                negative: 0,
                neutral: 0,
                positive: 0,
                by_day: vec![0; days.len()],
            })
            .collect();
        for ((tweet, row), class) in tweets.iter().zip(rows).zip(classes) {
            let day = place(tweet);
            if let Some(day) = day.and_then(|day| counted.get_mut(day)) {
                day.read += 1;
                day.labelled += usize::from(class.is_some());
            }
            let Some(class) = class else { continue };
            for index in keywords.indices_in(&row.normalised) {
                let word = &mut of_words[index];
                match class {
                    Sentiment::Negative => word.negative += 1,
                    Sentiment::Neutral => word.neutral += 1,
                    Sentiment::Positive => word.positive += 1,
                }
                if let Some(day) = day {
                    word.by_day[day] += 1;
                }
            }
        }
        of_words.retain(|word| word.negative + word.neutral + word.positive > 0);
        Self {
            dated_rows: dates.len(),
            days: counted,
            keywords: of_words,
        }
    }

    /// What a reader should know of the days.
    pub(crate) fn note(&self) -> Option<String> {
        let (first, last) = (self.days.first()?, self.days.last()?);
        let is_cut = self.days.iter().all(|day| day.read > 0) && self.days.len() > 1;
        let days = |day: &DayCount| Some(Date::parse(&day.day, Default::default())?.days());
        let span = days(last)?.checked_sub(days(first)?)?;
        (is_cut && span >= MOST_DAYS).then(|| {
            format!(
                "The dates go from {} to {}: days without a row are left out of the table of days.",
                first.day, last.day
            )
        })
    }

    /// Writes the words by class, and the days with a column for each word.
    pub(crate) fn write(&self, words: &Path, days: &Path) -> Result<(), PipelineError> {
        write_csv(
            words,
            &["keyword", "negative", "neutral", "positive"],
            self.keywords.iter().map(|word| {
                let counts = [word.negative, word.neutral, word.positive];
                std::iter::once(no_formula(&word.keyword).into_owned())
                    .chain(counts.map(|count| count.to_string()))
            }),
        )?;
        let mut header = vec!["day", "read", "labelled"];
        let names: Vec<_> = (self.keywords.iter())
            .map(|word| no_formula(&word.keyword))
            .collect();
        header.extend(names.iter().map(AsRef::as_ref));
        write_csv(
            days,
            &header,
            self.days.iter().enumerate().map(|(at, day)| {
                let mut fields = vec![
                    day.day.clone(),
                    day.read.to_string(),
                    day.labelled.to_string(),
                ];
                let words = self.keywords.iter();
                fields.extend(words.map(|word| word.by_day[at].to_string()));
                fields
            }),
        )
    }
}

/// The days from the first to the last, or those with a row where that would be too many.
fn days_of(dates: &[Date]) -> Vec<i32> {
    let with_rows: BTreeSet<i32> = dates.iter().map(|date| date.days()).collect();
    match (with_rows.first(), with_rows.last()) {
        (Some(&first), Some(&last)) if last - first < MOST_DAYS => (first..=last).collect(),
        _ => with_rows.into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stages::clean::TextSettings;
    use crate::stages::ingest::TweetSource;

    fn counted(keywords: &[&str], file: &str) -> Topics {
        let preparer = Preparer::new(&TextSettings::default()).unwrap();
        let source = TweetSource::file("t.csv");
        let tweets = source.read_bytes(file.as_bytes().to_vec()).unwrap().tweets;
        let rows: Vec<PreparedText> = tweets
            .iter()
            .map(|tweet| preparer.prepare(&tweet.text))
            .collect();
        let class = |row: &PreparedText| match row.dropped {
            None if row.normalised.contains("benci") => Some(Sentiment::Negative),
            None => Some(Sentiment::Neutral),
            Some(_) => None,
        };
        let classes: Vec<_> = rows.iter().map(class).collect();
        let keywords = Keywords::new(keywords, &preparer);
        Topics::count(&keywords, &tweets, &rows, &classes)
    }

    #[test]
    fn every_day_is_there_and_every_word_that_was_found() {
        let topics = counted(
            &["Agama", "islam", "suku", "agama", "orang jawa"],
            "date,tweet\n\
             2023-02-01,benci agama tetangga kampung\n\
             2023-02-03T20:00:00Z,islam agama islam tetangga kampung\n\
             2023-02-03,keagamaan orang jawa tetangga kampung\n\
             ,agama tetangga kampung sebelah\n\
             2023-02-03,agama\n",
        );
        let days: Vec<(&str, usize, usize)> = topics
            .days
            .iter()
            .map(|day| (day.day.as_str(), day.read, day.labelled))
            .collect();
        assert_eq!(
            days,
            [
                ("2023-02-01", 1, 1),
                ("2023-02-02", 0, 0),
                ("2023-02-03", 3, 2)
            ]
        );
        assert_eq!((topics.dated_rows, topics.note()), (4, None));
        let count = |keyword: &str, negative, neutral, by_day: [usize; 3]| KeywordCounts {
            keyword: keyword.to_owned(),
            negative,
            neutral,
            positive: 0,
            by_day: by_day.to_vec(),
        };
        assert_eq!(
            topics.keywords,
            [
                count("agama", 1, 2, [1, 0, 1]),
                count("islam", 0, 1, [0, 0, 1]),
                count("orang jawa", 0, 1, [0, 0, 1]),
            ]
        );
    }

    #[test]
    fn no_topic_word_is_a_formula_in_the_tables() {
        let topics = counted(
            &["=agama", "islam"],
            "date,tweet\n2023-02-01,benci agama islam tetangga kampung\n",
        );
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        topics.write(&at("words"), &at("days")).unwrap();
        let read = |name: &str| std::fs::read_to_string(at(name)).unwrap();
        assert!(read("words").contains("\n'=agama,1,0,0\n"));
        assert!(read("days").starts_with("day,read,labelled,'=agama,islam\n"));
    }

    /// A year with a slip of the pen must not make millions of days.
    #[test]
    fn days_far_apart_are_not_filled_in() {
        let topics = counted(&[], "date,tweet\n0001-01-01,a\n9999-12-31,b\n");
        let days: Vec<&str> = topics.days.iter().map(|day| day.day.as_str()).collect();
        assert_eq!(days, ["0001-01-01", "9999-12-31"]);
        assert!(
            topics
                .note()
                .unwrap()
                .starts_with("The dates go from 0001-01-01 to 9999-12-31")
        );
    }

    #[test]
    fn a_word_is_found_as_it_is_normalised_too() {
        let preparer = Preparer::new(&TextSettings::default()).unwrap();
        let keywords = Keywords::new(&["bgt"], &preparer);
        let text = preparer.prepare("rukun bgt").normalised;
        assert_eq!(keywords.of_text(&text), ["bgt"]);
    }
}
