//! Loops compiled a second time for wide vector registers.
//!
//! The loops hold no reduction that the compiler would have to reorder, and no
//! multiplication is fused with an addition: both versions give the same bits.

/// Defines a function whose body is compiled for every processor and again for AVX-512
/// and AVX2; which one runs is decided when it is called.
macro_rules! vectorised {
    (
        $(#[$meta:meta])*
        $vis:vis fn $name:ident$(<$t:ident: $bound:path>)?($($arg:ident: $type:ty),* $(,)?) $(-> $out:ty)? $body:block
    ) => {
        $(#[$meta])*
        $vis fn $name$(<$t: $bound>)?($($arg: $type),*) $(-> $out)? {
            #[inline(always)]
            fn portable$(<$t: $bound>)?($($arg: $type),*) $(-> $out)? $body

            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx512f,avx512vl,avx512dq,avx512bw")]
                fn avx512$(<$t: $bound>)?($($arg: $type),*) $(-> $out)? {
                    portable($($arg),*)
                }
                #[target_feature(enable = "avx2")]
                fn avx2$(<$t: $bound>)?($($arg: $type),*) $(-> $out)? {
                    portable($($arg),*)
                }
                if is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512vl")
                    && is_x86_feature_detected!("avx512dq")
                    && is_x86_feature_detected!("avx512bw")
                {
                    #[allow(unsafe_code, reason = "the features were found a line above")]
                    // SAFETY: the processor has every feature that the function asks for.
                    return unsafe { avx512($($arg),*) };
                }
                if is_x86_feature_detected!("avx2") {
                    #[allow(unsafe_code, reason = "the feature was found a line above")]
                    // SAFETY: the processor has the feature that the function asks for.
                    return unsafe { avx2($($arg),*) };
                }
            }
            portable($($arg),*)
        }
    };
}

pub(crate) use vectorised;
