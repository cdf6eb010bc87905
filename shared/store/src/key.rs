//! Every key of every table, and nothing else, made of the list of row types. Sort keys hold types and numbers, never a personal value.

use crate::row::Item;
use crate::row_type::RowType;
use domain::digital::protocol::Protocol;
use domain::value::code::{TicketNumber, VerifyCode};
use domain::value::id::{
    AccessRequestId, AccountId, CertificateId, ChargeId, EnrollmentId, EntitlementId, EntityId, EventId,
    ImportId, IssuerId, MailId, OrderId, ProductId, SearchId,
};
use domain::work::{Message, Task};
use platform::config::Tables;

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

impl Key {
    /// Where an item of the registry lies, of which the key was read.
    pub(crate) fn of_item(item: &Item) -> Option<Self> {
        let value = |name: &str| item.get(name)?.as_s().ok().cloned();
        Some(key(Table::Registry, value("pk")?, value("sk")?))
    }
}

fn key(table: Table, pk: String, sk: impl Into<String>) -> Key {
    Key { table, pk, sk: sk.into() }
}

/// A certificate.
pub fn certificate(id: &CertificateId) -> Key {
    key(Table::Registry, RowType::Certificate.partition(id), RowType::Certificate.sort())
}
/// What a verification reads.
pub fn record(code: &VerifyCode) -> Key {
    key(Table::Registry, RowType::Record.partition(code.as_str()), RowType::Record.sort())
}
/// The code of a stored PDF, by its SHA-256.
pub fn file(sha256: &str) -> Key {
    key(Table::Registry, RowType::File.partition(sha256), RowType::File.sort())
}
/// An account.
pub fn account(id: &AccountId) -> Key {
    key(Table::Registry, RowType::Account.partition(id), RowType::Account.sort())
}
/// The second factor of an account: in a partition of its own, because its audit trail is.
pub fn second_factor(id: &AccountId) -> Key {
    key(Table::Registry, RowType::SecondFactor.partition(id), RowType::SecondFactor.sort())
}
/// The account of a token, by the token's keyed hash.
pub fn token(hash: &str) -> Key {
    key(Table::Registry, RowType::Token.partition(hash), RowType::Token.sort())
}
/// One of the accounts of an e-mail address, by the address's keyed hash.
pub fn email(hash: &str, id: &AccountId) -> Key {
    key(Table::Registry, RowType::Address.partition(hash), format!("{}{id}", RowType::Address.sort()))
}
/// The mailbox of an address, by its keyed hash.
pub fn mailbox(hash: &str) -> Key {
    key(Table::Registry, RowType::Mailbox.partition(hash), RowType::Mailbox.sort())
}
/// An issuer.
pub fn issuer(id: &IssuerId) -> Key {
    key(Table::Registry, RowType::Issuer.partition(id), RowType::Issuer.sort())
}
/// How an issuer is reached.
pub fn contact(id: &IssuerId) -> Key {
    key(Table::Registry, RowType::Contact.partition(id), RowType::Contact.sort())
}
/// A request for help.
pub fn ticket(number: &TicketNumber) -> Key {
    key(Table::Registry, RowType::Ticket.partition(number.as_str()), RowType::Ticket.sort())
}
/// A request for a correction.
pub fn correction(number: &TicketNumber) -> Key {
    key(Table::Registry, RowType::Correction.partition(number.as_str()), RowType::Correction.sort())
}
/// A product.
pub fn product(id: &ProductId) -> Key {
    key(Table::Registry, RowType::Product.partition(id), RowType::Product.sort())
}
/// An order.
pub fn order(id: &OrderId) -> Key {
    key(Table::Registry, RowType::Order.partition(id), RowType::Order.sort())
}
/// The order of a protocol number.
pub fn order_number(protocol: &Protocol) -> Key {
    key(Table::Registry, RowType::OrderNumber.partition(protocol.as_str()), RowType::OrderNumber.sort())
}
/// A charge.
pub fn charge(id: &ChargeId) -> Key {
    key(Table::Registry, RowType::Charge.partition(id), RowType::Charge.sort())
}
/// The charge in a partition key.
pub fn charge_in(pk: &str) -> Option<ChargeId> {
    ChargeId::parse(RowType::Charge.id_in(pk)?).ok()
}
/// A paid unit.
pub fn entitlement(id: &EntitlementId) -> Key {
    key(Table::Registry, RowType::Entitlement.partition(id), RowType::Entitlement.sort())
}
/// The draft of an assignment of a paid unit.
pub fn request_draft(unit: &EntitlementId, assignment: u32) -> Key {
    let shape = RowType::RequestDraft;
    key(Table::Registry, shape.partition(unit), format!("{}{assignment:06}", shape.sort()))
}
/// A case.
pub fn enrollment(id: &EnrollmentId) -> Key {
    key(Table::Registry, RowType::Enrollment.partition(id), RowType::Enrollment.sort())
}
/// The case of a protocol number.
pub fn enrollment_number(protocol: &Protocol) -> Key {
    key(
        Table::Registry,
        RowType::EnrollmentNumber.partition(protocol.as_str()),
        RowType::EnrollmentNumber.sort(),
    )
}
/// What the payment provider told of, by the SHA-256 of its name for it.
pub fn payment_event(hash: &str) -> Key {
    key(Table::Registry, RowType::PaymentEvent.partition(hash), RowType::PaymentEvent.sort())
}
/// A request for access.
pub fn access_request(id: &AccessRequestId) -> Key {
    key(Table::Registry, RowType::AccessRequest.partition(id), RowType::AccessRequest.sort())
}
/// The request for access of a protocol number.
pub fn access_protocol(protocol: &Protocol) -> Key {
    key(Table::Registry, RowType::AccessProtocol.partition(protocol.as_str()), RowType::AccessProtocol.sort())
}
/// An entity.
pub fn entity(id: &EntityId) -> Key {
    key(Table::Registry, RowType::Entity.partition(id), RowType::Entity.sort())
}
/// An event.
pub fn event(id: &EventId) -> Key {
    key(Table::Registry, RowType::Event.partition(id), RowType::Event.sort())
}
/// An edition of an event's sheet.
pub fn edition(id: &EventId, number: u32) -> Key {
    key(Table::Registry, RowType::Edition.partition(id), format!("{}{number:06}", RowType::Edition.sort()))
}
/// An import.
pub fn import(id: &ImportId) -> Key {
    key(Table::Registry, RowType::Import.partition(id), RowType::Import.sort())
}
/// An import in the list of its event, newest first by its time.
pub fn import_of_event(event: &EventId, created_at: &str, id: &ImportId) -> Key {
    key(
        Table::Registry,
        RowType::ImportOfEvent.partition(event),
        format!("{}{created_at}#{id}", RowType::ImportOfEvent.sort()),
    )
}
/// How lists of an event are read.
pub fn remembered(event: &EventId) -> Key {
    key(Table::Registry, RowType::Remembered.partition(event), RowType::Remembered.sort())
}
/// What an import looks like, in one of its readings.
pub fn survey(id: &ImportId, series: u32) -> Key {
    key(Table::Registry, RowType::Survey.partition(id), format!("{}{series:06}", RowType::Survey.sort()))
}
/// A chunk of an import's good lines.
pub fn lines(id: &ImportId, chunk: u32) -> Key {
    key(Table::Registry, RowType::Lines.partition(id), format!("{}{chunk:06}", RowType::Lines.sort()))
}
/// A chunk of an import's problems.
pub fn problems(id: &ImportId, chunk: u32) -> Key {
    key(Table::Registry, RowType::Problems.partition(id), format!("{}{chunk:06}", RowType::Problems.sort()))
}
/// The doubts of a chunk of an import's good lines.
pub fn doubts(id: &ImportId, chunk: u32) -> Key {
    key(Table::Registry, RowType::Doubts.partition(id), format!("{}{chunk:06}", RowType::Doubts.sort()))
}
/// The rows of a chunk of an import's good lines.
pub fn cells(id: &ImportId, chunk: u32) -> Key {
    key(Table::Registry, RowType::Cells.partition(id), format!("{}{chunk:06}", RowType::Cells.sort()))
}
/// A chunk of an import's other rows.
pub fn other_cells(id: &ImportId, chunk: u32) -> Key {
    let sort = format!("{}{chunk:06}", RowType::OtherCells.sort());
    key(Table::Registry, RowType::OtherCells.partition(id), sort)
}
/// The cells of an import that were typed up to one of its readings.
pub fn retyped(id: &ImportId, reading: u32) -> Key {
    key(Table::Registry, RowType::Retyped.partition(id), format!("{}{reading:06}", RowType::Retyped.sort()))
}
/// What was looked for in an import.
pub fn search(of: &ImportId, id: &SearchId) -> Key {
    key(Table::Registry, RowType::Search.partition(of), format!("{}{id}", RowType::Search.sort()))
}
/// A certificate that a name or an address leads to, by the keyed hash of event and text.
pub fn likeness(hash: &str, id: &CertificateId) -> Key {
    key(Table::Registry, RowType::Likeness.partition(hash), format!("{}{id}", RowType::Likeness.sort()))
}
/// Which certificate a line corrects, under the identifier of the certificate that it would have by itself.
pub fn corrects(id: &CertificateId) -> Key {
    key(Table::Registry, RowType::Corrects.partition(id), RowType::Corrects.sort())
}
/// That a certificate was opened.
pub fn opened(id: &CertificateId) -> Key {
    key(Table::Registry, RowType::Opened.partition(id), RowType::Opened.sort())
}
/// One of the counters of an import's progress.
pub fn progress(id: &ImportId, shard: u32) -> Key {
    key(Table::Outbox, RowType::Progress.partition(format!("{id}#{shard:02}")), RowType::Progress.sort())
}

