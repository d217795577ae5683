//! Reports as a page.

use speech_emotion::splits::Split;
use speech_emotion::{
    ClassMap, Emotion, EmotionError, Intervals, LabelledClips, Normalisation, PageDocument,
    PageSection, ReportPage, SpeechReport,
};

use crate::given;

const HOSTILE: &str = "<script>alert(1)</script>&\"'\u{202e}]]>{{ x }}";

/// A report of answers that `said` gives to a clip's class and place.
fn judged(
    clips: &LabelledClips,
    split: &Split,
    model: &str,
    said: impl Fn(Emotion, usize) -> (Emotion, f64),
) -> SpeechReport {
    let answers: Vec<Vec<(Emotion, f64)>> = (split.rounds().iter())
        .map(|round| {
            let rows = round.test.iter();
            rows.map(|&row| said(clips.labels[row], row)).collect()
        })
        .collect();
    let (scaling, intervals) = (Normalisation::Global, Intervals::default());
    SpeechReport::of_predictions(clips, split, &answers, model, scaling, intervals).unwrap()
}

/// Right but for `takut`, which is taken for `sedih`.
fn good(clips: &LabelledClips, split: &Split) -> SpeechReport {
    judged(clips, split, "SVM RBF, C 10", |truth, _| match truth {
        Emotion::Takut => (Emotion::Sedih, 0.6),
        other => (other, 0.9),
    })
}

fn majority(clips: &LabelledClips, split: &Split) -> SpeechReport {
    judged(clips, split, "majority class", |_, _| {
        (Emotion::Senang, 0.2)
    })
}

fn speakers_apart(voices: usize) -> (LabelledClips, Split) {
    let clips = given::clips(voices, 2);
    let split = Split::leave_one_speaker_out(&clips).unwrap();
    (clips, split)
}

/// Parses the page as XML, which it is too, and gives its text; checks what no browser would say.
fn checked(html: &str) -> String {
    let options = roxmltree::ParsingOptions {
        allow_dtd: true,
        ..Default::default()
    };
    let document = roxmltree::Document::parse_with_options(html, options)
        .unwrap_or_else(|error| panic!("{error}"));
    let (mut ids, mut links, mut text) = (Vec::new(), Vec::new(), String::new());
    for node in document.descendants() {
        if node.is_text() {
            text.push_str(node.text().unwrap());
        }
        let name = node.tag_name().name();
        let elsewhere = [
            "script", "link", "img", "iframe", "object", "use", "image", "audio",
        ];
        assert!(!elsewhere.contains(&name), "<{name}>");
        for attribute in node.attributes() {
            match attribute.name() {
                "id" => ids.push(attribute.value()),
                "href" => links.push(attribute.value()),
                "src" | "srcset" | "onload" | "onclick" => panic!("{}", attribute.name()),
                _ => {}
            }
        }
        if name == "table" {
            assert!(node.children().any(|child| child.has_tag_name("caption")));
        }
        if name == "th" {
            assert!(node.has_attribute("scope"));
        }
    }
    for link in links {
        assert!(ids.contains(&link.trim_start_matches('#')), "{link}");
    }
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "an id stands twice");
    assert!(!html.contains("://"), "the page names no address");
    assert!(!html.contains("cannot be drawn"));
    assert!(!html.contains(".wav"), "the page names no clip");
    text
}

fn has(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "`{part}` is not on the page");
    }
}

