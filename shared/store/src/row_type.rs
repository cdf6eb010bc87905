//! Every type of row that there is: where it lies, what it is called, and what a restore does with it. Keys, restores, walks,
//! the tags of mails and the checks read this one list, so that a type that is not on it is refused everywhere.

use crate::error::StoreError;
use crate::key::Table;
use crate::row::Item;

/// A type of row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RowType {
    /// A certificate of participation.
    Certificate,
    /// An account.
    Account,
    /// An event.
    Event,
    /// An import.
    Import,
    /// A request for help.
    Ticket,
    /// A request for a correction.
    Correction,
    /// A product of the catalogue.
    Product,
    /// An order.
    Order,
    /// A charge.
    Charge,
    /// A paid unit of an order.
    Entitlement,
    /// A request for access.
    AccessRequest,
    /// The second factor of an account.
    SecondFactor,
    /// The audit entry of a change.
    Audit,
    /// What a verification reads.
    Record,
    /// From the SHA-256 of a PDF to its code.
    File,
    /// From a token to its account.
    Token,
    /// From an address to one of its accounts.
    Address,
    /// What was heard of an address.
    Mailbox,
    /// An issuer.
    Issuer,
    /// How an issuer is reached.
    Contact,
    /// A frozen sheet of an event.
    Edition,
    /// An import in the list of its event.
    ImportOfEvent,
    /// How lists of an event with known titles are read.
    Remembered,
    /// What an import looks like, for its organiser to say how it is to be read.
    Survey,
    /// From a protocol number to a request for access.
    AccessProtocol,
    /// An entity for which people ask.
    Entity,
    /// Good lines of an import.
    Lines,
    /// Problems of an import.
    Problems,
    /// Good lines of an import that may correct a certificate.
    Doubts,
    /// The rows of an import's good lines as its file says them.
    Cells,
    /// All its other rows.
    OtherCells,
    /// Cells of an import that its organiser typed.
    Retyped,
    /// What was looked for in an import, for a while.
    Search,
    /// From a name or an address to a certificate of the event.
    Likeness,
    /// From the certificate that a line would have to the one that it corrects.
    Corrects,
    /// That a certificate was opened, and when first.
    Opened,
    /// From the protocol number of an order to it.
    OrderNumber,
    /// That the payment provider told of something, by the name of that event.
    PaymentEvent,
    /// What was typed into the form of an assigned unit.
    RequestDraft,
    /// A case.
    Enrollment,
    /// From the protocol number of a case to it.
    EnrollmentNumber,
    /// The answer to an idempotency key.
    Answer,
    /// That the public address is final.
    ConfirmedUrl,
    /// A PDF to draw.
    DrawPdf,
    /// A mail to send, and what became of it.
    Mail,
    /// Counters of an import's progress.
    Progress,
    /// The same, of imports whose counters shared a partition.
    EarlierProgress,
    /// A session.
    Session,
    /// Tries within a window.
    Limit,
    /// A proof of work that was used.
    SpentChallenge,
}

/// What a row is to whoever puts rows of an earlier instant back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Each version of it has an audit entry.
    Aggregate,
    /// It says what a certificate is worth, which may have changed since.
    Record,
    /// It leads from an address to an account, which may have another one since.
    Address,
    /// It only becomes more.
    Mailbox,
    /// It only grows.
    Counter,
    /// It never changes, or is as good as it was.
    Plain,
    /// It is never put back.
    Passing,
}

/// How a sort key is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// Always the same.
    Is(&'static str),
    /// This and what tells the rows of a partition apart.
    Begins(&'static str),
}

/// One line of the list.
struct Shape {
    table: Table,
    /// The value of the attribute `type`; none where a row is made of counters alone.
    name: Option<&'static str>,
    /// What stands before `#` in the partition key.
    partitions: &'static [&'static str],
    sort: Sort,
    kind: Kind,
}

impl Shape {
    const fn registry(
        name: &'static str,
        partitions: &'static [&'static str],
        sort: Sort,
        kind: Kind,
    ) -> Self {
        Self { table: Table::Registry, name: Some(name), partitions, sort, kind }
    }
}

/// The aggregates whose audit trail lies in their partition.
const AUDITED: &[&str] = &[
    "CERT",
    "ACC",
    "EVENT",
    "IMPORT",
    "TICKET",
    "CORRECTION",
    "PRODUCT",
    "ORDER",
    "CHARGE",
    "ENT",
    "ACCESS",
    "FACTOR",
    "ENROLL",
];
/// The ledgers of mails.
const LEDGERS: &[&str] = &["CERT", "ACC", "RESEND", "TICKET", "ENT", "ENROLL", "ACCESS", "ORDER"];

