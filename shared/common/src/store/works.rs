//! The outbox: work written with the change that causes it, and the sparse, sharded index of what is due.

use crate::metrics::Metric;
use crate::store::answers::{self, Answered};
use crate::store::error::{Guard, StoreError};
use crate::store::imports::{Count, count};
use crate::store::key::{self, Table};
use crate::store::row::{Item, Row, body, text};
use crate::store::tx::Tx;
use crate::store::{Range, Store, Waiting};
use domain::id::{AccountId, CertificateId, MailId};
use domain::work::{News, State, Task, Work};
use jiff::Timestamp;

const WORK: &str = "work";

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
pub struct WorkKey(pub(crate) key::Key);

impl WorkKey {
    /// The key of an item of the outbox, as a stream names it.
    pub fn of_item(pk: &str, sk: &str) -> Self {
        Self(key::Key { table: Table::Outbox, pk: pk.to_owned(), sk: sk.to_owned() })
    }

    /// The key of the work that draws a version.
    pub fn of_pdf(certificate: &CertificateId, version: u32) -> Self {
        Self::of_item(&format!("CERT#{certificate}"), &format!("PDF#{version:06}"))
    }

    /// The partition key: identifiers only.
    pub fn partition(&self) -> &str {
        &self.0.pk
    }

    /// The key as a mail carries it through the mail service, whose tags know letters, digits, `-` and `_` only:
    /// `CERT-…` and the mail's identifier.
    pub fn of_tags(ledger: &str, mail: &str) -> Option<Self> {
        let mail = MailId::parse(mail).ok()?;
        let (kind, id) = ledger.split_once('-')?;
        let plain = id.bytes().all(|b| b.is_ascii_alphanumeric());
        let known = matches!(kind, "CERT" | "ACC" | "RESEND") && plain;
        known.then(|| Self::of_item(&format!("{kind}#{id}"), &format!("MAIL#{mail}")))
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

    /// Writes work that no change causes: somebody asked for a mail.
    ///
    /// # Errors
    /// [`Guard::FreshWork`] when it is there.
    pub async fn create_work(&self, work: &Work) -> Result<(), StoreError> {
        self.run(creation(work)?).await
    }

    /// Writes work that somebody asked for, with the answer to their idempotency key.
    ///
    /// # Errors
    /// [`Guard::FirstTime`] when the request was carried out before.
    pub async fn request_work(&self, work: &Work, answer: Option<&Answered>) -> Result<(), StoreError> {
        let tx = creation(work)?;
        match answer {
            Some(answer) => self.run(answers::writes(answer)?.and(tx)).await,
            None => self.run(tx).await,
        }
    }

    /// Commits what became of a piece of work.
    ///
    /// # Errors
    /// [`Guard::Unchanged`] when another worker was faster.
    pub async fn commit_work(&self, before: &Work, after: &Work) -> Result<(), StoreError> {
        self.run(change(before, after)?).await
    }

    /// Commits that work is armed: the stream delivers this change. It delivers no other change of due work, so a failed
    /// attempt, which writes when the next one is due, does not call the next one at once.
    ///
    /// # Errors
    /// [`Guard::Unchanged`] when another worker was faster.
    pub async fn arm_work(&self, before: &Work, after: &Work) -> Result<(), StoreError> {
        self.run(Tx::new().replace(armed(row(after)?), before.version, Guard::Unchanged)).await
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
        let index = Some(("due", "due_shard", "due_at"));
        let partition = format!("{}#{shard}", kind.name());
        let range = Range {
            table: Table::Outbox,
            index,
            partition,
            prefix: None,
            up_to: Some(&last),
            newest_first: false,
            limit,
            after: None,
        };
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
        let range = Range {
            table: Table::Outbox,
            index: Some(("due", "due_shard", "due_at")),
            partition: DEAD.to_owned(),
            prefix: None,
            up_to: None,
            newest_first: false,
            limit,
            after: None,
        };
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
        self.mails_of(format!("CERT#{of}")).await
    }

    /// The mails about an account itself, oldest first, at most a hundred.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list_account_mails(&self, of: &AccountId) -> Result<Vec<Work>, StoreError> {
        self.mails_of(format!("ACC#{of}")).await
    }

