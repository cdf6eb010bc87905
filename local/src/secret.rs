//! The root secret of a local house: a file that only its owner reads.

use platform::chance::Chance;
use platform::secrets::{RootSecret, replace_file};
use std::io;
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
    replace_file(&path, &RootSecret::fresh(chance).to_json())?;
    Ok(path)
}
