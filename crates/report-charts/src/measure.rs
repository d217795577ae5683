//! How wide a text may become, without a font to measure.

/// Of each character from space to tilde the wider one of `DejaVu` Sans 2.37 and Liberation Sans
/// 2.1 (as wide as Arial and Helvetica), in thousandths of the font's size. Most other faces
/// without serifs lie below.
const WIDTHS: [u16; 95] = [
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636,
    636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 556, 1015, 684, 686, 722, 770, 667,
    611, 778, 752, 295, 500, 667, 557, 863, 748, 787, 667, 787, 722, 667, 611, 732, 684, 989, 685,
    667, 685, 390, 337, 390, 838, 556, 500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579,
    278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
];

/// Bold letters are wider; the mean over the letters of both faces is below this.
const BOLD: f64 = 1.15;

/// The mean width of the two faces is this part of the wider one.
const MEAN: f64 = 0.93;

/// The width that the figures keep free for a text of a font size: an upper bound for the common
/// faces without serifs, in the unit of `size`. Emoji and East Asian characters count double, and
/// letters outside of ASCII are rounded up.
///
/// ```
/// use report_charts::text_width;
///
/// assert!(text_width("iii", 10.0) < text_width("mmm", 10.0));
/// assert_eq!(text_width("jawa", 20.0), 2.0 * text_width("jawa", 10.0));
/// ```
#[must_use]
pub fn text_width(text: &str, size: f64) -> f64 {
    let thousandths: u64 = text
        .chars()
        .map(|character| u64::from(width(character)))
        .sum();
    thousandths as f64 / 1000.0 * size
}

pub(crate) fn bold_width(text: &str, size: f64) -> f64 {
    BOLD * text_width(text, size)
}

/// The width that a text has in a middling face.
pub(crate) fn mean_width(text: &str, size: f64) -> f64 {
    MEAN * text_width(text, size)
}

fn width(character: char) -> u16 {
    let code = u32::from(character);
    match code {
        0x20..=0x7e => usize::try_from(code - 0x20)
            .ok()
            .and_then(|place| WIDTHS.get(place).copied())
            .unwrap_or(1000),
        // Marks that stand over a letter, joiners, variation selectors and tags.
        0x300..=0x36f | 0x200b..=0x200d | 0x2060..=0x2064 | 0xfe00..=0xfe0f => 0,
        0xe0000..=0xe01ef => 0,
        0xa0..=0x24f | 0x370..=0x3ff if character.is_lowercase() => 850,
        0xa0..=0x3ff => 1050,
        0x400..=0x52f => 1180,
        0x2010..=0x2012 | 0x2018..=0x201e | 0x2022 | 0x2030..=0x203a => 640,
        0x2013..=0x2015 | 0x2026 | 0x2212 => 1000,
        // East Asian characters fill a square.
        0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff => 1050,
        0xfe30..=0xfe6f | 0xff00..=0xff60 | 0xffe0..=0xffe6 | 0x20000..=0x3fffd => 1050,
        // Arabic phrases that are one character, and cuneiform.
        0xfdfd => 10_000,
        0xfdf0..=0xfdff => 3000,
        0x12000..=0x1254f => 4500,
        // Emoji and other pictures.
        0x2190..=0x2bff | 0x1f000..=0x1faff => 1400,
        _ => 1200,
    }
}

/// The text, cut with an ellipsis so that it is no wider than `room`.
pub(crate) fn fitted(text: &str, size: f64, room: f64) -> String {
    if text_width(text, size) <= room {
        return text.to_owned();
    }
    let room = room - text_width("\u{2026}", size);
    let mut kept = String::new();
    let mut wide = 0.0;
    for character in text.chars() {
        wide += f64::from(width(character)) / 1000.0 * size;
        if wide > room {
            break;
        }
        kept.push(character);
    }
    kept.truncate(kept.trim_end().len());
    kept.push('\u{2026}');
    kept
}

/// The text in lines no wider than `room`, broken at spaces; a longer word is cut, and so is what
/// does not fit into `most` lines.
pub(crate) fn wrapped(text: &str, size: f64, room: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut words = text.split_whitespace().peekable();
    while let Some(word) = words.next() {
        let mut line = word.to_owned();
        if lines.len() + 1 == most {
            // The last line takes all the rest.
            for word in words.by_ref() {
                line.push(' ');
                line.push_str(word);
            }
        }
        while let Some(word) = words.peek() {
            if text_width(&line, size) + text_width(" ", size) + text_width(word, size) > room {
                break;
            }
            line.push(' ');
            line.push_str(word);
            words.next();
        }
        lines.push(fitted(&line, size, room));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_inside_the_room() {
        let text = "majority class of the training rows, with all its consequences";
        let lines = wrapped(text, 12.0, 120.0, 3);
        assert_eq!(lines.len(), 3);
        assert!(
            lines.iter().all(|line| text_width(line, 12.0) <= 120.0),
            "{lines:?}"
        );
        assert!(lines[2].ends_with('…'));
        assert_eq!(wrapped("  ", 12.0, 10.0, 3), Vec::<String>::new());
    }

    #[test]
    fn an_emoji_is_two_letters_wide() {
        assert!(text_width("😀", 1.0) >= 2.0 * text_width("a", 1.0));
        assert!(text_width("e\u{301}", 1.0) <= text_width("e", 1.0));
    }
}
