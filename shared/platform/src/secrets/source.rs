//! Where the root secret lies: a file that only its owner reads, or Secrets Manager.

use super::{RootSecret, SecretError, Secrets};
use crate::config::SecretSource;
use crate::digest::sha256_hex;
use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::operation::put_secret_value::PutSecretValueError;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use zeroize::Zeroizing;

/// The root secret as it was read.
pub(super) struct Stored {
    pub(super) root: RootSecret,
    pub(super) json: Zeroizing<String>,
    /// What Secrets Manager calls this version of it.
    pub(super) version: String,
}

impl Secrets {
    pub(super) async fn read(&self) -> Result<Stored, SecretError> {
        let (json, version) = match (&self.source, &self.manager) {
            (SecretSource::File(path), _) => {
                (fs::read_to_string(path).map(Zeroizing::new).map_err(SecretError::File)?, String::new())
            }
            (SecretSource::SecretsManager(arn), Some(manager)) => of_manager(manager.client(), arn).await?,
            _ => return Err(SecretError::None),
        };
        Ok(Stored { root: RootSecret::parse(&json)?, json, version })
    }

    /// Puts another root secret in the place of the one that was read. Answers `false` when somebody else did so before,
    /// unless it `is_followed` and the current one nevertheless.
    pub(super) async fn write(
        &self,
        before: &Stored,
        after: &RootSecret,
        is_followed: bool,
    ) -> Result<bool, SecretError> {
        match (&self.source, &self.manager) {
            (SecretSource::File(path), _) => {
                replace_file(path, &after.to_json()).map_err(SecretError::File).map(|()| true)
            }
            (SecretSource::SecretsManager(arn), Some(manager)) => {
                put(manager.client(), arn, before, after, is_followed).await
            }
            _ => Err(SecretError::None),
        }
    }
}

async fn of_manager(client: &Client, arn: &str) -> Result<(Zeroizing<String>, String), SecretError> {
    let answer = client.get_secret_value().secret_id(arn).send().await;
    let answer = answer.map_err(|e| SecretError::Manager(Box::new(e)))?;
    let json = answer.secret_string.map(Zeroizing::new).ok_or(SecretError::Shape)?;
    Ok((json, answer.version_id.unwrap_or_default()))
}

/// The token of the new version is made of the version that it follows, and Secrets Manager takes a token once: of two
/// who start from the same version the second one is refused, and a request that is sent again is the same request.
///
/// A version that was followed and is the current one all the same was made so again at the console. Then the token is made
/// of the new text too.
fn token(before: &Stored, after: &str, is_followed: bool) -> String {
    let text = if is_followed { sha256_hex(after.as_bytes()) } else { String::new() };
    sha256_hex(format!("follows {} {text}", before.version).trim_end().as_bytes())
}

async fn put(
    client: &Client,
    arn: &str,
    before: &Stored,
    after: &RootSecret,
    is_followed: bool,
) -> Result<bool, SecretError> {
    let json = after.to_json();
    let token = token(before, &json, is_followed);
    let put = client.put_secret_value().secret_id(arn).client_request_token(token);
    match put.secret_string(json.as_str()).send().await {
        Ok(_) => Ok(true),
        Err(error) => match error.as_service_error() {
            Some(PutSecretValueError::ResourceExistsException(_)) => Ok(false),
            _ => Err(SecretError::Manager(Box::new(error))),
        },
    }
}

/// Writes the file of a root secret: beside and renamed, so that a crash in between leaves the old one or the new one
/// whole. Keys made with half a secret would be lost.
///
/// # Errors
/// When it cannot be written to the disk.
pub fn replace_file(path: &Path, json: &str) -> io::Result<()> {
    let fresh = path.with_extension("new");
    let _ = fs::remove_file(&fresh);
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&fresh)?;
    file.write_all(json.as_bytes())?;
    file.sync_all()?;
    fs::rename(&fresh, path)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    fs::File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;

    #[test]
    fn a_version_is_followed_once_and_again_when_it_was_made_the_current_one_again() {
        let root = RootSecret::fresh(&Chance::System);
        let before = Stored { json: root.to_json(), root, version: "one".to_owned() };
        let [one, other] = ["a", "b"].map(|after| token(&before, after, false));
        assert_eq!(one, other, "of two changes the second one is refused");
        let [again, another] = ["a", "b"].map(|after| token(&before, after, true));
        assert!(again != one && again != another, "the one that was refused for ever is possible");
        assert!((32..=64).contains(&again.len()), "as Secrets Manager wants it");
    }
}