impl RowType {
    /// All of them.
    pub const ALL: [Self; 50] = [
        Self::Certificate,
        Self::Account,
        Self::Event,
        Self::Import,
        Self::Ticket,
        Self::Correction,
        Self::Product,
        Self::Order,
        Self::Charge,
        Self::Entitlement,
        Self::AccessRequest,
        Self::SecondFactor,
        Self::Audit,
        Self::Record,
        Self::File,
        Self::Token,
        Self::Address,
        Self::Mailbox,
        Self::Issuer,
        Self::Contact,
        Self::Edition,
        Self::ImportOfEvent,
        Self::Remembered,
        Self::Survey,
        Self::AccessProtocol,
        Self::Entity,
        Self::Lines,
        Self::Problems,
        Self::Doubts,
        Self::Cells,
        Self::OtherCells,
        Self::Retyped,
        Self::Search,
        Self::Likeness,
        Self::Corrects,
        Self::Opened,
        Self::OrderNumber,
        Self::PaymentEvent,
        Self::RequestDraft,
        Self::Enrollment,
        Self::EnrollmentNumber,
        Self::Answer,
        Self::ConfirmedUrl,
        Self::DrawPdf,
        Self::Mail,
        Self::Progress,
        Self::EarlierProgress,
        Self::Session,
        Self::Limit,
        Self::SpentChallenge,
    ];

    const fn shape(self) -> Shape {
        use {Kind as K, Sort::Begins, Sort::Is};
        match self {
            Self::Certificate => Shape::registry("certificate", &["CERT"], Is("CERT"), K::Aggregate),
            Self::Account => Shape::registry("account", &["ACC"], Is("ACC"), K::Aggregate),
            Self::Event => Shape::registry("event", &["EVENT"], Is("EVENT"), K::Aggregate),
            Self::Import => Shape::registry("import", &["IMPORT"], Is("IMPORT"), K::Aggregate),
            Self::Ticket => Shape::registry("ticket", &["TICKET"], Is("TICKET"), K::Aggregate),
            Self::Correction => {
                Shape::registry("correction", &["CORRECTION"], Is("CORRECTION"), K::Aggregate)
            }
            Self::Product => Shape::registry("product", &["PRODUCT"], Is("PRODUCT"), K::Aggregate),
            Self::Order => Shape::registry("order", &["ORDER"], Is("ORDER"), K::Aggregate),
            Self::Charge => Shape::registry("charge", &["CHARGE"], Is("CHARGE"), K::Aggregate),
            Self::Entitlement => Shape::registry("entitlement", &["ENT"], Is("ENT"), K::Aggregate),
            Self::AccessRequest => Shape::registry("access_request", &["ACCESS"], Is("ACCESS"), K::Aggregate),
            Self::AccessProtocol => Shape::registry("access_pointer", &["ACCESS"], Is("PROTOCOL"), K::Plain),
            Self::Entity => Shape::registry("entity", &["ENTITY"], Is("ENTITY"), K::Plain),
            Self::SecondFactor => Shape::registry("second_factor", &["FACTOR"], Is("FACTOR"), K::Aggregate),
            Self::Audit => Shape::registry("audit", AUDITED, Begins("AUDIT#"), K::Plain),
            Self::Record => Shape::registry("record", &["CODE"], Is("CODE"), K::Record),
            Self::File => Shape::registry("file", &["FILE"], Is("FILE"), K::Plain),
            Self::Token => Shape::registry("account_pointer", &["TOKEN"], Is("TOKEN"), K::Plain),
            Self::Address => Shape::registry("account_pointer", &["EMAIL"], Begins("ACC#"), K::Address),
            Self::Mailbox => Shape::registry("mailbox", &["EMAIL"], Is("MAILBOX"), K::Mailbox),
            Self::Issuer => Shape::registry("issuer", &["ISS"], Is("ISS"), K::Plain),
            Self::Contact => Shape::registry("issuer_contact", &["ISS"], Is("CONTACT"), K::Plain),
            Self::Edition => Shape::registry("edition", &["EVENT"], Begins("EDITION#"), K::Plain),
            Self::ImportOfEvent => Shape::registry("import_pointer", &["EVENT"], Begins("IMPORT#"), K::Plain),
            Self::Remembered => Shape::registry("remembered", &["EVENT"], Is("REMEMBERED"), K::Plain),
            Self::Survey => Shape::registry("survey", &["IMPORT"], Begins("SURVEY#"), K::Plain),
            Self::Lines => Shape::registry("lines", &["IMPORT"], Begins("LINES#"), K::Plain),
            Self::Problems => Shape::registry("problems", &["IMPORT"], Begins("PROBLEMS#"), K::Plain),
            Self::Doubts => Shape::registry("doubts", &["IMPORT"], Begins("DOUBTS#"), K::Plain),
            Self::Cells => Shape::registry("cells", &["IMPORT"], Begins("CELLS#"), K::Plain),
            Self::OtherCells => Shape::registry("other_cells", &["IMPORT"], Begins("OTHERS#"), K::Plain),
            Self::Retyped => Shape::registry("retyped", &["IMPORT"], Begins("RETYPED#"), K::Plain),
            Self::Search => Shape::registry("search", &["IMPORT"], Begins("SEARCH#"), K::Passing),
            Self::Likeness => Shape::registry("likeness", &["LIKE"], Begins("CERT#"), K::Plain),
            Self::Corrects => Shape::registry("corrects", &["CERT"], Is("CORRECTS"), K::Plain),
            Self::Opened => Shape::registry("opened", &["CERT"], Is("OPENED"), K::Plain),
            Self::OrderNumber => Shape::registry("order_pointer", &["ORDERNO"], Is("ORDER"), K::Plain),
            Self::PaymentEvent => Shape::registry("payment_event", &["PAYEVENT"], Is("EVENT"), K::Plain),
            Self::RequestDraft => Shape::registry("request_draft", &["ENT"], Begins("DRAFT#"), K::Passing),
            Self::Enrollment => Shape::registry("enrollment", &["ENROLL"], Is("ENROLL"), K::Aggregate),
            Self::EnrollmentNumber => {
                Shape::registry("enrollment_pointer", &["ENROLLNO"], Is("ENROLL"), K::Plain)
            }
            Self::Answer => Shape::registry("answer", &["IDEM"], Begins(""), K::Plain),
            Self::ConfirmedUrl => Shape::registry("confirmed_url", &["HOUSE"], Is("PUBLIC_URL"), K::Plain),
            Self::DrawPdf => outbox(Some("work"), &["CERT"], Begins("PDF#"), K::Plain),
            Self::Mail => outbox(Some("work"), LEDGERS, Begins("MAIL#"), K::Plain),
            Self::Progress => outbox(None, &["IMPORT"], Is("PROGRESS"), K::Counter),
            Self::EarlierProgress => outbox(None, &["IMPORT"], Begins("PROGRESS#"), K::Counter),
            Self::Session => access(Some("session"), &["SESSION"], Begins("")),
            Self::Limit => access(None, &["LIMIT"], Begins("")),
            Self::SpentChallenge => access(Some("spent_challenge"), &["LIMIT"], Is("SPENT")),
        }
    }

