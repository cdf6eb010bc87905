//! What is decided once for the whole deployment: that its public address is final.

use crate::Store;
use crate::error::{Guard, StoreError};
use crate::key;
use crate::row::{Row, body};
use crate::row_type::RowType;
use jiff::Timestamp;
use platform::config::PublicUrl;
use serde::{Deserialize, Serialize};

/// The confirmation that QR codes may carry an address: a QR code is for ever, so it is given once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfirmedUrl {
    /// The address.
    pub url: String,
    /// When it was confirmed.
    pub at: Timestamp,
}

impl ConfirmedUrl {
    /// Whether this is the address that the deployment uses now.
    pub fn is_of(&self, url: &PublicUrl) -> bool {
        self.url == url.as_str()
    }
}

impl Store {
    /// The confirmed public address, once there is one.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_confirmed_url(&self) -> Result<Option<ConfirmedUrl>, StoreError> {
        self.find(&key::confirmed_url()).await?.map(|item| body(RowType::ConfirmedUrl, item)).transpose()
    }

    /// Confirms the public address.
    ///
    /// # Errors
    /// [`Guard::FirstTime`] when one was confirmed before.
    pub async fn confirm_url(&self, url: &PublicUrl, at: Timestamp) -> Result<(), StoreError> {
        let confirmation = ConfirmedUrl { url: url.as_str().to_owned(), at };
        self.create(Row::new(key::confirmed_url(), RowType::ConfirmedUrl, &confirmation)?, Guard::FirstTime)
            .await
    }
}
