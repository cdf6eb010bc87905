//! The page on which a holder says what is wrong, with what came of their last request.

use crate::found::Found;
use crate::request::Request;
use crate::wish::{Typed, too_long};
use askama::Template;
use axum::extract::{Path, Query};
use common::error::{Errors, FieldError, Problem};
use common::participation::contact::{self, ContactShown};
use common::participation::paper_name::PaperName;
use common::web::{Answer, Holder, Site};
use domain::participation::correction::Asked;
use domain::value::words::Words;
use http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A certificate, and what is wrong with it.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "ask.html")]
pub(crate) struct AskPage {
    #[serde(skip)]
    site: Site,
    /// Path of this page.
    path: String,
    /// Title of the event.
    title: String,
    /// Who issued it.
    issuer: String,
    /// The number of the version that is to be corrected: goes into the field `version`.
    version: u32,
    /// Path of its picture, without the person's name.
    preview_path: String,
    #[serde(skip)]
    paper_name: PaperName,
    /// Why nothing can be asked now; empty, it can.
    obstacle: String,
    /// Whether the form is shown: no request waits, and nothing stands in the way.
    can_ask: bool,
    /// The last request.
    request: Option<Request>,
    /// How its issuer is reached, when it has said so.
    contact: Option<ContactShown>,
    /// What was typed, or what is printed.
    typed: Typed,
    /// What else is wrong, in words, as it was typed.
    words: String,
    #[serde(skip)]
    errors: Errors,
}

/// What a holder asks.
#[derive(Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asking {
    /// The name, as it should be printed.
    #[serde(default)]
    #[schemars(length(min = 1))]
    pub(crate) name: String,
    /// The role; empty, a participant as everybody. Left out, it stays.
    #[serde(default)]
    pub(crate) role: Option<String>,
    /// The hours, as `40` or `1h30`; empty, those of the event. Left out, they stay.
    #[serde(default)]
    pub(crate) workload: Option<String>,
    /// What else is wrong, in up to 3000 characters; may be empty.
    #[serde(default)]
    pub(crate) words: String,
    /// The number of the version that is to be corrected, as the page tells it.
    #[serde(default, deserialize_with = "common::web::form::whole")]
    pub(crate) version: Option<u64>,
    /// Whether the form is to be shown again, to be changed.
    #[serde(default, deserialize_with = "common::web::form::flag", skip_serializing)]
    pub(crate) edit: bool,
}

/// What the page is to say above.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct Saying {
    /// What was done just before: `corrigido`, `pedido` or `retirado`.
    #[serde(default)]
    feito: String,
}

impl Asking {
    fn typed(&self, found: &Found) -> Typed {
        Typed::of(&found.certificate.current().person, &found.sheet)
            .with(&self.name, [&self.role, &self.workload])
    }

    /// What is asked of a certificate, or what is wrong with the form.
    pub(crate) fn read(&self, found: &Found) -> Result<Asked, Problem> {
        let words = match Words::parse(&self.words) {
            Ok(words) => Some(words),
            Err(error) => match too_long(error, "O texto") {
                Some(sentence) => return Err(field("words", sentence)),
                None => None,
            },
        };
        let after = self.typed(found).read(&found.certificate, &found.sheet).map_err(Problem::fields)?;
        let current = found.certificate.current();
        let asked = Asked { version: current.number, before: current.person.clone(), after, words };
        if asked.is_something() {
            return Ok(asked);
        }
        let nothing =
            "Nada mudou ainda. Corrija acima o que está errado, ou conte aqui o que não está no formulário.";
        Err(field("words", nothing.to_owned()))
    }
}

fn field(name: &str, sentence: String) -> Problem {
    Problem::fields(FieldError::new(name, sentence))
}

