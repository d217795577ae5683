//! Explanations as HTML and JSON.

use inset_lexicon::{
    DegreeWords, EXPLANATION_CSS, Lexicon, Negation, Phrases, ScoreSettings, Scorer,
};

const TOKENS: [&str; 6] = ["film", "tidak", "bagus", "sekali", "", "tegas"];

fn scorer() -> Scorer {
    let lexicon = Lexicon::from_bytes(b"bagus\t4\ntegas\t3", b"buruk\t-5\ntegas\t-3").unwrap();
    let settings = ScoreSettings::default()
        .with_phrases(Phrases::LongestFirst)
        .with_negation(Negation::new(2))
        .with_degrees(DegreeWords::new(1));
    Scorer::new(&lexicon, &settings).unwrap()
}

#[test]
fn a_fragment_marks_hits_and_the_words_that_change_them() {
    assert_eq!(
        scorer().explain(&TOKENS).to_html(),
        "<div class=\"lexicon-explanation\">\n\
         <p class=\"lexicon-text\">film <span class=\"lexicon-negator\">tidak</span> \
         <mark class=\"lexicon-hit lexicon-negative\" title=\"bagus: +4, turned by `tidak`, \
         x 1.5 for `sekali` = -6\">bagus<sub class=\"lexicon-weight\">-6</sub></mark> \
         <span class=\"lexicon-degree\">sekali</span> \
         <mark class=\"lexicon-hit lexicon-zero\" title=\"tegas: +3 and -3 weigh 0\">tegas\
         <sub class=\"lexicon-weight\">0</sub></mark></p>\n\
         <ul class=\"lexicon-hits\">\n\
         <li>bagus, token 2, by surface: +4, turned by `tidak`, x 1.5 for `sekali` = -6</li>\n\
         <li>tegas, token 5, by surface: +3 and -3 weigh 0</li>\n\
         </ul>\n\
         <p class=\"lexicon-arithmetic\">sum -6 / (5 x 5 tokens) = -0.24, \
         <strong class=\"lexicon-class-negative\">negative</strong></p>\n\
         </div>\n"
    );
}

#[test]
fn hostile_words_are_escaped() {
    let lexicon = Lexicon::from_bytes(b"<b>\"&'\t4", b"buruk\t-5").unwrap();
    let scorer = Scorer::new(&lexicon, &ScoreSettings::default()).unwrap();
    let html = scorer
        .explain(&["<b>\"&'", "<script>alert(1)</script>"])
        .to_html();
    assert!(
        html.contains("title=\"&lt;b&gt;&quot;&amp;&#39;: +4\""),
        "{html}"
    );
    assert!(
        html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"),
        "{html}"
    );
    assert!(
        !html.contains("<b>") && !html.contains("<script>"),
        "{html}"
    );
}

#[test]
fn control_characters_do_not_reach_a_page() {
    let explanation = scorer();
    let html = explanation.explain(&["a\0b", "\u{1}"]).to_html();
    assert!(html.contains("a\u{fffd}b \u{fffd}</p>"), "{html}");
}

#[test]
fn every_class_of_a_fragment_is_in_the_style_sheet_or_plain() {
    let html = scorer().explain(&TOKENS).to_html();
    let plain = [
        "lexicon-explanation",
        "lexicon-text",
        "lexicon-hits",
        "lexicon-arithmetic",
    ];
    for classes in html.split("class=\"").skip(1) {
        for class in classes.split('"').next().unwrap_or_default().split(' ') {
            let styled = EXPLANATION_CSS.contains(&format!(".{class} {{"));
            assert!(styled || plain.contains(&class), "{class}");
        }
    }
}

#[test]
fn a_turned_zero_is_zero() {
    let scorer = scorer();
    let explanation = scorer.explain(&["tidak", "tegas"]);
    assert_eq!(explanation.hits[0].negator, Some(0));
    assert_eq!(explanation.hits[0].contribution.to_string(), "0");
    assert_eq!(explanation.score.sum.to_string(), "0");
}

#[cfg(feature = "serde")]
#[test]
fn an_explanation_can_be_written_as_json() {
    let scorer = scorer();
    let json = serde_json::to_value(scorer.explain(&TOKENS)).unwrap();
    assert_eq!(
        json["hits"][0],
        serde_json::json!({
            "span": { "start": 2, "end": 3 },
            "entry": "bagus",
            "matched_on": "surface",
            "weights": { "positive": 4, "negative": null },
            "weight": 4.0,
            "negator": 1,
            "degree_before": null,
            "degree_after": 3,
            "factor": 1.5,
            "contribution": -6.0
        })
    );
    assert_eq!(json["formula"], "study");
    assert_eq!(json["score"]["sentiment"], "negative");
    assert_eq!(json["tokens"][0]["surface"], "film");
    assert_eq!(json["thresholds"]["positive_above"], 0.0);
    let settings = serde_json::to_value(scorer.settings()).unwrap();
    assert_eq!(settings["phrases"], "longest-first");
    assert_eq!(settings["both_signs"], "sum");
}
