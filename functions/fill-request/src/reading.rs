//! Reading the form: each field at the door, with its sentence; what is wrong as a whole stands at the field where it is mended.

mod company;
mod fields;
mod person;

use crate::typed::Typed;
use common::error::FieldError;
use domain::digital::entitlement::Assignee;
use domain::digital::form::{Form, FormFlaw};
use domain::digital::product::HolderKind;
use domain::digital::representation::{Obstacle, Ruling};
use jiff::civil::Date;

/// A form that was read, and who comes with which papers.
pub(crate) struct Read {
    /// The form.
    pub(crate) form: Form,
    /// Who comes, and with what.
    pub(crate) ruling: Ruling,
}

/// Reads the form of whom a unit is assigned to.
///
/// # Errors
/// Everything that is wrong with it, field by field.
pub(crate) fn read(
    typed: &Typed,
    kind: HolderKind,
    assignee: &Assignee,
    today: Date,
) -> Result<Read, Vec<FieldError>> {
    let form = match kind {
        HolderKind::Person => person::form(typed, assignee, today),
        HolderKind::Company => company::form(typed, assignee, today),
    }?;
    let ruling = form.ruling(today).map_err(|flaw| vec![FieldError::new(place(flaw), flaw.sentence())])?;
    Ok(Read { form, ruling })
}

/// The field at which a flaw of the whole is mended.
fn place(flaw: FormFlaw) -> &'static str {
    match flaw {
        FormFlaw::Obstacle(Obstacle::PersonByProxy) => "acts",
        FormFlaw::Obstacle(Obstacle::NoDecision) => "has_decision",
        FormFlaw::Obstacle(Obstacle::ProxyTooOld | Obstacle::ProxyOfTomorrow) => "proxy_drawn_up",
        FormFlaw::Obstacle(Obstacle::ActForbidsProxy) => "proxy_act_allows",
        FormFlaw::Obstacle(Obstacle::ProxyWithoutPowers) => "proxy_names_powers",
        FormFlaw::Obstacle(Obstacle::Unknown) => "is_registered",
        FormFlaw::NoSecond => "second_name",
        FormFlaw::NoResponsible => "responsible_name",
        FormFlaw::NoAppointee => "appointee_name",
        FormFlaw::SamePerson => "second_cpf",
        FormFlaw::CompanyWithCaepf => "register",
    }
}

#[cfg(test)]
mod tests;