/// GET `/certificados/{id}/correcoes`
pub(crate) async fn show(holder: Holder, Path(id): Path<String>, Query(saying): Query<Saying>) -> Answer {
    let found = Found::of_holder(&holder, &id).await?;
    let mut page = AskPage::of(&holder, &found, None, Errors::default()).await?;
    if let Some(sentence) = done(&saying.feito, &found) {
        page.site = holder.visit.site_saying("ok", sentence);
    }
    Ok(holder.visit.show(&page))
}

/// What was done, in a sentence; nothing, when it is not so any more.
fn done(what: &str, found: &Found) -> Option<&'static str> {
    let state = found.request.as_ref().map_or("", |request| request.snapshot().state.kind());
    match (what, state) {
        ("corrigido", "made") => Some(
            "Corrigido. A nova versão fica pronta em um minuto, e o aviso vai para o seu e-mail. A anterior passa a constar como substituída.",
        ),
        ("pedido", "with_team" | "with_issuer") => {
            Some("Pedido enviado. O número e a resposta vão também para o seu e-mail.")
        }
        ("retirado", "withdrawn") => Some("Você desistiu do pedido. O certificado fica como está."),
        _ => None,
    }
}

impl AskPage {
    /// The page of a certificate, with what was typed and what is wrong with it.
    pub(crate) async fn of(
        holder: &Holder,
        found: &Found,
        asked: Option<&Asking>,
        errors: Errors,
    ) -> Result<Self, Problem> {
        let (certificate, sheet) = (&found.certificate, &found.sheet);
        let current = certificate.current();
        let issuer = sheet.issuer_name.to_string();
        let contact = contact::of_event(&holder.visit.app, found.event.id()).await?;
        Ok(Self {
            site: holder.visit.site(),
            path: path(found),
            title: sheet.title.to_string(),
            version: current.number,
            preview_path: preview_path(found),
            paper_name: PaperName::new(&current.person.name),
            obstacle: found.obstacle().to_owned(),
            // What somebody typed is shown again, also when it has to wait.
            can_ask: found.obstacle().is_empty() && (found.open_request().is_none() || asked.is_some()),
            request: found.request.as_ref().map(|request| Request::of(request, sheet)),
            contact: contact.map(|contact| ContactShown::new(&contact, &issuer)),
            typed: asked.map_or_else(|| Typed::of(&current.person, sheet), |asked| asked.typed(found)),
            words: asked.map(|asked| asked.words.clone()).unwrap_or_default(),
            issuer,
            errors,
        })
    }
}

/// What was answered to somebody who asked: the form again, with what was typed and what is wrong with it, or with how the
/// certificate is now.
pub(crate) async fn again(holder: &Holder, found: &Found, asked: &Asking, answer: Answer) -> Answer {
    let problem = match answer {
        Err(problem) if problem.is_about_the_form() || problem.status == StatusCode::CONFLICT => problem,
        answer => return answer,
    };
    let mut page = AskPage::of(holder, found, Some(asked), problem.errors.clone()).await?;
    if problem.errors.is_empty() {
        page.site = holder.visit.site_saying("warning", problem.detail.clone());
    }
    Ok(holder.visit.again(&page, problem.leading_to("Ver o certificado como está", path(found))))
}

/// GET `/certificados/{id}/correcoes/conferir`: where the address bar stands after something was looked at.
pub(crate) async fn lead(holder: Holder, Path(id): Path<String>) -> Answer {
    let found = Found::of_holder(&holder, &id).await?;
    Ok(holder.visit.see(&path(&found)))
}

/// Path of the page about a certificate.
pub(crate) fn path(found: &Found) -> String {
    format!("/certificados/{}/correcoes", found.certificate.id())
}

/// Path of the picture of a certificate, without its person's name; empty, while none is there.
pub(crate) fn preview_path(found: &Found) -> String {
    let certificate = &found.certificate;
    match certificate.pdf() {
        Some(_) => {
            format!("/certificados/{}/previa.png?edicao={}", certificate.id(), certificate.current().edition)
        }
        None => String::new(),
    }
}
