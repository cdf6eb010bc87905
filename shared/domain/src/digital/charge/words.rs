//! What is said of charges: how one is paid, what the provider has and says, and what is wrong with its money.

use crate::participation::edition::Line;
use crate::transition::kinds;
use crate::value::money::Cents;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How a charge is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "by")]
pub enum Method {
    /// Pix.
    Pix,
    /// A boleto.
    Boleto,
    /// A credit card, in so many instalments, on the provider's page.
    Card {
        /// From 1 to [`Method::MOST_INSTALMENTS`].
        instalments: u8,
    },
    /// Debit, on the provider's page.
    Debit,
    /// Elsewhere than at the provider: a supervisor says that it came.
    Outside,
}
kinds!(Method, Self::Pix => "pix", Self::Boleto => "boleto", Self::Card { .. } => "cartao", Self::Debit => "debito",
    Self::Outside => "fora");

impl Method {
    /// Instalments without interest at most.
    pub const MOST_INSTALMENTS: u8 = 10;
}

/// What the provider has of a charge. All of it is shown to whoever pays; none of it opens anything of ours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registered {
    /// What the provider calls it.
    pub payment: String,
    /// What the provider calls all its instalments together.
    pub instalments: Option<String>,
    /// What the provider calls whoever pays.
    pub customer: String,
    /// The provider's page.
    pub page: Option<String>,
    /// The 44 digits of a boleto's barcode.
    pub barcode: Option<String>,
    /// The text of a Pix code.
    pub pix: Option<String>,
}

/// How a charge stands, as the provider says when it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It waits for money.
    Pending,
    /// It was due, and no money came.
    Overdue,
    /// The money is certain.
    Confirmed,
    /// The money is there.
    Received,
    /// The money went back.
    Refunded,
    /// Whoever paid wants it back.
    Disputed,
    /// It is not to be paid any more.
    Deleted,
}

impl Standing {
    /// Whether money came, or is certain.
    pub fn has_money(self) -> bool {
        matches!(self, Self::Confirmed | Self::Received)
    }
}

/// What the provider says when it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Report {
    /// How the charge stands.
    pub standing: Standing,
    /// Of how much it is, or how much came.
    pub amount: Cents,
    /// Why its money does not go where it belongs, as far as the order says.
    pub trouble: Option<Trouble>,
}

/// Why money cannot be put where it belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Trouble {
    /// Another amount came than was asked for.
    WrongAmount {
        /// How much.
        paid: Cents,
    },
    /// Money came for an order that was called off, or that nobody paid in time.
    OrderEnded,
    /// Money came for an order that was paid before.
    PaidTwice,
    /// Money went back, or is disputed, of an order whose certificates are in use.
    TakenBack,
    /// What the provider has is not what it was told: another charge, or somebody else's.
    Foreign,
}
kinds!(Trouble, Self::WrongAmount { .. } => "wrong_amount", Self::OrderEnded => "order_ended",
    Self::PaidTwice => "paid_twice", Self::TakenBack => "taken_back", Self::Foreign => "foreign");

/// Something that a supervisor has to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// What.
    pub trouble: Trouble,
    /// Since when.
    pub at: Timestamp,
    /// What a supervisor says that was done, and when.
    pub resolved: Option<(Line<200>, Timestamp)>,
}

/// That money is to be given back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    /// Why.
    pub reason: Line<200>,
    /// Since when.
    pub at: Timestamp,
}
