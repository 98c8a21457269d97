//! What this process runs on and with.

use std::fmt;

use npcore_kernel::{Tier, available_tiers, tier};

use crate::backend::{self, BackendInfo, FoundLibrary, Origin, found_libraries};

/// What [`show_config`] tells. Everything is asked for at the moment of the call.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Config {
    /// npcore's version.
    pub version: String,
    /// What it was compiled for, as `x86_64-linux-gnu`.
    pub target: String,
    /// Whether it was compiled with debug assertions, as debug builds are.
    pub debug_assertions: bool,
    /// The processor's own name, if it tells one.
    pub processor: Option<String>,
    /// Vector instructions.
    pub simd: Simd,
    /// How many threads a call may take.
    pub threads: usize,
    /// How many threads the machine gives the process.
    pub cores: usize,
    /// The back end that this process began with.
    pub default: BackendInfo,
    /// The back end that the calling thread uses.
    pub current: BackendInfo,
    /// Why the environment's `NPCORE_BLAS` is not in use, if it cannot be.
    pub refused: Option<String>,
    /// What of the current back end's work is done in pure Rust.
    pub falls_through: Vec<String>,
    /// BLAS libraries in the usual places that are not in use.
    pub others: Vec<FoundLibrary>,
}

/// Vector instructions: what there are loops for, what the processor has, what is used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Simd {
    /// The tiers that are compiled in.
    pub compiled: Vec<String>,
    /// Those of them that this processor has.
    pub found: Vec<String>,
    /// The one in use; the environment's `NPCORE_SIMD` can lower it.
    pub used: String,
}

/// What [`show_runtime`] tells.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Runtime {
    /// Vector instructions.
    pub simd: Simd,
    /// The back ends that have been loaded, pure Rust first.
    pub backends: Vec<BackendInfo>,
}

/// The version, the instruction set, threads, and the BLAS and LAPACK that are really in use: what NumPy's `show_config`
/// prints, and what it cannot know. Print it, take its fields, or with the feature `serde` serialize it.
///
/// ```
/// let config = npcore_linalg::show_config();
/// assert_eq!(config.current.id, npcore_linalg::backend::current().id());
/// println!("{config}");
/// ```
pub fn show_config() -> Config {
    let (default, current) = (backend::initial().info(), backend::current().info());
    let used = |library: &FoundLibrary| [&default, &current].iter().any(|info| info.id == library.id);
    let (_, processor) = backend::processor();
    Config {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        target: target(),
        debug_assertions: cfg!(debug_assertions),
        processor: Some(processor).filter(|name| !name.is_empty()),
        simd: simd(),
        threads: npcore_exec::num_threads(),
        cores: std::thread::available_parallelism().map_or(1, usize::from),
        refused: backend::refused_variable().map(str::to_owned),
        falls_through: falls_through(&current),
        others: found_libraries().into_iter().filter(|library| !used(library)).collect(),
        default,
        current,
    }
}

/// The instruction set and every back end that this process has loaded: NumPy's `show_runtime`.
///
/// ```
/// assert_eq!(npcore_linalg::show_runtime().backends[0].id, "pure-rust");
/// ```
pub fn show_runtime() -> Runtime {
    Runtime { simd: simd(), backends: backend::loaded() }
}

fn target() -> String {
    let env = ["gnu", "musl", "msvc"].into_iter().find(|env| match *env {
        "gnu" => cfg!(target_env = "gnu"),
        "musl" => cfg!(target_env = "musl"),
        _ => cfg!(target_env = "msvc"),
    });
    let parts = [Some(std::env::consts::ARCH), Some(std::env::consts::OS), env];
    Vec::from_iter(parts.into_iter().flatten()).join("-")
}

fn simd() -> Simd {
    // Elsewhere than on x86-64 there is one tier.
    let compiled = Tier::ALL.into_iter().filter(|&tier| cfg!(target_arch = "x86_64") || tier == Tier::Base);
    let names = |tiers: &mut dyn Iterator<Item = Tier>| Vec::from_iter(tiers.map(|tier| tier.name().to_owned()));
    Simd {
        compiled: names(&mut compiled.into_iter()),
        found: names(&mut available_tiers()),
        used: tier().name().to_owned(),
    }
}

