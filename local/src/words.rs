//! What whoever starts a house is told when it does not start: a sentence that says what to do.

use std::fmt::Display;
use std::io::{Error, ErrorKind};
use std::net::SocketAddr;
use std::path::Path;

use platform::chain;

use crate::HouseError;
use crate::engines::EngineError;
use crate::secret::SecretFault;

/// Why nothing listens at an address.
#[must_use]
pub fn not_listening(address: SocketAddr, error: &Error) -> String {
    match error.kind() {
        ErrorKind::AddrInUse => format!(
            "Another program listens on {address}: end it, or choose another port with --listen {}:8081.",
            address.ip()
        ),
        ErrorKind::AddrNotAvailable => {
            format!("This machine has no address {}: choose another one with --listen.", address.ip())
        }
        ErrorKind::PermissionDenied => format!(
            "Port {} is not for everybody: choose one above 1023 with --listen, and put a proxy in front of it.",
            address.port()
        ),
        _ => format!("It cannot listen on {address}: {error}."),
    }
}

/// Why a house on a folder does not open.
#[must_use]
pub fn not_open(data: &Path, error: &HouseError) -> String {
    let data = data.display();
    match error {
        HouseError::Engines(error) => engines(&data, error),
        HouseError::Secret(SecretFault::Missing(path)) => format!(
            "{} is missing, but {data} has data that were made with it. Put it back from a backup; to begin anew, name \
             another folder with --data. Nothing was changed.",
            path.display()
        ),
        HouseError::Secret(SecretFault::Foreign(path)) => format!(
            "{} belongs to other data than those in {data}. Put the file back that was made with them. Nothing was \
             changed.",
            path.display()
        ),
        HouseError::Secret(error @ SecretFault::Shape(..)) => {
            format!("{}. Put it back from a backup. Nothing was changed.", chain(error))
        }
        other => format!("The house in {data} does not open: {}.", chain(other)),
    }
}

fn engines(data: &dyn Display, error: &EngineError) -> String {
    match error {
        EngineError::InUse => {
            format!("Another selo works in the folder {data}: end it, or choose another folder with --data.")
        }
        EngineError::Folder(cause) => format!(
            "The folder {data} cannot be used: {cause}. It must belong to whoever starts selo; --data names another one."
        ),
        EngineError::Database(_) => format!(
            "{data}/database.sqlite cannot be opened: {}. Put the folder back from a backup.",
            chain(error)
        ),
        EngineError::Smtp => "--smtp wants an address of the form smtp://host:port.".to_owned(),
        other => format!("The house in {data} does not open: {}.", chain(other)),
    }
}
