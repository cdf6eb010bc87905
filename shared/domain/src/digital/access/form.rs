//! What a request for access says: as it was typed, and as it was read.

use super::field::{Field, Service};
use crate::digital::entity::EntityNumber;
use crate::digital::mobile::Mobile;
use crate::participation::edition::ShortLine;
use crate::value::cpf::Cpf;
use crate::value::document::{Document, DocumentError};
use crate::value::email::EmailAddress;
use crate::value::id::{AccountId, EntityId};
use crate::value::name::{PersonName, TextError};
use crate::value::words::Words;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The longest that somebody may type into a field of one line, in characters: more than any of them takes.
const LONGEST_LINE: usize = 300;
/// Of the motive: more than it takes, so that nothing is lost that is only too long.
const LONGEST_MOTIVE: usize = Words::LONGEST + 1000;

/// What was typed so far, whatever it is worth: nothing of it is lost because it is not right yet.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typed {
    /// [`Field::Motive`].
    pub motive: String,
    /// [`Field::Name`].
    pub name: String,
    /// [`Field::Person`].
    pub person: String,
    /// [`Field::Email`].
    pub email: String,
    /// [`Field::Mobile`].
    pub mobile: String,
    /// [`Field::Entity`].
    pub entity: String,
    /// [`Field::EntityName`].
    pub entity_name: String,
    /// [`Field::EntityNumber`].
    pub entity_number: String,
    /// [`Field::Post`].
    pub post: String,
    /// [`Field::Service`], by its name.
    pub service: String,
}

/// Who asks, by what names them for the tax office.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Person {
    /// In Brazil.
    Cpf(Cpf),
    /// In Portugal.
    Nif(Document),
}

/// For which entity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AskedEntity {
    /// One of the list.
    Listed(EntityId),
    /// One that is not on it: approving adds it.
    Proposed {
        /// Its name.
        name: ShortLine,
        /// Its tax number.
        number: EntityNumber,
    },
}

/// A form whose every field says something.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// What the access is asked for.
    pub motive: Words,
    /// Who asks.
    pub name: PersonName,
    /// Their CPF or NIF.
    pub person: Person,
    /// The account that these name, whether it is there or not: nobody decides about their own request.
    pub account: AccountId,
    /// Where they read mails.
    pub email: EmailAddress,
    /// Their mobile telephone.
    pub mobile: Mobile,
    /// For which entity.
    pub entity: AskedEntity,
    /// Their post there.
    pub post: ShortLine,
    /// What they want.
    pub service: Service,
}

/// Why a field says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It is empty.
    Empty,
    /// It is longer than this, in characters.
    TooLong(usize),
    /// It has another shape than it should.
    Shape,
    /// Its check digit disagrees.
    Check,
    /// It is not on the list.
    Unlisted,
}

/// What is wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wrong {
    /// Which one.
    pub field: Field,
    /// Why.
    pub why: Why,
}

impl Typed {
    /// The value of a field; a document is none.
    pub fn of(&self, field: Field) -> &str {
        match field {
            Field::Motive => &self.motive,
            Field::Name => &self.name,
            Field::Person => &self.person,
            Field::Email => &self.email,
            Field::Mobile => &self.mobile,
            Field::Entity => &self.entity,
            Field::EntityName => &self.entity_name,
            Field::EntityNumber => &self.entity_number,
            Field::Post => &self.post,
            Field::Service => &self.service,
            Field::Proof => "",
        }
    }

    /// What is too long to be kept: more than any field could take.
    pub fn oversized(&self) -> Option<Wrong> {
        let longest = |field| if field == Field::Motive { LONGEST_MOTIVE } else { LONGEST_LINE };
        let is_over = |field: &Field| self.of(*field).chars().count() > longest(*field);
        let wrong = |field| Wrong { field, why: Why::TooLong(longest(field)) };
        Field::ALL.into_iter().find(is_over).map(wrong)
    }

