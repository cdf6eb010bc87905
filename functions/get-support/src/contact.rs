//! Whom to ask about what a certificate says. A verification is one read and stays so: it links here, where the issuer is
//! looked up, and where the contact of today is shown for what was issued years ago.

use askama::Template;
use axum::extract::Path;
use common::error::Problem;
use common::participation::contact::{ContactShown, of_event};
use common::web::{Answer, Site, Visit};
use domain::participation::record::Record;
use domain::value::code::VerifyCode;
use http::HeaderValue;
use http::header::HeaderName;
use schemars::JsonSchema;
use serde::Serialize;
use store::limits::{Limit, Try};

/// How the issuer of a certificate is reached.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "contact.html")]
pub(crate) struct ContactPage {
    #[serde(skip)]
    site: Site,
    /// The issuer, as the certificate prints it.
    issuer: String,
    /// The event.
    title: String,
    /// How the issuer is reached, when it has said so.
    contact: Option<ContactShown>,
    /// Path of the verification.
    verify_path: String,
    /// Path of the form for asking the team.
    ask_path: String,
}

/// GET `/v/{code}/contato`
pub(crate) async fn show(visit: Visit, Path(typed): Path<String>) -> Answer {
    let found = match VerifyCode::parse(&typed) {
        Ok(code) => visit.app.store.find_record(&code).await?.map(|record| (code, record)),
        Err(_) => None,
    };
    let Some((code, record)) = found else { return Err(missed(&visit).await?) };
    let mut answer = visit.show(&ContactPage::of(&visit, &code, record).await?);
    let no_index = HeaderValue::from_static("noindex, nofollow");
    answer.headers_mut().insert(HeaderName::from_static("x-robots-tag"), no_index);
    Ok(answer)
}

/// A code that is not there counts with those that the verification missed: guesses go through neither door.
async fn missed(visit: &Visit) -> Result<Problem, Problem> {
    let tries = visit.app.config.limits.verify_miss_source_min;
    let limit = Limit { scope: "verify", tries, window_s: 60 };
    Ok(match visit.app.store.attempt(limit, &visit.source.drawer(), visit.now).await? {
        Try::Allowed => Problem::not_found(),
        Try::Full { retry_after_s } => Problem::too_many(
            "Foram abertos muitos códigos que não existem. Espere um minuto e confira o endereço.",
            retry_after_s,
        ),
    })
}

impl ContactPage {
    async fn of(visit: &Visit, code: &VerifyCode, record: Record) -> Result<Self, Problem> {
        let certificate = visit.app.store.get_certificate(&record.certificate).await?;
        let issuer = record.printed.issuer_name.to_string();
        let contact = of_event(&visit.app, &certificate.snapshot().event).await?;
        Ok(Self {
            site: visit.site(),
            title: record.printed.title.to_string(),
            contact: contact.map(|contact| ContactShown::new(&contact, &issuer)),
            issuer,
            verify_path: format!("/v/{}", code.as_str()),
            ask_path: format!("/ajuda/pedidos?assunto=content&codigo={}", code.as_str()),
        })
    }
}
