//! Publishing a reissue: from here on the new versions are issued.

use super::show::{ReissuePage, obstacle, owned_reissue, reissue_path};
use crate::imports::edition;
use crate::labels::counted;
use axum::extract::Path;
use common::error::{FieldError, Problem};
use common::web::form::{flag, whole};
use common::web::{Answer, Input, Organiser};
use domain::participation::event::Event;
use domain::participation::import::{Command, Import, State, Tally};
use schemars::JsonSchema;
use serde::Deserialize;
use store::Change;

const ROUTE: &str = "publish-reissue";
const OVERTAKEN: &str = "Outra pessoa publicou esta reemissão, ou mudou o evento, no mesmo instante. Recarregue a página e veja como está.";

/// The decision to reissue.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reissuing {
    /// That what changes was looked at: `true`.
    #[serde(default, deserialize_with = "flag")]
    #[schemars(extend("const" = true))]
    confirm: bool,
    /// That what was revoked is issued again too: `true`.
    #[serde(default, deserialize_with = "flag")]
    revives: bool,
    /// How many new versions the page announced (`changed`).
    #[serde(default, deserialize_with = "whole")]
    #[schemars(with = "u32")]
    number: Option<u64>,
    /// Which version of the reissue was looked at (`version`); without it, the last one.
    #[serde(default, deserialize_with = "whole")]
    #[schemars(with = "Option<u32>")]
    version: Option<u64>,
}

/// POST `/organizador/reemissoes/{import}/publicar`
pub(crate) async fn publish(organiser: Organiser, Path(id): Path<String>, input: Input<Reissuing>) -> Answer {
    let visit = &organiser.visit;
    let (import, event) = owned_reissue(&organiser, &id).await?;
    let (path, subject) = (reissue_path(import.id()), format!("{}#{}", organiser.account, import.id()));
    let once = input.once(visit, &subject, ROUTE).await?;
    if let Some(answer) = once.replay(visit) {
        return Ok(answer);
    }
    let tally = decidable(&import, &event, input.body.version)
        .map_err(|problem| problem.leading_to("Abrir a reemissão", path.clone()))?;
    if let Some(error) = unconfirmed(&input.body, tally) {
        let page = ReissuePage::of(visit, &import, &event, error.clone().into()).await?;
        return Ok(visit.again(&page, Problem::fields(error)));
    }
    let (freeze, edition) = edition(&organiser, event)?;
    let (publication, revives) = (freeze.after().snapshot().version, input.body.revives);
    let command = Command::Publish { edition, publication, revives };
    let published = import.apply(command, organiser.actor(), visit.now)?;
    once.commit(visit, &path, Change::of(published).and(&freeze), OVERTAKEN).await
}

/// What was counted, when it is there to be decided on.
fn decidable(import: &Import, event: &Event, looked_at: Option<u64>) -> Result<Tally, Problem> {
    let refused = |sentence: &str| Err(Problem::conflict(sentence));
    match &import.snapshot().state {
        State::Ready { .. } if looked_at.is_some_and(|version| version != import.snapshot().version) => {
            refused("A contagem mudou desde que esta página foi aberta. Veja como está.")
        }
        State::Ready { tally, event_version, .. } => {
            obstacle(*tally, *event_version, event).map_or(Ok(*tally), refused)
        }
        State::Received => refused("Os certificados ainda estão sendo contados. Espere um instante."),
        State::Issuing { .. } | State::Done { .. } => refused("Esta reemissão já foi publicada."),
        State::Discarded | State::Unreadable { .. } => {
            refused("Esta reemissão foi descartada. Comece outra na página do evento.")
        }
    }
}

fn unconfirmed(decision: &Reissuing, tally: Tally) -> Option<FieldError> {
    if decision.number != Some(u64::from(tally.changed)) {
        let certificates = counted(tally.changed, "certificado", "certificados");
        let sentence =
            format!("O número não confere. Serão reemitidos {certificates}: confira e publique de novo.");
        return Some(FieldError::new("number", sentence));
    }
    if tally.changed == 0 && !decision.revives {
        let sentence = "Não há outra coisa a emitir: marque que os revogados devem ser emitidos de novo.";
        return Some(FieldError::new("revives", sentence));
    }
    (!decision.confirm).then(|| FieldError::new("confirm", "Confira o que muda e marque que conferiu."))
}
