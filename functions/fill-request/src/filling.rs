//! The form: shown, kept at every field, and led to the deed once it is complete.

use crate::opened::{Opened, open, unlisted};
use crate::reading::read;
use crate::typed::{Difference, Typed};
use askama::Template;
use axum::extract::{Path, Query};
use common::error::{Errors, Problem};
use common::web::{Answer, Input, Site, Visit, Wants};
use domain::digital::form::State;
use domain::digital::product::HolderKind;
use http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Guard;
use store::digital::drafts::RequestDraft;

/// The form.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "form.html")]
pub(crate) struct FormPage {
    #[serde(skip)]
    site: Site,
    /// Its own path.
    path: String,
    /// What is asked for.
    product: String,
    /// Whether it is of a company.
    is_company: bool,
    /// The CPF to which the unit is assigned: it is not changed here.
    cpf: String,
    /// The CNPJ to which it is assigned.
    cnpj: String,
    /// What is typed.
    typed: Typed,
    /// The version that the next change names.
    version: u64,
    /// Whether a request was sent: it is corrected then, and what that means is said.
    is_correction: bool,
    /// What is wrong.
    errors: Errors,
    /// What this sending and what is stored say differently, when somebody else changed it meanwhile.
    differences: Vec<Difference>,
    /// The states of Brazil, by their letters.
    states: Vec<(&'static str, &'static str)>,
}

/// What was just done.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct Said {
    /// A word for it.
    #[serde(default)]
    pub(crate) feito: String,
}

/// GET `/certificado-digital/{link}`: the form while nothing was sent; it leads to the case afterwards.
pub(crate) async fn show(visit: Visit, Path(link): Path<String>, Query(said): Query<Said>) -> Answer {
    let opened = open(&visit, &link).await?;
    if opened.case.is_some() {
        return Ok(visit.see(&format!("{}/solicitacao", opened.path)));
    }
    let mut page = FormPage::of(&visit, &opened);
    if said.feito == "guardado" {
        page.site = visit.site_saying(
            "ok",
            "Guardado. Você pode continuar agora, ou mais tarde pelo link que recebeu por e-mail.",
        );
    }
    Ok(unlisted(visit.show(&page)))
}

/// GET `/certificado-digital/{link}/dados`: the form once more, to be corrected.
pub(crate) async fn correct(visit: Visit, Path(link): Path<String>) -> Answer {
    let opened = open(&visit, &link).await?;
    Ok(unlisted(visit.show(&FormPage::of(&visit, &opened))))
}

/// POST `/certificado-digital/{link}`: keeps what was typed.
pub(crate) async fn save(visit: Visit, Path(link): Path<String>, sent: Input<Typed>) -> Answer {
    let opened = open(&visit, &link).await?;
    match keep(&visit, opened, &sent.body).await? {
        Ok(opened) if visit.wants == Wants::Json => Ok(unlisted(visit.show(&FormPage::of(&visit, &opened)))),
        Ok(opened) => Ok(visit.see(&format!("{}?feito=guardado", opened.path))),
        Err(refused) => Ok(again(&visit, &refused.0, &sent.body, refused.1)),
    }
}

/// POST `/certificado-digital/{link}/conferir`: keeps what was typed, and leads to the deed when it is complete.
pub(crate) async fn check(visit: Visit, Path(link): Path<String>, sent: Input<Typed>) -> Answer {
    let opened = open(&visit, &link).await?;
    let opened = match keep(&visit, opened, &sent.body).await? {
        Ok(opened) => opened,
        Err(refused) => return Ok(again(&visit, &refused.0, &sent.body, refused.1)),
    };
    let kind = opened.unit.snapshot().of.holder;
    match read(&opened.draft.0, kind, &opened.assignment.to, Opened::today(&visit)) {
        Ok(_) => Ok(visit.see(&format!("{}/termo", opened.path))),
        Err(errors) => {
            let typed = opened.draft.0.clone();
            Ok(again(&visit, &opened, &typed, Problem::fields(errors)))
        }
    }
}

/// What is refused, and on what: the form is shown again with both.
type Refused = Box<(Opened, Problem)>;

