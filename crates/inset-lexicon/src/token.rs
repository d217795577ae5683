use std::borrow::Cow;

/// One token of a text, with its stem beside it where the caller has one.
///
/// Strings are tokens without a stem; a pair is a surface and its stem:
///
/// ```
/// use inset_lexicon::Token;
///
/// assert_eq!("menghormati".stem(), None);
/// assert_eq!(("menghormati", "hormat").surface(), "menghormati");
/// assert_eq!(("menghormati", "hormat").stem(), Some("hormat"));
/// ```
pub trait Token {
    /// The word as it stands in the text. An empty one stands for what cleaning took out: it is
    /// not counted, and no entry and no window reaches over it.
    fn surface(&self) -> &str;

    /// The word's stem. Where there is none, the surface is read in its place.
    fn stem(&self) -> Option<&str> {
        None
    }
}

impl Token for str {
    fn surface(&self) -> &str {
        self
    }
}

impl Token for String {
    fn surface(&self) -> &str {
        self
    }
}

impl Token for Cow<'_, str> {
    fn surface(&self) -> &str {
        self
    }
}

impl<T: Token + ?Sized> Token for &T {
    fn surface(&self) -> &str {
        (**self).surface()
    }

    fn stem(&self) -> Option<&str> {
        (**self).stem()
    }
}

/// The surface and the stem; an empty stem is none.
impl<S: AsRef<str>, R: AsRef<str>> Token for (S, R) {
    fn surface(&self) -> &str {
        self.0.as_ref()
    }

    fn stem(&self) -> Option<&str> {
        Some(self.1.as_ref()).filter(|stem| !stem.is_empty())
    }
}

/// What is compared with stems. A token without a surface has no stem either, whatever it says.
pub(crate) fn stem_or_surface<T: Token>(token: &T) -> &str {
    let surface = token.surface();
    if surface.is_empty() {
        return surface;
    }
    token.stem().unwrap_or(surface)
}
