//! The page of a case: where it is, whose turn it is, what to do, and what happened so far. Whoever has its link sees it as its holder;
//! whoever is signed in, as what they are to it.

use crate::agreeing::{PaperShown, paper_shown};
use crate::filling::Said;
use crate::mails::mail;
use crate::opened::{open, unlisted};
use askama::Template;
use axum::extract::{Path, Query};
use common::error::Problem;
use common::web::{Answer, Holder, Input, Site, Visit};
use domain::digital::calendar::Country;
use domain::digital::enrollment::{Command, Enrollment, Happened, State};
use domain::digital::form::Form;
use domain::transition::Actor;
use domain::value::calendar;
use domain::value::id::EnrollmentId;
use domain::work::CaseNews;
use platform::digest::sha256_hex;
use platform::documents::deed_key;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Change;

/// A case.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "case.html")]
pub(crate) struct CasePage {
    #[serde(skip)]
    site: Site,
    /// Path of the page, and of what can be done on it.
    path: String,
    /// What people call it.
    protocol: String,
    /// What is asked for.
    product: String,
    /// For whom: a name, and for a company its own too.
    holder: String,
    /// `documents`, `cancelled` or `lapsed`.
    state: &'static str,
    /// The kind of its badge.
    #[serde(skip)]
    badge: (&'static str, &'static str),
    /// Whose turn it is, what to do, and until when.
    sentence: &'static str,
    /// What the certificate will say, for whoever may see it.
    common_name: String,
    /// Which papers have to be sent, and why.
    papers: Vec<PaperShown>,
    /// What happened, the latest first.
    history: Vec<Line>,
    /// Whether it can be corrected and called off here.
    can_change: bool,
    /// Whether whoever looks is the holder, who sees deed and form.
    is_holder: bool,
}

/// Something that happened.
#[derive(Serialize, JsonSchema)]
struct Line {
    what: &'static str,
    at: String,
}

/// Nothing is sent but the wish.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Nothing {}

/// GET `/certificado-digital/{link}/solicitacao`: for whoever has the link.
pub(crate) async fn show(visit: Visit, Path(link): Path<String>, Query(done): Query<Said>) -> Answer {
    let opened = open(&visit, &link).await?;
    let case = opened.case.as_ref().ok_or_else(Problem::not_found)?;
    let mut page = CasePage::of(&visit, case, opened.path.clone(), true);
    if let Some(sentence) = said(&done.feito) {
        page.site = visit.site_saying("ok", sentence);
    }
    Ok(unlisted(visit.show(&page)))
}

fn said(word: &str) -> Option<&'static str> {
    match word {
        "enviado" => Some("Solicitação enviada. O número está abaixo e na mensagem que enviamos."),
        _ => None,
    }
}

/// GET `/solicitacoes/{id}`: for its buyer, who sees where it is, and for the holder's account.
pub(crate) async fn signed_in(holder: Holder, Path(id): Path<String>) -> Answer {
    let visit = &holder.visit;
    let id = EnrollmentId::parse(&id).map_err(|_| Problem::not_found())?;
    let case = visit.app.store.find_enrollment(&id).await?.ok_or_else(Problem::not_found)?;
    let account = visit.app.store.find_account(holder.account()).await?.ok_or_else(Problem::not_found)?;
    let is_holder = account.snapshot().cpf.as_ref() == Some(case.snapshot().request.form.cpf());
    if !is_holder && case.snapshot().buyer != *holder.account() {
        return Err(Problem::not_found());
    }
    let path = format!("/solicitacoes/{}", id.as_str().to_lowercase());
    Ok(unlisted(visit.show(&CasePage { can_change: false, ..CasePage::of(visit, &case, path, is_holder) })))
}

