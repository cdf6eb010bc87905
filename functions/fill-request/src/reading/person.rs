//! The form of an e-CPF.

use super::fields::Fields;
use crate::typed::Typed;
use common::error::FieldError;
use domain::digital::entitlement::Assignee;
use domain::digital::form::{Form, Person};
use domain::digital::representation::PersonActs;
use domain::value::cpf::Cpf;
use jiff::civil::Date;

/// The form of a person; the CPF is that of whom the unit is assigned to.
pub(super) fn form(typed: &Typed, assignee: &Assignee, today: Date) -> Result<Form, Vec<FieldError>> {
    let mut fields = Fields::default();
    let holder = person(&mut fields, typed, assignee.cpf.clone(), today);
    let acts = acts(&mut fields, typed);
    let appointee =
        fields.named("appointee", [&typed.appointee_name, &typed.appointee_cpf, &typed.appointee_email]);
    let appointee = match acts {
        // What was typed before another answer was chosen is nobody.
        Some(PersonActs::Deceased { .. }) => appointee,
        _ => Some(None),
    };
    let whole = match (holder, acts, appointee) {
        (Some(holder), Some(acts), Some(appointee)) => Some(Form::Person { holder, acts, appointee }),
        _ => None,
    };
    fields.done(whole)
}

fn acts(fields: &mut Fields, typed: &Typed) -> Option<PersonActs> {
    match typed.acts.as_str() {
        "themselves" => Some(PersonActs::Themselves),
        "by_proxy" => Some(PersonActs::ByProxy),
        "deceased" => Some(PersonActs::Deceased { has_decision: typed.has_decision }),
        _ => fields.choose("acts"),
    }
}

/// What both forms ask of a person.
pub(super) fn person(fields: &mut Fields, typed: &Typed, cpf: Cpf, today: Date) -> Option<Person> {
    let name = fields.name("name", &typed.name, "o nome civil completo");
    let birth = fields.birth("birth", &typed.birth, today);
    let email = fields.email("email", &typed.email);
    let id_card = fields.id_card([&typed.id_number, &typed.id_issuer, &typed.id_state]);
    let nis = fields.nis(&typed.nis);
    let voter = fields.voter([&typed.voter_number, &typed.voter_zone, &typed.voter_section]);
    let register = fields.register(&typed.register);
    let (name, birth, email) = (name?, birth?, email?);
    Some(Person { name, cpf, birth, email, id_card: id_card?, nis: nis?, voter: voter?, register: register? })
}
