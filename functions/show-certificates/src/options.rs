//! What a holder switches: public access, and the direct link.

use crate::direct_link::DirectLink;
use crate::done::Done;
use crate::owned;
use crate::place::Place;
use axum::Json;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Response};
use common::error::Problem;
use common::web::form::yes_or_no;
use common::web::{Answer, Holder, Input, Once, Wants};
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

/// A direct link that was just made, for a program. A browser is led back to the card, which shows it.
#[derive(Serialize, JsonSchema)]
pub struct LinkMade {
    /// The link.
    url: String,
    /// Path of the card that has it.
    location: String,
}

/// Shows a certificate to visitors, or hides it. Asking for what is so already changes nothing.
pub async fn set_public(
    holder: Holder,
    Path(id): Path<String>,
    Query(place): Query<Place>,
    Input { body, .. }: Input<PublicForm>,
) -> Answer {
    let certificate = owned::of_holder(&holder, &id).await?;
    let done = if body.public { Done::Shown } else { Done::Hidden };
    let back = done.back(&place, &certificate);
    if certificate.snapshot().public != body.public {
        commit(&holder, certificate, Command::SetPublic(body.public)).await?;
    }
    Ok(holder.visit.see(&back))
}

/// Makes a new direct link, or switches it off.
pub async fn change_link(
    holder: Holder,
    Path(id): Path<String>,
    Query(place): Query<Place>,
    input: Input<LinkForm>,
) -> Answer {
    let certificate = owned::of_holder(&holder, &id).await?;
    match input.body.action {
        LinkAction::Renew => {
            let done = if certificate.snapshot().link.is_some() { Done::Replaced } else { Done::Linked };
            let (link, certificate) = renewed(&holder, certificate, &input).await?;
            Ok(shown(&holder, &link, done.back(&place, &certificate)))
        }
        LinkAction::Drop => {
            let back = Done::Unlinked.back(&place, &certificate);
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
    let (visit, id) = (&holder.visit, certificate.id().clone());
    let keys = visit.app.secrets.keys().await?;
    let once = input.once(visit, &format!("{}#{id}", holder.account()), "renew-link").await?;
    if let Once::Done(place) = &once {
        let now = visit.app.store.get_certificate(&id).await?;
        let links = DirectLink::of_change(&keys, &id, change_of(place));
        let link = links.into_iter().find(|link| link.opens(&now)).ok_or_else(replaced)?;
        return Ok((link, now));
    }
    let number = certificate.snapshot().version + 1;
    let mut links = DirectLink::of_change(&keys, &id, number);
    let transition = certificate.apply(Command::RenewLink(links[0].digest()), holder.actor(), visit.now)?;
    let change = Change::of(transition).answering(once.answer(&format!("{MADE}{number}"), visit));
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

/// What is remembered of a request for a link: the number of the change that made it stands behind.
const MADE: &str = "/certificados#mudanca-";

/// The change that a remembered request made; none that there is, when an earlier release remembered it.
fn change_of(place: &str) -> u64 {
    place.strip_prefix(MADE).and_then(|number| number.parse().ok()).unwrap_or_default()
}

fn replaced() -> Problem {
    Problem::conflict("Este link já foi trocado ou desligado. Volte aos certificados e crie outro.")
}

fn shown(holder: &Holder, link: &DirectLink, location: String) -> Response {
    let visit = &holder.visit;
    match visit.wants {
        Wants::Html => visit.see(&location),
        Wants::Json => {
            Json(LinkMade { url: visit.app.config.public_url.join(&link.path()), location }).into_response()
        }
    }
}

async fn commit(holder: &Holder, certificate: Certificate, command: Command) -> Result<Certificate, Problem> {
    let transition = certificate.apply(command, holder.actor(), holder.visit.now)?;
    Ok(holder.visit.app.store.commit(Change::of(transition)).await?)
}
