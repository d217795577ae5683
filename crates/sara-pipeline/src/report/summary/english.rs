//! The sentences in English.

use super::Facts;
use crate::report::language::Language::English;

impl Facts<'_> {
    pub(super) fn read_in_english(&self) -> Vec<String> {
        let funnel = &self.report.funnel;
        let days = self.days.map_or_else(String::new, |days| {
            let [first, last] = days.map(|day| English.day(day));
            format!(", written from {first} to {last}")
        });
        vec![
            format!(
                "{} tweets{days}. {} of them were kept{}.",
                English.count(funnel.read),
                English.count(funnel.labelled),
                self.dropped(English)
            ),
            "A list of words with weights, a lexicon, gave each tweet its label: negative where the weights add up to less than zero, \
             positive where they add up to more, neutral where they cancel out."
                .to_owned(),
        ]
    }

    pub(super) fn found_in_english(&self) -> Vec<String> {
        let [negative, neutral, positive] = self.labels(English);
        let mut answers = vec![format!(
            "The lexicon calls {negative} tweets negative, {neutral} neutral and {positive} positive."
        )];
        let Some(best) = self.best else {
            return answers;
        };
        let [low, high] = best.accuracy_interval_95;
        let against = self.majority.map_or_else(String::new, |majority| {
            format!(
                " Naming the most frequent class every time would be right in {}.",
                English.percent(majority.test.accuracy)
            )
        });
        answers.push(format!(
            "Programs learned from {} of these tweets and were tested on {} others. The best, {}, gave the lexicon's label to {} of \
             them; on other tweets of this kind, expect {} to {}.{against}",
            English.count(self.report.parts.train),
            English.count(self.report.parts.test),
            best.model,
            English.percent(best.test.accuracy),
            English.percent(low),
            English.percent(high)
        ));
        if !self.equals.is_empty() {
            answers.push(format!(
                "Its lead over {} may be chance.",
                English.listed(&self.equals)
            ));
        }
        if let Some(unseen) = self.unseen {
            let counts = [unseen.negative, unseen.neutral, unseen.positive];
            let [negative, neutral, positive] = Self::classes(English, counts);
            answers.push(format!(
                "Of {} further tweets it calls {negative} negative, {neutral} neutral and {positive} positive.",
                English.count(counts.iter().sum())
            ));
        }
        answers
    }

    pub(super) fn trust_in_english(&self) -> Vec<String> {
        let mut answers = Vec::new();
        if self.report.settings.tweets.path.is_none() {
            answers.push(
                "These tweets were invented. The report shows the program; it says nothing about any people."
                    .to_owned(),
            );
        }
        if self.has_invented_ratings() {
            answers.push("The experts' judgements were invented too.".to_owned());
        }
        if let (Some(experts), Some([lexicon, best])) = (&self.report.experts, self.experts) {
            answers.push(format!(
                "Experts judged {} tweets that no program had learned from. The lexicon agrees with them on {}, the best program, {}, on {}.",
                English.count(experts.scored_rows),
                English.percent(lexicon.accuracy),
                best.model,
                English.percent(best.accuracy)
            ));
        }
        match self.agreement {
            None => answers.push(
                "Nobody has compared the labels with the judgement of people. Until then the figures say how well a program repeats the \
                 lexicon, not what the writers meant."
                    .to_owned(),
            ),
            Some(pair) => {
                if let (Some(kappa), Some(band)) = (pair.kappa, &pair.band) {
                    answers.push(format!(
                        "Beyond chance, lexicon and experts agree to a degree that is called {band} (kappa {}; 0 is chance, 1 is perfect).",
                        English.number(kappa)
                    ));
                }
            }
        }
        if self.is_leaking() {
            answers.push(
                "The test is too easy: some of its tweets are near copies of tweets that the programs learned from."
                    .to_owned(),
            );
        }
        answers.push(
            "A negative tweet is not hate speech. Totals over many tweets can be read; a single label proves nothing about its writer."
                .to_owned(),
        );
        answers
    }
}
