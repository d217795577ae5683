use crate::number::signed;
use crate::{Explanation, Hit};

/// Colours for the classes that [`Explanation::to_html`] uses: put it in a `<style>` element once a
/// page, or write your own.
///
/// | class | on |
/// |---|---|
/// | `lexicon-explanation` | the whole, a `div` |
/// | `lexicon-text`, `lexicon-hits`, `lexicon-arithmetic` | its parts, `p`, `ul` and `p` |
/// | `lexicon-hit` | a hit, a `mark`; with `lexicon-positive`, `lexicon-negative` or `lexicon-zero` by its contribution |
/// | `lexicon-weight` | the contribution beside a hit, a `sub` |
/// | `lexicon-negator`, `lexicon-degree` | a word that took effect on a hit, a `span` |
/// | `lexicon-class-positive`, and so on | the class, a `strong` |
pub const EXPLANATION_CSS: &str = "\
.lexicon-hit { color: inherit; padding: 0 .15em; border-radius: .2em; }
.lexicon-positive { background: #cdebd0; }
.lexicon-negative { background: #f8d0cb; }
.lexicon-zero { background: #e6e6e6; }
.lexicon-weight { white-space: nowrap; }
.lexicon-negator { text-decoration: underline; }
.lexicon-degree { text-decoration: underline dotted; }
.lexicon-class-positive { color: #17662a; }
.lexicon-class-negative { color: #9c1f12; }
@media (prefers-color-scheme: dark) {
  .lexicon-positive { background: #1d4f2a; }
  .lexicon-negative { background: #6b231b; }
  .lexicon-zero { background: #444; }
  .lexicon-class-positive { color: #7fd391; }
  .lexicon-class-negative { color: #f49b90; }
}
";

impl Explanation<'_> {
    /// The explanation as an HTML fragment with the classes of [`EXPLANATION_CSS`]; all text is
    /// escaped, U+FFFD stands for control characters, and there are no styles, scripts or ids in it.
    #[must_use]
    pub fn to_html(&self) -> String {
        let class = self.score.sentiment();
        let mut html =
            String::from("<div class=\"lexicon-explanation\">\n<p class=\"lexicon-text\">");
        html.push_str(&self.marked_words().join(" "));
        html.push_str("</p>\n");
        if !self.hits.is_empty() {
            html.push_str("<ul class=\"lexicon-hits\">\n");
            for hit in &self.hits {
                let line = format!("{}: {}", self.heading(hit), self.steps(hit));
                html.push_str(&format!("<li>{}</li>\n", escape(&line)));
            }
            html.push_str("</ul>\n");
        }
        let (arithmetic, verdict) = (escape(&self.arithmetic), escape(&self.verdict()));
        html.push_str(&format!(
            "<p class=\"lexicon-arithmetic\">{arithmetic}, \
             <strong class=\"lexicon-class-{class}\">{verdict}</strong></p>\n</div>\n"
        ));
        html
    }

    /// Each word of the text, or each hit, as HTML.
    fn marked_words(&self) -> Vec<String> {
        let took_effect = |position: usize, of: fn(&Hit<'_>) -> [Option<usize>; 2]| {
            self.hits
                .iter()
                .any(|hit| of(hit).contains(&Some(position)))
        };
        let mut words = Vec::new();
        let mut hits = self.hits.iter().peekable();
        let mut position = 0;
        while let Some(token) = self.tokens.get(position) {
            let next = hits.next_if(|hit| hit.span.start == position);
            let word = escape(token.surface);
            if let Some(hit) = next {
                words.push(self.mark(hit));
            } else if took_effect(position, |hit| [hit.negator, None]) {
                words.push(format!("<span class=\"lexicon-negator\">{word}</span>"));
            } else if took_effect(position, |hit| [hit.degree_before, hit.degree_after]) {
                words.push(format!("<span class=\"lexicon-degree\">{word}</span>"));
            } else if !word.is_empty() {
                words.push(word);
            }
            position = next.map_or(position + 1, |hit| hit.span.end);
        }
        words
    }

    fn mark(&self, hit: &Hit<'_>) -> String {
        let sign = if hit.contribution > 0.0 {
            "positive"
        } else if hit.contribution < 0.0 {
            "negative"
        } else {
            "zero"
        };
        let title = format!("{}: {}", hit.entry, self.steps(hit));
        format!(
            "<mark class=\"lexicon-hit lexicon-{sign}\" title=\"{}\">{}\
             <sub class=\"lexicon-weight\">{}</sub></mark>",
            escape(&title),
            escape(&self.words(hit)),
            signed(hit.contribution)
        )
    }
}

/// Fit for text and for attributes in double quotes. HTML knows no control characters, not even as references.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ if character.is_control() => escaped.push('\u{fffd}'),
            _ => escaped.push(character),
        }
    }
    escaped
}
