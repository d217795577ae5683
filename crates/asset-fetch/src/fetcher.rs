mod hub_file;
mod web_file;

use crate::checksum::{self, Checksum};
use crate::error::FetchError;
use crate::hub_cache::HubRepository;
use crate::manifest::{Asset, AssetFile, Expected, Source};
#[cfg(feature = "http")]
use crate::network::Client;
use crate::news::{FetchNews, Listener};
use crate::partial::{Partial, Requirement};
#[cfg(feature = "http")]
use crate::plan::resolve_address;
use crate::plan::{AcceptedPlan, Check, FileState, Origin, Plan, PlannedAsset, PlannedFile};
use crate::settings::FetchSettings;
use std::path::{Path, PathBuf};

/// Makes plans, and carries out those that were accepted.
#[derive(Debug, Clone)]
pub struct Fetcher {
    settings: FetchSettings,
}

/// An asset that is complete on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FetchedAsset {
    /// The asset's name.
    pub name: String,
    /// The folder with its files.
    pub folder: PathBuf,
    /// In the order of the manifest.
    pub files: Vec<FetchedFile>,
}

/// A file that is where it belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FetchedFile {
    /// Where.
    pub path: PathBuf,
    /// The SHA-256 of its bytes.
    pub sha256: Checksum,
    /// What they were compared with.
    pub check: Check,
    /// How it came there.
    pub outcome: Outcome,
}

/// How a file came to its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// It was there before.
    AlreadyThere,
    /// From the network.
    Downloaded,
    /// From a local folder.
    Copied,
}

/// Where bytes come from while a plan is carried out.
enum Supply<'a> {
    Folder(&'a Path),
    #[cfg(feature = "http")]
    Network(Box<Client>),
}

/// A file that is in its place, and what its bytes are.
struct Arrival {
    sha256: Checksum,
    check: Check,
    outcome: Outcome,
}

impl Fetcher {
    /// A fetcher with these settings.
    pub fn new(settings: FetchSettings) -> Self {
        Self { settings }
    }

    /// Compares the cache with what is asked for. Sends nothing and writes nothing.
    ///
    /// # Errors
    ///
    /// [`FetchError::Read`] and [`FetchError::Record`] for a damaged cache, and
    /// [`FetchError::NotInFolder`].
    pub fn plan(&self, assets: &[&Asset], origin: Origin) -> Result<Plan, FetchError> {
        Plan::new(&self.settings, assets, origin)
    }

    /// Fetches what is missing, and returns where everything is.
    ///
    /// Files are written under other names, checked, and renamed; a file under its own name is
    /// whole. What was downloaded before a failure is kept and continued by the next call.
    /// No client is made where nothing is missing or the environment forbids the network.
    ///
    /// # Errors
    ///
    /// All of [`FetchError`], but for those of manifests and settings.
    pub fn execute(
        &self,
        plan: &AcceptedPlan,
        mut news: impl FnMut(FetchNews<'_>),
    ) -> Result<Vec<FetchedAsset>, FetchError> {
        let AcceptedPlan(plan) = plan;
        let first_missing = plan.assets.iter().find_map(|planned| {
            let file = planned.files.iter().find(|file| !file.is_present())?;
            Some((planned.asset.name.as_str(), file.file.path.as_str()))
        });
        let supply = match (&plan.origin, first_missing) {
            (_, None) => None,
            (Origin::Folder(folder), _) => Some(Supply::Folder(folder)),
            (Origin::Network, Some((asset, path))) => Some(self.network(asset, path)?),
        };
        plan.assets
            .iter()
            .map(|planned| match &planned.asset.source {
                Source::Web { .. } => self.web_asset(planned, supply.as_ref(), &mut news),
                Source::Hub { repository } => {
                    let cached = HubRepository::new(&self.settings.hub_cache, repository);
                    self.hub_asset(planned, &cached, supply.as_ref(), &mut news)
                }
            })
            .collect()
    }

    fn network(&self, asset: &str, path: &str) -> Result<Supply<'_>, FetchError> {
        if let Some(variable) = self.settings.offline {
            return Err(FetchError::Offline {
                asset: asset.to_owned(),
                path: path.to_owned(),
                variable,
            });
        }
        #[cfg(feature = "http")]
        return Ok(Supply::Network(Box::new(Client::new(&self.settings))));
        #[cfg(not(feature = "http"))]
        return Err(FetchError::NoHttp {
            asset: asset.to_owned(),
            path: path.to_owned(),
        });
    }

