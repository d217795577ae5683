use std::fmt;

/// The instructions that the inner loops are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kernel {
    /// Tiles of 12 rows by two vectors of 512 bits; x86-64 with AVX-512F.
    Avx512,
    /// Tiles of 6 rows by two vectors of 256 bits; x86-64 with AVX2 and FMA.
    Avx2,
    /// Plain Rust that the compiler turns into vectors; everywhere.
    Portable,
}

impl Kernel {
    /// All kernels, the fastest first.
    pub const ALL: [Self; 3] = [Self::Avx512, Self::Avx2, Self::Portable];

    /// The fastest kernel that this processor can run.
    #[must_use]
    pub fn detect() -> Self {
        Self::ALL
            .into_iter()
            .find(|kernel| kernel.is_supported())
            .unwrap_or(Self::Portable)
    }

    /// Whether this processor can run the kernel.
    #[must_use]
    pub fn is_supported(self) -> bool {
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => is_x86_feature_detected!("avx512f") && Self::Avx2.is_supported(),
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma"),
            #[cfg(not(target_arch = "x86_64"))]
            Self::Avx512 | Self::Avx2 => false,
            Self::Portable => true,
        }
    }
}

impl fmt::Display for Kernel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Avx512 => "avx512",
            Self::Avx2 => "avx2",
            Self::Portable => "portable",
        })
    }
}
