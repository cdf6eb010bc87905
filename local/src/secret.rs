//! The root secret of a local house: a file that only its owner reads.

use common::chance::Chance;
use common::secrets::Keys;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// The file of the root secret, made when it is missing.
///
/// # Errors
/// When it cannot be written to the disk.
pub fn keep(data: &Path, chance: &Chance) -> io::Result<PathBuf> {
    let path = data.join("root-secret.json");
    if path.exists() {
        return Ok(path);
    }
    // Written beside and renamed: a crash in between leaves no half secret, and keys made with one would be lost.
    let fresh = data.join("root-secret.new");
    let _ = fs::remove_file(&fresh);
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&fresh)?;
    file.write_all(Keys::fresh_json(chance).as_bytes())?;
    file.sync_all()?;
    fs::rename(&fresh, &path)?;
    fs::File::open(data)?.sync_all()?;
    Ok(path)
}
