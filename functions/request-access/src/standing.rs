//! Where a request is, in words: the badge, whose turn it is, and what happened so far.

use common::digital::access_moments::{country, lapses_on, moment, promised};
use domain::digital::access::{AccessRequest, Entry, Happened, State};
use schemars::JsonSchema;
use serde::Serialize;

/// Where a request is.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Standing {
    /// `draft`, `submitted`, `validated`, `returned`, `approved`, `refused`, `withdrawn` or `lapsed`.
    pub(crate) state: &'static str,
    /// The kind of its badge.
    #[serde(skip)]
    pub(crate) kind: &'static str,
    /// The state in words.
    pub(crate) label: &'static str,
    /// What happens next, and until when, in a sentence for whoever asks.
    pub(crate) sentence: String,
    /// Whether it is for whoever asks to go on with it.
    pub(crate) your_turn: bool,
}

/// Something that happened.
#[derive(Serialize, JsonSchema)]
pub(crate) struct HistoryLine {
    /// What.
    pub(crate) what: &'static str,
    /// When, on the clocks of the request's country.
    pub(crate) at: String,
}

impl Standing {
    /// Of a request, which may have lapsed without anybody writing that.
    pub(crate) fn of(request: &AccessRequest, now: jiff::Timestamp) -> Self {
        let state = &request.snapshot().state;
        if request.has_lapsed(now) {
            let sentence =
                "Passaram 30 dias sem novidades, e o pedido terminou. Para pedir acesso, comece outro.";
            return Self::new("lapsed", ("unavailable", "Terminado"), sentence.to_owned(), false);
        }
        let (badge, sentence, your_turn) = words(request, state);
        Self::new(state.kind(), badge, sentence, your_turn)
    }

    fn new(
        state: &'static str,
        (kind, label): (&'static str, &'static str),
        sentence: String,
        your_turn: bool,
    ) -> Self {
        Self { state, kind, label, sentence, your_turn }
    }
}

type Words = ((&'static str, &'static str), String, bool);

fn words(request: &AccessRequest, state: &State) -> Words {
    let (lapses, promised) = (lapses_on(request), promised(request));
    match state {
        State::Draft => (
            ("pending", "Rascunho"),
            format!(
                "É a sua vez: preencha o pedido e envie-o. Sem novidades, o rascunho é apagado depois de {lapses}."
            ),
            true,
        ),
        State::Submitted { sending } => (
            ("pending", "À espera do seu e-mail"),
            format!(
                "É a sua vez: abra a mensagem que enviámos a {} e confirme que a recebeu. Sem isso, o pedido termina em {lapses}.",
                sending.form.email.as_str()
            ),
            true,
        ),
        State::Validated { .. } => (
            ("progress", "Em análise"),
            format!("É a nossa vez: um aprovador responde até {promised}. A resposta chega por e-mail."),
            false,
        ),
        State::Returned { .. } => (
            ("warning", "Para corrigir"),
            format!(
                "É a sua vez: corrija o que está indicado e envie de novo, até {lapses}. O resto ficou como estava."
            ),
            true,
        ),
        State::Approved { .. } => (
            ("ready", "Aprovado"),
            "O acesso foi dado. Siga a mensagem que enviámos para definir a sua palavra-passe e entrar."
                .to_owned(),
            false,
        ),
        State::Refused { .. } => {
            (("error", "Recusado"), "O pedido foi recusado, pelo motivo abaixo.".to_owned(), false)
        }
        State::Withdrawn { .. } => (
            ("unavailable", "Retirado"),
            "O pedido foi retirado por quem o fez. Os dados são apagados em 30 dias.".to_owned(),
            false,
        ),
        State::Lapsed { .. } => {
            (("unavailable", "Terminado"), "O pedido terminou sem novidades.".to_owned(), false)
        }
    }
}

/// What happened to a request, the latest first.
pub(crate) fn history(request: &AccessRequest) -> Vec<HistoryLine> {
    let country = country(request);
    let line = |entry: &Entry| HistoryLine { what: happened(entry.what), at: moment(country, entry.at) };
    request.snapshot().history.iter().rev().map(line).collect()
}

fn happened(what: Happened) -> &'static str {
    match what {
        Happened::Begun => "Rascunho começado",
        Happened::Saved => "Rascunho guardado",
        Happened::Attached => "Documento anexado",
        Happened::Submitted => "Pedido enviado",
        Happened::Validated => "E-mail confirmado",
        Happened::TakenBack => "Pedido reaberto por quem o fez",
        Happened::Withdrawn => "Pedido retirado por quem o fez",
        Happened::Returned => "Devolvido para correção",
        Happened::Approved => "Aprovado",
        Happened::Refused => "Recusado",
        Happened::Lapsed => "Terminado por falta de novidades",
    }
}
