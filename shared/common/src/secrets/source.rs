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
    version: String,
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

    /// Puts another root secret in the place of the one that was read. Answers `false` when somebody else did so before.
    pub(super) async fn write(&self, before: &Stored, after: &RootSecret) -> Result<bool, SecretError> {
        match (&self.source, &self.manager) {
            (SecretSource::File(path), _) => {
                replace_file(path, &after.to_json()).map_err(SecretError::File).map(|()| true)
            }
            (SecretSource::SecretsManager(arn), Some(manager)) => {
                put(manager.client(), arn, before, after).await
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
async fn put(client: &Client, arn: &str, before: &Stored, after: &RootSecret) -> Result<bool, SecretError> {
    let token = sha256_hex(format!("follows {}", before.version).as_bytes());
    let put = client.put_secret_value().secret_id(arn).client_request_token(token);
    match put.secret_string(after.to_json().as_str()).send().await {
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
