//! Reading and writing at a place of a file, without moving anything: many threads may do it at once.

use std::fs::File;
use std::io;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use npcore_exec::for_each_range;

/// The address of memory that several threads fill, each its own part.
#[derive(Clone, Copy)]
pub(crate) struct Target(pub *mut u8);

// SAFETY: an address; who writes through it answers for that.
unsafe impl Send for Target {}
// SAFETY: as above.
unsafe impl Sync for Target {}

impl Target {
    /// The address so many bytes further on.
    pub fn plus(self, bytes: usize) -> *mut u8 {
        self.0.wrapping_add(bytes)
    }
}

/// Reads up to `len` bytes from `offset` on into memory that may be uninitialised, and tells how many there were.
///
/// # Safety
/// `to` is valid for writes of `len` bytes.
#[cfg(unix)]
pub(crate) unsafe fn read_raw(file: &File, to: *mut u8, len: usize, offset: u64) -> io::Result<usize> {
    use std::os::fd::AsRawFd;

    // What Linux reads at most in one call; other systems refuse more than an int.
    const MOST: usize = 0x7fff_f000;
    let mut got = 0;
    while got < len {
        let at = libc::off_t::try_from(offset + got as u64).map_err(|_| io::ErrorKind::InvalidInput)?;
        // SAFETY: the rest of the memory that the caller vouches for.
        let n = unsafe { libc::pread(file.as_raw_fd(), to.add(got).cast(), (len - got).min(MOST), at) };
        match usize::try_from(n) {
            Ok(0) => break,
            Ok(n) => got += n,
            Err(_) => {
                let error = io::Error::last_os_error();
                if error.kind() != io::ErrorKind::Interrupted {
                    return Err(error);
                }
            }
        }
    }
    Ok(got)
}

/// Reads up to `len` bytes from `offset` on into memory that may be uninitialised, and tells how many there were.
///
/// # Safety
/// `to` is valid for writes of `len` bytes.
#[cfg(windows)]
pub(crate) unsafe fn read_raw(file: &File, to: *mut u8, len: usize, offset: u64) -> io::Result<usize> {
    use std::os::windows::fs::FileExt;

    // Zeroed piece by piece, in cache, since the system's function takes initialised memory.
    const PIECE: usize = 256 << 10;
    let mut got = 0;
    while got < len {
        let n = (len - got).min(PIECE);
        // SAFETY: a part of the memory that the caller vouches for, initialised before it is a slice.
        let piece = unsafe {
            to.add(got).write_bytes(0, n);
            std::slice::from_raw_parts_mut(to.add(got), n)
        };
        match file.seek_read(piece, offset + got as u64) {
            Ok(0) => break,
            Ok(n) => got += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(got)
}

/// [`read_raw`] with several threads where that pays. Where the file ends early, all that lies before was read.
///
/// # Safety
/// As [`read_raw`].
pub(crate) unsafe fn read_parallel(file: &File, to: *mut u8, len: usize, offset: u64) -> io::Result<usize> {
    let (end, failed) = (AtomicUsize::new(len), Mutex::new(None));
    let to = Target(to);
    for_each_range(len, 4096, len, &|part| {
        // SAFETY: a part of the memory that the caller vouches for, and no other thread's.
        match unsafe { read_raw(file, to.plus(part.start), part.len(), offset + part.start as u64) } {
            Ok(n) if n == part.len() => {}
            Ok(n) => {
                end.fetch_min(part.start + n, Ordering::Relaxed);
            }
            Err(error) => *failed.lock().unwrap_or_else(|e| e.into_inner()) = Some(error),
        }
    });
    match failed.into_inner().unwrap_or_else(|e| e.into_inner()) {
        Some(error) => Err(error),
        None => Ok(end.into_inner()),
    }
}

/// Writes all bytes from `offset` on.
#[cfg(unix)]
pub(crate) fn write_all(file: &File, bytes: &[u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, offset)
}

/// Writes all bytes from `offset` on.
#[cfg(windows)]
pub(crate) fn write_all(file: &File, mut bytes: &[u8], mut offset: u64) -> io::Result<()> {
    use std::os::windows::fs::FileExt;

    while !bytes.is_empty() {
        match file.seek_write(bytes, offset) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(n) => {
                bytes = &bytes[n..];
                offset += n as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Files from this size on get their room before they are written.
const RESERVED_FROM: u64 = 4 << 20;

/// Room on the disk for a file of `len` bytes that is about to be written; its length stays as it is.
///
/// A full disk is an error now. And a file system that writes what replaces a file to the disk at once (ext4, where it is
/// moved over another or was emptied) need not do so: 72 MB took 28 ms instead of 89, 4 MB 4 instead of 7 to 12.
pub(crate) fn reserve(file: &File, len: u64) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    if len >= RESERVED_FROM
        && let Ok(len) = len.try_into()
    {
        use std::os::fd::AsRawFd;
        // SAFETY: an open file; the call changes no memory of ours.
        if unsafe { libc::fallocate(file.as_raw_fd(), libc::FALLOC_FL_KEEP_SIZE, 0, len) } != 0 {
            let error = io::Error::last_os_error();
            // Other errors (a file system without such a thing, a pipe) do not keep the file from being written.
            if error.kind() == io::ErrorKind::StorageFull {
                return Err(error);
            }
        }
    }
    #[cfg(not(target_os = "linux"))]
    let _ = (file, len, RESERVED_FROM);
    Ok(())
}

/// Makes the file `len` bytes long, with room on the disk for what is new: a full disk is an error now, and not a bus error
/// when a map is written. On an error the file has its old length.
pub(crate) fn grow(file: &File, len: u64) -> io::Result<()> {
    let old = file.metadata()?.len();
    if len <= old {
        return Ok(());
    }
    let grown = allocate(file, old, len);
    if grown.is_err() {
        // The first error is the one to tell.
        let _ = file.set_len(old);
    }
    grown
}

#[cfg(target_os = "linux")]
fn allocate(file: &File, from: u64, to: u64) -> io::Result<()> {
    use std::os::fd::AsRawFd;

    let invalid = |_| io::Error::from(io::ErrorKind::InvalidInput);
    let (start, len) = (from.try_into().map_err(invalid)?, (to - from).try_into().map_err(invalid)?);
    // SAFETY: an open file; the call changes no memory of ours.
    match unsafe { libc::posix_fallocate(file.as_raw_fd(), start, len) } {
        0 => Ok(()),
        // File systems without such a thing.
        libc::EOPNOTSUPP | libc::EINVAL | libc::ENODEV => write_zeros(file, from, to),
        code => Err(io::Error::from_raw_os_error(code)),
    }
}

#[cfg(not(target_os = "linux"))]
fn allocate(file: &File, from: u64, to: u64) -> io::Result<()> {
    write_zeros(file, from, to)
}

fn write_zeros(file: &File, from: u64, to: u64) -> io::Result<()> {
    let zeros = vec![0; (to - from).min(1 << 20) as usize];
    let mut at = from;
    while at < to {
        let n = (to - at).min(zeros.len() as u64);
        write_all(file, &zeros[..n as usize], at)?;
        at += n;
    }
    Ok(())
}
