//! The fields of a request for access, and what access may be wanted for.

use crate::transition::kinds;
use serde::{Deserialize, Serialize};

/// A field of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// What the access is asked for.
    Motive,
    /// Who asks.
    Name,
    /// Their CPF or NIF.
    Person,
    /// Where they read mails.
    Email,
    /// Their mobile telephone.
    Mobile,
    /// The entity, of the list.
    Entity,
    /// The name of an entity that is not on the list.
    EntityName,
    /// Its NIF or CNPJ.
    EntityNumber,
    /// Their post there.
    Post,
    /// What they want.
    Service,
    /// The document that proves it.
    Proof,
}
kinds!(Field, Self::Motive => "motive", Self::Name => "name", Self::Person => "person", Self::Email => "email",
    Self::Mobile => "mobile", Self::Entity => "entity", Self::EntityName => "entity_name",
    Self::EntityNumber => "entity_number", Self::Post => "post", Self::Service => "service", Self::Proof => "proof");

impl Field {
    /// All of them, in the order of the form.
    pub const ALL: [Self; 11] = [
        Self::Motive,
        Self::Name,
        Self::Person,
        Self::Email,
        Self::Mobile,
        Self::Entity,
        Self::EntityName,
        Self::EntityNumber,
        Self::Post,
        Self::Service,
        Self::Proof,
    ];

    /// The field of a name.
    pub fn of_kind(kind: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.kind() == kind)
    }
}

/// What somebody wants access for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Service {
    /// Certificates of qualified signature for themselves.
    Signature,
    /// A qualified seal of the entity: asked by whoever has powers to represent it.
    Seal,
    /// Certificates for other people of the entity.
    ForOthers,
    /// Certificates of web sites.
    WebSites,
    /// Qualified time stamps.
    TimeStamps,
}
kinds!(Service, Self::Signature => "signature", Self::Seal => "seal", Self::ForOthers => "for_others",
    Self::WebSites => "web_sites", Self::TimeStamps => "time_stamps");

impl Service {
    /// All of them, in the order of the form.
    pub const ALL: [Self; 5] =
        [Self::Signature, Self::Seal, Self::ForOthers, Self::WebSites, Self::TimeStamps];

    /// The service of a name.
    pub fn of_kind(kind: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|service| service.kind() == kind)
    }
}
