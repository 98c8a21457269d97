//! Arrays in files: memory maps, `.npy` and `.npz`, raw files, and work on what is larger than memory.
//!
//! **Its place**: above `npcore-ufunc` and `npcore-structured`, whose functions work on what it maps and reads. It knows the formats, the positions of
//! elements in files, and what the system does with pages. It must not know text files, nor what fields of records are:
//! that is `npcore-structured`'s. The facade re-exports it; nothing else builds on it.
//!
//! | what there is | what it is for |
//! |---|---|
//! | [`load`], [`save`], [`append_rows`], [`NpzFile`], [`savez`], [`savez_compressed`], [`fromfile`], [`tofile`] | whole arrays |
//! | [`ArrayFile`] | sections of an array in a file, safely |
//! | [`Memmap`] | an array that lies in a mapped file |
//! | [`out_of_core`] | reductions and functions of what is larger than memory |
//! | [`mod@format`] | the `.npy` format on any `Read` and `Write` |
//!
//! Every error names the file, the byte where there is one, and what is wrong in NumPy's words ([`FileError`]). Nothing in a
//! file is trusted: headers are parsed, never evaluated, and a shape that lies is told before memory is asked for. A file
//! that is written whole takes its name when it is whole, so that a crash leaves the old one.
//!
//! ```
//! use npcore_array::{Array, arange, s};
//! use npcore_mmap::{ArrayFile, Mode, load, out_of_core, save};
//! # let folder = std::env::temp_dir().join(format!("npcore-mmap-{}", std::process::id()));
//! # std::fs::create_dir_all(&folder).unwrap();
//! let path = folder.join("a.npy");
//! save(&path, arange(0.0, 1e6, 1.0).into_shape([1000, 1000])?)?;
//! let file = ArrayFile::<f64>::open_npy(&path, Mode::Read)?;
//! assert_eq!(file.read_section(s![500..502, 7])?.to_string(), "[500007. 501007.]");
//! assert_eq!(out_of_core(&file).mean(..)?, 499_999.5);
//! let all: Array<f64> = load(&path)?;
//! assert_eq!(all.shape(), [1000, 1000]);
//! # std::fs::remove_dir_all(&folder).unwrap();
//! # Ok::<(), npcore_mmap::FileError>(())
//! ```

mod array_file;
mod blocks;
mod elements;
mod error;
mod header;
mod memmap;
mod npy;
mod npz;
mod npz_writer;
mod operators;
mod options;
mod out_of_core;
mod positional;
mod raw;
mod records;
mod section;

pub use array_file::{ArrayFile, Chunk, Chunks, DynArrayFile};
pub use blocks::Block;
pub use error::{FileError, FileErrorKind, Result};
pub use memmap::{Advice, DynMemmap, Memmap};
pub use npy::{SaveOptions, append_rows, load, load_dyn, save};
pub use npz::NpzFile;
pub use npz_writer::{NpzWriter, savez, savez_compressed};
pub use options::{FileOptions, Mode};
pub use out_of_core::{BlockSource, BlockTarget, OutOfCore, Progress, out_of_core};
pub use raw::{fromfile, fromfile_dyn, tofile};

/// The `.npy` format itself: headers, and arrays on any `Read` and `Write`. NumPy's `np.lib.format`.
pub mod format {
    pub use crate::header::{ARRAY_ALIGN, Header, MAGIC_LEN, MAGIC_PREFIX, MAX_HEADER_SIZE, Version};
    pub use crate::npy::{read_array, read_array_dyn, write_array, write_array_version};
}
