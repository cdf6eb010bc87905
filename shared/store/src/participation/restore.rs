//! Rows of a restored table, copied back. A table is restored under another name: `<table>-restored`.
//!
//! The table of the stack keeps what is newer than the restored instant, so an old row goes into a world that moved on:
//! an aggregate becomes what it was *above* every version that was ever written of it, because the audit entries of those
//! stay; and what people hold in their hands (a version, its PDF, a frozen edition) is never taken back.

mod lists;

use crate::change::read;
use crate::error::{Guard, StoreError, of_sdk};
use crate::key::{self, Key, Table};
use crate::participation::records::{self, STANDING};
use crate::participation::walk::{end, start};
use crate::row::{Item, Row, number};
use crate::row_type::{Kind, RowType};
use crate::tx::Tx;
use crate::{Range, Store};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::participation::certificate::Certificate;
use domain::participation::event::Event;
use domain::participation::record::standings;
use domain::people::account::Account;
use domain::transition::{Actor, AuditEvent};
use domain::value::id::AccountId;
use futures::stream::{self, StreamExt, TryStreamExt};
use jiff::Timestamp;
use platform::secrets::{Indexed, Keys};
use std::collections::BTreeMap;

/// Rows that are written at once.
const AT_ONCE: usize = 32;
/// How often a row is looked at again that somebody changed meanwhile.
const TRIES: u32 = 3;

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Put {
    Back,
    Left,
    Refused,
}

/// How rows go back.
#[derive(Debug, Clone, Copy)]
pub struct Restoring<'a> {
    /// Into which table.
    pub table: Table,
    /// Also rows that are there, which become what they were.
    pub overwrite: bool,
    /// The keys, which say where an address lies.
    pub keys: &'a Keys,
    /// Now, for the audit trail.
    pub now: Timestamp,
}

/// What became of a page of rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// Rows that were written.
    pub copied: u64,
    /// Rows that stay as they are.
    pub left: u64,
    /// Rows of a type that this version does not know: they were not put back, and the log names their kinds.
    pub refused: u64,
    /// Where the next page begins.
    pub next: Option<String>,
}

/// A row of the restored table.
#[derive(Debug, Clone)]
struct Old {
    row_type: RowType,
    row: Row,
}

impl Store {
    /// Copies a page of the restored table back: rows that are gone, or all of them as they were. Done twice, it does the
    /// same.
    ///
    /// # Errors
    /// When there is no restored table, or the store fails.
    pub async fn copy_restored(
        &self,
        how: Restoring<'_>,
        after: Option<&str>,
        rows: i32,
    ) -> Result<Copied, StoreError> {
        let scan = self
            .client
            .client()
            .scan()
            .table_name(self.restored(how.table))
            .set_exclusive_start_key(after.and_then(start))
            .limit(rows);
        let answer = scan.send().await.map_err(of_sdk)?;
        let next = answer.last_evaluated_key.as_ref().and_then(end);
        let put: Vec<Put> = stream::iter(answer.items.unwrap_or_default())
            .map(|item| self.put_back(how, item))
            .buffer_unordered(AT_ONCE)
            .try_collect()
            .await?;
        self.committed.notify_one();
        let count = |what| put.iter().filter(|put| **put == what).count() as u64;
        Ok(Copied { copied: count(Put::Back), left: count(Put::Left), refused: count(Put::Refused), next })
    }

    fn restored(&self, table: Table) -> String {
        format!("{}-restored", table.name(&self.tables))
    }

    /// Writes one row. What a row of an unknown type means to the others, nobody here knows: it is not put back.
    async fn put_back(&self, how: Restoring<'_>, item: Item) -> Result<Put, StoreError> {
        let row_type = match RowType::of_item(how.table, &item) {
            Ok(row_type) if row_type.kind() == Kind::Passing => return Ok(Put::Left),
            Ok(row_type) => row_type,
            Err(error) => {
                tracing::error!(error = %error, "a row was not put back");
                return Ok(Put::Refused);
            }
        };
        let end = end(&item).unwrap_or_default();
        let (pk, sk) = end.split_once('\n').unwrap_or_default();
        let key = Key { table: how.table, pk: pk.to_owned(), sk: sk.to_owned() };
        let Some(row) = self.of_a_list(row_type, Row { key, item }).await? else { return Ok(Put::Left) };
        let old = Old { row_type, row };
        for _ in 0..TRIES {
            let live = self.find(&old.row.key).await?;
            // After the row itself was read: what the certificate became in between fails the write.
            let old = self.with_standing_of_now(&old).await?;
            if !self.goes_back(how, &old, live.as_ref()).await? {
                return Ok(Put::Left);
            }
            match self.write_back(how, old, live).await {
                Err(StoreError::Guard(Guard::New | Guard::Unchanged | Guard::NewVersion)) => {}
                done => return done.map(|()| Put::Back),
            }
        }
        Err(StoreError::Guard(Guard::Unchanged))
    }

