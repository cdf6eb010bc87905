//! Publishing an import: from here on its lines are issued.

use super::obstacle;
use super::show::{ImportPage, Paging};
use crate::labels::counted;
use crate::owned::{self, import_path};
use axum::extract::Path;
use axum::response::Response;
use common::error::{FieldError, Problem};
use common::web::form::{flag, whole};
use common::web::{Answer, Input, Organiser, Visit};
use domain::participation::event::{self, Event};
use domain::participation::import::{Command, Import, State, Tally};
use domain::transition::Transition;
use schemars::JsonSchema;
use serde::Deserialize;
use store::Change;

const ROUTE: &str = "publish-import";
const OVERTAKEN: &str = "Outra pessoa publicou esta planilha, ou mudou o evento, no mesmo instante. Recarregue a página e veja como está.";

/// The decision to publish.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Publication {
    /// That event and file were checked: `true`.
    #[serde(default, deserialize_with = "flag")]
    #[schemars(extend("const" = true))]
    confirm: bool,
    /// That people are issued again whose certificate was revoked: `true`.
    #[serde(default, deserialize_with = "flag")]
    revives: bool,
    /// How many certificates and new versions the preview announced (`tally.to_issue`).
    #[serde(default, deserialize_with = "whole")]
    #[schemars(with = "u32")]
    number: Option<u64>,
    /// Which reading of the list was looked at (`reading_number`); without it, the last one.
    #[serde(default, deserialize_with = "whole")]
    #[schemars(with = "Option<u32>")]
    reading: Option<u64>,
    /// Which version of the import was looked at (`version`); without it, the last one.
    #[serde(default, deserialize_with = "whole")]
    #[schemars(with = "Option<u32>")]
    version: Option<u64>,
}

/// POST `/organizador/importacoes/{import}/publicar`
pub(crate) async fn publish(
    organiser: Organiser,
    Path(id): Path<String>,
    input: Input<Publication>,
) -> Answer {
    owned::on_import(published(&organiser, &id, input).await, &id)
}

async fn published(organiser: &Organiser, id: &str, input: Input<Publication>) -> Answer {
    let visit = &organiser.visit;
    let (import, event) = owned::import(organiser, id).await?;
    let (path, subject) = (import_path(import.id()), format!("{}#{}", organiser.account, import.id()));
    let once = input.once(visit, &subject, ROUTE).await?;
    if let Some(answer) = once.replay(visit) {
        return Ok(answer);
    }
    obstacle::seen(&import, input.body.reading)?;
    obstacle::unchanged(&import, input.body.version)?;
    if matches!(import.snapshot().state, State::Ready { .. }) && import.is_too_old(visit.now) {
        return Err(Problem::conflict(obstacle::TOO_OLD));
    }
    let tally = readable(&import, &event)?;
    if let Some(why) = obstacle::of(visit, tally).await? {
        return Err(Problem::conflict(why));
    }
    if let Some(why) = obstacle::issuing(visit, &event).await? {
        return Err(Problem::conflict(why));
    }
    if let Some(error) = unconfirmed(&input.body, tally) {
        return again(visit, &import, &event, error).await;
    }
    let (freeze, edition) = edition(organiser, event)?;
    let (publication, revives) = (freeze.after().snapshot().version, input.body.revives);
    let command = Command::Publish { edition, publication, revives };
    let transition = import.apply(command, organiser.actor(), visit.now)?;
    let id = transition.after().id().clone();
    let answer = once.commit(visit, &path, Change::of(transition).and(&freeze), OVERTAKEN).await?;
    // What is left of it has its end.
    if let Err(error) = visit.app.store.forget_what_was_checked(&id).await {
        tracing::warn!(import = %id, error = %platform::chain(&error), "rows of the published import {id} were not deleted");
    }
    Ok(answer)
}

/// What the file holds, when it is there to be published. A preview made before the event was changed, or before
/// another file of it was published, may promise what does not happen: it is not published.
fn readable(import: &Import, event: &Event) -> Result<Tally, Problem> {
    match &import.snapshot().state {
        State::Ready { tally, event_version, choices, .. } => {
            let stale = obstacle::stale(*event_version, event).map(str::to_owned);
            let why = stale.or_else(|| obstacle::unanswered(*tally, choices));
            why.map_or(Ok(*tally), |why| Err(Problem::conflict(why)))
        }
        State::Issuing { .. } | State::Done { .. } => {
            Err(Problem::conflict("Esta planilha já foi publicada. Abra a página dela para ver o andamento."))
        }
        State::Received => Err(Problem::conflict(
            "A planilha ainda está sendo lida. Espere um instante e confira-a antes de publicar.",
        )),
        State::Discarded => Err(Problem::conflict(
            "Esta planilha foi descartada. Se é para emitir o que há nela, envie-a de novo na página do evento.",
        )),
        State::Unreadable { .. } => {
            Err(Problem::conflict("Esta planilha não pode ser publicada. Envie outra na página do evento."))
        }
    }
}

fn unconfirmed(publication: &Publication, tally: Tally) -> Option<FieldError> {
    let expected = tally.new + tally.changed;
    if publication.number != Some(u64::from(expected)) {
        let certificates = counted(expected, "certificado", "certificados");
        let sentence = format!(
            "O número não confere com o da planilha. Serão emitidos {certificates}: confira e publique de novo."
        );
        return Some(FieldError::new("number", sentence));
    }
    if expected == 0 && !publication.revives {
        let sentence =
            "Não há outra coisa a emitir: marque que os certificados revogados devem ser emitidos de novo.";
        return Some(FieldError::new("revives", sentence));
    }
    (!publication.confirm)
        .then(|| FieldError::new("confirm", "Confira os dados do evento e a planilha e marque que conferiu."))
}

/// The edition to print with, and the change of the event that publishing is.
pub(crate) fn edition(organiser: &Organiser, event: Event) -> Result<(Transition<Event>, u32), Problem> {
    let freeze = event.apply(event::Command::Freeze, organiser.actor(), organiser.visit.now)?;
    let number = freeze.after().edition().map(|edition| edition.number);
    Ok((freeze, number.ok_or_else(|| Problem::internal("a frozen event has no edition"))?))
}

async fn again(
    visit: &Visit,
    import: &Import,
    event: &Event,
    error: FieldError,
) -> Result<Response, Problem> {
    let page = ImportPage::of(visit, import, event, &Paging::default(), error.clone().into()).await?;
    Ok(visit.again(&page, Problem::fields(error)))
}
