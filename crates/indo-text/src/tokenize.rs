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
    let is_lower = |character: char| character.to_lowercase().eq([character]);
    if text.chars().all(is_lower) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.to_lowercase())
    }
}

/// The pieces of a text between whitespace.
///
/// ```
/// let words: Vec<&str> = indo_text::tokens("gotong  royong\ndesa").collect();
/// assert_eq!(words, ["gotong", "royong", "desa"]);
/// ```
pub fn tokens(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace()
}
