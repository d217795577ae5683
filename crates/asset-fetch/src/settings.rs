use crate::error::FetchError;
use crate::manifest::is_safe_address;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// Where files go, which hub is asked, and how patiently.
#[derive(Clone)]
#[non_exhaustive]
pub struct FetchSettings {
    /// The folder of assets that are not a hub's: `$SARA_HOME` or `~/.cache/sara`.
    pub home: PathBuf,
    /// The hub's cache: `$HF_HUB_CACHE`, `$HF_HOME/hub` or `~/.cache/huggingface/hub`.
    pub hub_cache: PathBuf,
    /// The hub's address, without a slash at its end: `$HF_ENDPOINT` or `https://huggingface.co`.
    pub endpoint: String,
    /// The variable that forbids the network, if one does: `HF_HUB_OFFLINE` or
    /// `TRANSFORMERS_OFFLINE`.
    pub offline: Option<&'static str>,
    /// How failures are met.
    pub patience: Patience,
    /// `$HF_TOKEN`; sent to the endpoint and nowhere else.
    pub(crate) token: Option<String>,
}

/// How long to wait, and how often to try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Patience {
    /// Attempts in a row without progress before giving up.
    pub attempts: u32,
    /// The wait before the second attempt; it doubles from attempt to attempt.
    pub first_wait: Duration,
    /// The longest wait, also of those that a server asks for.
    pub longest_wait: Duration,
    /// How long a connection may take to be made.
    pub connect: Duration,
    /// How long a connection may be silent.
    pub silence: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            attempts: 5,
            first_wait: Duration::from_secs(1),
            longest_wait: Duration::from_secs(60),
            connect: Duration::from_secs(15),
            silence: Duration::from_secs(30),
        }
    }
}

impl FetchSettings {
    /// Settings with these two folders, the public hub and no token.
    pub fn new(home: impl Into<PathBuf>, hub_cache: impl Into<PathBuf>) -> Self {
        Self {
            home: home.into(),
            hub_cache: hub_cache.into(),
            endpoint: "https://huggingface.co".to_owned(),
            offline: None,
            patience: Patience::default(),
            token: None,
        }
    }

    /// Reads the environment of this process.
    ///
    /// # Errors
    ///
    /// As [`FetchSettings::from_variables`].
    pub fn from_environment() -> Result<Self, FetchError> {
        Self::from_variables(|name| std::env::var(name).ok())
    }

    /// Reads the variables through a function. An empty value counts as none.
    ///
    /// # Errors
    ///
    /// [`FetchError::HomeUnknown`] and [`FetchError::Variable`].
    pub fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Result<Self, FetchError> {
        let value = |name: &str| {
            let text = variable(name)?.trim().to_owned();
            (!text.is_empty()).then_some(text)
        };
        let cache = || {
            value("HOME")
                .or_else(|| value("USERPROFILE"))
                .map(|home| PathBuf::from(home).join(".cache"))
        };
        let home = value("SARA_HOME")
            .map(PathBuf::from)
            .or_else(|| Some(cache()?.join("sara")))
            .ok_or(FetchError::HomeUnknown {
                variable: "SARA_HOME",
            })?;
        let hub_cache = value("HF_HUB_CACHE")
            .map(PathBuf::from)
            .or_else(|| Some(PathBuf::from(value("HF_HOME")?).join("hub")))
            .or_else(|| Some(cache()?.join("huggingface").join("hub")))
            .ok_or(FetchError::HomeUnknown {
                variable: "HF_HUB_CACHE",
            })?;
        let mut settings = Self::new(home, hub_cache);
        if let Some(endpoint) = value("HF_ENDPOINT") {
            settings = settings.with_endpoint(&endpoint)?;
        }
        if let Some(token) = value("HF_TOKEN") {
            settings = settings.with_token(&token)?;
        }
        settings.offline = ["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"]
            .into_iter()
            .find(|name| value(name).is_some_and(|text| is_true(&text)));
        Ok(settings)
    }