#[test]
fn a_report_is_a_page() {
    let (clips, split) = speakers_apart(3);
    let html = good(&clips, &split).to_html().unwrap();
    let text = checked(&html);
    has(
        &text,
        &[
            "30 recordings of 3 speakers, each of one of 5 emotions: senang (happy), sedih (sad),",
            "30 rekaman dari 3 penutur, masing-masing dengan satu dari 5 emosi: senang, sedih,",
            "The program, SVM RBF, is right about 80.0% of the recordings and, on average over the \
             emotions, of each (equal here). Always naming the most frequent emotion would give \
             20.0%.",
            "Program itu, SVM RBF, benar pada 80,0% dari semua rekaman dan, secara rata-rata, dari \
             rekaman tiap emosi (sama di sini). Selalu menyebut emosi terbanyak akan menghasilkan \
             20,0%.",
            "The mean over speakers of this kind may lie from 80.0% to 80.0% (95%).",
            "Rata-rata untuk penutur sejenis mungkin terletak antara 80,0% dan 80,0% (95%).",
            "marah (angry) and jijik (disgusted), 100.0%, and least of takut (fearful), 0.0%.",
            "takut (fearful) taken for sedih (sad) in 6 of 6 recordings.",
            "Kekeliruan yang paling sering: takut dikira sedih pada 6 dari 6 rekaman.",
            "with a probability of 84.0%; 80.0% of them are.",
            "3 speakers are few.",
            "leave one speaker out: each speaker in turn",
            "SVM RBF, C 10",
            "synthetic-spk01",
            "speech-emotion 0.1.0",
            "0.200",
        ],
    );
    assert!(!html.contains("class=\"warning\"") && !text.contains("points of UA behind"));
    assert!(!text.contains("ranged from"), "all speakers fare alike");
}

#[test]
fn a_page_of_another_crate_looks_the_same() {
    let (clips, split) = speakers_apart(3);
    let own = good(&clips, &split).to_html().unwrap();
    let table = ["a", "1.5", ""].map(str::to_owned).to_vec();
    let section = PageSection::new(HOSTILE)
        .with_text(HOSTILE)
        .with_points([HOSTILE])
        .with_table(HOSTILE, [HOSTILE, "number", "nothing"], [table])
        .with_words("words", [[HOSTILE.to_owned(), "said".to_owned()]])
        .with_bars(
            HOSTILE,
            HOSTILE,
            [
                (HOSTILE, 0.5, Some((0.25, 0.75))),
                ("b", 1.0, Some((0.5, 1.0))),
            ],
        )
        .with_bars("bare", "", [("c", 0.125, None)])
        .with_command(HOSTILE);
    let page = PageDocument::new(HOSTILE, HOSTILE)
        .with_answers("What was found?", ["This."])
        .with_section(section)
        .with_section(PageSection::new("empty"));
    let html = page.html().unwrap();
    let text = checked(&html);
    has(
        &text,
        &["What was found?", "This.", "1.5", "50.0%", "12.5%", "empty"],
    );
    assert!(!html.contains("<script>alert") && !html.contains('\u{202e}'));
    assert!(
        !text.contains("nothing"),
        "a column in which nothing is said"
    );
    let style = |html: &str| {
        let (_, rest) = html.split_once("<style>").unwrap();
        rest.split_once("</style>").unwrap().0.to_owned()
    };
    assert_eq!(style(&html), style(&own));
}

#[test]
fn several_reports_stand_side_by_side() {
    let (clips, split) = speakers_apart(4);
    let near = judged(
        &clips,
        &split,
        "forest, 100 trees",
        |truth, row| match truth {
            Emotion::Takut => (Emotion::Sedih, 0.6),
            Emotion::Marah if row < 10 => (Emotion::Jijik, 0.5),
            other => (other, 0.9),
        },
    );
    let reports = [
        majority(&clips, &split),
        near,
        good(&clips, &split),
        judged(&clips, &split, "SVM RBF, C 20", |truth, _| match truth {
            Emotion::Takut => (Emotion::Sedih, 0.7),
            other => (other, 0.8),
        }),
    ];
    let page = ReportPage::new(&reports).unwrap();
    let command = "sara speech evaluate --model svm --model 'a b'";
    let page = page.with_command(command).with_recordings("a corpus");
    let html = page.html().unwrap();
    let text = checked(&html);
    has(
        &text,
        &[
            // Two are called `SVM RBF`, so both keep their whole names.
            "One of the best of 4 programs, SVM RBF, C 10, is right about 80.0%",
            "Equally good: SVM RBF, C 20.",
            "Sama baiknya: SVM RBF, C 20.",
            "Its lead over forest: 0 lies inside the interval of the difference,",
            "Keunggulannya atas forest: 0 terletak di dalam selang selisihnya,",
            "60.0 to 60.0",
            "0.0 to 0.0",
            "0 lies",
            "outside the interval",
            "no difference",
            "always the most frequent",
            "Recordings: a corpus.",
            command,
        ],
    );
    assert_eq!(html.matches(">what the model says</text>").count(), 4);
    assert_eq!(page.html().unwrap(), html, "the same bytes again");
}

