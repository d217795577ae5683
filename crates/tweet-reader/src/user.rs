//! Users without their names.

use crate::ReadError;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::fmt::{Display, Formatter};

/// What becomes of the user column.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub enum Users {
    /// It is not read.
    #[default]
    Dropped,
    /// Each user becomes a tag that only who has the key can make again.
    Keyed(UserKey),
}

/// Bytes of a tag.
const TAG_BYTES: usize = 8;

/// A secret from which tags of users are made.
///
/// Without the secret a tag cannot be traced to a name; with it every name can be tried. Delete it,
/// and no tag can be traced.
#[derive(Clone)]
pub struct UserKey(Hmac<Sha256>);

impl UserKey {
    /// The fewest bytes of a key.
    pub const LEAST: usize = 16;

    /// Makes a key of secret bytes, best 32 random ones.
    ///
    /// # Errors
    /// [`ReadError::ShortKey`] for fewer than [`UserKey::LEAST`] bytes.
    pub fn new(secret: &[u8]) -> Result<Self, ReadError> {
        let short = || ReadError::ShortKey {
            least: Self::LEAST,
            got: secret.len(),
        };
        if secret.len() < Self::LEAST {
            return Err(short());
        }
        Hmac::new_from_slice(secret).map(Self).map_err(|_| short())
    }

    /// The tag of a user. A leading `@`, blanks around it and the case of ASCII letters make no
    /// difference, as on Twitter; blanks alone are nobody.
    #[must_use]
    pub fn tag(&self, user: &str) -> Option<UserTag> {
        let user = user.trim();
        let user = user.strip_prefix('@').unwrap_or(user).trim();
        if user.is_empty() {
            return None;
        }
        let mut mac = self.0.clone();
        mac.update(user.to_ascii_lowercase().as_bytes());
        let digest: [u8; 32] = mac.finalize().into_bytes().into();
        digest.first_chunk().copied().map(UserTag)
    }
}

/// Tells nothing of the secret.
impl std::fmt::Debug for UserKey {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("UserKey(..)")
    }
}

/// A user without a name: the first 64 bits of the HMAC-SHA256 of the name, shown as 16 hexadecimal
/// digits. Among a million users two share a tag with a probability of 3 in 100 million.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserTag([u8; TAG_BYTES]);

impl Display for UserTag {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        self.0
            .iter()
            .try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_the_prefix_of_the_hmac() {
        let key = UserKey::new(b"a secret of some bytes").unwrap();
        let tag = key.tag("@Ani_1").unwrap();
        assert_eq!(key.tag(" ani_1 "), Some(tag));
        assert_ne!(key.tag("budi"), Some(tag));
        assert_ne!(
            UserKey::new(b"another secret of bytes")
                .unwrap()
                .tag("ani_1"),
            Some(tag)
        );
        // Python: hmac.new(b"a secret of some bytes", b"ani_1", "sha256").hexdigest()[:16]
        assert_eq!(tag.to_string(), "fbf98bbe9172849e");
        assert_eq!(key.tag(" @ "), None);
        assert_eq!(format!("{key:?}"), "UserKey(..)");
    }

    #[test]
    fn a_short_key_is_refused() {
        for (secret, message) in [
            (
                "",
                "expected a key of at least 16 bytes for user names, got 0",
            ),
            (
                "rahasia",
                "expected a key of at least 16 bytes for user names, got 7",
            ),
        ] {
            let error = UserKey::new(secret.as_bytes()).unwrap_err();
            assert_eq!(error.to_string(), message);
        }
    }
}
