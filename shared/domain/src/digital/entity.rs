//! The bodies of public administration, and companies, for which people ask: a list that the administrator keeps.

use crate::participation::edition::ShortLine;
use crate::value::cnpj::Cnpj;
use crate::value::document::{Document, DocumentError};
use crate::value::id::EntityId;
use crate::value::name::folded;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The tax number of an entity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntityNumber {
    /// Of a Portuguese one: NIF, called NIPC there.
    Nif(Document),
    /// Of a Brazilian one.
    Cnpj(Cnpj),
}

impl EntityNumber {
    /// Reads a NIF or a CNPJ, however it is separated.
    ///
    /// # Errors
    /// What is wrong with it as a NIF, when it has the length of one; another shape otherwise.
    pub fn parse(typed: &str) -> Result<Self, DocumentError> {
        match Document::nif(typed) {
            Ok(nif) => Ok(Self::Nif(nif)),
            Err(DocumentError::Check) => Err(DocumentError::Check),
            Err(DocumentError::Shape) => Cnpj::parse(typed).map(Self::Cnpj).map_err(|_| DocumentError::Shape),
        }
    }

    /// What it is called, and the number: `NIF 501234560`.
    pub fn shown(&self) -> String {
        match self {
            Self::Nif(nif) => nif.shown(),
            Self::Cnpj(cnpj) => format!("CNPJ {}", cnpj.shown()),
        }
    }

    /// The canonical text of which the entity's identifier is made.
    pub fn text(&self) -> String {
        match self {
            Self::Nif(nif) => nif.text(),
            Self::Cnpj(cnpj) => format!("cnpj:{}", cnpj.as_str()),
        }
    }
}

/// One of the list. It has no life cycle: the administrator adds, renames and takes out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entity {
    /// A keyed hash of its number: one number is one entity.
    pub id: EntityId,
    /// Its name.
    pub name: ShortLine,
    /// Its tax number.
    pub number: EntityNumber,
    /// Whether it can be chosen.
    pub listed: bool,
    /// When it was added.
    pub added_at: Timestamp,
}

impl Entity {
    /// Whether it is what somebody typed: its name, however accents and case are, or its number.
    pub fn is_named(&self, typed: &str) -> bool {
        let by_number = EntityNumber::parse(typed).is_ok_and(|number| number == self.number);
        by_number || folded(self.name.as_str()) == folded(typed)
    }
}