    /// Whether a row is to be written beside what is there.
    async fn goes_back(
        &self,
        how: Restoring<'_>,
        old: &Old,
        live: Option<&Item>,
    ) -> Result<bool, StoreError> {
        let Old { row_type, row: old } = old;
        let Some(live) = live else {
            return match row_type.kind() {
                Kind::Address if !how.overwrite => self.is_address_of_now(how.keys, &old.key).await,
                _ => Ok(true),
            };
        };
        if !how.overwrite {
            return Ok(false);
        }
        let is_same = content(live) == content(&old.item);
        match row_type.kind() {
            // It may be behind its audit trail: an old row that was written by hand.
            Kind::Aggregate if is_same => Ok(self.newest_audit(&old.key).await? > version(live)),
            _ if is_same => Ok(false),
            Kind::Aggregate => Ok(!is_out_of_hand(*row_type, live, &old.item)),
            Kind::Mailbox => Ok(version(live) <= version(&old.item)),
            Kind::Counter | Kind::Passing => Ok(false),
            Kind::Record | Kind::Address | Kind::Plain => Ok(true),
        }
    }

    /// Whether an address leads to an account still: it was corrected when the account that is there has another one.
    async fn is_address_of_now(&self, keys: &Keys, at: &Key) -> Result<bool, StoreError> {
        let id = at.sk.strip_prefix(RowType::Address.sort()).and_then(|id| AccountId::parse(id).ok());
        let Some(id) = id else { return Ok(false) };
        let account = self.find_account(&id).await?;
        Ok(account.is_none_or(|account| address(keys, &account) == *at))
    }

    /// A record says of its version what the certificate says that is there: it may have been revoked since the instant.
    /// The same goes for a row that was lost.
    async fn with_standing_of_now(&self, old: &Old) -> Result<Old, StoreError> {
        let mut old = old.clone();
        if old.row_type != RowType::Record {
            return Ok(old);
        }
        let Ok((code, record)) = records::read_with_code(old.row.item.clone()) else { return Ok(old) };
        let Some(live) = self.find(&key::certificate(&record.certificate)).await? else { return Ok(old) };
        // A certificate that cannot be read goes back itself.
        let Ok(live) = read::<Certificate>(live) else { return Ok(old) };
        if let Some((_, standing)) = standings(&live).into_iter().find(|(of, _)| *of == code) {
            old.row.item.insert(STANDING.to_owned(), records::standing(&standing)?);
        }
        Ok(old)
    }

    /// The records of a certificate go back in the same moment: whoever verifies one in between is told the truth.
    async fn records_of(&self, old: &Row) -> Result<Tx, StoreError> {
        let Ok(certificate) = read::<Certificate>(old.item.clone()) else { return Ok(Tx::new()) };
        let mut tx = Tx::new();
        for (code, standing) in standings(&certificate) {
            let at = key::record(&code);
            let Some(mut item) = self.find(&at).await? else { continue };
            let standing = records::standing(&standing)?;
            let before =
                item.insert(STANDING.to_owned(), standing.clone()).filter(|before| *before != standing);
            if let Some(before) = before {
                tx = tx.replace_as_read(Row { key: at, item }, STANDING, before, Guard::Unchanged);
            }
        }
        Ok(tx)
    }