    /// Another hub, or a mirror.
    ///
    /// # Errors
    ///
    /// [`FetchError::Variable`] unless the address is encrypted or on this machine.
    pub fn with_endpoint(mut self, endpoint: &str) -> Result<Self, FetchError> {
        let endpoint = endpoint.trim_end_matches('/');
        let plain = |c: char| c.is_ascii_graphic() && !"@?#".contains(c);
        if !is_safe_address(endpoint) || !endpoint.chars().all(plain) {
            return Err(FetchError::Variable {
                name: "HF_ENDPOINT",
                expected: "an https address without a user name",
                value: endpoint.to_owned(),
            });
        }
        self.endpoint = endpoint.to_owned();
        Ok(self)
    }

    /// The token of a hub account.
    ///
    /// # Errors
    ///
    /// [`FetchError::Variable`] for characters that no header may hold.
    pub fn with_token(mut self, token: &str) -> Result<Self, FetchError> {
        if token.is_empty() || !token.chars().all(|c| c.is_ascii_graphic()) {
            return Err(FetchError::Variable {
                name: "HF_TOKEN",
                expected: "printable ASCII without spaces",
                value: "(hidden)".to_owned(),
            });
        }
        self.token = Some(token.to_owned());
        Ok(self)
    }

    /// Other limits.
    pub fn with_patience(mut self, patience: Patience) -> Self {
        self.patience = patience;
        self
    }
}

impl fmt::Debug for FetchSettings {
    /// The token is not shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FetchSettings")
            .field("home", &self.home)
            .field("hub_cache", &self.hub_cache)
            .field("endpoint", &self.endpoint)
            .field("offline", &self.offline)
            .field("patience", &self.patience)
            .field("token", &self.token.as_ref().map(|_| "(hidden)"))
            .finish()
    }
}

/// As `huggingface_hub` reads its switches.
fn is_true(text: &str) -> bool {
    ["1", "on", "yes", "true"].contains(&text.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(variables: &[(&str, &str)]) -> Result<FetchSettings, FetchError> {
        FetchSettings::from_variables(|name| {
            let (_, value) = variables.iter().find(|(key, _)| *key == name)?;
            Some((*value).to_owned())
        })
    }

    #[test]
    fn folders_come_from_the_nearest_variable() {
        let plain = settings(&[("HOME", "/h"), ("SARA_HOME", "")]).unwrap();
        assert_eq!(plain.home, PathBuf::from("/h/.cache/sara"));
        assert_eq!(plain.hub_cache, PathBuf::from("/h/.cache/huggingface/hub"));
        let named = [
            ("SARA_HOME", "/s"),
            ("HF_HOME", "/f"),
            ("HF_HUB_CACHE", "/c"),
        ];
        assert_eq!(
            settings(&named[..2]).unwrap().hub_cache,
            PathBuf::from("/f/hub")
        );
        let all = settings(&named).unwrap();
        assert_eq!((all.home, all.hub_cache), ("/s".into(), "/c".into()));
        assert!(matches!(settings(&[]), Err(FetchError::HomeUnknown { .. })));
    }

    #[test]
    fn offline_is_read_as_the_hub_library_reads_it() {
        for (value, expected) in [("1", true), ("Yes", true), ("0", false), ("", false)] {
            let read = settings(&[("HOME", "/h"), ("TRANSFORMERS_OFFLINE", value)]).unwrap();
            assert_eq!(read.offline == Some("TRANSFORMERS_OFFLINE"), expected);
        }
    }

    #[test]
    fn refuses_addresses_and_tokens_that_are_unsafe_and_hides_tokens() {
        for endpoint in ["http://mirror.example", "https://user@host", "mirror"] {
            assert!(settings(&[("HOME", "/h"), ("HF_ENDPOINT", endpoint)]).is_err());
        }
        let error = settings(&[("HOME", "/h"), ("HF_TOKEN", "hf_a\nb")]).unwrap_err();
        assert!(error.to_string().ends_with("got `(hidden)`"), "{error}");
        let good = [
            ("HOME", "/h"),
            ("HF_TOKEN", "hf_x"),
            ("HF_ENDPOINT", "https://m/"),
        ];
        let read = settings(&good).unwrap();
        assert_eq!(read.endpoint, "https://m");
        assert!(!format!("{read:?}").contains("hf_x"));
    }
}