    /// Reads the form. `listed` is the entity of the list that the field names, and `account` the account that a CPF or NIF does.
    ///
    /// # Errors
    /// Everything that is wrong, in the order of the fields.
    pub fn read(
        &self,
        listed: Option<&EntityId>,
        account: impl FnOnce(&Person) -> AccountId,
    ) -> Result<Form, Vec<Wrong>> {
        let mut wrong = Vec::new();
        let mut note = |field, why| wrong.push(Wrong { field, why });
        let motive = Words::parse(&self.motive).map_err(|e| note(Field::Motive, of_text(e)));
        let name = PersonName::parse(&self.name).map_err(|e| note(Field::Name, of_text(e)));
        let person = Person::parse(&self.person).map_err(|why| note(Field::Person, why));
        let email = EmailAddress::parse(&self.email).map_err(|_| note(Field::Email, blank(&self.email)));
        let mobile = Mobile::parse(&self.mobile).map_err(|_| note(Field::Mobile, blank(&self.mobile)));
        let entity = self.entity(listed).map_err(|all| all.into_iter().for_each(|w| note(w.field, w.why)));
        let post = ShortLine::parse(&self.post).map_err(|e| note(Field::Post, of_text(e)));
        let service =
            Service::of_kind(&self.service).ok_or(()).map_err(|()| note(Field::Service, Why::Empty));
        match (motive, name, person, email, mobile, entity, post, service) {
            (Ok(motive), Ok(name), Ok(person), Ok(email), Ok(mobile), Ok(entity), Ok(post), Ok(service)) => {
                let account = account(&person);
                Ok(Form { motive, name, person, account, email, mobile, entity, post, service })
            }
            _ => Err(wrong),
        }
    }

    /// The entity: of the list, or proposed when name and number are there and the list's field is empty.
    fn entity(&self, listed: Option<&EntityId>) -> Result<AskedEntity, Vec<Wrong>> {
        let is_proposed = !(self.entity_name.trim().is_empty() && self.entity_number.trim().is_empty());
        if let Some(id) = listed {
            return Ok(AskedEntity::Listed(id.clone()));
        }
        if !self.entity.trim().is_empty() {
            return Err(vec![Wrong { field: Field::Entity, why: Why::Unlisted }]);
        }
        if !is_proposed {
            return Err(vec![Wrong { field: Field::Entity, why: Why::Empty }]);
        }
        let name = ShortLine::parse(&self.entity_name)
            .map_err(|e| Wrong { field: Field::EntityName, why: of_text(e) });
        let number = EntityNumber::parse(&self.entity_number)
            .map_err(|e| Wrong { field: Field::EntityNumber, why: of_number(&self.entity_number, e) });
        match (name, number) {
            (Ok(name), Ok(number)) => Ok(AskedEntity::Proposed { name, number }),
            (name, number) => Err([name.err(), number.err()].into_iter().flatten().collect()),
        }
    }
}

impl Person {
    /// Reads a CPF or a NIF.
    ///
    /// # Errors
    /// Empty, another shape, or a check digit that disagrees.
    pub fn parse(typed: &str) -> Result<Self, Why> {
        if let Ok(cpf) = Cpf::parse(typed) {
            return Ok(Self::Cpf(cpf));
        }
        let has_digits_of_a_cpf = typed.chars().filter(char::is_ascii_digit).count() == 11;
        Document::nif(typed).map(Self::Nif).map_err(|error| match of_number(typed, error) {
            Why::Shape if has_digits_of_a_cpf => Why::Check,
            why => why,
        })
    }

    /// What it is called, and its number.
    pub fn shown(&self) -> String {
        match self {
            Self::Cpf(cpf) => format!("CPF {}", cpf.formatted()),
            Self::Nif(nif) => nif.shown(),
        }
    }
}

fn of_text(error: TextError) -> Why {
    match error {
        TextError::Empty => Why::Empty,
        TextError::TooLong(most) => Why::TooLong(most),
        _ => Why::Shape,
    }
}

fn of_number(typed: &str, error: DocumentError) -> Why {
    match error {
        DocumentError::Check => Why::Check,
        DocumentError::Shape => blank(typed),
    }
}

fn blank(typed: &str) -> Why {
    if typed.trim().is_empty() { Why::Empty } else { Why::Shape }
}

/// What somebody types is theirs: logs see nothing of it.
impl fmt::Debug for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Typed(•••)")
    }
}

impl fmt::Debug for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Form(•••)")
    }
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Person(•••)")
    }
}

#[cfg(test)]
mod tests;
