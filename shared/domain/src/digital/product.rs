//! What is sold: a kind of digital certificate, on terms that a supervisor keeps.
//!
//! An order takes the terms along as they were when it was placed, so a change of price never reaches an order that is there.

use crate::participation::edition::Line;
use crate::role::{commands, permit};
use crate::transition::{Actor, Aggregate as _, Illegal, Transition, aggregate, kinds};
use crate::value::id::ProductId;
use crate::value::money::Cents;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How many earlier terms are kept to be shown.
const MOST_EARLIER: usize = 20;

/// A text that is no code of a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a code of a product")]
pub struct NotACode;

/// What people and addresses call a product: `e-cpf-a1-12-meses`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ProductCode(String);

impl ProductCode {
    /// Reads a code: 3 to 40 small letters, digits and hyphens, beginning with a letter.
    ///
    /// # Errors
    /// When it is another text.
    pub fn parse(typed: &str) -> Result<Self, NotACode> {
        let text = typed.trim().to_ascii_lowercase();
        let known = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        let fits = (3..=40).contains(&text.len()) && text.bytes().all(known);
        let begins = text.as_bytes().first().is_some_and(u8::is_ascii_lowercase);
        if fits && begins && !text.ends_with('-') { Ok(Self(text)) } else { Err(NotACode) }
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ProductCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for ProductCode {
    type Error = NotACode;
    fn try_from(value: String) -> Result<Self, NotACode> {
        Self::parse(&value)
    }
}

impl From<ProductCode> for String {
    fn from(code: ProductCode) -> Self {
        code.0
    }
}

/// For whom a certificate is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HolderKind {
    /// A person: e-CPF.
    Person,
    /// A legal entity: e-CNPJ.
    Company,
}
kinds!(HolderKind, Self::Person => "pessoa", Self::Company => "empresa");

impl HolderKind {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Person, Self::Company];
}

/// Where the key of a certificate lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Storage {
    /// In a file on the computer (A1).
    File,
    /// On a smart card (A3).
    Card,
    /// On a USB token (A3).
    Token,
}
kinds!(Storage, Self::File => "arquivo", Self::Card => "cartao", Self::Token => "token");

impl Storage {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::File, Self::Card, Self::Token];
}

/// Who may order it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sale {
    /// Everybody.
    Open,
    /// Requesters of an entity that was approved.
    Vetted,
}
kinds!(Sale, Self::Open => "aberta", Self::Vetted => "credenciada");

impl Sale {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Open, Self::Vetted];
}

/// What comes first once somebody has the certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum First {
    /// The video conference is booked, and the documents follow.
    Booking,
    /// The documents are sent and reviewed, and the video conference follows.
    Documents,
}
kinds!(First, Self::Booking => "agendamento", Self::Documents => "documentos");

impl First {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Booking, Self::Documents];
}

/// The terms on which a product is sold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// What it is called.
    pub title: Line<80>,
    /// What it is, in a sentence or two.
    pub about: Line<400>,
    /// For whom it is.
    pub holder: HolderKind,
    /// Where its key lives.
    pub storage: Storage,
    /// For how many months it is valid.
    pub validity_months: u8,
    /// What one costs; nothing only where it is vetted.
    pub price: Cents,
    /// The first day on which it is sold.
    pub from: Date,
    /// The last one; none, until it is withdrawn.
    pub until: Option<Date>,
    /// Who may order it.
    pub sale: Sale,
    /// What comes first.
    pub first: First,
}

/// What is wrong with terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// Given away to everybody.
    Free,
    /// Valid for no time at all, or for longer than five years.
    Validity,
    /// The last day of sale before the first.
    Window,
}

impl Terms {
    /// The longest validity in months: five years, DOC-ICP-04's limit for a key on hardware.
    pub const LONGEST_MONTHS: u8 = 60;

    /// What is wrong with them.
    pub fn flaws(&self) -> Vec<Flaw> {
        let free = self.sale == Sale::Open && self.price == Cents::ZERO;
        let validity = !(1..=Self::LONGEST_MONTHS).contains(&self.validity_months);
        let window = self.until.is_some_and(|until| until < self.from);
        let all = [(free, Flaw::Free), (validity, Flaw::Validity), (window, Flaw::Window)];
        all.into_iter().filter(|(is, _)| *is).map(|(_, flaw)| flaw).collect()
    }

