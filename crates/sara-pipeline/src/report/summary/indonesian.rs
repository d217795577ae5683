//! The sentences in Indonesian.

use super::Facts;
use crate::report::language::Language::Indonesian;

impl Facts<'_> {
    pub(super) fn read_in_indonesian(&self) -> Vec<String> {
        let funnel = &self.report.funnel;
        let days = self.days.map_or_else(String::new, |days| {
            let [first, last] = days.map(|day| Indonesian.day(day));
            format!(", ditulis dari {first} sampai {last}")
        });
        vec![
            format!(
                "{} tweet{days}. {} dipakai{}.",
                Indonesian.count(funnel.read),
                Indonesian.count(funnel.labelled),
                self.dropped(Indonesian)
            ),
            match self.counts_words() {
                true => {
                    "Label tiap tweet berasal dari daftar kata, yaitu leksikon: negatif bila kata negatifnya lebih banyak daripada yang \
                     positif, positif bila lebih sedikit, netral bila sama banyak."
                }
                false => {
                    "Label tiap tweet berasal dari daftar kata berbobot, yaitu leksikon: negatif bila jumlah bobotnya kurang dari nol, \
                     positif bila lebih, netral bila saling meniadakan."
                }
            }
            .to_owned(),
        ]
    }

    pub(super) fn found_in_indonesian(&self) -> Vec<String> {
        let [negative, neutral, positive] = self.labels(Indonesian);
        let mut answers = vec![format!(
            "Menurut leksikon, {negative} tweet negatif, {neutral} netral, dan {positive} positif."
        )];
        let Some(best) = self.best else {
            return answers;
        };
        let [low, high] = best.accuracy_interval_95;
        let against = self.majority.map_or_else(String::new, |majority| {
            format!(
                " Selalu menyebut kelas terbanyak saja sudah benar {}.",
                Indonesian.percent(majority.test.accuracy)
            )
        });
        let more = self.pseudo_rows().map_or_else(String::new, |rows| {
            format!(
                ", satu di antaranya dari {} tweet lagi dengan label dari program lain,",
                Indonesian.count(rows)
            )
        });
        answers.push(format!(
            "Beberapa program belajar dari {} tweet itu{more} dan diuji pada {} tweet lain. Yang terbaik, {}, memberi label yang sama dengan \
             leksikon pada {} tweet uji; pada tweet lain sejenis, perkirakan {} sampai {}.{against}",
            Indonesian.count(self.report.parts.train),
            Indonesian.count(self.report.parts.test),
            best.model,
            Indonesian.percent(best.test.accuracy),
            Indonesian.percent(low),
            Indonesian.percent(high)
        ));
        if !self.equals.is_empty() {
            answers.push(format!(
                "Sama seringnya benar: {}.",
                Indonesian.listed(&self.equals)
            ));
        }
        if !self.near.is_empty() {
            answers.push(format!(
                "Keunggulannya atas {} mungkin kebetulan saja.",
                Indonesian.listed(&self.near)
            ));
        }
        if let Some(unseen) = self.unseen {
            let counts = [unseen.negative, unseen.neutral, unseen.positive];
            let [negative, neutral, positive] = Self::classes(Indonesian, counts);
            answers.push(format!(
                "Dari {} tweet selebihnya, menurut program itu {negative} negatif, {neutral} netral, dan {positive} positif.",
                Indonesian.count(counts.iter().sum())
            ));
        }
        answers
    }

    pub(super) fn trust_in_indonesian(&self) -> Vec<String> {
        let mut answers = Vec::new();
        if self.report.settings.tweets.path.is_none() {
            answers.push(
                "Tweet ini karangan. Laporan ini memperlihatkan cara kerja program, dan tidak berkata apa-apa tentang orang mana pun."
                    .to_owned(),
            );
        }
        if self.has_invented_ratings() {
            answers.push("Penilaian pakarnya juga karangan.".to_owned());
        }
        if let (Some(experts), Some([lexicon, best])) = (&self.report.experts, self.experts) {
            let but = match self.pseudo {
                Some(_) => ", kecuali program yang belajar dari label program lain",
                None => "",
            };
            answers.push(format!(
                "Pakar menilai {} tweet yang tidak dipelajari program mana pun{but}. Leksikon sependapat dengan mereka pada {}, program terbaik, \
                 {}, pada {}.",
                Indonesian.count(experts.scored_rows),
                Indonesian.percent(lexicon.accuracy),
                best.model,
                Indonesian.percent(best.accuracy)
            ));
        }
        if self.agreement.is_empty() {
            answers.push(
                "Belum ada yang membandingkan label ini dengan penilaian manusia. Sebelum itu, angka-angkanya hanya berkata seberapa baik \
                 program menirukan leksikon, bukan apa maksud penulisnya."
                    .to_owned(),
            );
        }
        for pair in self.agreement {
            if let (Some(kappa), Some(band)) = (pair.kappa, &pair.band) {
                answers.push(format!(
                    "Di luar kebetulan, kesepakatan leksikon dengan {} tergolong {} (kappa {}; 0 berarti kebetulan, 1 sempurna).",
                    self.judges(pair, Indonesian),
                    indonesian_band(band),
                    Indonesian.number(kappa)
                ));
            }
        }
        if self.is_leaking() {
            answers.push(
                "Sebagian tweet yang disisihkan hampir sama dengan tweet yang dipelajari program, sehingga terlalu mudah.".to_owned(),
            );
        }
        answers.push(
            "Tweet negatif bukan ujaran kebencian. Yang dapat dibaca adalah jumlah dari banyak tweet; satu label tidak membuktikan apa pun \
             tentang penulisnya."
                .to_owned(),
        );
        answers
    }
}

/// Landis and Koch's words in Indonesian.
fn indonesian_band(band: &str) -> &str {
    match band {
        "poor" => "buruk",
        "slight" => "sangat lemah",
        "fair" => "lemah",
        "moderate" => "sedang",
        "substantial" => "kuat",
        "almost perfect" => "hampir sempurna",
        other => other,
    }
}
