//! The root secret of a local house: a file that only its owner reads, beside a fingerprint of it that tells whether the
//! data are its own.

use platform::chance::Chance;
use platform::clock::Clock;
use platform::secrets::{Keys, RootSecret, SecretError, replace_file};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What shows that a folder was worked in.
const TRACES: [&str; 3] = ["database.sqlite", "objects", FINGERPRINT];
const FINGERPRINT: &str = "root-secret.fingerprint";

/// Why a folder's root secret cannot be used. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum SecretFault {
    /// The files cannot be read or written.
    #[error("the root secret cannot be read from the data folder, or written there")]
    File(#[source] io::Error),
    /// The file holds something else.
    #[error("{} holds no root secret", .0.display())]
    Shape(PathBuf, #[source] SecretError),
    /// The folder has data and no secret.
    #[error("{} is missing, and the folder has data that were made with it", .0.display())]
    Missing(PathBuf),
    /// The secret is that of other data.
    #[error("{} is not the root secret that the data of this folder were made with", .0.display())]
    Foreign(PathBuf),
}

/// The file of the root secret; made when the folder is new. The caller holds the folder, and makes data only afterwards.
///
/// # Errors
/// When the folder has data and its secret is missing or another one: new certificates would get codes that no old key
/// finds, and nobody could sign in.
pub fn keep(data: &Path, clock: &Clock, chance: &Chance) -> Result<PathBuf, SecretFault> {
    let (path, mark) = (data.join("root-secret.json"), data.join(FINGERPRINT));
    if !path.exists() {
        if TRACES.iter().any(|trace| data.join(trace).exists()) {
            return Err(SecretFault::Missing(path));
        }
        replace_file(&path, &RootSecret::fresh(chance).to_json()).map_err(SecretFault::File)?;
    }
    let json = fs::read_to_string(&path).map_err(SecretFault::File)?;
    let keys = Keys::from_json(&json, clock.now()).map_err(|why| SecretFault::Shape(path.clone(), why))?;
    match fs::read_to_string(&mark) {
        Ok(known) if known.trim() == keys.fingerprint() => Ok(path),
        Ok(_) => Err(SecretFault::Foreign(path)),
        // A new folder, or one of a version that wrote none.
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            replace_file(&mark, &format!("{}\n", keys.fingerprint())).map_err(SecretFault::File)?;
            Ok(path)
        }
        Err(error) => Err(SecretFault::File(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(data: &Path) -> Result<PathBuf, SecretFault> {
        keep(data, &Clock::System, &Chance::System)
    }

    #[test]
    fn a_secret_is_made_once_and_its_rotation_leaves_the_fingerprint() {
        let dir = tempfile::tempdir().unwrap();
        let path = kept(dir.path()).unwrap();
        let json = fs::read_to_string(&path).unwrap();
        fs::create_dir(dir.path().join("objects")).unwrap();
        kept(dir.path()).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), json);

        let next = RootSecret::parse(&json).unwrap().followed(1, Clock::System.now(), &Chance::System);
        replace_file(&path, &next.unwrap().unwrap().to_json()).unwrap();
        kept(dir.path()).unwrap();
    }

    #[test]
    fn data_without_their_secret_or_with_another_one_are_left_alone() {
        let (dir, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (path, foreign) = (kept(dir.path()).unwrap(), kept(other.path()).unwrap());
        fs::copy(&foreign, &path).unwrap();
        assert!(matches!(kept(dir.path()), Err(SecretFault::Foreign(_))));
        fs::remove_file(&path).unwrap();
        assert!(matches!(kept(dir.path()), Err(SecretFault::Missing(_))));
        assert!(!path.exists());
        fs::write(&path, "{}").unwrap();
        assert!(matches!(kept(dir.path()), Err(SecretFault::Shape(..))));
    }

    #[test]
    fn the_folder_of_an_older_version_gets_its_fingerprint() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("database.sqlite"), "rows").unwrap();
        fs::write(dir.path().join("root-secret.json"), &*RootSecret::fresh(&Chance::System).to_json())
            .unwrap();
        kept(dir.path()).unwrap();
        assert!(dir.path().join(FINGERPRINT).exists());
    }
}