#[test]
fn sentences_follow_the_figures() {
    let (clips, split) = speakers_apart(2);
    let text = checked(&majority(&clips, &split).to_html().unwrap());
    has(
        &text,
        &[
            "is right about 20.0% of the recordings",
            "That is no better than guessing.",
            "Itu tidak lebih baik daripada menebak.",
        ],
    );
    assert!(
        !text.contains("gets wrong most often"),
        "four confusions share the place"
    );

    let perfect = judged(&clips, &split, "perfect", |truth, _| (truth, 1.0));
    let text = checked(&perfect.to_html().unwrap());
    has(&text, &["It finds every emotion equally often: 100.0%."]);
    assert!(!text.contains("no better than guessing"));

    let speakers = clips.speakers();
    let split = Split::fixed_speakers(&clips, &[] as &[&str], &[speakers[0]]).unwrap();
    let one = judged(&clips, &split, "one", |truth, _| (truth, 1.0));
    let reports = [one, majority(&clips, &split)];
    let text = checked(&ReportPage::new(&reports).unwrap().html().unwrap());
    has(
        &text,
        &[
            "10 recordings of 1 speaker,",
            "one speaker tells nothing of how speakers differ",
            "satu penutur tidak menunjukkan perbedaan antarpenutur",
            "Whether its lead over majority class would hold for other speakers cannot be said.",
            "The recordings of one speaker are few.",
            "One speaker, no interval.",
        ],
    );
    assert!(!text.contains("macro F1 interval") && !text.contains("accuracy95% interval"));
}

#[test]
fn unequal_scores_are_told_apart() {
    let mut clips = given::clips(2, 2).clips;
    clips.extend((2..6).map(|take| given::clip(0, Emotion::Senang, take)));
    let clips = ClassMap::five().apply(&clips).unwrap();
    let split = Split::leave_one_speaker_out(&clips).unwrap();
    let report = judged(&clips, &split, "uneven", |truth, row| match truth {
        Emotion::Takut if row >= 10 => (Emotion::Sedih, 0.6),
        other => (other, 0.9),
    });
    let text = checked(&report.to_html().unwrap());
    has(
        &text,
        &[
            "is right about 91.7% of the recordings; on average over the emotions, about 90.0% of \
             each. Always naming the most frequent emotion would give 33.3% and 20.0%.",
            "benar pada 91,7% rekaman; rata-rata atas semua emosi, pada 90,0% rekaman tiap emosi. \
             Selalu menyebut emosi terbanyak akan menghasilkan 33,3% dan 20,0%.",
            "(95%); single speakers ranged from 80.0% to 100.0%.",
            "(95%); pada penutur satu per satu nilainya berkisar dari 80,0% sampai 100,0%.",
        ],
    );
    assert!(!text.contains("equal here") && !text.contains("sama di sini"));
}

#[test]
fn what_flatters_is_said_first() {
    let clips = given::clips(3, 4);
    let split = Split::flattering_random_folds(&clips, 3, 1).unwrap();
    let html = good(&clips, &split).to_html().unwrap();
    let text = checked(&html);
    assert_eq!(html.matches("class=\"warning\"").count(), 1);
    assert!(html.find("class=\"warning\"") < html.find("class=\"summaries\""));
    has(
        &text,
        &[
            "These figures flatter.",
            "Angka-angka ini terlalu bagus.",
            "random folds, flattering",
            "For voices that it has never heard nothing follows",
        ],
    );
    assert!(!text.contains("The mean over speakers of this kind"));
}