    /// Its table.
    pub const fn table(self) -> Table {
        self.shape().table
    }

    /// What it is called in a row and in the log.
    pub fn name(self) -> &'static str {
        self.shape().name.unwrap_or(match self {
            Self::Progress | Self::EarlierProgress => "progress",
            _ => "limit",
        })
    }

    /// In how many shapes it is read, from 1: the last is written where a version that knows only the one before would lose
    /// what a row says.
    pub(crate) const fn shapes(self) -> u8 {
        match self {
            Self::Import => 4,
            Self::Certificate | Self::Account => 3,
            Self::Lines | Self::Event | Self::Edition => 2,
            _ => 1,
        }
    }

    /// Whether it is what was read of a list, or said of it, and is deleted with it.
    pub(crate) const fn is_of_a_list(self) -> bool {
        matches!(
            self,
            Self::Survey
                | Self::Lines
                | Self::Problems
                | Self::Doubts
                | Self::Cells
                | Self::OtherCells
                | Self::Retyped
                | Self::Search
        )
    }

    /// Whether it is deleted when its list is published: nobody asks for it any more.
    pub(crate) const fn ends_with_publishing(self) -> bool {
        matches!(self, Self::Survey | Self::Cells | Self::OtherCells | Self::Retyped | Self::Search)
    }

    /// What a restore does with it.
    pub const fn kind(self) -> Kind {
        self.shape().kind
    }

    /// The whole sort key, or how it begins.
    pub const fn sort(self) -> &'static str {
        match self.shape().sort {
            Sort::Is(sort) | Sort::Begins(sort) => sort,
        }
    }

    /// The partition of an identifier, of a type that lies in partitions of one kind.
    pub(crate) fn partition(self, id: impl std::fmt::Display) -> String {
        let prefix = self.shape().partitions.first().copied().unwrap_or_default();
        format!("{prefix}#{id}")
    }

    /// The identifier in a partition of this type.
    pub(crate) fn id_in(self, pk: &str) -> Option<&str> {
        let (prefix, id) = pk.split_once('#').unwrap_or((pk, ""));
        self.shape().partitions.contains(&prefix).then_some(id)
    }

    /// Which type a row of a table is, by its key.
    pub fn of_key(table: Table, pk: &str, sk: &str) -> Option<Self> {
        let lies_there = |row_type: &Self| {
            let shape = row_type.shape();
            shape.table == table
                && row_type.id_in(pk).is_some()
                && match shape.sort {
                    Sort::Is(is) => sk == is,
                    Sort::Begins(begins) => sk.len() > begins.len() && sk.starts_with(begins),
                }
        };
        let mut types: Vec<Self> = Self::ALL.into_iter().filter(lies_there).collect();
        // A key that one type names to the letter is of that type: a used proof of work lies among the limits.
        types.sort_by_key(|row_type| std::cmp::Reverse(row_type.sort().len()));
        types.first().copied()
    }

    /// Which type an item of a table is.
    ///
    /// # Errors
    /// [`StoreError::UnknownRow`] when there is no such type, or its attribute `type` says another one.
    pub fn of_item(table: Table, item: &Item) -> Result<Self, StoreError> {
        let value = |name: &str| item.get(name).and_then(|v| v.as_s().ok()).map_or("", String::as_str);
        let (pk, sk, name) = (value("pk"), value("sk"), value("type"));
        let found = Self::of_key(table, pk, sk);
        found.filter(|row_type| row_type.shape().name.unwrap_or_default() == name).ok_or_else(|| {
            // Of the key only the kinds: the rest of a key that nobody knows may be anything.
            let kind = |key: &str| key.split('#').next().unwrap_or_default().chars().take(20).collect();
            StoreError::UnknownRow {
                partition: kind(pk),
                sort: kind(sk),
                name: name.chars().take(40).collect(),
            }
        })
    }
}

