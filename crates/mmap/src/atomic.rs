//! Files that appear whole or not at all: written beside their place and moved there when they are complete.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::error::{InFile, Result};
use crate::positional;

/// How a file is written.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Writing {
    /// Whether the bytes are on the disk before the file takes its name, and the name before the function returns.
    pub sync: bool,
    /// Whether a file that is there is emptied and written again.
    pub in_place: bool,
}

/// Writes a file by `write`. Until that has succeeded, a file that was there before stays as it is (if it is not to be
/// written in place); a crash leaves it too.
///
/// What is no regular file (a pipe, a device) is written directly. `room` is how many bytes it will have, as far as that is
/// known.
pub(crate) fn write_file(
    path: &Path,
    how: Writing,
    room: u64,
    write: impl FnOnce(&mut File) -> Result<()>,
) -> Result<()> {
    let sync = how.sync;
    let write = |file: &mut File| {
        positional::reserve(file, room).in_file(path)?;
        write(file).in_file(path)
    };
    if how.in_place {
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).open(path).in_file(path)?;
        write(&mut file)?;
        return if sync { file.sync_all().in_file(path) } else { Ok(()) };
    }
    // A link stays one: what it points to is replaced.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let old = fs::metadata(&target).ok();
    if old.as_ref().is_some_and(|old| !old.is_file()) {
        let mut file = OpenOptions::new().write(true).open(&target).in_file(path)?;
        return write(&mut file);
    }
    if let Some(old) = &old
        && old.permissions().readonly()
    {
        // Moving a file over it would not ask.
        OpenOptions::new().write(true).open(&target).in_file(path)?;
    }
    let (mut file, mut temporary) = create_beside(&target).in_file(path)?;
    let done = write(&mut file).and_then(|()| {
        if let Some(old) = old {
            file.set_permissions(old.permissions()).in_file(path)?;
        }
        if sync {
            file.sync_all().in_file(path)?;
        }
        // Before the move: Windows moves no open files.
        drop(file);
        fs::rename(&temporary.path, &target).in_file(path)?;
        if sync { sync_folder(&target).in_file(path) } else { Ok(()) }
    });
    temporary.was_moved = done.is_ok();
    done
}

/// A file that is removed unless it was moved away, also where its writing panics.
struct Temporary {
    path: PathBuf,
    was_moved: bool,
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if !self.was_moved {
            // What cannot be removed stays: there is nobody to tell.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// A new file in the folder of `path`, with a name of its own that begins with a dot and ends with `.tmp`.
fn create_beside(path: &Path) -> io::Result<(File, Temporary)> {
    static NEXT: AtomicU64 = AtomicU64::new(0);

    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    loop {
        let mut temporary = std::ffi::OsString::from(".");
        temporary.push(name);
        temporary.push(format!(".{}-{}.tmp", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed)));
        let path = path.with_file_name(temporary);
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(file) => return Ok((file, Temporary { path, was_moved: false })),
            // Left by a process of the same number that was killed.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
}

/// On Unix a name is on the disk when its folder is.
fn sync_folder(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder)?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}
