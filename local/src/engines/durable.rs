//! A folder in which a file appears whole and for good, or not at all.
//!
//! A file is written aside, flushed to the disk, renamed into place, and then the folder that names it is flushed too.
//! Whoever is told that it is there finds it there after a power cut.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// Name of the sub-folder for files that are not yet whole. No object or mail can be called like this.
const SCRATCH: &str = ".tmp";

/// How many folders are remembered as flushed; beyond it they are flushed again.
const MAX_KNOWN_FOLDERS: usize = 10_000;

/// The folder.
#[derive(Debug)]
pub(crate) struct DurableFolder {
    root: PathBuf,
    next_scratch: AtomicU64,
    /// Sub-folders whose own names are known to be on the disk.
    known: Mutex<HashSet<PathBuf>>,
}

/// A file that is being written. Dropped before `publish`, it leaves nothing behind.
#[derive(Debug)]
pub(crate) struct PendingFile<'f> {
    folder: &'f DurableFolder,
    scratch: PathBuf,
    file: File,
    published: bool,
}

impl DurableFolder {
    /// Opens the folder, makes it when it is missing, and forgets what a crash left half-written.
    pub(crate) fn open(root: PathBuf) -> io::Result<Self> {
        let scratch = root.join(SCRATCH);
        fs::create_dir_all(&scratch)?;
        for leftover in fs::read_dir(&scratch)? {
            fs::remove_file(leftover?.path())?;
        }
        sync_folder(&root)?;
        if let Some(parent) = root.parent() {
            sync_folder(parent)?;
        }
        Ok(Self { root, next_scratch: AtomicU64::new(0), known: Mutex::default() })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Makes a sub-folder of the root, durably.
    pub(crate) fn create_folder(&self, name: &str) -> io::Result<()> {
        self.settle_folders(&self.root.join(name))
    }

    /// Begins a file.
    pub(crate) fn begin(&self) -> io::Result<PendingFile<'_>> {
        let number = self.next_scratch.fetch_add(1, Ordering::Relaxed);
        let scratch = self.root.join(SCRATCH).join(number.to_string());
        let file = File::create(&scratch)?;
        Ok(PendingFile { folder: self, scratch, file, published: false })
    }

    /// Removes a file; absent is as good as removed.
    pub(crate) fn remove(&self, name: &Path) -> io::Result<()> {
        let path = self.root.join(name);
        match fs::remove_file(&path) {
            Ok(()) => path.parent().map_or(Ok(()), sync_folder),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Makes every folder from the root down to `folder`, and flushes the name of each.
    fn settle_folders(&self, folder: &Path) -> io::Result<()> {
        // The lock is held over the flush: a second writer must not believe in a name that is not on the disk yet.
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if folder == self.root || known.contains(folder) {
            return Ok(());
        }
        let mut missing: Vec<_> = folder.ancestors().take_while(|path| *path != self.root).collect();
        missing.reverse();
        for path in missing {
            if known.contains(path) {
                continue;
            }
            match fs::create_dir(path) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
                _ => sync_folder(path.parent().unwrap_or(&self.root))?,
            }
            if known.len() >= MAX_KNOWN_FOLDERS {
                known.clear();
            }
            known.insert(path.to_path_buf());
        }
        Ok(())
    }
}

impl PendingFile<'_> {
    /// Flushes the file and gives it its name (relative to the folder), replacing what had that name before.
    pub(crate) fn publish(mut self, name: &Path) -> io::Result<()> {
        let path = self.folder.root.join(name);
        let parent = path.parent().unwrap_or(&self.folder.root);
        self.file.sync_all()?;
        self.folder.settle_folders(parent)?;
        fs::rename(&self.scratch, &path)?;
        self.published = true;
        sync_folder(parent)
    }
}

impl Write for PendingFile<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for PendingFile<'_> {
    fn drop(&mut self) {
        if !self.published {
            // Nothing to tell anybody: a file that stays here is removed at the next start.
            let _ = fs::remove_file(&self.scratch);
        }
    }
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> (tempfile::TempDir, DurableFolder) {
        let dir = tempfile::tempdir().unwrap();
        let folder = DurableFolder::open(dir.path().join("root")).unwrap();
        (dir, folder)
    }

    #[test]
    fn a_published_file_has_its_name_and_no_scratch_is_left() {
        let (_dir, folder) = folder();
        let mut file = folder.begin().unwrap();
        file.write_all(b"whole").unwrap();
        file.publish(Path::new("a/b/c")).unwrap();
        assert_eq!(fs::read(folder.root().join("a/b/c")).unwrap(), b"whole");
        assert_eq!(fs::read_dir(folder.root().join(SCRATCH)).unwrap().count(), 0);
    }

    #[test]
    fn an_abandoned_file_leaves_nothing() {
        let (_dir, folder) = folder();
        folder.begin().unwrap().write_all(b"half").unwrap();
        assert_eq!(fs::read_dir(folder.root().join(SCRATCH)).unwrap().count(), 0);
    }

    #[test]
    fn what_a_crash_left_half_written_is_gone_after_the_next_start() {
        let (dir, folder) = folder();
        fs::write(folder.root().join(SCRATCH).join("7"), b"half").unwrap();
        let again = DurableFolder::open(dir.path().join("root")).unwrap();
        assert_eq!(fs::read_dir(again.root().join(SCRATCH)).unwrap().count(), 0);
    }

    #[test]
    fn removing_twice_is_removing_once() {
        let (_dir, folder) = folder();
        folder.begin().unwrap().publish(Path::new("a")).unwrap();
        folder.remove(Path::new("a")).unwrap();
        folder.remove(Path::new("a")).unwrap();
        assert!(!folder.root().join("a").exists());
    }
}
