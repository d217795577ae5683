//! Parts of networks in Burn's terms.

mod attend;
mod dropout;
mod gelu;
mod product;

pub use attend::attend;
pub use dropout::dropout;
pub use gelu::activate;
pub use product::{ALIGNMENT, aligned_linear, aligned_matmul, linear, matmul};

/// The device as Burn knows it.
pub fn device(device: &crate::Device) -> &burn::tensor::Device {
    device.burn()
}

/// Whether the device's numbers lie in this process's memory, so that taking them out costs little.
pub fn is_host(device: &burn::tensor::Device) -> bool {
    #[cfg(feature = "cpu")]
    if *device == burn::tensor::Device::flex() {
        return true;
    }
    let _ = device;
    false
}
