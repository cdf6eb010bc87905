//! Every key of every table, and nothing else. Sort keys hold types and numbers, never a personal value.

use crate::config::Tables;
use domain::code::VerifyCode;
use domain::id::{AccountId, CertificateId, EventId, ImportId, IssuerId, MailId};
use domain::work::Task;

/// One of the three tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    /// Aggregates, audit events, pointers, jobs.
    Registry,
    /// What must happen because of a change.
    Outbox,
    /// Sessions and limits.
    Access,
}

impl Table {
    /// Its name in this deployment.
    pub fn name(self, tables: &Tables) -> &str {
        match self {
            Self::Registry => &tables.registry,
            Self::Outbox => &tables.outbox,
            Self::Access => &tables.access,
        }
    }
}

/// Where a row lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Which table.
    pub table: Table,
    /// Partition key.
    pub pk: String,
    /// Sort key.
    pub sk: String,
}

fn key(table: Table, pk: String, sk: impl Into<String>) -> Key {
    Key { table, pk, sk: sk.into() }
}

/// A certificate.
pub fn certificate(id: &CertificateId) -> Key {
    key(Table::Registry, format!("CERT#{id}"), "CERT")
}
/// What a verification reads.
pub fn record(code: &VerifyCode) -> Key {
    key(Table::Registry, format!("CODE#{}", code.as_str()), "CODE")
}
/// The code of a stored PDF, by its SHA-256.
pub fn file(sha256: &str) -> Key {
    key(Table::Registry, format!("FILE#{sha256}"), "FILE")
}
/// An account.
pub fn account(id: &AccountId) -> Key {
    key(Table::Registry, format!("ACC#{id}"), "ACC")
}
/// The account of a token, by the token's keyed hash.
pub fn token(hash: &str) -> Key {
    key(Table::Registry, format!("TOKEN#{hash}"), "TOKEN")
}
/// One of the accounts of an e-mail address, by the address's keyed hash.
pub fn email(hash: &str, id: &AccountId) -> Key {
    key(Table::Registry, format!("EMAIL#{hash}"), format!("ACC#{id}"))
}
/// The mailbox of an address, by its keyed hash.
pub fn mailbox(hash: &str) -> Key {
    key(Table::Registry, format!("EMAIL#{hash}"), "MAILBOX")
}
/// An issuer.
pub fn issuer(id: &IssuerId) -> Key {
    key(Table::Registry, format!("ISS#{id}"), "ISS")
}
/// An event.
pub fn event(id: &EventId) -> Key {
    key(Table::Registry, format!("EVENT#{id}"), "EVENT")
}
/// An edition of an event's sheet.
pub fn edition(id: &EventId, number: u32) -> Key {
    key(Table::Registry, format!("EVENT#{id}"), format!("EDITION#{number:06}"))
}
/// An import.
pub fn import(id: &ImportId) -> Key {
    key(Table::Registry, format!("IMPORT#{id}"), "IMPORT")
}
/// An import in the list of its event, newest first by its time.
pub fn import_of_event(event: &EventId, created_at: &str, id: &ImportId) -> Key {
    key(Table::Registry, format!("EVENT#{event}"), format!("IMPORT#{created_at}#{id}"))
}
/// A chunk of an import's good lines.
pub fn lines(id: &ImportId, chunk: u32) -> Key {
    key(Table::Registry, format!("IMPORT#{id}"), format!("LINES#{chunk:06}"))
}
/// A chunk of an import's problems.
pub fn problems(id: &ImportId, chunk: u32) -> Key {
    key(Table::Registry, format!("IMPORT#{id}"), format!("PROBLEMS#{chunk:06}"))
}
/// One of the counters of an import's progress.
pub fn progress(id: &ImportId, shard: u32) -> Key {
    key(Table::Outbox, format!("IMPORT#{id}#{shard:02}"), "PROGRESS".to_owned())
}

/// The same, as it was kept when all counters of an import shared a partition: imports of then still have them.
pub fn progress_in_one_partition(id: &ImportId, shard: u32) -> Key {
    key(Table::Outbox, format!("IMPORT#{id}"), format!("PROGRESS#{shard:02}"))
}
/// The audit entry of a change: in the aggregate's own partition, numbered by the version it made.
pub fn audit(of: &Key, number: u64) -> Key {
    key(of.table, of.pk.clone(), format!("AUDIT#{number:010}"))
}
/// The answer that was given to an idempotency key.
pub fn idempotency(subject: &str, route: &str, key_hash: &str) -> Key {
    key(Table::Registry, format!("IDEM#{subject}"), format!("{route}#{key_hash}"))
}
/// The one confirmation that the public address is final.
pub fn confirmed_url() -> Key {
    key(Table::Registry, "HOUSE".to_owned(), "PUBLIC_URL")
}
/// A piece of work: with the certificate it is about where there is one, so that its ledger is one query.
pub fn work(task: &Task) -> Key {
    match task {
        Task::DrawPdf { certificate, version, .. } => {
            key(Table::Outbox, format!("CERT#{certificate}"), format!("PDF#{version:06}"))
        }
        Task::Mail { mail, message } => mail_key(mail, message),
    }
}

fn mail_key(mail: &MailId, message: &domain::work::Message) -> Key {
    use domain::work::Message as M;
    match message {
        M::Available { certificate, .. } => {
            key(Table::Outbox, format!("CERT#{certificate}"), format!("MAIL#{mail}"))
        }
        M::Welcome { account } | M::PasswordChanged { account } => {
            key(Table::Outbox, format!("ACC#{account}"), format!("MAIL#{mail}"))
        }
        M::Resend { .. } => key(Table::Outbox, format!("RESEND#{mail}"), format!("MAIL#{mail}")),
    }
}

/// A session of an account, by the SHA-256 of its identifier.
pub fn session(account: &AccountId, hash: &str) -> Key {
    key(Table::Access, format!("SESSION#{account}"), hash)
}
/// A counter of tries in a window.
pub fn limit(scope: &str, subject: &str, window: i64) -> Key {
    key(Table::Access, format!("LIMIT#{scope}#{subject}"), window.to_string())
}
/// A proof of work that was already used.
pub fn spent_challenge(hash: &str) -> Key {
    key(Table::Access, format!("LIMIT#challenge#{hash}"), "SPENT")
}
