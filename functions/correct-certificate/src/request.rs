//! A request for a correction, as pages show it.

use common::participation::changes::{self, Change};
use domain::participation::correction::{Correction, State};
use domain::participation::edition::Sheet;
use domain::value::calendar;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

/// A request.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Request {
    /// Its number, as people read it.
    pub(crate) number: String,
    /// `with_team`, `with_issuer`, `made`, `answered` or `withdrawn`.
    pub(crate) state: &'static str,
    /// The kind of the badge.
    #[serde(skip)]
    pub(crate) kind: &'static str,
    /// The state in words.
    pub(crate) label: &'static str,
    /// What happens next, or what happened, in a sentence.
    pub(crate) sentence: String,
    /// When it was opened, in Brasília.
    pub(crate) opened_at: String,
    /// What is to be printed otherwise.
    pub(crate) changes: Vec<Change>,
    /// What else is wrong, line by line.
    pub(crate) words: Vec<String>,
    /// The answer, line by line; none, when there is none.
    pub(crate) answer: Vec<String>,
    /// Whether somebody still has to decide.
    pub(crate) is_open: bool,
}

impl Request {
    /// A request about a certificate of a sheet, for whoever asked.
    pub(crate) fn of(request: &Correction, sheet: &Sheet, issuer: &str) -> Self {
        let snapshot = request.snapshot();
        let asked = &snapshot.asked;
        let (kind, label, sentence) = standing(&snapshot.state, issuer);
        let answer = match &snapshot.state {
            State::Answered { words, .. } => words.lines().map(str::to_owned).collect(),
            _ => Vec::new(),
        };
        Self {
            number: request.number().grouped(),
            state: snapshot.state.kind(),
            kind,
            label,
            sentence,
            opened_at: calendar::moment(snapshot.opened_at),
            changes: changes::between(&asked.before, &asked.after, sheet),
            words: asked.words.iter().flat_map(|words| words.lines()).map(str::to_owned).collect(),
            answer,
            is_open: request.is_open(),
        }
    }
}

/// The kind of badge, its words, and what happens next.
fn standing(state: &State, issuer: &str) -> (&'static str, &'static str, String) {
    let day = |at: Timestamp| calendar::day(calendar::brasilia(at).date());
    match state {
        State::WithTeam => (
            "pending",
            "Com a equipe",
            "A equipe de atendimento vê o pedido primeiro. A resposta chega por e-mail e aparece aqui."
                .to_owned(),
        ),
        State::WithIssuer { at } => (
            "progress",
            "Com a instituição",
            format!(
                "Em {} o pedido foi para {issuer}, que emitiu o certificado e decide sobre ele.",
                day(*at)
            ),
        ),
        State::Made { version, at } => (
            "ready",
            "Corrigido",
            format!("Corrigido em {}: é a {version}ª versão do certificado.", day(*at)),
        ),
        State::Answered { at, .. } => ("ready", "Respondido", format!("Respondido em {}.", day(*at))),
        State::Withdrawn { at } => {
            ("unavailable", "Retirado", format!("Você desistiu do pedido em {}.", day(*at)))
        }
    }
}
