use std::borrow::Cow;
use std::ops::Range;

use crate::characters::is_letter;

/// Three or more of a letter in a row become one; two stay.
///
/// `bangeeet` becomes `banget`, and `maaf` and `tunggu` stay. Capitals and small letters are equal, and
/// the first of them is kept: `AAaa` becomes `A`. Anything but letters stays, `1000` and `...` too.
/// A double letter that was drawn out is lost: `maaaf` becomes `maf`, and is left to a slang list.
///
/// ```
/// use std::borrow::Cow;
/// use indo_text::squeeze;
///
/// assert_eq!(squeeze("Mantaaap sekaliii, maaf 1000"), "Mantap sekali, maaf 1000");
/// assert!(matches!(squeeze("tunggu"), Cow::Borrowed(_)));
/// ```
#[must_use]
pub fn squeeze(text: &str) -> Cow<'_, str> {
    let mut squeezed = String::new();
    let mut kept = 0;
    for repeat in repeats(text) {
        squeezed.push_str(text.get(kept..repeat.start).unwrap_or_default());
        kept = repeat.end;
    }
    if kept == 0 {
        return Cow::Borrowed(text);
    }
    squeezed.push_str(text.get(kept..).unwrap_or_default());
    Cow::Owned(squeezed)
}

/// In each run of three or more of a letter, all but the first.
pub(crate) fn repeats(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut characters = text.char_indices().peekable();
    std::iter::from_fn(move || {
        loop {
            let (start, first) = characters.next()?;
            let mut count = 1;
            let mut end = start + first.len_utf8();
            while let Some((at, next)) = characters.next_if(|&(_, next)| are_equal(first, next)) {
                count += 1;
                end = at + next.len_utf8();
            }
            if count >= 3 && is_letter(first) {
                return Some(start + first.len_utf8()..end);
            }
        }
    })
}

fn are_equal(a: char, b: char) -> bool {
    if a.is_ascii() && b.is_ascii() {
        a.eq_ignore_ascii_case(&b)
    } else {
        a == b || a.to_lowercase().eq(b.to_lowercase())
    }
}
