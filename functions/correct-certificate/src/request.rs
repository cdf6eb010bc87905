//! A request for a correction, as pages and mails have it.

use common::participation::changes::{self, Change};
use common::web::Visit;
use domain::participation::correction::{Correction, Decider, Made, State};
use domain::participation::edition::Sheet;
use domain::transition::Transition;
use domain::value::calendar;
use domain::value::id::MailId;
use domain::work::{CorrectionNews, Task, Work};
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
    /// What was corrected, where that is other than what was asked.
    pub(crate) made: Vec<Change>,
    /// The answer, line by line; none, when there is none.
    pub(crate) answer: Vec<String>,
    /// Whether somebody still has to decide.
    pub(crate) is_open: bool,
}

impl Request {
    /// A request about a certificate of a sheet.
    pub(crate) fn of(request: &Correction, sheet: &Sheet) -> Self {
        let snapshot = request.snapshot();
        let asked = &snapshot.asked;
        let (kind, label, sentence) = standing(&snapshot.state, sheet.issuer_name.as_str());
        let (made, answer) = match &snapshot.state {
            State::Made { made: Made { lines, words, .. }, .. } if *lines != asked.after => {
                (changes::between(&asked.before, lines, sheet), words.as_ref())
            }
            State::Made { made, .. } => (Vec::new(), made.words.as_ref()),
            State::Answered { words, .. } => (Vec::new(), Some(words)),
            State::WithTeam | State::WithIssuer { .. } | State::Withdrawn { .. } => (Vec::new(), None),
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
            made,
            answer: answer.into_iter().flat_map(|words| words.lines()).map(str::to_owned).collect(),
            is_open: request.is_open(),
        }
    }

    /// The same in the words of an organiser, who calls the role so on every page.
    pub(crate) fn for_organiser(self) -> Self {
        Self { changes: as_organisers_say(self.changes), made: as_organisers_say(self.made), ..self }
    }
}

/// Changes in the words of an organiser.
pub(crate) fn as_organisers_say(changes: Vec<Change>) -> Vec<Change> {
    let what = |what| if what == changes::ROLE { "Papel" } else { what };
    changes.into_iter().map(|change| Change { what: what(change.what), ..change }).collect()
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
                "Em {} o pedido foi para a instituição que emitiu o certificado ({issuer}), que decide.",
                day(*at)
            ),
        ),
        State::Made { by: Decider::Rule, at, .. } => (
            "ready",
            "Corrigido",
            format!("Em {} a própria pessoa corrigiu um erro pequeno de grafia.", day(*at)),
        ),
        State::Made { by, at, .. } => (
            "ready",
            "Corrigido",
            format!("Corrigido em {} {}. A versão de antes diz “substituído”.", day(*at), decider(*by)),
        ),
        State::Answered { by, at, .. } => {
            ("ready", "Respondido", format!("Respondido em {} {}.", day(*at), decider(*by)))
        }
        State::Withdrawn { at } => {
            ("unavailable", "Retirado", format!("Retirado em {} por quem pediu.", day(*at)))
        }
    }
}

fn decider(by: Decider) -> &'static str {
    match by {
        Decider::Issuer => "pela instituição",
        Decider::Team | Decider::Rule => "pela equipe de atendimento",
    }
}

/// A mail about a request.
pub(crate) fn mail_about(request: &Correction, news: CorrectionNews, visit: &Visit) -> Transition<Work> {
    let mail = MailId::from_bytes(visit.app.chance.bytes());
    Work::new(Task::Mail { mail, message: request.message(news) }, None, visit.now)
}
