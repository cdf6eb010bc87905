//! Second factors, one for an account.

use crate::Store;
use crate::change::{Stored, read};
use crate::error::StoreError;
use crate::key::{self, Key};
use crate::row_type::RowType;
use domain::people::second_factor::SecondFactor;
use domain::value::id::AccountId;

impl Store {
    /// The second factor of an account, if one was ever set up.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_second_factor(&self, account: &AccountId) -> Result<Option<SecondFactor>, StoreError> {
        self.find(&key::second_factor(account)).await?.map(read).transpose()
    }
}

impl Stored for SecondFactor {
    const TYPE: RowType = RowType::SecondFactor;

    fn key(&self) -> Key {
        key::second_factor(self.account())
    }
}
