//! Accounts and the pointers that find them: by token and by e-mail address, both as keyed hashes.

use crate::change::{self, Change, Stored, read};
use crate::error::{Guard, StoreError};
use crate::key::{self, Key, Table};
use crate::row::{Row, body};
use crate::row_type::RowType;
use crate::tx::Tx;
use crate::{Range, Store};
use domain::people::account::{Account, Happened};
use domain::role::Role;
use domain::transition::Transition;
use domain::value::code::ParticipantToken;
use domain::value::email::EmailAddress;
use domain::value::id::AccountId;
use platform::secrets::{Indexed, Keys};
use serde::{Deserialize, Serialize};

/// The keyed hashes under which an account is found.
#[derive(Debug, Clone)]
pub struct Indexes {
    token: String,
    email: String,
}

impl Indexes {
    /// The hashes of an account's token and address.
    pub fn of(keys: &Keys, account: &Account) -> Self {
        let snapshot = account.snapshot();
        Self {
            token: keys.index(Indexed::Token(&snapshot.token)),
            email: keys.index(Indexed::Email(&snapshot.email)),
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Pointer {
    account: AccountId,
}

impl Store {
    /// An account.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none.
    pub async fn get_account(&self, id: &AccountId) -> Result<Account, StoreError> {
        self.find_account(id).await?.ok_or(StoreError::NotFound { what: "account" })
    }

    /// An account, if there is one.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_account(&self, id: &AccountId) -> Result<Option<Account>, StoreError> {
        self.find(&key::account(id)).await?.map(read).transpose()
    }

    /// The accounts of these identifiers that exist, in no order.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_accounts(&self, ids: &[AccountId]) -> Result<Vec<Account>, StoreError> {
        let keys: Vec<_> = ids.iter().map(key::account).collect();
        self.find_many(&keys).await?.into_iter().map(read).collect()
    }

    /// The account that a token names.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_account_of_token(
        &self,
        keys: &Keys,
        token: &ParticipantToken,
    ) -> Result<Option<AccountId>, StoreError> {
        let found = self.find(&key::token(&keys.index(Indexed::Token(token)))).await?;
        found.map(|item| body::<Pointer>(RowType::Token, item).map(|p| p.account)).transpose()
    }

    /// The accounts whose address this is: at most a hundred.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list_accounts_of_email(
        &self,
        keys: &Keys,
        email: &EmailAddress,
    ) -> Result<Vec<Account>, StoreError> {
        let partition = key::mailbox(&keys.index(Indexed::Email(email))).pk;
        let range = Range::of(Table::Registry, partition, 100).begins(RowType::Address);
        let pointers = self.query(range).await?.items;
        let ids: Vec<AccountId> = pointers
            .into_iter()
            .map(|item| body::<Pointer>(RowType::Address, item).map(|p| p.account))
            .collect::<Result<_, _>>()?;
        self.find_accounts(&ids).await
    }
}

/// How an account is found is written with what changes it.
impl Change<Account> {
    /// The keyed hashes of an account that is opened.
    pub fn found_by(self, indexes: &Indexes) -> Self {
        let pointers = opening(self.after().id(), indexes);
        self.with_more(pointers)
    }

    /// The keyed hashes of an account before and after it got another address.
    pub fn moving(self, from: &Indexes, to: &Indexes) -> Self {
        let pointers = moving(self.after().id(), from, to);
        self.with_more(pointers)
    }
}

/// An account is opened with the change of something else.
impl<A: Stored> Change<A> {
    /// Also opens an account, found by these keyed hashes.
    pub fn opening(self, account: &Transition<Account>, indexes: &Indexes) -> Self {
        let own = change::own_writes(account);
        self.with(own.and_then(|own| Ok(own.and(opening(account.after().id(), indexes)?))))
    }
}

impl Stored for Account {
    const TYPE: RowType = RowType::Account;

    fn key(&self) -> Key {
        key::account(self.id())
    }

    /// An earlier version would lose which addresses were corrected, and mail to them again; that a code is asked for, and let
    /// somebody in without it; or what somebody does for the house or an entity, and by which document they are known.
    fn shape(&self) -> u8 {
        const LATER: [Role; 4] = [Role::Supervisor, Role::Approver, Role::Agent, Role::Requester];
        let has_later = LATER.iter().any(|role| self.snapshot().roles.has(*role));
        match self.snapshot() {
            account if account.first_sign_in.is_some() || account.document.is_some() || has_later => 3,
            account if !account.corrected.is_empty() => 2,
            _ => 1,
        }
    }

    fn needs_more(transition: &Transition<Self>) -> bool {
        matches!(transition.happened(), Happened::Opened | Happened::EmailCorrected | Happened::TakenBack)
    }
}

fn opening(id: &AccountId, indexes: &Indexes) -> Result<Tx, StoreError> {
    let pointer = Pointer { account: id.clone() };
    let token = Row::new(key::token(&indexes.token), RowType::Token, &pointer)?;
    let address = Row::new(key::email(&indexes.email, id), RowType::Address, &pointer)?;
    Ok(Tx::new().create(token, Guard::TokenFree).create(address, Guard::New))
}

/// One transaction names a row once: the same address in other letters keeps its pointer.
fn moving(id: &AccountId, from: &Indexes, to: &Indexes) -> Result<Tx, StoreError> {
    if from.email == to.email {
        return Ok(Tx::new());
    }
    let pointer = Pointer { account: id.clone() };
    let address = Row::new(key::email(&to.email, id), RowType::Address, &pointer)?;
    Ok(Tx::new().delete(key::email(&from.email, id)).create(address, Guard::New))
}
