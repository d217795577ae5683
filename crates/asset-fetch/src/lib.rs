//! Downloads that ask first: word lists and model weights whose licences forbid shipping them.
//!
//! - [`Manifest`] lists assets: addresses at a fixed revision, checksums, lengths, licences.
//! - [`Fetcher::plan`] compares them with what is on this machine. The [`Plan`] is text to be
//!   shown; making it sends nothing. [`Plan::accept`] is the user's consent, and
//!   [`Fetcher::execute`] takes nothing else.
//! - [`FetchSettings`] says where files go, by default as the environment says; [`FetchNews`] is
//!   what happens meanwhile.
//! - [`FetchError`] is why not.
//!
//! A file is written under another name, hashed on the way, and renamed when it is right. Cut
//! connections are continued where they broke. Locks keep two processes apart.
//!
//! # Examples
//!
//! What a plan tells of an asset:
//!
//! ```
//! use asset_fetch::{FetchSettings, Fetcher, Manifest, Origin};
//!
//! let manifest = Manifest::shipped()?;
//! let fetcher = Fetcher::new(FetchSettings::new("assets", "hub"));
//! let plan = fetcher.plan(&[manifest.asset("roots")?], Origin::Network)?;
//! assert!(!plan.is_complete());
//! assert!(plan.to_string().contains("CC-BY-NC-SA-3.0"));
//! # Ok::<(), asset_fetch::FetchError>(())
//! ```
//!
//! A file from a local folder, by a manifest of one's own:
//!
//! ```
//! use asset_fetch::{Check, FetchSettings, Fetcher, Manifest, Origin};
//!
//! let manifest = Manifest::from_toml(
//!     r#"
//!     format = 1
//!     [[asset]]
//!     name = "greeting"
//!     title = "One word"
//!     page = "https://example.org"
//!     revision = "v1"
//!     url = "https://example.org/{revision}/{path}"
//!     licence = { name = "CC0-1.0", url = "https://creativecommons.org/publicdomain/zero/1.0/" }
//!     [[asset.file]]
//!     path = "hello.txt"
//!     bytes = 6
//!     sha256 = "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"
//!     "#,
//! )?;
//! let folder = tempfile::tempdir()?;
//! std::fs::write(folder.path().join("hello.txt"), "hello\n")?;
//!
//! let cache = folder.path().join("cache");
//! let fetcher = Fetcher::new(FetchSettings::new(cache.join("sara"), cache.join("hub")));
//! let origin = Origin::Folder(folder.path().to_owned());
//! let plan = fetcher.plan(&[manifest.asset("greeting")?], origin)?;
//! let fetched = fetcher.execute(&plan.accept(), |_news| ())?;
//! assert!(fetched[0].folder.ends_with("sara/greeting/v1"));
//! assert_eq!(fetched[0].files[0].check, Check::Pinned);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Offline, what is missing is an error and not a packet:
//!
//! ```
//! use asset_fetch::{FetchError, FetchSettings, Fetcher, Manifest, Origin};
//!
//! let settings = FetchSettings::from_variables(|name| match name {
//!     "HOME" => Some("nowhere".to_owned()),
//!     "HF_HUB_OFFLINE" => Some("1".to_owned()),
//!     _ => None,
//! })?;
//! let manifest = Manifest::shipped()?;
//! let fetcher = Fetcher::new(settings);
//! let plan = fetcher.plan(&[manifest.asset("indobert")?], Origin::Network)?;
//! let error = fetcher.execute(&plan.accept(), |_news| ()).unwrap_err();
//! assert!(matches!(error, FetchError::Offline { variable: "HF_HUB_OFFLINE", .. }));
//! # Ok::<(), FetchError>(())
//! ```
//!
//! # Features
//!
//! `http` (default) downloads. Without it only local folders and the cache are read.
//!
//! # References
//!
//! The cache's layout and the headers are those that `huggingface_hub` documents; ranges and
//! `Retry-After` are RFC 9110.

mod checksum;
mod error;
mod fetcher;
mod hub_cache;
mod lock;
mod manifest;
#[cfg(feature = "http")]
mod network;
mod news;
mod partial;
mod plan;
mod record;
mod settings;

pub use checksum::Checksum;
pub use error::FetchError;
pub use fetcher::{FetchedAsset, FetchedFile, Fetcher, Outcome};
pub use manifest::{Asset, AssetFile, Expected, Licence, Manifest, Source};
pub use news::FetchNews;
pub use plan::{AcceptedPlan, Check, FileState, Origin, Plan, PlannedAsset, PlannedFile};
pub use settings::{FetchSettings, Patience};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeDoctests;
