//! The page on which an organiser corrects what is printed of one person, with what that person asks for.

use crate::found::Found;
use crate::request::Request;
use crate::wish::Typed;
use askama::Template;
use axum::extract::{Path, Query};
use common::error::{Errors, FieldError, Problem};
use common::web::form::fresh_key;
use common::web::{Answer, Organiser, Site};
use domain::participation::correction::{Correction, State};
use domain::participation::edition::PersonLines;
use domain::value::id::CertificateId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A certificate, and how its person is to be printed.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "correct.html")]
pub(crate) struct CorrectPage {
    #[serde(skip)]
    site: Site,
    /// Goes into the field `idempotency_key` of an answer.
    idempotency_key: String,
    /// Path of this page.
    path: String,
    /// Path of the certificate's page.
    certificate: String,
    /// Title of the event.
    title: String,
    /// Name on the certificate.
    name: String,
    /// What is said of the hours: those of the event count where none are typed.
    #[serde(skip)]
    hours_hint: String,
    /// The number of the version that is to be corrected: goes into the field `version`.
    version: u32,
    /// Why it cannot be corrected now; empty, it can.
    obstacle: &'static str,
    /// What its person asks for, while it waits for the issuer.
    request: Option<Request>,
    /// What was typed; what is asked for, or what is printed.
    typed: Typed,
    /// The answer in words, as it was typed.
    #[serde(skip)]
    text: String,
    #[serde(skip)]
    errors: Errors,
}

/// How a person is to be printed.
#[derive(Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Correcting {
    /// The name.
    #[serde(default)]
    #[schemars(length(min = 1))]
    pub(crate) name: String,
    /// The role; empty, a participant as everybody. Left out, it stays.
    #[serde(default)]
    pub(crate) role: Option<String>,
    /// The hours, as `40` or `1h30`; empty, those of the event. Left out, they stay.
    #[serde(default)]
    pub(crate) workload: Option<String>,
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
    /// What was done just before: `respondido`.
    #[serde(default)]
    feito: String,
}

impl Correcting {
    pub(crate) fn typed(&self, found: &Found) -> Typed {
        Typed::of(&found.certificate.current().person, &found.sheet)
            .with(&self.name, [&self.role, &self.workload])
    }

    /// The lines that were typed for a certificate that can be corrected, and still is what was seen.
    pub(crate) fn read(&self, found: &Found) -> Result<PersonLines, Problem> {
        found.check(self.version.and_then(|number| u32::try_from(number).ok()).unwrap_or_default())?;
        let after = self.typed(found).read(&found.certificate, &found.sheet).map_err(Problem::fields)?;
        if after != found.certificate.current().person {
            return Ok(after);
        }
        let nothing = "Nada mudou ainda: o certificado já diz isto. Corrija o nome, o papel ou as horas.";
        Err(Problem::fields(FieldError::new("name", nothing)))
    }
}

/// GET `/organizador/certificados/{certificate}/correcao`
pub(crate) async fn show(
    organiser: Organiser,
    Path(id): Path<String>,
    Query(saying): Query<Saying>,
) -> Answer {
    let found = Found::of_organiser(&organiser, &id).await?;
    let mut page = CorrectPage::of(&organiser, &found, None, Errors::default());
    if saying.feito == "respondido" {
        page.site = organiser.visit.site_saying("ok", "Respondido. A resposta vai para o e-mail da pessoa.");
    }
    Ok(organiser.visit.show(&page))
}

impl CorrectPage {
    /// The page of a certificate, with what was typed and what is wrong with it.
    pub(crate) fn of(organiser: &Organiser, found: &Found, typed: Option<Typed>, errors: Errors) -> Self {
        let (current, sheet) = (found.certificate.current(), &found.sheet);
        let request = waiting(found);
        let asked = request.map(|request| request.snapshot().asked.upon(&current.person));
        let lines = asked.as_ref().unwrap_or(&current.person);
        Self {
            site: organiser.visit.site(),
            idempotency_key: fresh_key(&organiser.visit.app),
            path: path_of(found.certificate.id()),
            certificate: format!(
                "/organizador/certificados/{}",
                found.certificate.id().as_str().to_lowercase()
            ),
            title: sheet.title.to_string(),
            name: current.person.name.to_string(),
            hours_hint: match sheet.workload {
                None => "Como 40, 1h30 ou 90 minutos. Vazio: o certificado não diz horas.".to_owned(),
                Some(hours) => format!("Como 40, 1h30 ou 90 minutos. Vazio: as do evento, {hours}."),
            },
            version: current.number,
            obstacle: found.obstacle(),
            request: request.map(|request| Request::of(request, sheet, sheet.issuer_name.as_str())),
            typed: typed.unwrap_or_else(|| Typed::of(lines, sheet)),
            text: String::new(),
            errors,
        }
    }

    /// The same, with an answer that was typed.
    pub(crate) fn with_text(self, text: String) -> Self {
        Self { text, ..self }
    }
}

/// The request about a certificate that waits for its issuer.
pub(crate) fn waiting(found: &Found) -> Option<&Correction> {
    found.request.as_ref().filter(|request| matches!(request.snapshot().state, State::WithIssuer { .. }))
}

/// Path of the page about a certificate.
pub(crate) fn path_of(certificate: &CertificateId) -> String {
    format!("/organizador/certificados/{}/correcao", certificate.as_str().to_lowercase())
}

/// What was answered to an organiser: the form again with what is wrong with it, or the way to the certificate as it is now.
pub(crate) fn again(organiser: &Organiser, found: &Found, typed: &Correcting, answer: Answer) -> Answer {
    match answer {
        Err(problem) if problem.is_about_the_form() => {
            let page = CorrectPage::of(organiser, found, Some(typed.typed(found)), problem.errors.clone());
            Ok(organiser.visit.again(&page, problem))
        }
        answer => answer.map_err(|problem| {
            problem.leading_to("Ver o certificado como está", path_of(found.certificate.id()))
        }),
    }
}