    /// Whether it is sold on a day.
    pub fn sold_on(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

/// Terms that counted before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earlier {
    /// Version of the product in which they counted.
    pub version: u64,
    /// Until when.
    pub until: Timestamp,
    /// The terms.
    pub terms: Terms,
}

/// Where a product is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum State {
    /// In the catalogue.
    Offered,
    /// Not any more.
    Withdrawn {
        /// Since when.
        at: Timestamp,
    },
}
kinds!(State, Self::Offered => "offered", Self::Withdrawn { .. } => "withdrawn");

/// What can be done with a product.
#[derive(Debug, Clone)]
pub enum Command {
    /// Other terms, from now on.
    Revise(Box<Terms>),
    /// It is sold no more.
    Withdraw,
    /// It is sold again.
    Offer,
}
commands!(Command,
    Self::Revise(_) => "revise" by [Supervisor],
    Self::Withdraw => "withdraw" by [Supervisor],
    Self::Offer => "offer" by [Supervisor],
);

/// What happened to a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happened {
    /// It came into the catalogue.
    Introduced,
    /// It has other terms.
    Revised,
    /// It is sold no more.
    Withdrawn,
    /// It is sold again.
    Offered,
}
kinds!(Happened, Self::Introduced => "introduced", Self::Revised => "revised", Self::Withdrawn => "withdrawn",
    Self::Offered => "offered");

/// Everything about a product as it is stored: see [`crate::transition::Aggregate::restore`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Its identifier, which its code makes.
    pub id: ProductId,
    /// Its code.
    pub code: ProductCode,
    /// Its terms.
    pub terms: Terms,
    /// Terms that counted before, oldest first.
    pub earlier: Vec<Earlier>,
    /// Where it is.
    pub state: State,
    /// Number of changes so far.
    pub version: u64,
}

/// A product: see the module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product(Snapshot);
aggregate!(Product, "product", check: inconsistency);

impl Product {
    /// Brings a product into the catalogue.
    pub fn introduce(
        id: ProductId,
        code: ProductCode,
        terms: Terms,
        actor: Actor,
        at: Timestamp,
    ) -> Transition<Self> {
        let after = Snapshot { id, code, terms, earlier: Vec::new(), state: State::Offered, version: 1 };
        Transition::new(0, Self(after), Happened::Introduced, actor, at)
    }

    /// Applies a command, or says why not.
    ///
    /// # Errors
    /// When the state does not allow it, or the role, or the terms have a flaw.
    pub fn apply(self, command: Command, actor: Actor, at: Timestamp) -> Result<Transition<Self>, Illegal> {
        permit(Self::NAME, None, &command, &actor)?;
        let mut after = self.0;
        let before = after.version;
        let refused =
            Illegal::State { aggregate: "product", from: after.state.kind(), command: command.kind() };
        let (state, happened) = match (&after.state, &command) {
            (_, Command::Revise(terms)) if terms.flaws().is_empty() => {
                (after.state.clone(), Happened::Revised)
            }
            (State::Offered, Command::Withdraw) => (State::Withdrawn { at }, Happened::Withdrawn),
            (State::Withdrawn { .. }, Command::Offer) => (State::Offered, Happened::Offered),
            _ => return Err(refused),
        };
        if let Command::Revise(terms) = command {
            let old = std::mem::replace(&mut after.terms, *terms);
            after.earlier.push(Earlier { version: before, until: at, terms: old });
            let surplus = after.earlier.len().saturating_sub(MOST_EARLIER);
            after.earlier.drain(..surplus);
        }
        after.state = state;
        after.version = before + 1;
        Ok(Transition::new(before, Self(after), happened, actor, at))
    }

    /// Its identifier.
    pub fn id(&self) -> &ProductId {
        &self.0.id
    }

    /// Whether it is sold on a day.
    pub fn sold_on(&self, day: Date) -> bool {
        self.0.state == State::Offered && self.0.terms.sold_on(day)
    }
}

/// The rule that stored values break, if any.
fn inconsistency(snapshot: &Snapshot) -> Option<&'static str> {
    (!snapshot.terms.flaws().is_empty()).then_some("terms with a flaw")
}
