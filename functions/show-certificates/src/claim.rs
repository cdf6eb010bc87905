//! What a link opens that was mailed to the address of a certificate's line, when its account has another one: the
//! certificate itself, and for the account's owner the way to take it in.

use crate::document;
use crate::shown::{Shown, unlisted};
use askama::Template;
use axum::extract::Path;
use common::error::Problem;
use common::participation::claim_link::ClaimLink;
use common::web::{Answer, Holder, Site, Visit, Who};
use domain::participation::certificate::{Certificate, Command, State};
use schemars::JsonSchema;
use serde::Serialize;
use store::{Change, StoreError};

/// A certificate that stands apart from its account, for whoever reads mails at the address of its line.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "confirmar.html")]
pub struct ClaimPage {
    #[serde(skip)]
    site: Site,
    #[serde(flatten)]
    shown: Shown,
    /// Path of this page: posting to it takes the certificate into the account.
    path: String,
    /// Who looks at it: `owner` of the account, somebody `else` who signed in, or a `stranger`.
    reader: &'static str,
}

/// `GET /confirmar/{link}`: shows the certificate, and changes nothing, because mail scanners open links too.
pub async fn show(visit: Visit, Path(typed): Path<String>) -> Answer {
    let (link, certificate) = found(&visit, &typed).await?;
    if is_owner(&visit, &certificate) && certificate.is_in_account() {
        return Ok(visit.see(&place(&certificate)));
    }
    opens(&visit, &link, &certificate).await?;
    let shown = Shown::of(&visit, &certificate, &link.path()).await?;
    let path = if is_revoked(&certificate) { String::new() } else { link.path() };
    let page = ClaimPage { site: visit.site(), shown, path, reader: reader(&visit, &certificate) };
    Ok(unlisted(&visit, &page))
}

/// `GET /confirmar/{link}/pdf`
pub async fn pdf(visit: Visit, Path(typed): Path<String>) -> Answer {
    let (link, certificate) = found(&visit, &typed).await?;
    opens(&visit, &link, &certificate).await?;
    let answer = document::hand_out(&visit, &certificate).await?;
    document::opened(&visit, &certificate).await;
    Ok(answer)
}

/// `GET /confirmar/{link}/previa.png`
pub async fn preview(visit: Visit, Path(typed): Path<String>) -> Answer {
    let (link, certificate) = found(&visit, &typed).await?;
    opens(&visit, &link, &certificate).await?;
    document::picture(&visit, &certificate).await
}

/// `POST /confirmar/{link}`: takes the certificate into the account of whoever signed in, if it was issued to them. Once
/// it is there, asking again changes nothing.
pub async fn claim(holder: Holder, Path(typed): Path<String>) -> Answer {
    let visit = &holder.visit;
    let (link, certificate) = found(visit, &typed).await?;
    let is_theirs = certificate.snapshot().account == *holder.account();
    if is_theirs && certificate.is_in_account() {
        return Ok(visit.see(&place(&certificate)));
    }
    opens(visit, &link, &certificate).await?;
    if !is_theirs {
        return Err(Problem::forbidden(
            "Este certificado foi emitido para outra pessoa do que a desta conta. Saia e entre com o CPF ou o token de quem o recebeu, e abra de novo o endereço que veio por e-mail.",
        ));
    }
    let place = place(&certificate);
    let claimed = certificate.apply(Command::Claim, holder.actor(), visit.now).map_err(|_| revoked())?;
    match visit.app.store.commit(Change::of(claimed)).await {
        Err(error @ StoreError::Guard(_)) => {
            let now = visit.app.store.get_certificate(link.certificate()).await?;
            if now.is_in_account() { Ok(visit.see(&place)) } else { Err(error.into()) }
        }
        done => done.map(|_| visit.see(&place)).map_err(Problem::from),
    }
}

/// The certificate that a link names, whatever the link is worth.
async fn found(visit: &Visit, typed: &str) -> Result<(ClaimLink, Certificate), Problem> {
    let link = ClaimLink::parse(typed).ok_or_else(ended)?;
    let certificate = visit.app.store.find_certificate(link.certificate()).await?.ok_or_else(ended)?;
    Ok((link, certificate))
}

/// A link that never was, one that has ended and one that was used are all the same.
async fn opens(visit: &Visit, link: &ClaimLink, certificate: &Certificate) -> Result<(), Problem> {
    let keys = visit.app.secrets.keys().await?;
    if link.opens(&keys, certificate, visit.now) { Ok(()) } else { Err(ended()) }
}

fn ended() -> Problem {
    Problem::gone(
        "Este endereço já serviu, venceu ou está incompleto. Confira se ele foi copiado inteiro. Se o certificado já está na sua conta, entre para vê-lo; se não, peça a quem o emitiu que envie a mensagem de novo.",
    )
}

fn revoked() -> Problem {
    Problem::gone("Este certificado foi revogado. A verificação pelo código mostra a data e o motivo.")
}

fn is_owner(visit: &Visit, certificate: &Certificate) -> bool {
    reader(visit, certificate) == "owner"
}

fn reader(visit: &Visit, certificate: &Certificate) -> &'static str {
    match &visit.who {
        Who::SignedIn(session) if !session.row.is_settled() => "stranger",
        Who::SignedIn(session) if session.row.account == certificate.snapshot().account => "owner",
        Who::SignedIn(_) => "else",
        Who::Anonymous | Who::Visitor(_) => "stranger",
    }
}

/// Its card in the list of the account.
fn place(certificate: &Certificate) -> String {
    format!("/certificados#certificado-{}", certificate.id())
}

fn is_revoked(certificate: &Certificate) -> bool {
    matches!(certificate.snapshot().state, State::Revoked { .. })
}
