//! Accounts and the pointers that find them: by token and by e-mail address, both as keyed hashes.

use crate::secrets::{Indexed, Keys};
use crate::store::certificates::audit;
use crate::store::error::{Guard, StoreError};
use crate::store::key::{self, Table};
use crate::store::row::{Item, Row, body};
use crate::store::tx::Tx;
use crate::store::{Range, Store, works};
use domain::account::{Account, Snapshot};
use domain::code::ParticipantToken;
use domain::email::EmailAddress;
use domain::id::AccountId;
use domain::transition::Transition;
use domain::work::Work;
use serde::{Deserialize, Serialize};

pub(crate) const ACCOUNT: &str = "account";
const POINTER: &str = "account_pointer";

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
        found.map(|item| body::<Pointer>(POINTER, item).map(|p| p.account)).transpose()
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
        let partition = format!("EMAIL#{}", keys.index(Indexed::Email(email)));
        let range = Range {
            table: Table::Registry,
            index: None,
            partition,
            prefix: Some("ACC#"),
            up_to: None,
            newest_first: false,
            limit: 100,
            after: None,
        };
        let pointers = self.query(range).await?.items;
        let ids: Vec<AccountId> = pointers
            .into_iter()
            .map(|item| body::<Pointer>(POINTER, item).map(|p| p.account))
            .collect::<Result<_, _>>()?;
        self.find_accounts(&ids).await
    }

    /// Opens an account by itself (an organiser's), with the mail that welcomes its owner.
    ///
    /// # Errors
    /// [`Guard::New`] when the account exists.
    pub async fn open_account(
        &self,
        transition: Transition<Account>,
        indexes: &Indexes,
        work: Work,
    ) -> Result<Account, StoreError> {
        self.run(opening(&transition, indexes)?.and(works::creation(&work)?)).await?;
        Ok(transition.into_after())
    }

    /// Commits a change of an account, with work that follows from it.
    ///
    /// # Errors
    /// [`Guard::Unchanged`] when somebody changed it since it was read.
    pub async fn commit_account(
        &self,
        transition: Transition<Account>,
        work: Option<Work>,
    ) -> Result<Account, StoreError> {
        let account = transition.after();
        let mut tx = Tx::new().replace(row(account)?, transition.before(), Guard::Unchanged);
        tx = tx.and(audit(&key::account(account.id()), &transition)?);
        if let Some(work) = work {
            tx = tx.and(works::creation(&work)?);
        }
        self.run(tx).await?;
        Ok(transition.into_after())
    }

    /// Commits that an account has another address, by which it is found from now on, with the mail that tells.
    ///
    /// # Errors
    /// [`Guard::Unchanged`] when somebody changed it since it was read.
    pub async fn move_account(
        &self,
        transition: Transition<Account>,
        from: &Indexes,
        to: &Indexes,
        work: &Work,
    ) -> Result<Account, StoreError> {
        let account = transition.after();
        let pointer = Pointer { account: account.id().clone() };
        let mut tx = Tx::new()
            .replace(row(account)?, transition.before(), Guard::Unchanged)
            .and(audit(&key::account(account.id()), &transition)?)
            .and(works::creation(work)?);
        // One transaction names a row once: the same address in other letters keeps its pointer.
        if from.email != to.email {
            tx = tx
                .delete(key::email(&from.email, account.id()))
                .create(Row::new(key::email(&to.email, account.id()), POINTER, &pointer)?, Guard::New);
        }
        self.run(tx).await?;
        Ok(transition.into_after())
    }
}

/// The writes that open an account.
pub(crate) fn opening(transition: &Transition<Account>, indexes: &Indexes) -> Result<Tx, StoreError> {
    let account = transition.after();
    let pointer = Pointer { account: account.id().clone() };
    Ok(Tx::new()
        .create(row(account)?, Guard::New)
        .create(Row::new(key::token(&indexes.token), POINTER, &pointer)?, Guard::TokenFree)
        .create(Row::new(key::email(&indexes.email, account.id()), POINTER, &pointer)?, Guard::New)
        .and(audit(&key::account(account.id()), transition)?))
}

fn row(account: &Account) -> Result<Row, StoreError> {
    let snapshot = account.snapshot();
    Ok(Row::new(key::account(account.id()), ACCOUNT, snapshot)?.versioned(snapshot.version))
}

#[expect(clippy::disallowed_methods, reason = "the one place where a row becomes an account again")]
pub(crate) fn read(item: Item) -> Result<Account, StoreError> {
    let snapshot: Snapshot = body(ACCOUNT, item)?;
    Account::restore(snapshot).map_err(|e| StoreError::inconsistent(ACCOUNT, "ACC", e))
}