    fn web_asset(
        &self,
        planned: &PlannedAsset,
        supply: Option<&Supply<'_>>,
        news: &mut Listener<'_>,
    ) -> Result<FetchedAsset, FetchError> {
        let asset = &planned.asset;
        let folder = self.settings.home.join(&asset.name).join(&asset.revision);
        let mut files = Vec::new();
        for planned in &planned.files {
            let target = folder.join(planned.file.name());
            let arrival = match already_there(planned, &target)? {
                Some(arrival) => arrival,
                None => {
                    news(FetchNews::File {
                        asset: &asset.name,
                        path: &planned.file.path,
                    });
                    web_file::arrive(asset, planned, &target, supply, news)?
                }
            };
            files.push(arrival.at(target));
        }
        Ok(FetchedAsset {
            name: asset.name.clone(),
            folder,
            files,
        })
    }

    fn hub_asset(
        &self,
        planned: &PlannedAsset,
        cached: &HubRepository,
        supply: Option<&Supply<'_>>,
        news: &mut Listener<'_>,
    ) -> Result<FetchedAsset, FetchError> {
        let asset = &planned.asset;
        let mut commit = cached.commit(&asset.revision);
        let mut arrivals = Vec::new();
        for planned in &planned.files {
            let target = commit
                .as_ref()
                .map(|commit| cached.snapshot(commit).join(&planned.file.path));
            let there = match &target {
                Some(target) => already_there(planned, target)?,
                None => None,
            };
            let arrival = match (there, supply) {
                (Some(arrival), _) => arrival,
                (None, Some(supply)) => {
                    news(FetchNews::File {
                        asset: &asset.name,
                        path: &planned.file.path,
                    });
                    self.hub_file(asset, &planned.file, cached, &mut commit, supply, news)?
                }
                (None, None) => return Err(vanished(&planned.file.path)),
            };
            arrivals.push(arrival);
        }
        let Some(commit) = commit else {
            return Err(commit_unknown(asset));
        };
        let folder = cached.snapshot(&commit);
        let files = planned
            .files
            .iter()
            .zip(arrivals)
            .map(|(planned, arrival)| arrival.at(folder.join(&planned.file.path)))
            .collect();
        Ok(FetchedAsset {
            name: asset.name.clone(),
            folder,
            files,
        })
    }

    fn hub_file(
        &self,
        asset: &Asset,
        file: &AssetFile,
        cached: &HubRepository,
        commit: &mut Option<String>,
        supply: &Supply<'_>,
        news: &mut Listener<'_>,
    ) -> Result<Arrival, FetchError> {
        match supply {
            Supply::Folder(folder) => {
                let Some(commit) = commit else {
                    return Err(commit_unknown(asset));
                };
                hub_file::from_folder(asset, file, cached, commit, folder, news)
            }
            #[cfg(feature = "http")]
            Supply::Network(client) => {
                let Source::Hub { repository } = &asset.source else {
                    return Err(vanished(&file.path));
                };
                let address = |revision: &str| {
                    resolve_address(&self.settings.endpoint, repository, revision, &file.path)
                };
                let revision = commit.clone().unwrap_or_else(|| asset.revision.clone());
                let found = client.find(&address(&revision), commit.as_deref(), news)?;
                let at = found.commit.clone();
                let url = address(&at);
                let arrival =
                    hub_file::from_network(asset, file, cached, client, &url, &found, news)?;
                cached.set_commit(&asset.revision, &at)?;
                *commit = Some(at);
                Ok(arrival)
            }
        }
    }
}

impl Arrival {
    fn at(self, path: PathBuf) -> FetchedFile {
        FetchedFile {
            path,
            sha256: self.sha256,
            check: self.check,
            outcome: self.outcome,
        }
    }
}

fn already_there(planned: &PlannedFile, target: &Path) -> Result<Option<Arrival>, FetchError> {
    let FileState::Present { check } = planned.state else {
        return Ok(None);
    };
    let sha256 = match planned.file.expected {
        Expected::Pinned { checksum, .. } => checksum,
        Expected::FirstUse { .. } => checksum::of_file(target, &Checksum::Sha256([0; 32]))?,
    };
    Ok(Some(Arrival {
        sha256,
        check,
        outcome: Outcome::AlreadyThere,
    }))
}

fn copy_file(
    source: &Path,
    partial: &Path,
    requirement: &Requirement<'_>,
) -> Result<(Partial, Checksum), FetchError> {
    let mut copy = Partial::resume(partial, requirement.limit)?;
    copy.restart()?;
    copy.append_file(source, requirement)?;
    copy.keep_if_right(requirement)
}

fn commit_unknown(asset: &Asset) -> FetchError {
    FetchError::CommitUnknown {
        asset: asset.name.clone(),
        revision: asset.revision.clone(),
    }
}

/// A file that was there when the plan was made.
fn vanished(path: &str) -> FetchError {
    FetchError::read(Path::new(path), std::io::ErrorKind::NotFound.into())
}
