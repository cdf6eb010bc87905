//! The page on which an organiser corrects what is printed of one person, with what that person asks for.

use crate::found::Found;
use crate::request::Request;
use crate::wish::{Typed, seen, too_long};
use askama::Template;
use axum::extract::{Path, Query};
use common::error::{Errors, FieldError, Problem};
use common::web::form::fresh_key;
use common::web::{Answer, Organiser, Site};
use domain::participation::correction::{Correction, Made, State};
use domain::value::code::TicketNumber;
use domain::value::id::CertificateId;
use domain::value::words::Words;
use http::StatusCode;
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
    /// What its person asked for last.
    request: Option<Request>,
    /// Whether that waits for the issuer.
    waits: bool,
    /// The number of the request that waits: goes into the field `request`; empty, none does.
    waiting: String,
    /// What was typed; what is asked for, or what is printed.
    typed: Typed,
    /// What whoever asked is told beside the correction, as it was typed.
    #[serde(skip)]
    words: String,
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
    /// The number of the request that waits, as the page tells it in `waiting`; empty, none did.
    #[serde(default)]
    pub(crate) request: String,
    /// What whoever asked is told, in up to 3000 characters: needed where something of the request is left open.
    #[serde(default)]
    pub(crate) words: String,
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

    /// What was typed for a certificate that can be corrected, and still is what was seen, as is what its person asks.
    pub(crate) fn read(&self, found: &Found) -> Result<Wanted, Problem> {
        found.check(seen(self.version))?;
        check_request(found, &self.request)?;
        let words = match Words::parse(&self.words) {
            Ok(words) => Some(words),
            Err(error) => match too_long(error, "O recado") {
                Some(sentence) => return Err(Problem::fields(FieldError::new("words", sentence))),
                None => None,
            },
        };
        let lines = self.typed(found).read(&found.certificate, &found.sheet).map_err(Problem::fields)?;
        if lines == found.certificate.current().person {
            let nothing = "Nada mudou ainda: o certificado já diz isto. Corrija o nome, o papel ou as horas.";
            return Err(Problem::fields(FieldError::new("name", nothing)));
        }
        let made = Made { version: found.certificate.current().number + 1, lines, words };
        let is_told = waiting(found).is_none_or(|request| request.snapshot().asked.is_told_by(&made));
        if is_told {
            return Ok(Wanted(made));
        }
        let open =
            "A pessoa pediu outra coisa, ou mais do que isto. Diga-lhe em uma frase o que houve com o resto.";
        Err(Problem::fields(FieldError::new("words", open)))
    }
}

/// A correction that may be made: of what was seen, and telling whoever asked what came of all of it.
pub(crate) struct Wanted(pub(crate) Made);

/// That the request which waits is the one that somebody has seen.
pub(crate) fn check_request(found: &Found, seen: &str) -> Result<(), Problem> {
    let waits = waiting(found).map(Correction::number);
    let is_seen = match waits {
        None => seen.trim().is_empty(),
        Some(number) => TicketNumber::parse(seen).is_ok_and(|seen| seen == *number),
    };
    if is_seen {
        return Ok(());
    }
    Err(Problem::conflict(match waits {
        Some(_) => "A pessoa pediu outra coisa desde que você abriu a página. Veja o pedido de agora.",
        None => "O pedido que você viu não espera mais: foi decidido, ou a pessoa desistiu dele.",
    }))
}

/// GET `/organizador/certificados/{certificate}/correcao`
pub(crate) async fn show(
    organiser: Organiser,
    Path(id): Path<String>,
    Query(saying): Query<Saying>,
) -> Answer {
    let found = Found::of_organiser(&organiser, &id).await?;
    let mut page = CorrectPage::of(&organiser, &found, None);
    if saying.feito == "respondido" {
        page.site = organiser.visit.site_saying("ok", "Respondido. A resposta vai para o e-mail da pessoa.");
    }
    Ok(organiser.visit.show(&page))
}

impl CorrectPage {
    /// The page of a certificate, with what was typed.
    pub(crate) fn of(organiser: &Organiser, found: &Found, typed: Option<&Correcting>) -> Self {
        let (current, sheet) = (found.certificate.current(), &found.sheet);
        let request = waiting(found);
        let asked = request.map(|request| request.snapshot().asked.upon(&current.person));
        let lines = asked.as_ref().unwrap_or(&current.person);
        Self {
            site: organiser.visit.site(),
            idempotency_key: fresh_key(&organiser.visit.app),
            path: path_of(found.certificate.id()),
            certificate: certificate_path(found.certificate.id()),
            title: sheet.title.to_string(),
            name: current.person.name.to_string(),
            hours_hint: match sheet.workload {
                None => "Como 40, 1h30 ou 90 minutos. Vazio: o certificado não diz horas.".to_owned(),
                Some(hours) => format!("Como 40, 1h30 ou 90 minutos. Vazio: as do evento, {hours}."),
            },
            version: current.number,
            obstacle: found.obstacle(),
            request: found.request.as_ref().map(|request| Request::of(request, sheet).for_organiser()),
            waits: request.is_some(),
            waiting: request.map(|request| request.number().grouped()).unwrap_or_default(),
            typed: typed.map_or_else(|| Typed::of(lines, sheet), |typed| typed.typed(found)),
            words: typed.map(|typed| typed.words.clone()).unwrap_or_default(),
            text: String::new(),
            errors: Errors::default(),
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

/// Path of the certificate's page.
pub(crate) fn certificate_path(certificate: &CertificateId) -> String {
    format!("/organizador/certificados/{}", certificate.as_str().to_lowercase())
}

/// What was answered to an organiser: the page again, with what was typed and what is wrong with it, or with how the
/// certificate is now.
pub(crate) fn again(organiser: &Organiser, found: &Found, page: CorrectPage, answer: Answer) -> Answer {
    let problem = match answer {
        Err(problem) if problem.is_about_the_form() || problem.status == StatusCode::CONFLICT => problem,
        answer => return answer,
    };
    let mut page = CorrectPage { errors: problem.errors.clone(), ..page };
    if problem.errors.is_empty() {
        page.site = organiser.visit.site_saying("warning", problem.detail.clone());
    }
    let way_on = path_of(found.certificate.id());
    Ok(organiser.visit.again(&page, problem.leading_to("Ver o certificado como está", way_on)))
}

/// GET `/organizador/certificados/{certificate}/correcao/conferir`: where the address bar stands after something was looked at.
pub(crate) async fn lead(organiser: Organiser, Path(id): Path<String>) -> Answer {
    let found = Found::of_organiser(&organiser, &id).await?;
    Ok(organiser.visit.see(&path_of(found.certificate.id())))
}
