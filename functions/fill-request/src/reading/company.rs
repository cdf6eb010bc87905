//! The form of an e-CNPJ.

use super::fields::Fields;
use super::person::person;
use crate::typed::Typed;
use common::error::FieldError;
use domain::digital::entitlement::Assignee;
use domain::digital::form::{Company, Form, Named};
use domain::digital::representation::{CompanyActs, Proxy};
use domain::value::cnpj::Cnpj;
use jiff::civil::Date;

/// The form of a company; CNPJ and CPF are those to which the unit is assigned.
pub(super) fn form(typed: &Typed, assignee: &Assignee, today: Date) -> Result<Form, Vec<FieldError>> {
    let mut fields = Fields::default();
    let company = company(&mut fields, typed, assignee.cnpj.clone());
    let representative =
        person(&mut fields, &Typed { register: String::new(), ..typed.clone() }, assignee.cpf.clone(), today);
    let acts = acts(&mut fields, typed);
    let second = acts.is_none_or(|acts| acts.is_joint && !acts.is_administrator);
    let second =
        named(&mut fields, second, "second", [&typed.second_name, &typed.second_cpf, &typed.second_email]);
    let responsible = [&typed.responsible_name, &typed.responsible_cpf, &typed.responsible_email];
    let responsible = named(&mut fields, typed.has_proxy, "responsible", responsible);
    let whole = match (company, representative, acts, second, responsible) {
        (Some(company), Some(representative), Some(acts), Some(second), Some(responsible)) => {
            Some(Form::Company { company, representative, second, responsible, acts })
        }
        _ => None,
    };
    fields.done(whole)
}

/// Somebody who is named beside the representative; what was typed before another answer was chosen is nobody.
fn named(fields: &mut Fields, is_asked: bool, of: &str, typed: [&String; 3]) -> Option<Option<Named>> {
    if is_asked { fields.named(of, typed.map(String::as_str)) } else { Some(None) }
}

fn company(fields: &mut Fields, typed: &Typed, cnpj: Option<Cnpj>) -> Option<Company> {
    let name = fields.company_name("company_name", &typed.company_name);
    let city = fields.name("city", &typed.city, "o município da sede");
    let state = fields.state("state", &typed.state);
    let register = fields.register(&typed.register);
    Some(Company { name: name?, cnpj: cnpj?, city: city?, state: state?, register: register? })
}

fn acts(fields: &mut Fields, typed: &Typed) -> Option<CompanyActs> {
    let is_administrator = fields.answer("is_administrator", &typed.is_administrator);
    let is_joint = fields.answer("is_joint", &typed.is_joint);
    let is_registered = fields.answer("is_registered", &typed.is_registered);
    let proxy = if typed.has_proxy { proxy(fields, typed).map(Some) } else { Some(None) };
    Some(CompanyActs {
        is_administrator: is_administrator?,
        is_joint: is_joint?,
        is_registered: is_registered?,
        by_executor: typed.by_executor,
        proxy: proxy?,
    })
}

fn proxy(fields: &mut Fields, typed: &Typed) -> Option<Proxy> {
    let sentence = "Escreva a data da procuração como 25/03/2026.";
    let drawn_up = fields.day("proxy_drawn_up", &typed.proxy_drawn_up, sentence);
    let second_copy = fields.day_or_none("proxy_second_copy", &typed.proxy_second_copy);
    Some(Proxy {
        drawn_up: drawn_up?,
        second_copy: second_copy?,
        act_allows: typed.proxy_act_allows,
        names_powers: typed.proxy_names_powers,
    })
}