/// GET `/certificado-digital/{link}/termo-aceito.pdf`: the deed that was agreed to.
pub(crate) async fn deed(visit: Visit, Path(link): Path<String>) -> Answer {
    let opened = open(&visit, &link).await?;
    let case = opened.case.ok_or_else(Problem::not_found)?;
    let sha256 = &case.snapshot().request.agreement.sha256;
    let bytes = visit.app.documents.get(&deed_key(sha256)).await?;
    if sha256_hex(&bytes) != *sha256 {
        return Err(Problem::internal("a deed has other bytes than were agreed to"));
    }
    Ok(unlisted(visit.file(bytes, "application/pdf", "termo-de-titularidade.pdf", true)))
}

/// POST `/certificado-digital/{link}/desistir`: the holder calls it off; the unit goes back to its buyer.
pub(crate) async fn cancel(visit: Visit, Path(link): Path<String>, _: Input<Nothing>) -> Answer {
    let opened = open(&visit, &link).await?;
    let case = opened.case.ok_or_else(Problem::not_found)?;
    let id = case.id().clone();
    let cancelled = case.apply(Command::Cancel(None), Actor::Bearer, visit.now)?;
    let release = domain::digital::entitlement::Command::Release;
    let released = opened.unit.apply(release, Actor::Step("fill-request".to_owned()), visit.now)?;
    let change = Change::of(cancelled).and(&released).then(&mail(&visit, &id, CaseNews::Cancelled));
    visit.app.store.commit(change).await?;
    Ok(visit.see("/certificado-digital/encerrado"))
}

/// GET `/certificado-digital/encerrado`: where whoever called their request off is led; its link opens nothing any more.
pub(crate) async fn ended(visit: Visit) -> Answer {
    Ok(visit.show(&EndedPage { site: visit.site() }))
}

/// What is said after a request was called off.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "ended.html")]
pub(crate) struct EndedPage {
    #[serde(skip)]
    site: Site,
}

impl CasePage {
    fn of(visit: &Visit, case: &Enrollment, path: String, is_holder: bool) -> Self {
        let snapshot = case.snapshot();
        let form = &snapshot.request.form;
        let ruling = form.ruling(Country::Brazil.day(visit.now)).ok();
        let papers = ruling.map(|ruling| ruling.papers).unwrap_or_default();
        let (badge, sentence) = standing(&snapshot.state);
        let line = |entry: &domain::digital::enrollment::Entry| Line {
            what: happened(entry.what),
            at: calendar::moment(entry.at),
        };
        Self {
            site: visit.site(),
            path,
            protocol: snapshot.protocol.as_str().to_owned(),
            product: snapshot.of.title.to_string(),
            holder: holder(form),
            state: snapshot.state.kind(),
            badge,
            sentence,
            common_name: if is_holder { form.common_name() } else { String::new() },
            papers: if case.is_open() { papers.into_iter().map(paper_shown).collect() } else { Vec::new() },
            history: snapshot.history.iter().rev().map(line).collect(),
            can_change: case.is_open(),
            is_holder,
        }
    }
}

fn holder(form: &Form) -> String {
    match form {
        Form::Person { holder, .. } => holder.name.to_string(),
        Form::Company { company, representative, .. } => {
            format!("{}, por {}", company.name, representative.name)
        }
    }
}

type Standing = ((&'static str, &'static str), &'static str);

fn standing(state: &State) -> Standing {
    match state {
        State::Documents { .. } => (
            ("progress", "À espera dos documentos"),
            "É a vez do titular: reunir os documentos da lista abaixo. O envio deles ainda não está aberto.",
        ),
        State::Cancelled { .. } => (
            ("unavailable", "Encerrada"),
            "Esta solicitação foi encerrada. O certificado voltou para quem o comprou.",
        ),
        State::Lapsed { .. } => (
            ("unavailable", "Vencida"),
            "Ninguém continuou esta solicitação a tempo. O certificado voltou para quem o comprou.",
        ),
    }
}

fn happened(what: Happened) -> &'static str {
    match what {
        Happened::Opened => "Solicitação enviada, com o termo de titularidade",
        Happened::Corrected => "Formulário corrigido, com novo termo",
        Happened::Cancelled => "Solicitação encerrada",
        Happened::Lapsed => "Vencida por falta de novidades",
    }
}
