//! Arrays in files: maps, `.npy` and `.npz`, raw files, and work on what is larger than memory.
mod array_file;
mod atomic;
mod blocks;
mod elements;
mod error;
mod header;
mod memmap;
mod npy;
mod npz;
mod npz_writer;
mod options;
mod positional;
mod raw;
mod section;

pub use array_file::{ArrayFile, Chunk, Chunks, DynArrayFile};
pub use blocks::Block;
pub use error::{FileError, FileErrorKind, Result};
pub use memmap::{Advice, DynMemmap, Memmap};
pub use npy::{SaveOptions, append_rows, load, load_dyn, save};
pub use npz::NpzFile;
pub use npz_writer::{NpzWriter, savez, savez_compressed};
pub use options::{FileOptions, Mode};
pub use raw::{fromfile, fromfile_dyn, tofile};

/// The `.npy` format itself: headers, and arrays on any `Read` and `Write`.
pub mod format {
    pub use crate::header::{ARRAY_ALIGN, Header, MAGIC_LEN, MAGIC_PREFIX, MAX_HEADER_SIZE, Version};
    pub use crate::npy::{read_array, read_array_dyn, write_array, write_array_version};
}
