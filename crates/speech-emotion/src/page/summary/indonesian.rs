//! The sentences in Indonesian.

use super::{AgainstGuessing, FEW_SPEAKERS, Facts};
use crate::page::language::Language::Indonesian;
use crate::splits::SplitKind;

impl Facts<'_> {
    pub(super) fn asked_in_indonesian(&self) -> Vec<String> {
        let report = self.report();
        let emotions = self.emotions();
        let mut answers = vec![match emotions.as_slice() {
            [only] => format!(
                "{} dari {}, semuanya dengan satu emosi, {}.",
                Indonesian.recordings(report.clips),
                Indonesian.speakers(report.speakers),
                Indonesian.emotion(*only)
            ),
            _ => format!(
                "{} dari {}, masing-masing dengan satu dari {} emosi: {}.",
                Indonesian.recordings(report.clips),
                Indonesian.speakers(report.speakers),
                emotions.len(),
                Indonesian.emotions(&emotions)
            ),
        }];
        if !report.dropped.is_empty() {
            answers.push(format!(
                "Tidak dipakai karena emosinya tidak ditanyakan: {}.",
                self.left_out(Indonesian)
            ));
        }
        answers.push(
            match report.split {
                SplitKind::LeaveOneSpeakerOut => {
                    "Setiap penutur dinilai oleh program yang belajar dari penutur lain dan belum \
                     pernah mendengar penutur itu."
                }
                SplitKind::SpeakerFolds => {
                    "Penutur dibagi ke dalam kelompok. Setiap kelompok dinilai oleh program yang \
                     belajar dari penutur lain dan belum pernah mendengar penutur kelompok itu."
                }
                SplitKind::FixedSpeakers => {
                    "Penutur untuk pengujian sudah ditetapkan sebelumnya. Program belum pernah \
                     mendengar mereka."
                }
                SplitKind::AcrossCorpora => {
                    "Program belajar dari satu kumpulan rekaman dan diuji pada kumpulan lain, \
                     dengan penutur lain."
                }
                SplitKind::FlatteringRandomFolds => {
                    "Rekaman dibagi secara acak, siapa pun yang berbicara: sebagian besar suara \
                     dalam pengujian sudah pernah didengar program."
                }
            }
            .to_owned(),
        );
        answers
    }

    pub(super) fn found_in_indonesian(&self) -> Vec<String> {
        let report = self.report();
        let name = &self.best.short;
        let who = match (self.models.len(), self.equals.is_empty()) {
            (1, _) => format!("Program itu, {name},"),
            (count, true) => format!("Yang terbaik dari {count} program, {name},"),
            (count, false) => format!("Salah satu yang terbaik dari {count} program, {name},"),
        };
        let [accuracy, recall] = self.scores(Indonesian);
        let right = match accuracy == recall {
            true => format!(
                "benar pada {accuracy} dari semua rekaman dan, secara rata-rata, dari rekaman tiap \
                 emosi (sama di sini)"
            ),
            false => format!(
                "benar pada {accuracy} rekaman; rata-rata atas semua emosi, pada {recall} rekaman \
                 tiap emosi"
            ),
        };
        let guessed = match self.guessed(Indonesian) {
            [accuracy, recall] if accuracy == recall => accuracy,
            both => Indonesian.listed(&both),
        };
        let mut answers = vec![format!(
            "{who} {right}. Selalu menyebut emosi terbanyak akan menghasilkan {guessed}."
        )];
        if !self.equals.is_empty() {
            answers.push(format!(
                "Sama baiknya: {}.",
                Indonesian.listed(&self.equals)
            ));
        }
        match self.against_guessing() {
            AgainstGuessing::NoBetter => {
                answers.push("Itu tidak lebih baik daripada menebak.".into());
            }
            AgainstGuessing::MayBeNoBetter => {
                answers.push("Itu mungkin tidak lebih baik daripada menebak.".into());
            }
            AgainstGuessing::Better => {}
        }
        let level = Indonesian.level(report.level);
        let single = self
            .speakers_range()
            .map_or_else(String::new, |[least, most]| {
                format!(
                    "; pada penutur satu per satu nilainya berkisar dari {} sampai {}",
                    Indonesian.percent(least),
                    Indonesian.percent(most)
                )
            });
        answers.push(match report.unweighted_recall.interval {
            Some((lower, upper)) if report.flattering => format!(
                "Pada penutur lain yang dicampur dengan cara yang sama, rata-ratanya mungkin \
                 terletak antara {} dan {} ({level}){single}. Untuk suara yang belum pernah \
                 didengarnya, angka ini tidak berkata apa-apa; biasanya hasilnya jauh lebih rendah.",
                Indonesian.percent(lower),
                Indonesian.percent(upper)
            ),
            Some((lower, upper)) => format!(
                "Rata-rata untuk penutur sejenis mungkin terletak antara {} dan {} \
                 ({level}){single}.",
                Indonesian.percent(lower),
                Indonesian.percent(upper)
            ),
            None if report.speakers == 1 => "Perkiraan untuk penutur lain tidak dapat diberikan: \
                                             satu penutur tidak menunjukkan perbedaan antarpenutur."
                .to_owned(),
            None => format!("Perkiraan untuk penutur lain tidak dihitung{single}."),
        });
        if !self.near.is_empty() {
            answers.push(format!(
                "Keunggulannya atas {}: 0 terletak di dalam selang selisihnya, jadi pada penutur \
                 lain keunggulan itu mungkin tidak tampak.",
                Indonesian.listed(&self.near)
            ));
        }
        if !self.untold.is_empty() {
            answers.push(format!(
                "Apakah keunggulannya atas {} berlaku juga pada penutur lain, tidak dapat \
                 dikatakan.",
                Indonesian.listed(&self.untold)
            ));
        }
        if let Some([(easiest, most), (hardest, least)]) = self.easiest_and_hardest() {
            answers.push(if easiest == hardest {
                format!(
                    "Setiap emosi dikenalinya sama seringnya: {}.",
                    Indonesian.percent(most)
                )
            } else {
                format!(
                    "Yang paling sering dikenalinya: {}, {}; yang paling jarang: {}, {}.",
                    Indonesian.emotions(&easiest),
                    Indonesian.percent(most),
                    Indonesian.emotions(&hardest),
                    Indonesian.percent(least)
                )
            });
        }
        let confusions: Vec<String> = (self.confusions().iter())
            .map(|it| {
                format!(
                    "{} dikira {} pada {} dari {}",
                    Indonesian.emotion(it.truth),
                    Indonesian.emotion(it.said),
                    Indonesian.count(it.clips),
                    Indonesian.recordings(it.of)
                )
            })
            .collect();
        if !confusions.is_empty() {
            answers.push(format!(
                "Kekeliruan yang paling sering: {}.",
                Indonesian.listed(&confusions)
            ));
        }
        answers
    }

    pub(super) fn trust_in_indonesian(&self) -> Vec<String> {
        let report = self.report();
        let mut answers = Vec::new();
        if report.flattering {
            answers.push(
                "Suara yang sama dipakai untuk belajar dan untuk menguji. Angka-angka ini terlalu \
                 bagus."
                    .into(),
            );
        }
        if !self.transductive.is_empty() {
            let whose = match self.transductive.len() == self.models.len() {
                true => String::new(),
                false => format!(" untuk {}", Indonesian.listed(&self.transductive)),
            };
            answers.push(format!(
                "Rekaman diskalakan per penutur{whose}: semua rekaman dari setiap penutur uji \
                 sudah tersedia sebelum yang pertama dinilai. Angka-angka ini tidak berlaku untuk \
                 satu rekaman orang yang belum dikenal."
            ));
        }
        if let Some(confidence) = self.mean_confidence() {
            answers.push(format!(
                "Rata-rata {} menganggap jawabannya benar dengan peluang {}; kenyataannya {} yang \
                 benar.",
                self.best.short,
                Indonesian.percent(confidence),
                Indonesian.percent(report.accuracy.value)
            ));
        }
        if report.speakers < FEW_SPEAKERS {
            answers.push(format!(
                "{} itu sedikit. Umur, logat, ruang, dan mikrofon lain dapat memberi angka lain.",
                match report.speakers {
                    1 => "Rekaman satu penutur".to_owned(),
                    many => Indonesian.speakers(many),
                }
            ));
        }
        answers.push(
            "Dalam kumpulan seperti ini emosi biasanya dimainkan: label adalah apa yang diminta \
             dari pemerannya. Itu tidak banyak berkata tentang emosi yang sungguh dirasakan."
                .to_owned(),
        );
        answers.push(
            "Yang dapat dibaca adalah jumlah dari banyak rekaman. Satu jawaban adalah dugaan \
             tentang bunyi, dan tidak membuktikan apa pun tentang orang yang berbicara."
                .to_owned(),
        );
        answers
    }
}
