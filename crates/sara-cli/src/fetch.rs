//! `sara fetch`: shows what would be downloaded and under which licence, asks, and downloads.

use crate::progress::Display;
use anyhow::{Context, Error, Result, anyhow, bail};
use asset_fetch::{Asset, FetchNews, FetchSettings, FetchedAsset, Fetcher, Manifest, Origin, Plan};
use clap::Args;
use sara_pipeline::Progress;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(after_help = "\
The licences are shown and consent is asked before anything is sent. Each folder is printed on standard output.
Files go to $SARA_HOME or ~/.cache/sara, models to the cache of the Hugging Face hub ($HF_HUB_CACHE, $HF_HOME/hub or
~/.cache/huggingface/hub). HF_ENDPOINT names a mirror and HF_TOKEN an account; HF_HUB_OFFLINE=1 forbids the network.

Example:
  sara fetch inset roots slang
  sara fetch indobert --accept")]
pub(crate) struct FetchArguments {
    /// What to fetch: names, or all; without one, list what there is
    #[arg(value_name = "NAME")]
    pub(crate) names: Vec<String>,
    /// Agree to the licences without being asked
    #[arg(long)]
    pub(crate) accept: bool,
    /// Take the files from this folder, with the same checks and without the network
    #[arg(long, value_name = "DIR")]
    pub(crate) from: Option<PathBuf>,
    /// A manifest of your own, in TOML [default: the one that comes with the program]
    #[arg(long, value_name = "FILE")]
    pub(crate) manifest: Option<PathBuf>,
}

pub(crate) fn run(arguments: &FetchArguments) -> Result<()> {
    let manifest = match &arguments.manifest {
        Some(path) => {
            let shown = path.display();
            let text = std::fs::read_to_string(path)
                .map_err(|error| anyhow!("cannot read {shown}: {error}"))?;
            Manifest::from_toml(&text).with_context(|| shown.to_string())?
        }
        None => Manifest::shipped()?,
    };
    if arguments.names.is_empty() {
        return list(&manifest);
    }
    let fetcher = Fetcher::new(FetchSettings::from_environment()?);
    let origin = match &arguments.from {
        Some(folder) => Origin::Folder(folder.clone()),
        None => Origin::Network,
    };
    let plan = fetcher.plan(&chosen(&manifest, &arguments.names)?, origin)?;
    for line in plan.to_string().lines() {
        crate::say!("{line}");
    }
    if !plan.is_complete() && !arguments.accept {
        ask(&plan)?;
    }
    let mut display = Display::new();
    let mut task = String::new();
    let fetched = fetcher
        .execute(&plan.accept(), |news| show(&mut display, &mut task, news))
        // As text alone: a connection's broken pipe is not that of the output.
        .map_err(|error| anyhow!("{:#}", Error::from(error)))?;
    drop(display);
    print(&fetched)
}

fn list(manifest: &Manifest) -> Result<()> {
    let mut out = std::io::stdout().lock();
    for asset in manifest.assets() {
        let Asset { name, title, .. } = asset;
        writeln!(out, "{name}\t{title}\t{}", asset.licence.name)?;
    }
    Ok(())
}

fn chosen<'a>(manifest: &'a Manifest, names: &[String]) -> Result<Vec<&'a Asset>> {
    if names.iter().any(|name| name == "all") {
        return Ok(manifest.assets().iter().collect());
    }
    names.iter().map(|name| Ok(manifest.asset(name)?)).collect()
}

/// Ends with an error unless the user says yes.
fn ask(plan: &Plan) -> Result<()> {
    let (bytes, unknown) = plan.bytes_to_fetch();
    let size = match unknown {
        0 => format!("{bytes} bytes"),
        _ => format!("{bytes} bytes and {unknown} files of unknown length"),
    };
    if !std::io::stdin().is_terminal() {
        bail!("{size} to fetch, nothing fetched: --accept agrees to the licences above");
    }
    let mut err = std::io::stderr();
    let _ = write!(err, "Fetch {size} under these licences? [y/N] ");
    let _ = err.flush();
    let mut answer = String::new();
    std::io::stdin()
        .read_line(&mut answer)
        .map_err(|error| anyhow!("cannot read standard input: {error}"))?;
    if !["y", "yes", "ya"].contains(&answer.trim().to_lowercase().as_str()) {
        bail!("nothing fetched");
    }
    Ok(())
}

fn show(display: &mut Display, task: &mut String, news: FetchNews<'_>) {
    let steps = |bytes: u64| usize::try_from(bytes).unwrap_or(usize::MAX);
    match news {
        FetchNews::File { asset, path } => *task = format!("{asset}: {path}"),
        FetchNews::Bytes { done, total } => display.show(Progress::Step {
            task,
            done: steps(done),
            total: steps(total.unwrap_or(done)),
        }),
        FetchNews::Waiting { .. } => {
            display.show(Progress::Note("another process is at it, waiting"));
        }
        FetchNews::Retry { error, wait } => {
            let text = format!("{error}; again in {:.0} s", wait.as_secs_f64());
            display.show(Progress::Note(&text));
        }
        FetchNews::FirstUse {
            asset,
            path,
            recorded,
            told,
        } => {
            let told = match told {
                Some(told) => format!("the hub says {told}"),
                None => "nothing to compare with".to_owned(),
            };
            let text = format!("{asset}: {path} trusted on first use, {told}; recorded {recorded}");
            display.show(Progress::Note(&text));
        }
        _ => {}
    }
}

fn print(fetched: &[FetchedAsset]) -> Result<()> {
    let mut out = std::io::stdout().lock();
    for asset in fetched {
        writeln!(out, "{}\t{}", asset.name, asset.folder.display())?;
    }
    Ok(())
}
