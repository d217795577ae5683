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
            match self.counts_words() {
                true => {
                    "A list of words, a lexicon, gave each tweet its label: negative where more words speak against than for, positive \
                     where fewer do, neutral where they are as many."
                }
                false => {
                    "A list of words with weights, a lexicon, gave each tweet its label: negative where the weights add up to less than \
                     zero, positive where they add up to more, neutral where they cancel out."
                }
            }
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
        let more = self.pseudo_rows().map_or_else(String::new, |rows| {
            format!(
                ", one of them from {} more under labels of another program,",
                English.count(rows)
            )
        });
        answers.push(format!(
            "Programs learned from {} of these tweets{more} and were tested on {} others. The best, {}, gave the lexicon's label to {} of \
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
                "Equally often right: {}.",
                English.listed(&self.equals)
            ));
        }
        if !self.near.is_empty() {
            answers.push(format!(
                "Its lead over {} may be chance.",
                English.listed(&self.near)
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
            let but = match self.pseudo {
                Some(_) => ", but for the one that learned from labels of another",
                None => "",
            };
            answers.push(format!(
                "Experts judged {} tweets that no program had learned from{but}. The lexicon agrees with them on {}, the best program, {}, on {}.",
                English.count(experts.scored_rows),
                English.percent(lexicon.accuracy),
                best.model,
                English.percent(best.accuracy)
            ));
        }
        if self.agreement.is_empty() {
            answers.push(
                "Nobody has compared the labels with the judgement of people. Until then the figures say how well a program repeats the \
                 lexicon, not what the writers meant."
                    .to_owned(),
            );
        }
        for pair in self.agreement {
            if let (Some(kappa), Some(band)) = (pair.kappa, &pair.band) {
                answers.push(format!(
                    "Beyond chance, lexicon and {} agree to a degree that is called {band} (kappa {}; 0 is chance, 1 is perfect).",
                    self.judges(pair, English),
                    English.number(kappa)
                ));
            }
        }
        if self.is_leaking() {
            answers.push(
                "Some of the tweets that were held back are near copies of tweets that the programs learned from, which makes them too easy."
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
