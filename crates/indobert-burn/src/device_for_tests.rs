//! The device that the unit tests run on.

use crate::Device;

/// `SARA_TEST_DEVICE`, else the CPU.
pub(crate) fn for_tests() -> Device {
    let name = std::env::var("SARA_TEST_DEVICE").unwrap_or_else(|_| "cpu".to_owned());
    Device::from_name(&name).expect("SARA_TEST_DEVICE names a device of this build and machine")
}
