//! Publishing an import: from here on its lines are issued.

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

/// What is said of a preview that may not be true any more.
pub(super) const STALE: &str = "O evento mudou, ou outra planilha dele foi publicada, depois que esta foi lida: o que a \
    conferência mostra pode não valer mais. Descarte esta planilha e envie-a de novo.";

/// What is said of a list that waited so long that what was read of it ends.
pub(super) const TOO_OLD: &str = "Esta planilha esperou quase três meses sem ser publicada, e o que foi lido dela é apagado \
    aos 90 dias. Descarte-a e envie-a de novo.";

/// The decision to publish.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Publication {
    /// That event and file were checked: `true`.
    #[serde(default, deserialize_with = "flag")]
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
    super::reading::seen(&import, input.body.reading)?;
    if matches!(import.snapshot().state, State::Ready { .. }) && import.is_too_old(visit.now) {
        return Err(Problem::conflict(TOO_OLD));
    }
    let tally = readable(&import, &event)?;
    if let Some(obstacle) = obstacle(visit, tally).await? {
        return Err(Problem::conflict(obstacle));
    }
    if let Some(error) = unconfirmed(&input.body, tally) {
        return again(visit, &import, &event, error).await;
    }
    let (freeze, edition) = edition(organiser, event)?;
    let (publication, revives) = (freeze.after().snapshot().version, input.body.revives);
    let command = Command::Publish { edition, publication, revives };
    let transition = import.apply(command, organiser.actor(), visit.now)?;
    once.commit(visit, &path, Change::of(transition).and(&freeze), OVERTAKEN).await
}

/// What the file holds, when it is there to be published. A preview made before the event was changed, or before
/// another file of it was published, may promise what does not happen: it is not published.
fn readable(import: &Import, event: &Event) -> Result<Tally, Problem> {
    match &import.snapshot().state {
        State::Ready { tally, event_version, choices, .. } if *event_version == event.snapshot().version => {
            super::doubts::obstacle(*tally, choices).map_or(Ok(*tally), |open| Err(Problem::conflict(open)))
        }
        State::Ready { .. } => Err(Problem::conflict(STALE)),
        State::Issuing { .. } | State::Done { .. } => {
            Err(Problem::conflict("Esta planilha já foi publicada. Abra a página dela para ver o andamento."))
        }
        State::Received => Err(Problem::conflict(
            "A planilha ainda está sendo lida. Espere um instante e confira-a antes de publicar.",
        )),
        State::Unreadable { .. } | State::Discarded => {
            Err(Problem::conflict("Esta planilha não pode ser publicada. Envie outra na página do evento."))
        }
    }
}

/// Why a file cannot be published, although it was read.
pub(super) async fn obstacle(visit: &Visit, tally: Tally) -> Result<Option<String>, Problem> {
    if tally.ready == 0 {
        return Ok(Some(nothing_ready(tally).to_owned()));
    }
    // What was revoked can be issued again, if somebody chooses so.
    if tally.new + tally.changed + tally.revoked == 0 {
        return Ok(Some(
            "Não há o que emitir: o que está impresso para cada pessoa da planilha já diz o mesmo. Mudar o evento só vale para o que for emitido depois.".to_owned(),
        ));
    }
    let (confirmed, url) = (visit.app.store.find_confirmed_url().await?, &visit.app.config.public_url);
    Ok(match confirmed {
        Some(confirmed) if confirmed.is_of(url) => None,
        _ => Some(format!(
            "O endereço público deste sistema ({}) ainda não foi confirmado. Ele vai em cada QR code e não pode mudar \
             depois: peça ao administrador que o confirme.",
            url.as_str()
        )),
    })
}

/// What to do about a file of which no line can be issued.
fn nothing_ready(tally: Tally) -> &'static str {
    match (tally.left_out, tally.bad) {
        (0, _) => {
            "Nenhuma linha pode ser emitida. Veja abaixo o que corrigir na planilha, e envie-a de novo."
        }
        (_, 0) => {
            "Ninguém desta planilha está marcado para receber certificado. Marque quem recebe em “Emitir para quem?” e \
             atualize a conferência."
        }
        _ => {
            "Nenhuma linha pode ser emitida. Marque quem recebe em “Emitir para quem?” e atualize a conferência; as linhas com \
             erro, corrija na planilha."
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
fn edition(organiser: &Organiser, event: Event) -> Result<(Transition<Event>, u32), Problem> {
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
