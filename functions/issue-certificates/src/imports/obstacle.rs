//! Why a list is not published, or what was decided on it not taken: said on its page, and to whoever tries all the same.

use common::error::Problem;
use common::web::Visit;
use domain::participation::doubt::Choices;
use domain::participation::event::Event;
use domain::participation::import::{Import, State, Tally, UNSURE};

/// What is said of a preview that may not be true any more.
const STALE: &str = "O evento mudou, ou outra planilha dele foi publicada, depois que esta foi lida: o que a \
    conferência mostra pode não valer mais. Leia a planilha de novo antes de publicar.";

/// What is said of a preview that was made while another list of the event was being issued.
pub(crate) const MEANWHILE: &str = "Quando esta planilha foi lida, outra deste evento ainda estava sendo emitida, e a conferência pode não \
    mostrar quem já tem certificado. Espere a outra terminar e leia esta de novo.";

/// Why what a preview of an event shows may not be true any more.
pub(super) fn stale(compared_with: u64, event: &Event) -> Option<&'static str> {
    match compared_with {
        UNSURE => Some(MEANWHILE),
        version => (version != event.snapshot().version).then_some(STALE),
    }
}

/// What is said of a list that waited so long that what was read of it ends.
pub(crate) const TOO_OLD: &str = "Esta planilha esperou mais de dois meses sem ser publicada, e o que foi lido dela é apagado \
    aos 90 dias. Descarte-a e envie-a de novo.";

/// What is said of a list while another one of the event, or a reissue, is being issued: what it was compared with changes
/// under it.
const NOW: &str = "Outra planilha deste evento está sendo emitida agora. Espere terminar, e leia esta de novo antes de \
    publicar: assim a conferência mostra quem já tem certificado.";

/// Why a list waits for another one.
pub(super) async fn issuing(visit: &Visit, event: &Event) -> Result<Option<&'static str>, Problem> {
    Ok(visit.app.store.is_issuing(event).await?.then_some(NOW))
}

/// Why a file cannot be published, although it was read.
pub(super) async fn of(visit: &Visit, tally: Tally) -> Result<Option<String>, Problem> {
    if tally.ready == 0 {
        return Ok(Some(nothing_ready(tally).to_owned()));
    }
    // What was revoked can be issued again, if somebody chooses so.
    if tally.new + tally.changed + tally.revoked == 0 {
        return Ok(Some(
            "Não há o que emitir: o que está impresso para cada pessoa da planilha já diz o mesmo. Se foi o evento que mudou, reemita os certificados na página dele.".to_owned(),
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

/// Why a file is not published yet, when there are lines of which nothing was said.
pub(super) fn unanswered(tally: Tally, choices: &Choices) -> Option<String> {
    (choices.open(tally.doubts) > 0).then(|| {
        "Antes de publicar, responda acima se cada linha corrige o certificado que já existe ou é outro."
            .to_owned()
    })
}

/// Refuses what was decided on an earlier reading of the list: lines have other numbers there.
pub(super) fn seen(import: &Import, reading: Option<u64>) -> Result<(), Problem> {
    match reading {
        Some(reading) if reading != u64::from(import.snapshot().reading) => Err(Problem::conflict(
            "A planilha foi lida de novo desde que esta página foi aberta. Abra a página dela e veja como está.",
        )),
        _ => Ok(()),
    }
}

/// Refuses what was decided on other answers than those that count.
pub(super) fn unchanged(import: &Import, version: Option<u64>) -> Result<(), Problem> {
    let is_ready = matches!(import.snapshot().state, State::Ready { .. });
    match version {
        Some(version) if is_ready && version != import.snapshot().version => Err(Problem::conflict(
            "As respostas sobre esta planilha mudaram desde que esta página foi aberta. Abra a página dela e veja como estão.",
        )),
        _ => Ok(()),
    }
}