/// What a back end leaves to pure Rust, in words.
fn falls_through(info: &BackendInfo) -> Vec<String> {
    let mut all = Vec::new();
    if info.origin == Origin::PureRust {
        return all;
    }
    let decompositions = info.lapack_version.is_none();
    if decompositions {
        all.push("decompositions: the library has no LAPACK".to_owned());
    }
    let lapack = |name: &&String| !name.starts_with("cblas_");
    let names = info.missing.iter().filter(|name| !(decompositions && lapack(name)));
    all.extend(names.map(|name| format!("{name}: the library has no such function")));
    all.push("matrices with gaps or steps backwards along both axes, or whose elements repeat".to_owned());
    if info.integer_bits == Some(32) {
        all.push("lengths of 2147483648 and more".to_owned());
    }
    all
}

/// `name: value` lines, indented.
struct Lines<'a>(&'a BackendInfo);

impl fmt::Display for Lines<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let info = self.0;
        writeln!(f, "  id: {}", info.id)?;
        writeln!(f, "  name: {}", info.name)?;
        if let Some(version) = &info.version {
            writeln!(f, "  version: {version}")?;
        }
        writeln!(f, "  origin: {}", info.origin)?;
        if let Some(file) = &info.file {
            writeln!(f, "  file: {}", file.display())?;
        }
        if let Some(bits) = info.integer_bits {
            writeln!(f, "  integers: {bits} bits ({})", if bits == 64 { "ILP64" } else { "LP64" })?;
        }
        if let Some(core) = &info.core {
            writeln!(f, "  core type: {core}")?;
        }
        if let Some(threading) = &info.threading {
            writeln!(f, "  threading: {threading}")?;
        }
        match info.threads {
            Some(threads) => writeln!(f, "  threads: {threads}")?,
            None => writeln!(f, "  threads: as the library chooses")?,
        }
        for warning in &info.warnings {
            writeln!(f, "  warning: {warning}")?;
        }
        Ok(())
    }
}

/// LAPACK's lines, of a back end whose BLAS has been told of.
fn lapack_line(f: &mut fmt::Formatter<'_>, info: &BackendInfo) -> fmt::Result {
    match (info.origin, &info.lapack_version) {
        (Origin::PureRust, _) => writeln!(f, "LAPACK: {} (compiled in)", info.id),
        (_, Some(version)) => writeln!(f, "LAPACK: {} (LAPACK {version})", info.id),
        (_, None) => writeln!(f, "LAPACK: {} (the library has none)", backend::PURE_RUST),
    }
}

impl fmt::Display for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let profile = if self.debug_assertions { ", with debug assertions" } else { "" };
        writeln!(f, "npcore {} for {}{profile}", self.version, self.target)?;
        if let Some(processor) = &self.processor {
            writeln!(f, "Processor: {processor}")?;
        }
        write!(f, "{}", self.simd)?;
        writeln!(f, "Threads: {} of {}", self.threads, self.cores)?;
        writeln!(f, "BLAS:\n{}", Lines(&self.current).to_string().trim_end())?;
        lapack_line(f, &self.current)?;
        if self.default.id != self.current.id {
            writeln!(f, "BLAS at first:\n{}", Lines(&self.default).to_string().trim_end())?;
        }
        if let Some(refused) = &self.refused {
            writeln!(f, "Refused: {refused}")?;
        }
        if !self.falls_through.is_empty() {
            writeln!(f, "Done in pure Rust:")?;
            self.falls_through.iter().try_for_each(|line| writeln!(f, "  - {line}"))?;
        }
        if !self.others.is_empty() {
            writeln!(f, "Also found:")?;
            self.others.iter().try_for_each(|library| writeln!(f, "  - {}: {}", library.id, library.file.display()))?;
        }
        Ok(())
    }
}

impl fmt::Display for Simd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "SIMD:")?;
        writeln!(f, "  compiled: {}", self.compiled.join(", "))?;
        writeln!(f, "  found: {}", self.found.join(", "))?;
        writeln!(f, "  in use: {}", self.used)
    }
}

impl fmt::Display for Runtime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.simd)?;
        self.backends.iter().try_for_each(|info| write!(f, "BLAS:\n{}", Lines(info)))
    }
}
