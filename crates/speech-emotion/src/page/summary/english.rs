//! The sentences in English.

use super::{AgainstGuessing, FEW_SPEAKERS, Facts};
use crate::page::language::Language::English;
use crate::splits::SplitKind;

impl Facts<'_> {
    pub(super) fn asked_in_english(&self) -> Vec<String> {
        let report = self.report();
        let emotions = self.emotions();
        let mut answers = vec![match emotions.as_slice() {
            [only] => format!(
                "{} of {}, all of one emotion, {}.",
                English.recordings(report.clips),
                English.speakers(report.speakers),
                English.emotion(*only)
            ),
            _ => format!(
                "{} of {}, each of one of {} emotions: {}.",
                English.recordings(report.clips),
                English.speakers(report.speakers),
                emotions.len(),
                English.emotions(&emotions)
            ),
        }];
        if !report.dropped.is_empty() {
            answers.push(format!(
                "Left out, because these emotions were not asked for: {}.",
                self.left_out(English)
            ));
        }
        answers.push(
            match report.split {
                SplitKind::LeaveOneSpeakerOut => {
                    "Each speaker was judged by a program that had learned from the others and had \
                     never heard this one."
                }
                SplitKind::SpeakerFolds => {
                    "Speakers were dealt into groups. Each group was judged by a program that had \
                     learned from others and had never heard these speakers."
                }
                SplitKind::FixedSpeakers => {
                    "The speakers to test on were named beforehand. The program had never heard \
                     them."
                }
                SplitKind::AcrossCorpora => {
                    "The program learned from one collection of recordings and was tested on \
                     another, of other speakers."
                }
                SplitKind::FlatteringRandomFolds => {
                    "Recordings were dealt at random, whoever speaks: most voices that the program \
                     was tested on it had heard before."
                }
            }
            .to_owned(),
        );
        answers
    }

    pub(super) fn found_in_english(&self) -> Vec<String> {
        let report = self.report();
        let name = &self.best.short;
        let who = match (self.models.len(), self.equals.is_empty()) {
            (1, _) => format!("The program, {name},"),
            (count, true) => format!("The best of {count} programs, {name},"),
            (count, false) => format!("One of the best of {count} programs, {name},"),
        };
        let [accuracy, recall] = self.scores(English);
        let right = match accuracy == recall {
            true => format!(
                "is right about {accuracy} of the recordings and, on average over the emotions, of \
                 each (equal here)"
            ),
            false => format!(
                "is right about {accuracy} of the recordings; on average over the emotions, about \
                 {recall} of each"
            ),
        };
        let guessed = match self.guessed(English) {
            [accuracy, recall] if accuracy == recall => accuracy,
            both => English.listed(&both),
        };
        let mut answers = vec![format!(
            "{who} {right}. Always naming the most frequent emotion would give {guessed}."
        )];
        if !self.equals.is_empty() {
            answers.push(format!("Equally good: {}.", English.listed(&self.equals)));
        }
        match self.against_guessing() {
            AgainstGuessing::NoBetter => answers.push("That is no better than guessing.".into()),
            AgainstGuessing::MayBeNoBetter => {
                answers.push("That may be no better than guessing.".into());
            }
            AgainstGuessing::Better => {}
        }
        let level = English.level(report.level);
        let single = self
            .speakers_range()
            .map_or_else(String::new, |[least, most]| {
                format!(
                    "; single speakers ranged from {} to {}",
                    English.percent(least),
                    English.percent(most)
                )
            });
        answers.push(match report.unweighted_recall.interval {
            Some((lower, upper)) if report.flattering => format!(
                "With other speakers mixed in the same way, the mean may lie from {} to {} \
                 ({level}){single}. For voices that it has never heard nothing follows; there \
                 such figures are usually far lower.",
                English.percent(lower),
                English.percent(upper)
            ),
            Some((lower, upper)) => format!(
                "The mean over speakers of this kind may lie from {} to {} ({level}){single}.",
                English.percent(lower),
                English.percent(upper)
            ),
            None if report.speakers == 1 => "What to expect for other speakers cannot be said: \
                                             one speaker tells nothing of how speakers differ."
                .to_owned(),
            None => format!("What to expect for other speakers was not computed{single}."),
        });
        if !self.near.is_empty() {
            answers.push(format!(
                "Its lead over {}: 0 lies inside the interval of the difference, so other speakers \
                 might show no lead.",
                English.listed(&self.near)
            ));
        }
        if !self.untold.is_empty() {
            answers.push(format!(
                "Whether its lead over {} would hold for other speakers cannot be said.",
                English.listed(&self.untold)
            ));
        }
        if let Some([(easiest, most), (hardest, least)]) = self.easiest_and_hardest() {
            answers.push(if easiest == hardest {
                format!(
                    "It finds every emotion equally often: {}.",
                    English.percent(most)
                )
            } else {
                format!(
                    "It finds most of {}, {}, and least of {}, {}.",
                    English.emotions(&easiest),
                    English.percent(most),
                    English.emotions(&hardest),
                    English.percent(least)
                )
            });
        }
        let confusions: Vec<String> = (self.confusions().iter())
            .map(|it| {
                format!(
                    "{} taken for {} in {} of {}",
                    English.emotion(it.truth),
                    English.emotion(it.said),
                    English.count(it.clips),
                    English.recordings(it.of)
                )
            })
            .collect();
        if !confusions.is_empty() {
            answers.push(format!(
                "What it gets wrong most often: {}.",
                English.listed(&confusions)
            ));
        }
        answers
    }

    pub(super) fn trust_in_english(&self) -> Vec<String> {
        let report = self.report();
        let mut answers = Vec::new();
        if report.flattering {
            answers.push(
                "The same voices were learned from and tested on. These figures flatter.".into(),
            );
        }
        if !self.transductive.is_empty() {
            let whose = match self.transductive.len() == self.models.len() {
                true => String::new(),
                false => format!(" for {}", English.listed(&self.transductive)),
            };
            answers.push(format!(
                "Recordings were scaled by speaker{whose}: of each speaker tested on, all were at \
                 hand before the first was judged. These figures do not hold for a single \
                 recording of a stranger."
            ));
        }
        if let Some(confidence) = self.mean_confidence() {
            answers.push(format!(
                "On average {} holds its answers to be right with a probability of {}; {} of them \
                 are.",
                self.best.short,
                English.percent(confidence),
                English.percent(report.accuracy.value)
            ));
        }
        if report.speakers < FEW_SPEAKERS {
            answers.push(format!(
                "{} are few. Other ages, dialects, rooms and microphones may give other figures.",
                match report.speakers {
                    1 => "The recordings of one speaker".to_owned(),
                    many => English.speakers(many),
                }
            ));
        }
        answers.push(
            "In such collections emotions are usually acted: a label is what an actor was asked \
             for. That says little about emotions that are felt."
                .to_owned(),
        );
        answers.push(
            "Totals over many recordings can be read. A single answer is a guess about a sound; it \
             proves nothing about who speaks."
                .to_owned(),
        );
        answers
    }
}