    async fn write_back(&self, how: Restoring<'_>, old: Old, live: Option<Item>) -> Result<(), StoreError> {
        let Old { row_type, row: mut old } = old;
        let before = live.as_ref().map(version);
        let mut tx = Tx::new();
        if row_type.kind() == Kind::Aggregate {
            tx = self.raised(how, &mut old, before.unwrap_or(0)).await?;
            if how.overwrite {
                tx = tx.and(self.records_of(&old).await?);
            }
            // The address that an account had in between leads to it no more.
            if let Some(address) = live.clone().and_then(|live| left_address(how.keys, row_type, live, &old))
            {
                tx = tx.delete(address);
            }
        }
        let standing = live.and_then(|mut live| live.remove(STANDING));
        match (before, standing) {
            (None, _) => self.run(tx.create(old, Guard::New)).await,
            (Some(0), Some(standing)) => {
                self.run(tx.replace_as_read(old, STANDING, standing, Guard::Unchanged)).await
            }
            (Some(0), None) => {
                let put = self.client.client().put_item().table_name(how.table.name(&self.tables));
                put.set_item(Some(old.item)).send().await.map_err(of_sdk).map(|_| ())
            }
            (Some(before), _) => self.run(tx.replace(old, before, Guard::Unchanged)).await,
        }
    }

    /// Gives an aggregate a version above every one that was written of it, when there are newer ones, with the audit
    /// entry of that: the next change would be refused otherwise, because the entry of its version is there.
    async fn raised(&self, how: Restoring<'_>, old: &mut Row, live: u64) -> Result<Tx, StoreError> {
        let newest = self.newest_audit(&old.key).await?.max(live);
        if newest <= version(&old.item) {
            return Ok(Tx::new());
        }
        raise(&mut old.item, newest + 1);
        let (what, actor) = ("restored".to_owned(), Actor::Administrator);
        let event = AuditEvent { number: newest + 1, what, actor, at: how.now };
        let entry = Row::new(key::audit(&old.key, event.number), RowType::Audit, &event)?;
        Ok(Tx::new().create(entry, Guard::NewVersion))
    }

    /// The version of the newest audit entry of an aggregate; 0 when it has none.
    async fn newest_audit(&self, of: &Key) -> Result<u64, StoreError> {
        let range = Range::of(of.table, of.pk.clone(), 1).begins(RowType::Audit).newest_first();
        let newest = self.query(range).await?.items.pop();
        let number =
            |item: Item| item.get("sk")?.as_s().ok()?.strip_prefix(RowType::Audit.sort())?.parse().ok();
        Ok(newest.and_then(number).unwrap_or(0))
    }
}

/// Where an account's address leads to it.
fn address(keys: &Keys, account: &Account) -> Key {
    key::email(&keys.index(Indexed::Email(&account.snapshot().email)), account.id())
}

/// The address of an account that it has no more when it is what it was.
fn left_address(keys: &Keys, row_type: RowType, live: Item, old: &Row) -> Option<Key> {
    let account = |item: Item| read::<Account>(item).ok().filter(|_| row_type == RowType::Account);
    let (live, then) = (address(keys, &account(live)?), address(keys, &account(old.item.clone())?));
    (live != then).then_some(live)
}

/// Whether what is there cannot become what it was: since then a version was issued, a PDF stored or an edition frozen.
/// What cannot be read is only damaged.
fn is_out_of_hand(row_type: RowType, live: &Item, then: &Item) -> bool {
    match row_type {
        RowType::Certificate => {
            let issued = |item: &Item| read::<Certificate>(item.clone()).map(|c| issued(&c));
            let (Ok(live), Ok(then)) = (issued(live), issued(then)) else { return false };
            live.iter().any(|(code, pdf)| then.get(code).is_none_or(|before| *pdf && !before))
        }
        RowType::Event => {
            let edition = |item: &Item| read::<Event>(item.clone()).ok()?.snapshot().edition_number();
            edition(live) > edition(then)
        }
        _ => false,
    }
}

/// The codes of a certificate's versions, and whether the PDF of each is stored.
fn issued(certificate: &Certificate) -> BTreeMap<String, bool> {
    let of = standings(certificate).into_iter();
    of.map(|(code, standing)| (code.as_str().to_owned(), standing.pdf.is_some())).collect()
}

/// The version of a row; 0 when it has none.
fn version(item: &Item) -> u64 {
    item.get("version").and_then(|v| v.as_n().ok()?.parse().ok()).unwrap_or(0)
}

/// Gives an aggregate another version, beside its body and in it.
fn raise(item: &mut Item, version: u64) {
    item.insert("version".to_owned(), number(version));
    if let Some(AttributeValue::M(body)) = item.get_mut("body") {
        body.insert("version".to_owned(), number(version));
    }
}

/// A row but for its version.
fn content(item: &Item) -> Item {
    let mut item = item.clone();
    item.remove("version");
    if let Some(AttributeValue::M(body)) = item.get_mut("body") {
        body.remove("version");
    }
    item
}
