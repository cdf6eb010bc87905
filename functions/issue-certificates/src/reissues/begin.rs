//! Beginning a reissue: nothing is issued yet, it is only counted what it would do.

use super::show::reissue_path;
use crate::owned;
use axum::extract::Path;
use common::error::Problem;
use common::web::{Answer, Input, Organiser};
use domain::participation::event::Event;
use domain::participation::import::{Import, Reissue, Source, State};
use domain::value::id::ImportId;
use schemars::JsonSchema;
use serde::Deserialize;
use store::Change;

const ROUTE: &str = "begin-reissue";
const OVERTAKEN: &str =
    "Outra pessoa começou esta reemissão no mesmo instante. Recarregue a página do evento.";

/// Nothing is asked.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Beginning {}

/// POST `/organizador/eventos/{event}/reemissao`
pub(crate) async fn begin(organiser: Organiser, Path(id): Path<String>, input: Input<Beginning>) -> Answer {
    let visit = &organiser.visit;
    let event = owned::event(&organiser, &id).await?;
    let subject = format!("{}#{}", organiser.account, event.id());
    let once = input.once(visit, &subject, ROUTE).await?;
    if let Some(answer) = once.replay(visit) {
        return Ok(answer);
    }
    let Beginning {} = input.body;
    if let Some(open) = open(&organiser, &event).await? {
        return Ok(visit.see(&reissue_path(&open)));
    }
    let sources = sources(&organiser, &event).await?;
    let reissue = Reissue {
        id: ImportId::from_bytes(visit.app.chance.bytes()),
        event: event.id().clone(),
        issuer: organiser.issuer.clone(),
        sources,
    };
    let path = reissue_path(&reissue.id);
    let begun = Import::reissue(reissue, organiser.actor(), visit.now);
    once.commit(visit, &path, Change::of(begun), OVERTAKEN).await
}

/// A reissue that somebody began, of the event as it is now, and did not publish yet.
async fn open(organiser: &Organiser, event: &Event) -> Result<Option<ImportId>, Problem> {
    let version = event.snapshot().version;
    let is_open = |import: &Import| {
        let is_of_now = match &import.snapshot().state {
            State::Received => true,
            State::Ready { event_version, .. } => *event_version == version,
            _ => false,
        };
        (import.is_reissue() && is_of_now).then(|| import.id().clone())
    };
    Ok(organiser.visit.app.store.find_of_event(event.id(), is_open).await?)
}

/// The lists whose people have certificates.
async fn sources(organiser: &Organiser, event: &Event) -> Result<Vec<Source>, Problem> {
    let store = &organiser.visit.app.store;
    if store.is_issuing(event).await? {
        return Err(Problem::conflict(
            "Há certificados deste evento sendo emitidos agora. Espere terminar, e comece a reemissão depois.",
        ));
    }
    let sources = store.gather_of_event(event.id(), Import::MOST_SOURCES + 1, Source::of).await?;
    if sources.len() > Import::MOST_SOURCES {
        return Err(Problem::conflict(
            "Este evento tem mais de mil planilhas publicadas, e uma reemissão não passa por todas. Fale com quem administra este site.",
        ));
    }
    if sources.is_empty() {
        return Err(Problem::conflict(
            "Nenhum certificado deste evento foi emitido: não há o que reemitir. O que for publicado já sai com os dados novos.",
        ));
    }
    Ok(sources)
}