/// The same, as it was kept when all counters of an import shared a partition: imports of then still have them.
pub fn progress_in_one_partition(id: &ImportId, shard: u32) -> Key {
    key(
        Table::Outbox,
        RowType::EarlierProgress.partition(id),
        format!("{}{shard:02}", RowType::EarlierProgress.sort()),
    )
}
/// The audit entry of a change: in the aggregate's own partition, numbered by the version it made.
pub fn audit(of: &Key, number: u64) -> Key {
    key(of.table, of.pk.clone(), format!("{}{number:010}", RowType::Audit.sort()))
}
/// The answer that was given to an idempotency key.
pub fn idempotency(subject: &str, route: &str, key_hash: &str) -> Key {
    key(Table::Registry, RowType::Answer.partition(subject), format!("{route}#{key_hash}"))
}
/// The one confirmation that the public address is final.
pub fn confirmed_url() -> Key {
    key(Table::Registry, "HOUSE".to_owned(), "PUBLIC_URL")
}
/// A piece of work: with the certificate it is about where there is one, so that its ledger is one query.
pub fn work(task: &Task) -> Key {
    match task {
        Task::DrawPdf { certificate, version, .. } => pdf(certificate, *version),
        Task::Mail { mail, message } => mail_key(mail, message),
    }
}
/// The work that draws a version.
pub fn pdf(certificate: &CertificateId, version: u32) -> Key {
    let sort = format!("{}{version:06}", RowType::DrawPdf.sort());
    key(Table::Outbox, RowType::DrawPdf.partition(certificate), sort)
}

