//! What a holder switches: public access, and the direct link.

use crate::card;
use crate::direct_link::DirectLink;
use crate::owned;
use crate::place::Place;
use askama::Template;
use axum::extract::{Path, Query};
use common::error::Problem;
use common::web::form::yes_or_no;
use common::web::{Answer, Holder, Input, Once, Site};
use domain::participation::certificate::{Certificate, Command};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Change;
use store::StoreError;

/// Whether visitors may see a certificate.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublicForm {
    /// The wanted state.
    #[serde(deserialize_with = "yes_or_no")]
    public: bool,
}

/// What to do with the direct link.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkForm {
    /// Make a new one, which ends the old one, or switch it off.
    action: LinkAction,
}

/// What can be done with a direct link.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LinkAction {
    /// Make a new one; the old one stops working.
    Renew,
    /// Switch it off.
    Drop,
}

/// A direct link that was just made: the only time it is shown.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "link_direto.html")]
pub struct LinkPage {
    #[serde(skip)]
    site: Site,
    /// The event.
    title: String,
    /// In which role; empty, none.
    role: String,
    /// Who issued the certificate.
    issuer: String,
    /// When the event was.
    period: String,
    /// The link, to be copied now.
    url: String,
    /// Path of the list.
    back_path: String,
}

/// Shows a certificate to visitors, or hides it. Asking for what is so already changes nothing.
pub async fn set_public(
    holder: Holder,
    Path(id): Path<String>,
    Query(place): Query<Place>,
    Input { body, .. }: Input<PublicForm>,
) -> Answer {
    let certificate = owned::of_holder(&holder, &id).await?;
    let back = back(&place, &certificate);
    if certificate.snapshot().public != body.public {
        commit(&holder, certificate, Command::SetPublic(body.public)).await?;
    }
    Ok(holder.visit.see(&back))
}

/// Makes a new direct link and shows it this once, or switches it off.
pub async fn change_link(
    holder: Holder,
    Path(id): Path<String>,
    Query(place): Query<Place>,
    input: Input<LinkForm>,
) -> Answer {
    let certificate = owned::of_holder(&holder, &id).await?;
    match input.body.action {
        LinkAction::Renew => {
            let (link, certificate) = renewed(&holder, certificate, &input).await?;
            show(&holder, &certificate, &link, &place).await
        }
        LinkAction::Drop => {
            let back = back(&place, &certificate);
            if certificate.snapshot().link.is_some() {
                commit(&holder, certificate, Command::DropLink).await?;
            }
            Ok(holder.visit.see(&back))
        }
    }
}

/// Makes the link that a request asks for. The same request again finds the same link, while it works.
async fn renewed(
    holder: &Holder,
    certificate: Certificate,
    input: &Input<LinkForm>,
) -> Result<(DirectLink, Certificate), Problem> {
    let visit = &holder.visit;
    let subject = format!("{}#{}", holder.account(), certificate.id());
    let once = input.once(visit, &subject, "renew-link").await?;
    let id = certificate.id().clone();
    if let (Once::Done(place), Some(key)) = (&once, input.key()) {
        let links = DirectLink::asked_for(&visit.app.secrets.keys().await?, &id, &from(key, place));
        let now = visit.app.store.get_certificate(&id).await?;
        let link = links.into_iter().find(|link| link.opens(&now)).ok_or_else(replaced)?;
        return Ok((link, now));
    }
    let place = format!("/certificados#{}", certificate.snapshot().version);
    let mut links = match input.key() {
        Some(key) => DirectLink::asked_for(&visit.app.secrets.keys().await?, &id, &from(key, &place)),
        None => vec![DirectLink::new(&id, &visit.app.chance)],
    };
    let transition = certificate.apply(Command::RenewLink(links[0].digest()), holder.actor(), visit.now)?;
    let change = Change::of(transition).answering(once.answer(&place, visit));
    match visit.app.store.commit(change).await {
        // Twice at once, or the store's first answer was lost: the link may be there.
        Err(error @ StoreError::Guard(_)) => {
            let now = visit.app.store.get_certificate(&id).await?;
            let link = links.into_iter().find(|link| link.opens(&now)).ok_or(error)?;
            Ok((link, now))
        }
        done => Ok((links.swap_remove(0), done?)),
    }
}

/// What a link is made from: the key of the request, and the version that the certificate had. A key that is sent again
/// after it was forgotten makes another link, and does not bring one back that was switched off.
fn from(key: &str, place: &str) -> String {
    format!("{key}\n{place}")
}

fn replaced() -> Problem {
    Problem::conflict("Este link já foi trocado ou desligado. Volte aos certificados e crie outro.")
}

async fn show(holder: &Holder, certificate: &Certificate, link: &DirectLink, place: &Place) -> Answer {
    let app = &holder.visit.app;
    let record = app.store.find_record(&certificate.current().code).await?.ok_or_else(Problem::not_found)?;
    let page = LinkPage {
        site: holder.visit.site(),
        title: record.printed.title.to_string(),
        role: card::role(&record.printed),
        issuer: record.printed.issuer_name.to_string(),
        period: card::period(&record.printed),
        url: app.config.public_url.join(&link.path()),
        back_path: back(place, certificate),
    };
    Ok(holder.visit.show(&page))
}

async fn commit(holder: &Holder, certificate: Certificate, command: Command) -> Result<Certificate, Problem> {
    let transition = certificate.apply(command, holder.actor(), holder.visit.now)?;
    Ok(holder.visit.app.store.commit(Change::of(transition)).await?)
}

/// The card on the page of the list that the holder came from.
fn back(place: &Place, certificate: &Certificate) -> String {
    format!("{}#certificado-{}", place.path(), certificate.id())
}
