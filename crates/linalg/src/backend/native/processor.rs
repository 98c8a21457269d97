//! Instruction sets: what the processor has, and what the kernels that a library chose were written for.

/// Vector instructions of x86-64, lowest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    Sse,
    Avx,
    Avx2,
    Avx512,
}

impl Level {
    pub fn name(self) -> &'static str {
        match self {
            Level::Sse => "SSE",
            Level::Avx => "AVX",
            Level::Avx2 => "AVX2",
            Level::Avx512 => "AVX-512",
        }
    }

    /// That of this processor.
    #[cfg(target_arch = "x86_64")]
    pub fn of_processor() -> Option<Level> {
        use std::arch::is_x86_feature_detected as has;
        Some(if has!("avx512f") && has!("avx512cd") && has!("avx512bw") && has!("avx512dq") && has!("avx512vl") {
            Level::Avx512
        } else if has!("avx2") && has!("fma") {
            Level::Avx2
        } else if has!("avx") {
            Level::Avx
        } else {
            Level::Sse
        })
    }

    /// That of this processor; elsewhere than on x86-64 none of these.
    #[cfg(not(target_arch = "x86_64"))]
    pub fn of_processor() -> Option<Level> {
        None
    }
}

/// The instruction set of OpenBLAS's kernels by their name.
pub(crate) fn openblas_core(name: &str) -> Option<Level> {
    Some(match name.to_ascii_lowercase().as_str() {
        "skylakex" | "cooperlake" | "sapphirerapids" => Level::Avx512,
        "haswell" | "zen" | "excavator" => Level::Avx2,
        "sandybridge" | "bulldozer" | "piledriver" | "steamroller" => Level::Avx,
        "prescott" | "core2" | "penryn" | "dunnington" | "nehalem" | "athlon" | "opteron" | "opteron_sse3"
        | "barcelona" | "bobcat" | "atom" | "nano" | "katmai" | "coppermine" | "northwood" | "banias"
        | "sse_generic" | "generic" => Level::Sse,
        _ => return None,
    })
}

/// What `OPENBLAS_CORETYPE` should be on a processor of this level; AMD's kernels for AVX2 are their own.
pub(crate) fn openblas_coretype(level: Level, vendor: &str) -> Option<&'static str> {
    match level {
        Level::Avx512 => Some("SkylakeX"),
        Level::Avx2 if vendor == "AuthenticAMD" => Some("Zen"),
        Level::Avx2 => Some("Haswell"),
        Level::Avx => Some("Sandybridge"),
        Level::Sse => None,
    }
}

/// The instruction set of BLIS's kernels by their name.
pub(crate) fn blis_core(name: &str) -> Option<Level> {
    Some(match name {
        "skx" | "knl" | "zen4" | "zen5" => Level::Avx512,
        "haswell" | "zen" | "zen2" | "zen3" | "excavator" => Level::Avx2,
        "sandybridge" | "bulldozer" | "piledriver" | "steamroller" => Level::Avx,
        "penryn" | "generic" => Level::Sse,
        _ => return None,
    })
}

/// MKL's number of a code branch.
pub(crate) fn mkl_branch(branch: i32) -> Option<(&'static str, Level)> {
    Some(match branch {
        3 | 4 => ("SSE2", Level::Sse),
        5 => ("SSE3", Level::Sse),
        6 => ("SSSE3", Level::Sse),
        7 => ("SSE4.1", Level::Sse),
        8 => ("SSE4.2", Level::Sse),
        9 => ("AVX", Level::Avx),
        10 => ("AVX2", Level::Avx2),
        11..=14 => ("AVX-512", Level::Avx512),
        _ => return None,
    })
}

/// The maker of the processor and its name, as it tells them.
#[cfg(target_arch = "x86_64")]
pub(crate) fn identity() -> (String, String) {
    use std::arch::x86_64::__cpuid;
    let text = |words: &[u32]| {
        let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
        String::from_utf8_lossy(&bytes).trim_matches(['\0', ' ']).to_owned()
    };
    let first = __cpuid(0);
    let vendor = text(&[first.ebx, first.edx, first.ecx]);
    let named = __cpuid(0x8000_0000).eax >= 0x8000_0004;
    let name = (0x8000_0002..=0x8000_0004u32).filter(|_| named).flat_map(|leaf| {
        let part = __cpuid(leaf);
        [part.eax, part.ebx, part.ecx, part.edx]
    });
    (vendor, text(&Vec::from_iter(name)))
}

/// The maker of the processor and its name: only x86-64 tells them.
#[cfg(not(target_arch = "x86_64"))]
pub(crate) fn identity() -> (String, String) {
    (String::new(), String::new())
}