fn mail_key(mail: &MailId, message: &Message) -> Key {
    let ledger = match message {
        Message::Available { certificate: id, .. }
        | Message::Revoked { certificate: id, .. }
        | Message::Correction { certificate: id, .. } => RowType::Certificate.partition(id),
        Message::Welcome { account }
        | Message::Entrusted { account, .. }
        | Message::PasswordChanged { account }
        | Message::SecondFactor { account, .. }
        | Message::SignInCode { account, .. }
        | Message::Sample { account, .. } => RowType::Account.partition(account),
        Message::Resend { .. } | Message::AccessByProtocol { .. } => format!("RESEND#{mail}"),
        Message::Access { request, .. } => RowType::AccessRequest.partition(request),
        Message::Ticket { ticket, .. } => RowType::Ticket.partition(ticket.as_str()),
        Message::Order { order, .. } => RowType::Order.partition(order),
        Message::Assigned { unit, .. } => RowType::Entitlement.partition(unit),
        Message::Case { case, .. } => RowType::Enrollment.partition(case),
    };
    key(Table::Outbox, ledger, format!("{}{mail}", RowType::Mail.sort()))
}

/// Where the indexes list the certificates of an account.
pub(crate) fn holder(account: &AccountId) -> String {
    RowType::Account.partition(account)
}
/// The import in a partition key.
pub fn import_in(pk: &str) -> Option<ImportId> {
    ImportId::parse(RowType::Import.id_in(pk)?).ok()
}
/// Where an index lists the requests for access that were granted to an account.
pub(crate) fn granted(account: &AccountId) -> String {
    format!("{}#ACCESS", RowType::Account.partition(account))
}
/// One of `of` shards, always the same for a text.
pub(crate) fn shard(text: &str, of: u32) -> u32 {
    text.bytes().fold(0_u32, |sum, b| sum.wrapping_mul(31).wrapping_add(u32::from(b))) % of
}

/// A session of an account, by the SHA-256 of its identifier.
pub fn session(account: &AccountId, hash: &str) -> Key {
    key(Table::Access, RowType::Session.partition(account), hash)
}
/// A counter of tries in a window.
pub fn limit(scope: &str, subject: &str, window: i64) -> Key {
    key(Table::Access, RowType::Limit.partition(format!("{scope}#{subject}")), window.to_string())
}
/// The tries at a code of a session.
pub fn code_tries(session: &str, number: u32) -> Key {
    key(Table::Access, RowType::Limit.partition(format!("sign-in-code#{session}")), number.to_string())
}
/// A proof of work that was already used.
pub fn spent_challenge(hash: &str) -> Key {
    key(
        Table::Access,
        RowType::SpentChallenge.partition(format!("challenge#{hash}")),
        RowType::SpentChallenge.sort(),
    )
}
