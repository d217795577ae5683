use std::borrow::Cow;

/// Lowers the case of a text, by Unicode's rules for no language in particular.
///
/// ```
/// use std::borrow::Cow;
/// use indo_text::fold_case;
///
/// assert_eq!(fold_case("Pondok Pesantren"), "pondok pesantren");
/// assert!(matches!(fold_case("sudah kecil"), Cow::Borrowed(_)));
/// ```
#[must_use]
pub fn fold_case(text: &str) -> Cow<'_, str> {
    if is_lower(text) {
        Cow::Borrowed(text)
    } else if text.is_ascii() {
        Cow::Owned(text.to_ascii_lowercase())
    } else {
        Cow::Owned(text.to_lowercase())
    }
}

fn is_lower(text: &str) -> bool {
    // Capitals of ASCII are the usual reason to say no, and bytes are quick to look at.
    !text.bytes().any(|byte| byte.is_ascii_uppercase())
        && (text.is_ascii() || text.chars().all(|c| c.to_lowercase().eq([c])))
}

/// The pieces of a text between whitespace. For words apart from punctuation, with their places, see
/// [`tokenize`](crate::tokenize).
///
/// ```
/// let words: Vec<&str> = indo_text::tokens("gotong  royong\ndesa").collect();
/// assert_eq!(words, ["gotong", "royong", "desa"]);
/// ```
pub fn tokens(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace()
}
