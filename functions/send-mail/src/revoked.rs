//! The letter that a certificate counts no more: which, since when, why, and who decided it.

use crate::SendError;
use crate::letters::{Frame, letter};
use askama::Template;
use common::App;
use common::mail::Letter;
use common::participation::contact;
use domain::participation::certificate::{Certificate, State};
use domain::participation::record::Printed;
use domain::value::calendar;
use domain::value::email::EmailAddress;
use domain::value::id::{CertificateId, MailId};

#[derive(Template)]
#[template(path = "revoked.txt", escape = "none")]
struct RevokedText<'a> {
    mail: &'a Frame,
    told: &'a Told,
}

#[derive(Template)]
#[template(path = "revoked.html")]
struct RevokedHtml<'a> {
    mail: &'a Frame,
    told: &'a Told,
}

/// What both forms of the letter tell.
struct Told {
    printed: Printed,
    code: String,
    /// The day, in words.
    on: String,
    /// The public reason.
    reason: String,
}

/// A certificate was revoked. None when it was issued again before its mail went out.
pub(crate) async fn revoked(
    app: &App,
    mail: &MailId,
    id: &CertificateId,
    version: u32,
    to: &EmailAddress,
) -> Result<Option<Letter>, SendError> {
    let certificate = app.store.get_certificate(id).await?;
    let Some(told) = told(app, &certificate, version).await? else { return Ok(None) };
    let Printed { title, issuer_name, role, .. } = &told.printed;
    let role = role.as_ref().map(|role| format!(" ({role})")).unwrap_or_default();
    let subject = format!("Um certificado seu foi revogado: {title}{role}");
    let preheader = format!("{issuer_name} informou o motivo. Veja a data e com quem falar.");
    let reason = format!(
        "Você recebeu esta mensagem porque este certificado foi emitido em seu nome por {issuer_name}."
    );
    let contact = contact::of_event(app, &certificate.snapshot().event).await?;
    let frame = Frame::new(app, subject, preheader, reason).of_issuer(issuer_name.as_str(), contact.as_ref());
    let path = format!("/v/{}", certificate.current().code.as_str());
    let frame = frame.leading_to(app, "Ver a situação do certificado", &path);
    let text = RevokedText { mail: &frame, told: &told }.render()?;
    let html = RevokedHtml { mail: &frame, told: &told }.render()?;
    Ok(Some(letter(mail, to, &frame, text, html)))
}

async fn told(app: &App, certificate: &Certificate, version: u32) -> Result<Option<Told>, SendError> {
    let current = certificate.current();
    let State::Revoked { reason, at, .. } = &certificate.snapshot().state else { return Ok(None) };
    if current.number != version {
        return Ok(None);
    }
    let record = app.store.find_record(&current.code).await?;
    Ok(record.map(|record| Told {
        printed: record.printed,
        code: current.code.grouped(),
        on: calendar::day(calendar::brasilia(*at).date()),
        reason: reason.to_string(),
    }))
}