#[test]
fn scaling_by_speaker_is_explained() {
    let (clips, split) = speakers_apart(3);
    let mut scaled = good(&clips, &split);
    scaled.normalisation = Normalisation::PerSpeakerTransductive;
    let text = checked(&scaled.to_html().unwrap());
    has(
        &text,
        &["Features of SVM RBF were scaled per speaker, which is transductive"],
    );
    has(
        &text,
        &["Recordings were scaled by speaker: of each speaker tested on"],
    );

    let reports = [scaled, good(&clips, &split)];
    let text = checked(&ReportPage::new(&reports).unwrap().html().unwrap());
    has(
        &text,
        &[
            "SVM RBF, C 10, scaled: per speaker, transductive",
            "SVM RBF, C 10, scaled: global",
            "global: to mean 0 and variance 1 over the recordings learned from",
        ],
    );
}

#[test]
fn hostile_names_are_text() {
    let (clips, split) = speakers_apart(2);
    let mut report = good(&clips, &split);
    report.model = HOSTILE.to_owned();
    for speaker in &mut report.by_speaker {
        speaker.speaker.push_str(HOSTILE);
    }
    for round in &mut report.rounds {
        round.name.push_str(HOSTILE);
    }
    let reports = [report.clone(), report];
    let page = ReportPage::new(&reports).unwrap();
    let page = page.with_command(HOSTILE).with_recordings(HOSTILE);
    let html = page.html().unwrap();
    let text = checked(&html);
    assert!(!html.contains("<script") && !html.contains('\u{202e}'));
    has(&text, &["<script>alert(1)</script>&\"'", "(2)"]);
}

#[test]
fn a_hundred_speakers_are_a_page_too() {
    let (clips, split) = speakers_apart(130);
    let html = good(&clips, &split).to_html().unwrap();
    let text = checked(&html);
    has(
        &text,
        &[
            "1,300 recordings of 130 speakers",
            "1.300 rekaman dari 130 penutur",
        ],
    );
    assert!(!text.contains("are few"));
}

#[test]
fn reports_of_different_clips_are_refused() {
    let (clips, split) = speakers_apart(2);
    let first = good(&clips, &split);
    let refused = |second: SpeechReport| {
        let reports = [first.clone(), second];
        ReportPage::new(&reports).unwrap_err().to_string()
    };
    let begin = "expected reports of the same clips under the same split, got `SVM RBF, C 10` with";

    let (more, apart) = speakers_apart(3);
    assert_eq!(
        refused(majority(&more, &apart)),
        format!("{begin} 20 clips and `majority class` with 30 clips")
    );
    let random = Split::flattering_random_folds(&clips, 2, 1).unwrap();
    assert_eq!(
        refused(majority(&clips, &random)),
        format!(
            "{begin} the split `leave one speaker out` and `majority class` with the split \
             `random folds, flattering: speakers on both sides`"
        )
    );
    let mut other = majority(&clips, &split);
    other.predictions[3].truth = Emotion::Netral;
    let path = other.predictions[3].path.display().to_string();
    assert_eq!(
        refused(other),
        format!(
            "{begin} the clip {path} of synthetic-spk00, sedih and `majority class` with the clip \
             {path} of synthetic-spk00, netral"
        )
    );
    let mut other = majority(&clips, &split);
    other.dropped.insert(Emotion::Netral, 2);
    assert!(refused(other).ends_with("with 2 clips left out"));
    let mut other = majority(&clips, &split);
    other.rounds[1].training = 7;
    assert_eq!(
        refused(other),
        format!(
            "{begin} the round `synthetic-spk01` that learns from 10 clips and `majority class` \
             with the round `synthetic-spk01` that learns from 7 clips"
        )
    );
    let mut other = majority(&clips, &split);
    other.level = 0.9;
    assert!(refused(other).ends_with("with intervals of the level 0.9"));

    let none = ReportPage::new(&[]).unwrap_err();
    assert!(matches!(none, EmotionError::Empty { what: "report" }));
    let mut empty = first.clone();
    empty.predictions.clear();
    let error = empty.to_html().unwrap_err().to_string();
    assert_eq!(error, "expected at least 1 prediction, got 0");
    let mut level = first.clone();
    level.level = 7.0;
    let reports = [level.clone(), level];
    let error = ReportPage::new(&reports).unwrap().html().unwrap_err();
    assert!(matches!(error, EmotionError::Metrics(_)));
}