/// Keeps what was typed. The same again is what is there: an answer was lost, and nothing is overwritten.
async fn keep(visit: &Visit, opened: Opened, typed: &Typed) -> Result<Result<Opened, Refused>, Problem> {
    let (stored, version) = &opened.draft;
    if typed.fields() == stored.fields() {
        return Ok(Ok(opened));
    }
    if typed.version.is_some_and(|seen| seen != *version) {
        return Ok(Err(Box::new((opened, stale()))));
    }
    if typed.is_oversized() {
        return Ok(Err(Box::new((
            opened,
            Problem::malformed("Nenhum campo tem mais de 200 letras. Encurte o texto."),
        ))));
    }
    let draft = RequestDraft { fields: typed.fields(), version: version + 1, saved_at: visit.now };
    let unit = opened.unit.id().clone();
    match visit.app.store.save_request_draft(&unit, opened.assignment.number, &draft).await {
        Ok(()) => Ok(Ok(Opened { draft: (typed.clone(), draft.version), ..opened })),
        Err(error) if error.is(Guard::Unchanged) => {
            let stored =
                visit.app.store.find_request_draft(&unit, opened.assignment.number, visit.now).await?;
            let stored = stored.ok_or_else(Problem::not_found)?;
            let draft = (Typed::of_draft(stored.fields), stored.version);
            Ok(Err(Box::new((Opened { draft, ..opened }, stale()))))
        }
        Err(error) => Err(error.into()),
    }
}

/// 412: somebody else changed it meanwhile.
fn stale() -> Problem {
    Problem {
        status: StatusCode::PRECONDITION_FAILED,
        kind: "versao-anterior",
        title: "O formulário mudou enquanto isso".to_owned(),
        ..Problem::conflict(
            "Este formulário foi alterado em outra aba ou em outro aparelho. Nada se perdeu: veja abaixo o que está guardado e o que você escreveu aqui, e guarde o que deve ficar.",
        )
    }
}

/// The form again, with everything that was sent, and what speaks against it.
fn again(visit: &Visit, opened: &Opened, typed: &Typed, problem: Problem) -> axum::response::Response {
    let site = match &problem.errors {
        errors if errors.is_empty() => visit.site_saying("warning", problem.detail.clone()),
        _ => visit.site(),
    };
    let is_stale = problem.status == StatusCode::PRECONDITION_FAILED;
    let differences = if is_stale { opened.draft.0.differences(typed) } else { Vec::new() };
    let errors = problem.errors.clone();
    let page = FormPage { site, typed: typed.clone(), errors, differences, ..FormPage::of(visit, opened) };
    unlisted(visit.again(&page, problem))
}

impl FormPage {
    fn of(visit: &Visit, opened: &Opened) -> Self {
        let (typed, version) = opened.draft.clone();
        let to = &opened.assignment.to;
        let of = &opened.unit.snapshot().of;
        let known = State::ALL.iter().map(|state| (state.kind(), state.label()));
        Self {
            site: visit.site(),
            path: opened.path.clone(),
            product: of.title.to_string(),
            is_company: of.holder == HolderKind::Company,
            cpf: to.cpf.formatted(),
            cnpj: to.cnpj.as_ref().map(|cnpj| cnpj.shown()).unwrap_or_default(),
            typed,
            version,
            is_correction: opened.case.is_some(),
            errors: Errors::default(),
            differences: Vec::new(),
            states: std::iter::once(("", "Escolha o estado")).chain(known).collect(),
        }
    }

    /// The states, after the line that asks for one.
    fn choices(&self) -> Vec<(&'static str, &'static str)> {
        self.states.clone()
    }

    /// How a person comes to the certificate.
    fn ways(&self) -> [(&'static str, &'static str); 4] {
        [
            ("", "Escolha"),
            ("themselves", "Sim, o titular participa"),
            ("by_proxy", "Não: outra pessoa vai com procuração"),
            ("deceased", "O titular faleceu: participa quem a decisão judicial nomeia"),
        ]
    }

    /// The two answers of a question.
    fn answers(&self) -> [(&'static str, &'static str); 3] {
        [("", "Escolha"), ("yes", "Sim"), ("no", "Não")]
    }
}
