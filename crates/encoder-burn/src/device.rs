//! Where the arithmetic runs.

use std::fmt;
use std::str::FromStr;

use crate::ModelError;

/// A compute device: the CPU, or a GPU when the feature `cuda` is on.
///
/// ```
/// # #[cfg(feature = "cpu")] {
/// use encoder_burn::Device;
///
/// let device: Device = "cpu".parse()?;
/// assert_eq!(device.to_string(), "cpu");
/// let error = Device::from_name("abacus").unwrap_err();
/// assert!(error.to_string().starts_with("unknown device `abacus`: this build has cpu"));
/// # }
/// # Ok::<(), encoder_burn::ModelError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Device {
    name: String,
    inner: burn::tensor::Device,
}

impl Device {
    /// Opens a device by name: `cpu`, `ndarray`, `cuda` or `cuda:<index>`.
    ///
    /// # Errors
    ///
    /// [`ModelError::UnknownDevice`] lists what is compiled in; [`ModelError::DeviceUnavailable`]
    /// says that the GPU or its driver is missing.
    pub fn from_name(name: &str) -> Result<Self, ModelError> {
        let inner = open(name)?;
        Ok(Self {
            name: name.to_owned(),
            inner,
        })
    }

    pub(crate) fn burn(&self) -> &burn::tensor::Device {
        &self.inner
    }
}

impl FromStr for Device {
    type Err = ModelError;

    fn from_str(name: &str) -> Result<Self, ModelError> {
        Self::from_name(name)
    }
}

impl fmt::Display for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

fn open(name: &str) -> Result<burn::tensor::Device, ModelError> {
    match name {
        #[cfg(feature = "cpu")]
        "cpu" => Ok(burn::tensor::Device::flex()),
        #[cfg(feature = "ndarray")]
        "ndarray" => {
            #[expect(deprecated, reason = "kept selectable until Burn removes it")]
            let device = burn::tensor::Device::ndarray();
            Ok(device)
        }
        #[cfg(feature = "cuda")]
        _ if name == "cuda" || name.starts_with("cuda:") => open_cuda(name),
        _ => Err(unknown(name)),
    }
}

#[cfg(feature = "cuda")]
fn open_cuda(name: &str) -> Result<burn::tensor::Device, ModelError> {
    let index: usize = match name.strip_prefix("cuda:") {
        Some(index) => index.parse().map_err(|_| unknown(name))?,
        None => 0,
    };
    // A missing driver or GPU shows itself as a panic at the first use, so use it once here.
    std::panic::catch_unwind(|| {
        let device = burn::tensor::Device::cuda(index);
        let probe = burn::tensor::Tensor::<1>::zeros([1], &device);
        let _ = probe.into_data();
        device
    })
    .map_err(|_| ModelError::DeviceUnavailable {
        name: name.to_owned(),
    })
}

fn unknown(name: &str) -> ModelError {
    let compiled = [
        (cfg!(feature = "cpu"), "cpu"),
        (cfg!(feature = "ndarray"), "ndarray"),
        (cfg!(feature = "cuda"), "cuda:<index>"),
    ];
    let names: Vec<&str> = compiled
        .into_iter()
        .filter(|(on, _)| *on)
        .map(|(_, name)| name)
        .collect();
    let available = if names.is_empty() {
        "no device".to_owned()
    } else {
        names.join(", ")
    };
    ModelError::UnknownDevice {
        name: name.to_owned(),
        available,
    }
}

/// Sets the number of CPU threads, for the whole process and once.
///
/// The CPU backend draws on rayon's global pool, which takes its size when it is first used: call
/// this before anything else. Without it the pool has one thread a core. Results are reproducible
/// bit for bit on one thread; with more, sums may be added up in another order.
///
/// # Errors
///
/// [`ModelError::InvalidSetting`] for 0, [`ModelError::Threads`] if the pool is already running.
pub fn set_threads(threads: usize) -> Result<(), ModelError> {
    if threads == 0 {
        return Err(ModelError::InvalidSetting {
            name: "threads",
            expected: "at least 1",
            got: threads.to_string(),
        });
    }
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build_global()
        .map_err(|source| ModelError::Threads { threads, source })
}

/// The device that the tests run on: `SARA_TEST_DEVICE`, else the CPU.
#[cfg(test)]
pub(crate) fn for_tests() -> Device {
    let name = std::env::var("SARA_TEST_DEVICE").unwrap_or_else(|_| "cpu".to_owned());
    Device::from_name(&name).expect("SARA_TEST_DEVICE names a device of this build and machine")
}