    async fn mails_of(&self, partition: String) -> Result<Vec<Work>, StoreError> {
        let range = Range {
            table: Table::Outbox,
            index: None,
            partition,
            prefix: Some("MAIL#"),
            up_to: None,
            newest_first: false,
            limit: 100,
            after: None,
        };
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

/// The writes of new work.
pub(crate) fn creation(work: &Work) -> Result<Tx, StoreError> {
    Ok(Tx::new().create(armed(row(work)?), Guard::FreshWork))
}

/// The mark that the filters of the outbox's stream look for.
fn armed(row: Row) -> Row {
    row.with("armed", text("1"))
}

/// The writes of a change of work, and the count of its import when it was done.
pub(crate) fn change(before: &Work, after: &Work) -> Result<Tx, StoreError> {
    let tx = Tx::new().replace(row(after)?, before.version, Guard::Unchanged);
    let tx = metric(after).into_iter().fold(tx, Tx::measure);
    // A PDF that is not drawn any more brings no mail: its version was replaced or revoked before.
    let what: &[Count] = match (Kind::of(&after.task), &after.state) {
        (Kind::Pdf, State::Done { .. }) => &[Count::Drawn],
        (Kind::Pdf, State::Dropped { .. }) => &[Count::Drawn, Count::Mailed],
        (Kind::Pdf, State::Withheld { .. }) => &[],
        (Kind::Mail, State::Done { .. } | State::Dropped { .. }) => &[Count::Mailed],
        (Kind::Mail, State::Withheld { .. }) => &[Count::Mailed, Count::Returned],
        (_, State::Dead { .. }) => &[Count::GivenUp],
        (_, State::Due { .. }) => &[],
    };
    Ok(match &after.import {
        Some(import) if !what.is_empty() => tx.and(count(import, what, &key::work(&after.task).pk)),
        _ => tx,
    })
}

/// What is measured of a change of work.
fn metric(after: &Work) -> Option<Metric> {
    match (Kind::of(&after.task), &after.state) {
        (Kind::Pdf, State::Done { .. }) => Some(Metric::PdfsDrawn),
        (Kind::Mail, State::Done { .. }) => Some(Metric::MailsSent),
        (_, State::Withheld { .. }) => Some(Metric::MailsWithheld),
        (_, State::Dead { .. }) => Some(Metric::WorkGivenUp),
        (_, State::Dropped { .. } | State::Due { .. }) => None,
    }
}

/// The write of what was heard of a mail. Its import counts nothing: it did when the mail was sent.
pub(crate) fn news(before: &Work, after: &Work, news: News) -> Result<Tx, StoreError> {
    let metric = match news {
        News::Delivered => Metric::MailsDelivered,
        News::ReturnedForNow | News::ReturnedForGood => Metric::MailsBounced,
        News::Unwanted => Metric::MailsComplained,
    };
    Ok(Tx::new().replace(row(after)?, before.version, Guard::Unchanged).measure(metric))
}

fn row(work: &Work) -> Result<Row, StoreError> {
    let key = key::work(&work.task);
    let kind = Kind::of(&work.task).name();
    let shard =
        key.pk.bytes().fold(0_u32, |sum, b| sum.wrapping_mul(31).wrapping_add(u32::from(b))) % DUE_SHARDS;
    let row = Row::new(key, WORK, work)?.versioned(work.version).with("kind", text(kind));
    Ok(match &work.state {
        State::Due { due_at, .. } => {
            row.with("due_shard", text(format!("{kind}#{shard}"))).with("due_at", text(due_sort(*due_at)))
        }
        // No sweep reads this partition; it is how an operator finds what was given up.
        State::Dead { at } => row.with("due_shard", text(DEAD)).with("due_at", text(due_sort(*at))),
        _ => row,
    })
}

fn read(item: Item) -> Result<Work, StoreError> {
    let work: Work = body(WORK, item)?;
    work.checked().map_err(|e| StoreError::inconsistent(WORK, "", e))
}
