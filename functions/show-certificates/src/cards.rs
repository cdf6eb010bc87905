//! The list of cards: all of a holder's certificates, or the public ones of the person whom a visitor named.

use crate::card::Card;
use crate::card::options::Options;
use crate::direct_link::DirectLink;
use crate::place::{Place, Start};
use crate::reader::Reader;
use crate::search::{self, Shown};
use askama::Template;
use axum::extract::Query;
use common::error::Problem;
use common::participation::contact::{self, ContactShown};
use common::web::{Answer, Site};
use domain::work::Work;
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
    /// Newest first; of a search, first those that have the words in their title.
    cards: Vec<Card>,
    /// The first page; empty on it.
    first_path: String,
    /// The next page; empty on the last.
    next_path: String,
}

/// Shows a page of cards.
pub async fn show(reader: Reader, Query(place): Query<Place>) -> Answer {
    let listed = search::page(&reader, &place).await?;
    let is_first = place.start() == Start::default();
    let page = CardsPage {
        site: place.site(reader.visit()),
        is_holder: reader.is_holder(),
        name: name(&reader),
        search: place.search(),
        cards: cards(&reader, &place, &listed.items).await?,
        first_path: if is_first { String::new() } else { place.path_from(&Start::default()) },
        next_path: listed.next.map(|next| place.path_from(&next)).unwrap_or_default(),
    };
    Ok(reader.visit().show(&page))
}

impl CardsPage {
    /// The cards by the year in which they were issued, which is their order; what was searched for has another one.
    fn years(&self) -> Vec<(i16, &[Card])> {
        if !self.search.is_empty() {
            return vec![(0, self.cards.as_slice())];
        }
        self.cards.chunk_by(|a, b| a.year == b.year).map(|year| (year[0].year, year)).collect()
    }

    /// Path of all files of this page at once; empty where there are not two.
    fn all_path(&self) -> String {
        let ready: Vec<String> = self.cards.iter().filter(|card| card.is_ready()).map(Card::chosen).collect();
        if ready.len() < 2 { String::new() } else { format!("/certificados/baixar?{}", ready.join("&")) }
    }
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
    let keys = visit.app.secrets.keys().await?;
    let mails =
        try_join_all(shown.iter().map(|(certificate, _)| visit.app.store.list_mails(certificate.id())))
            .await?;
    let events: Vec<_> = shown.iter().map(|(certificate, _)| certificate.snapshot().event.clone()).collect();
    let contacts = contact::of_events(&visit.app, &events).await?;
    let with = |(shown, mails): (&Shown, Vec<Work>)| {
        let (there, card) = (&shown.0, card(shown));
        let link = DirectLink::of(&keys, there);
        let url = link.map(|link| visit.app.config.public_url.join(&link.path()));
        let contact =
            contacts.get(&there.snapshot().event).map(|contact| ContactShown::new(contact, &card.issuer));
        let options = Options { contact, ..Options::new(there, url, &mails, place) };
        card.with(options)
    };
    Ok(shown.iter().zip(mails).map(with).collect())
}