const fn outbox(
    name: Option<&'static str>,
    partitions: &'static [&'static str],
    sort: Sort,
    kind: Kind,
) -> Shape {
    Shape { table: Table::Outbox, name, partitions, sort, kind }
}

const fn access(name: Option<&'static str>, partitions: &'static [&'static str], sort: Sort) -> Shape {
    Shape { table: Table::Access, name, partitions, sort, kind: Kind::Passing }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::row::text;

    fn item(pk: &str, sk: &str, name: &str) -> Item {
        let attributes = [("pk", pk), ("sk", sk), ("type", name)];
        let named = attributes.into_iter().filter(|(_, value)| !value.is_empty());
        named.map(|(name, value)| (name.to_owned(), text(value))).collect()
    }

    #[test]
    fn every_type_is_found_by_its_own_key_and_no_two_share_one() {
        for row_type in RowType::ALL {
            let shape = row_type.shape();
            for prefix in shape.partitions {
                let sk = match shape.sort {
                    Sort::Is(sk) => sk.to_owned(),
                    Sort::Begins(sk) => format!("{sk}01"),
                };
                let item = item(&format!("{prefix}#x"), &sk, shape.name.unwrap_or_default());
                assert_eq!(RowType::of_item(shape.table, &item).ok(), Some(row_type), "{prefix} {sk}");
            }
        }
    }

    #[test]
    fn a_row_of_no_known_type_is_refused_without_what_tells_it_apart() {
        for (table, pk, sk, name) in [
            (Table::Registry, "SLOT#184.207.635-35", "SLOT", "slot"),
            (Table::Registry, "CERT#x", "CERT", "x509"),
            (Table::Registry, "CERT#x", "CERTIFICATE", "certificate"),
            (Table::Registry, "CERT#x", "CERT", ""),
            (Table::Outbox, "SLOT#x", "MAIL#y", "work"),
            (Table::Outbox, "CERT#x", "CERT", "certificate"),
            (Table::Registry, "", "", ""),
        ] {
            let error = RowType::of_item(table, &item(pk, sk, name)).expect_err(pk);
            assert!(matches!(error, StoreError::UnknownRow { .. }), "{pk} {sk}");
            assert!(!error.to_string().contains("184"), "{error}");
        }
    }

    #[test]
    fn what_has_an_audit_trail_is_restored_as_an_aggregate() {
        let aggregates: Vec<_> = RowType::ALL.into_iter().filter(|t| t.kind() == Kind::Aggregate).collect();
        let prefixes: Vec<_> = aggregates.iter().flat_map(|t| t.shape().partitions).copied().collect();
        assert_eq!(prefixes, AUDITED);
    }
}
