//! Who pays an order, and what it is of.

use crate::digital::product::{First, HolderKind, Product, ProductCode, Sale, Storage};
use crate::participation::edition::Line;
use crate::value::cnpj::Cnpj;
use crate::value::cpf::Cpf;
use crate::value::email::EmailAddress;
use crate::value::id::ProductId;
use crate::value::money::Cents;
use serde::{Deserialize, Serialize};

/// The number under which somebody pays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Payer {
    /// A person.
    Cpf(Cpf),
    /// A legal entity.
    Cnpj(Cnpj),
}

impl Payer {
    /// The number as a payment provider takes it: digits, and letters in a CNPJ that has some.
    pub fn plain(&self) -> &str {
        match self {
            Self::Cpf(cpf) => cpf.digits(),
            Self::Cnpj(cnpj) => cnpj.as_str(),
        }
    }

    /// The number as its owner reads it.
    pub fn shown(&self) -> String {
        match self {
            Self::Cpf(cpf) => cpf.formatted(),
            Self::Cnpj(cnpj) => cnpj.shown(),
        }
    }
}

/// Whom a charge is made out to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Billing {
    /// CPF or CNPJ.
    pub payer: Payer,
    /// Name of the person or the company.
    pub name: Line<100>,
    /// Where mails about the order go.
    pub email: EmailAddress,
    /// Postal address, where they want it on the receipt.
    pub address: Option<Line<200>>,
}

/// For whom the certificates are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ForWhom {
    /// Whoever orders.
    Oneself,
    /// Other people, to whom they are assigned.
    Others,
}

/// Some units of a product, on the terms that counted when they were ordered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderLine {
    /// Which product.
    pub product: ProductId,
    /// Its code.
    pub code: ProductCode,
    /// Version of the product whose terms these are.
    pub product_version: u64,
    /// Title.
    pub title: Line<80>,
    /// For whom it is.
    pub holder: HolderKind,
    /// Where its key lives.
    pub storage: Storage,
    /// For how many months it is valid.
    pub validity_months: u8,
    /// Who may order it.
    pub sale: Sale,
    /// What comes first once somebody has it.
    pub first: First,
    /// What one costs.
    pub price: Cents,
    /// How many.
    pub units: u32,
}

impl OrderLine {
    /// Some units of a product, as it is sold now.
    pub fn of(product: &Product, units: u32) -> Self {
        let snapshot = product.snapshot();
        let terms = &snapshot.terms;
        Self {
            product: snapshot.id.clone(),
            code: snapshot.code.clone(),
            product_version: snapshot.version,
            title: terms.title.clone(),
            holder: terms.holder,
            storage: terms.storage,
            validity_months: terms.validity_months,
            sale: terms.sale,
            first: terms.first,
            price: terms.price,
            units,
        }
    }
}
