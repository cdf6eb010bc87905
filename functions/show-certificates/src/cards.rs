//! The list of cards: all of a holder's certificates, or the public ones of the person whom a visitor named.

use crate::card::Card;
use crate::place::Place;
use crate::reader::Reader;
use crate::search::{self, Shown};
use askama::Template;
use axum::extract::Query;
use common::error::Problem;
use common::participation::contact;
use common::web::{Answer, Site};
use futures::future::try_join_all;
use schemars::JsonSchema;
use serde::Serialize;

/// A page of cards.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "certificados.html")]
pub struct CardsPage {
    #[serde(skip)]
    site: Site,
    /// Whether they are the reader's own.
    is_holder: bool,
    /// Whose they are; empty for visitors.
    name: String,
    /// What is searched for.
    search: String,
    /// Newest first.
    cards: Vec<Card>,
    /// The first page; empty on it.
    first_path: String,
    /// The next page; empty on the last.
    next_path: String,
}

/// Shows a page of cards.
pub async fn show(reader: Reader, Query(place): Query<Place>) -> Answer {
    let listed = search::page(&reader, &place).await?;
    let visit = reader.visit();
    let is_first = place.after().is_none();
    let page = CardsPage {
        site: visit.site(),
        is_holder: reader.is_holder(),
        name: name(&reader),
        search: place.search(),
        cards: cards(&reader, &place, &listed.items).await?,
        first_path: if is_first { String::new() } else { place.path_after(None) },
        next_path: listed.next.map(|next| place.path_after(Some(&next))).unwrap_or_default(),
    };
    Ok(visit.show(&page))
}

fn name(reader: &Reader) -> String {
    match reader {
        Reader::Holder(holder) => holder.session.row.name.to_string(),
        Reader::Visitor(..) => String::new(),
    }
}

/// The cards; a holder's with the mails about each, which are read at the same time, and how its issuer is reached.
async fn cards(reader: &Reader, place: &Place, shown: &[Shown]) -> Result<Vec<Card>, Problem> {
    let visit = reader.visit();
    let card = |(certificate, printed): &Shown| Card::new(certificate, printed, visit);
    if !reader.is_holder() {
        return Ok(shown.iter().map(card).collect());
    }
    let mails =
        try_join_all(shown.iter().map(|(certificate, _)| visit.app.store.list_mails(certificate.id())))
            .await?;
    let events: Vec<_> = shown.iter().map(|(certificate, _)| certificate.snapshot().event.clone()).collect();
    let contacts = contact::of_events(&visit.app, &events).await?;
    let with = |(shown, mails): (&Shown, Vec<_>)| {
        let contact = contacts.get(&shown.0.snapshot().event);
        card(shown).with_options(&shown.0, &mails, contact, place)
    };
    Ok(shown.iter().zip(mails).map(with).collect())
}
