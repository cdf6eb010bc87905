//! Assigning a unit: to whom, by CPF and address; for a company its CNPJ and, where somebody else answers for its use, their CPF.

use crate::found::{is_overtaken, mail, overtaken, unit, unit_path, units_path};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use common::error::{Errors, FieldError, Problem};
use common::web::form::whole;
use common::web::{Answer, Holder, Input, Site};
use domain::digital::entitlement::{Assignee, Command, Entitlement, State};
use domain::digital::product::HolderKind;
use domain::value::cnpj::Cnpj;
use domain::value::cpf::Cpf;
use domain::value::email::EmailAddress;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Change;

/// The form.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "assign.html")]
pub(crate) struct AssignPage {
    #[serde(skip)]
    site: Site,
    /// Path of the form.
    path: String,
    /// Path of all units.
    back: String,
    /// Which unit of the order.
    number: u32,
    /// What it is.
    product: String,
    /// Whether it is of a company.
    is_company: bool,
    /// Whose it is now: somebody whose link dies.
    holder: String,
    /// The version that the change names.
    version: u64,
    /// What was typed.
    typed: Assigning,
    /// What is wrong.
    errors: Errors,
}

/// To whom it is assigned.
#[derive(Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Assigning {
    /// The version that was seen; without one, whatever is there is changed.
    #[serde(default, skip_serializing, deserialize_with = "whole")]
    #[schemars(with = "Option<u64>")]
    version: Option<u64>,
    /// CPF of the holder, or of whoever represents the company.
    #[serde(default)]
    #[schemars(length(min = 1))]
    cpf: String,
    /// Where they get the link.
    #[serde(default)]
    #[schemars(length(min = 1))]
    email: String,
    /// CNPJ, for a certificate of a company.
    #[serde(default)]
    cnpj: String,
    /// CPF of whoever answers for its use, when that is somebody else.
    #[serde(default)]
    responsible: String,
}

/// GET `/pedidos/{id}/certificados/{unit}`
pub(crate) async fn show(holder: Holder, Path((id, typed)): Path<(String, String)>) -> Answer {
    let unit = unit(&holder, &id, &typed).await?;
    if !matches!(unit.snapshot().state, State::Unassigned | State::Assigned { .. }) {
        return Ok(holder.visit.see(&units_path(&unit)));
    }
    Ok(holder.visit.show(&AssignPage::of(&holder, &unit, Assigning::default())))
}

/// POST `/pedidos/{id}/certificados/{unit}`
pub(crate) async fn submit(
    holder: Holder,
    Path((id, typed)): Path<(String, String)>,
    sent: Input<Assigning>,
) -> Answer {
    let unit = unit(&holder, &id, &typed).await?;
    let assignee = match read(&sent.body, unit.snapshot().of.holder) {
        Ok(assignee) => assignee,
        Err(errors) => return Ok(again(&holder, &unit, &sent.body, Problem::fields(errors))),
    };
    // The same once more: an answer was lost, or the button was pressed twice. Nobody is mailed again.
    if unit.assigned(unit.snapshot().assignments) == Some(&assignee) {
        return Ok(holder.visit.see(&done(&unit)));
    }
    let is_stale = sent.body.version.is_some_and(|seen| seen != unit.snapshot().version);
    match unit.snapshot().state {
        State::Unassigned | State::Assigned { .. } if is_stale => {
            Ok(again(&holder, &unit, &sent.body, overtaken(units_path(&unit))))
        }
        _ => assign(&holder, unit, assignee).await,
    }
}

/// The form again, with what was typed and whose the unit is now.
fn again(holder: &Holder, unit: &Entitlement, typed: &Assigning, problem: Problem) -> Response {
    let errors = problem.errors.clone();
    let site = match errors.is_empty() {
        true => holder.visit.site_saying("warning", problem.detail.clone()),
        false => holder.visit.site(),
    };
    let page = AssignPage { site, errors, ..AssignPage::of(holder, unit, typed.clone()) };
    holder.visit.again(&page, problem)
}

/// Where whoever assigned a unit is led.
fn done(unit: &Entitlement) -> String {
    format!("{}?feito=atribuido", units_path(unit))
}

async fn assign(holder: &Holder, unit: Entitlement, assignee: Assignee) -> Answer {
    let (visit, path) = (&holder.visit, units_path(&unit));
    // Its state may refuse it by now: the request was sent.
    let assigned = unit
        .apply(Command::Assign(Box::new(assignee)), holder.actor(), visit.now)
        .map_err(|_| overtaken(path.clone()))?;
    let mail = mail(holder, assigned.after(), assigned.after().snapshot().assignments);
    match visit.app.store.commit(Change::of(assigned).then(&mail)).await {
        Ok(unit) => Ok(visit.see(&done(&unit))),
        Err(error) if is_overtaken(&error) => Err(overtaken(path)),
        Err(error) => Err(error.into()),
    }
}

fn read(typed: &Assigning, kind: HolderKind) -> Result<Assignee, Vec<FieldError>> {
    let wrong_cpf = "Confira o CPF: são 11 algarismos, e os dois últimos não combinam com os outros.";
    let mut errors = Vec::new();
    let mut keep = |field: &str, sentence: &str| errors.push(FieldError::new(field, sentence));
    let cpf = Cpf::parse(&typed.cpf).map_err(|_| keep("cpf", wrong_cpf)).ok();
    let email = EmailAddress::parse(&typed.email)
        .map_err(|_| keep("email", "Escreva o e-mail por inteiro, como nome@exemplo.com.br."))
        .ok();
    let cnpj = match kind {
        HolderKind::Person => Some(None),
        HolderKind::Company => Cnpj::parse(&typed.cnpj)
            .map_err(|_| keep("cnpj", "Confira o CNPJ: são 14 letras ou algarismos, e os dois últimos não combinam com os outros."))
            .ok()
            .map(Some),
    };
    let responsible = match typed.responsible.trim() {
        "" => Some(None),
        _ if kind == HolderKind::Person => Some(None),
        typed => Cpf::parse(typed).map_err(|_| keep("responsible", wrong_cpf)).ok().map(Some),
    };
    if let (Some(cpf), Some(Some(responsible))) = (&cpf, &responsible)
        && cpf == responsible
    {
        keep("responsible", "É o mesmo CPF do representante: deixe em branco.");
    }
    match (cpf, email, cnpj, responsible) {
        (Some(cpf), Some(email), Some(cnpj), Some(responsible)) if errors.is_empty() => {
            Ok(Assignee { cpf, email, cnpj, responsible })
        }
        _ => Err(errors),
    }
}

impl AssignPage {
    fn of(holder: &Holder, unit: &Entitlement, typed: Assigning) -> Self {
        let snapshot = unit.snapshot();
        let now = unit.assigned(snapshot.assignments);
        Self {
            site: holder.visit.site(),
            path: unit_path(unit),
            back: units_path(unit),
            number: snapshot.number,
            product: snapshot.of.title.to_string(),
            is_company: snapshot.of.holder == HolderKind::Company,
            holder: now.map(|to| format!("{} · {}", to.cpf.masked(), to.email.as_str())).unwrap_or_default(),
            version: snapshot.version,
            typed,
            errors: Errors::default(),
        }
    }
}
