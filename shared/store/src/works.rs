//! The outbox: work written with the change that causes it, and the sparse, sharded index of what is due.

use crate::change::{Change, Stored, read};
use crate::error::{Guard, StoreError};
use crate::key::{self, Key, Table};
use crate::participation::progress::{self, Count};
use crate::people::mailboxes;
use crate::row::{Item, Row, text};
use crate::row_type::RowType;
use crate::tx::Tx;
use crate::{Range, Store, Waiting};
use domain::people::mailbox::Mailbox;
use domain::transition::Transition;
use domain::value::id::{AccessRequestId, AccountId, CertificateId, MailId};
use domain::work::{Happened, News, State, Task, Work};
use jiff::Timestamp;
use platform::metrics::Metric;

/// The index of what is due, with its two key attributes.
pub(crate) const DUE: (&str, &str, &str) = ("due", "due_shard", "due_at");

/// How many partitions the index of due work has for each kind.
pub const DUE_SHARDS: u32 = 8;

/// The partition of the index with the work that was given up.
const DEAD: &str = "dead";

/// A kind of work: what a stream's filter and the index tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// PDFs to draw.
    Pdf,
    /// Mails to send.
    Mail,
}

impl Kind {
    /// Its name in rows and filters.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Mail => "mail",
        }
    }

    fn of(task: &Task) -> Self {
        match task {
            Task::DrawPdf { .. } => Self::Pdf,
            Task::Mail { .. } => Self::Mail,
        }
    }
}

/// A piece of due work, by its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkKey(pub(crate) Key);

/// The tags of a mail name a ledger that is not there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no ledger {kind:?}")]
pub struct UnknownLedger {
    /// What the tag begins with: a kind, never an identifier.
    pub kind: String,
}

impl WorkKey {
    /// The key of an item of the outbox, as a stream names it.
    pub fn of_item(pk: &str, sk: &str) -> Self {
        Self(Key { table: Table::Outbox, pk: pk.to_owned(), sk: sk.to_owned() })
    }

    /// The key of the work that draws a version.
    pub fn of_pdf(certificate: &CertificateId, version: u32) -> Self {
        Self(key::pdf(certificate, version))
    }

    /// The partition key: identifiers only.
    pub fn partition(&self) -> &str {
        &self.0.pk
    }

    /// The key as a mail carries it through the mail service, whose tags know letters, digits, `-` and `_` only:
    /// `CERT-…` and the mail's identifier.
    ///
    /// # Errors
    /// [`UnknownLedger`] when the tags name no ledger that there is: news of such a mail must not be lost without a word.
    pub fn of_tags(ledger: &str, mail: &str) -> Result<Self, UnknownLedger> {
        let unknown = || UnknownLedger {
            kind: ledger.split('-').next().unwrap_or_default().chars().take(20).collect(),
        };
        let mail = MailId::parse(mail).map_err(|_| unknown())?;
        let (kind, id) = ledger.split_once('-').ok_or_else(unknown)?;
        let (pk, sk) = (format!("{kind}#{id}"), format!("{}{mail}", RowType::Mail.sort()));
        let is_plain = !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric());
        let is_ledger = RowType::of_key(Table::Outbox, &pk, &sk) == Some(RowType::Mail);
        if is_plain && is_ledger { Ok(Self::of_item(&pk, &sk)) } else { Err(unknown()) }
    }

    /// The first of the two tags.
    pub fn ledger_tag(&self) -> String {
        self.0.pk.replacen('#', "-", 1)
    }

    /// The sort key, which is safe to log.
    pub fn sort(&self) -> &str {
        &self.0.sk
    }
}

impl Store {
    /// The work under a key, if it is there.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_work(&self, key: &WorkKey) -> Result<Option<Work>, StoreError> {
        self.find(&key.0).await?.map(read).transpose()
    }

    /// What is due up to an instant in one shard of a kind, oldest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list_due_work(
        &self,
        kind: Kind,
        shard: u32,
        up_to: Timestamp,
        limit: i32,
    ) -> Result<Vec<Waiting<WorkKey>>, StoreError> {
        let last = due_sort(up_to);
        let partition = format!("{}#{shard}", kind.name());
        let range = Range::of(Table::Outbox, partition, limit).index(DUE).up_to(&last);
        let rows = self.query(range).await?.items;
        let waiting = |item: &Item| {
            let what = WorkKey::of_item(item.get("pk")?.as_s().ok()?, item.get("sk")?.as_s().ok()?);
            Some(Waiting { what, due_at: due_at(item)? })
        };
        Ok(rows.iter().filter_map(waiting).collect())
    }

    /// Work that was given up, oldest first: what an operator has to look at.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list_dead_work(&self, limit: i32) -> Result<Vec<WorkKey>, StoreError> {
        let range = Range::of(Table::Outbox, DEAD.to_owned(), limit).index(DUE);
        let rows = self.query(range).await?.items;
        let key =
            |item: &Item| Some(WorkKey::of_item(item.get("pk")?.as_s().ok()?, item.get("sk")?.as_s().ok()?));
        Ok(rows.iter().filter_map(key).collect())
    }

    /// The mails about a certificate: its part of the ledger, oldest first, at most a hundred.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list_mails(&self, of: &CertificateId) -> Result<Vec<Work>, StoreError> {
        self.mails_of(key::certificate(of).pk).await
    }

    /// The mails about an account itself, oldest first, at most a hundred.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list_account_mails(&self, of: &AccountId) -> Result<Vec<Work>, StoreError> {
        self.mails_of(key::account(of).pk).await
    }

    /// The mails about a request for access, oldest first, at most a hundred.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list_access_mails(&self, of: &AccessRequestId) -> Result<Vec<Work>, StoreError> {
        self.mails_of(key::access_request(of).pk).await
    }

    async fn mails_of(&self, partition: String) -> Result<Vec<Work>, StoreError> {
        let range = Range::of(Table::Outbox, partition, 100).begins(RowType::Mail);
        self.query(range).await?.items.into_iter().map(read).collect()
    }
}

/// The sort value of the index: fixed width, so that text order is time order.
pub(crate) fn due_sort(at: Timestamp) -> String {
    format!("{at:.6}")
}

/// The instant behind the sort value of an item.
pub(crate) fn due_at(item: &Item) -> Option<Timestamp> {
    item.get("due_at")?.as_s().ok()?.parse().ok()
}

/// What goes with news of a mail.
impl Change<Work> {
    /// It is the first that was heard of the mail's coming back, which its import counts.
    pub fn coming_back(self) -> Self {
        let work = self.after();
        match work.import() {
            Some(import) => {
                let counted = progress::count(import, &[Count::Returned], &work.key().pk);
                self.with(Ok(counted))
            }
            None => self,
        }
    }

    /// The mailbox that the news change, under the keyed hash of its address.
    pub fn telling_of(self, address: &str, mailbox: &Mailbox) -> Self {
        self.with(mailboxes::writes(address, mailbox))
    }
}

impl Stored for Work {
    /// The one name of all work: a PDF to draw lies under another key, and is called the same.
    const TYPE: RowType = RowType::Mail;
    const CREATION: Guard = Guard::FreshWork;

    fn key(&self) -> Key {
        key::work(self.task())
    }

    fn row(transition: &Transition<Self>) -> Result<Row, StoreError> {
        let work = transition.after();
        let (kind, shard) = (Kind::of(work.task()).name(), key::shard(&work.key().pk, DUE_SHARDS));
        let row = work.bare_row()?.with("kind", text(kind));
        // The mark that the filters of the outbox's stream look for.
        let row = if transition.happened().is_delivered() { row.with("armed", text("1")) } else { row };
        Ok(match work.state() {
            State::Due { due_at, .. } => {
                row.with("due_shard", text(format!("{kind}#{shard}"))).with("due_at", text(due_sort(*due_at)))
            }
            // No sweep reads this partition; it is how an operator finds what was given up.
            State::Dead { at } => row.with("due_shard", text(DEAD)).with("due_at", text(due_sort(*at))),
            _ => row,
        })
    }

    /// What is measured of it, and the count of its import when it was done.
    fn beside(transition: &Transition<Self>) -> Result<Tx, StoreError> {
        let (work, happened) = (transition.after(), *transition.happened());
        let tx = metric(work, happened).into_iter().fold(Tx::new(), Tx::measure);
        let what = counts(work, happened);
        Ok(match work.import() {
            Some(import) if !what.is_empty() => tx.and(progress::count(import, what, &work.key().pk)),
            _ => tx,
        })
    }
}

/// What an import counts of a change of its work. A PDF that is not drawn any more brings no mail: its version was replaced
/// or revoked before. News of a mail count nothing: it was counted when it was sent.
fn counts(work: &Work, happened: Happened) -> &'static [Count] {
    match (Kind::of(work.task()), happened, work.state()) {
        (_, Happened::Learned(_) | Happened::Written, _) => &[],
        (Kind::Pdf, _, State::Done { .. }) => &[Count::Drawn],
        (Kind::Pdf, _, State::Dropped { .. }) => &[Count::Drawn, Count::Mailed],
        (Kind::Pdf, _, State::Withheld { .. }) => &[],
        (Kind::Mail, _, State::Done { .. } | State::Dropped { .. }) => &[Count::Mailed],
        (Kind::Mail, _, State::Withheld { .. }) => &[Count::Mailed, Count::Returned],
        (_, _, State::Dead { .. }) => &[Count::GivenUp],
        (_, _, State::Due { .. }) => &[],
    }
}

/// What is measured of a change of work.
fn metric(work: &Work, happened: Happened) -> Option<Metric> {
    match (Kind::of(work.task()), happened, work.state()) {
        (_, Happened::Learned(News::Delivered), _) => Some(Metric::MailsDelivered),
        (_, Happened::Learned(News::ReturnedForNow | News::ReturnedForGood), _) => Some(Metric::MailsBounced),
        (_, Happened::Learned(News::Unwanted), _) => Some(Metric::MailsComplained),
        (Kind::Pdf, _, State::Done { .. }) => Some(Metric::PdfsDrawn),
        (Kind::Mail, _, State::Done { .. }) => Some(Metric::MailsSent),
        (_, _, State::Withheld { .. }) => Some(Metric::MailsWithheld),
        (_, _, State::Dead { .. }) => Some(Metric::WorkGivenUp),
        (_, _, State::Dropped { .. } | State::Due { .. }) => None,
    }
}
