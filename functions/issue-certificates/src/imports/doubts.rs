//! Lines without a CPF that look like somebody who has a certificate: the organiser says whether they are the same person.

use crate::labels::counted;
use crate::owned::{self, certificate_path, import_path};
use axum::extract::Path;
use common::error::{FieldError, Problem};
use common::web::form::whole;
use common::web::{Answer, Input, Organiser, Visit};
use domain::participation::doubt::{Choice, Choices, Doubt};
use domain::participation::import::{Command, Import, State, Tally};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Change;

/// Doubts that are shown one by one; of the rest the organiser says the same.
const SHOWN: usize = 100;

/// The doubts of a file.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Doubts {
    /// How many there are.
    pub(crate) total: u32,
    /// Of how many nothing was said.
    pub(crate) open: u32,
    /// The first of them.
    pub(crate) rows: Vec<DoubtRow>,
}

/// One of them.
#[derive(Serialize, JsonSchema)]
pub(crate) struct DoubtRow {
    /// Row in the file.
    pub(crate) line: u32,
    /// Name as in the file.
    pub(crate) name: String,
    /// Address as in the file.
    pub(crate) email: String,
    /// Name on the certificate that it may correct.
    pub(crate) was: String,
    /// Address of that certificate's page.
    pub(crate) certificate: String,
    /// What was said: `same`, `other`, or nothing yet.
    pub(crate) choice: &'static str,
}

/// What is said of a line.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Choosing {
    /// Row in the file; none, all of them.
    #[serde(default, deserialize_with = "whole")]
    #[schemars(with = "Option<u32>")]
    line: Option<u64>,
    /// Which reading of the list was looked at (`reading_number`); without it, the last one.
    #[serde(default, deserialize_with = "whole")]
    #[schemars(with = "Option<u32>")]
    reading: Option<u64>,
    /// `same`, the line corrects the certificate; `other`, it is another person.
    #[schemars(required)]
    choice: Option<Said>,
}

/// Whether a line is the person whom it looks like.
#[derive(Deserialize, JsonSchema, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum Said {
    /// The same person.
    Same,
    /// Somebody else.
    Other,
}

/// POST `/organizador/importacoes/{import}/mesma-pessoa`. Saying the same again changes nothing.
pub(crate) async fn choose(organiser: Organiser, Path(id): Path<String>, input: Input<Choosing>) -> Answer {
    let (import, _) = owned::import(&organiser, &id).await?;
    let path = format!("{}#mesma-pessoa", import_path(import.id()));
    super::reading::seen(&import, input.body.reading)?;
    let line = match input.body.line.map(u32::try_from) {
        Some(Ok(line)) if is_in_doubt(&organiser.visit, &import, line).await? => Some(line),
        Some(_) => {
            return Err(unsaid("line", "Esta linha não está entre as que esperam resposta."));
        }
        None => None,
    };
    let choice = match input.body.choice {
        Some(Said::Same) => Choice::Same,
        Some(Said::Other) => Choice::Other,
        None => return Err(unsaid("choice", "Diga se a linha corrige o certificado ou é de outra pessoa.")),
    };
    let command = Command::Choose { line, choice };
    let chosen = import.apply(command, organiser.actor(), organiser.visit.now).map_err(|_| {
        Problem::conflict(
            "Esta planilha não espera mais esta resposta. Recarregue a página e veja como está.",
        )
    })?;
    organiser.visit.app.store.commit(Change::of(chosen)).await?;
    Ok(organiser.visit.see(&path))
}

async fn is_in_doubt(visit: &Visit, import: &Import, line: u32) -> Result<bool, Problem> {
    let State::Ready { tally, .. } = &import.snapshot().state else { return Ok(false) };
    let all = visit.app.store.list_doubts(import.id(), tally, usize::MAX).await?;
    Ok(all.iter().any(|doubt| doubt.line == line))
}

fn unsaid(field: &str, sentence: &str) -> Problem {
    Problem::fields(vec![FieldError::new(field, sentence)])
}

impl Doubts {
    /// The doubts of a file that was read; none when it has none.
    pub(crate) async fn of(visit: &Visit, import: &Import) -> Result<Option<Self>, Problem> {
        let State::Ready { tally, choices, .. } = &import.snapshot().state else { return Ok(None) };
        if tally.doubts == 0 {
            return Ok(None);
        }
        let doubts = visit.app.store.list_doubts(import.id(), tally, SHOWN).await?;
        let rows = doubts.iter().take(SHOWN).map(|doubt| DoubtRow::of(doubt, choices)).collect();
        Ok(Some(Self { total: tally.doubts, open: choices.open(tally.doubts), rows }))
    }

    /// How many lines there are, in a sentence.
    pub(crate) fn sentence(&self) -> String {
        format!(
            "{} sem CPF e com outro nome ou outro e-mail do que um certificado que já existe. Diga se a linha corrige esse \
             certificado, que ganha uma versão nova, ou se é outra pessoa, que recebe um certificado seu.",
            counted(self.total, "linha está", "linhas estão")
        )
    }

    /// How many of them are not shown, in a sentence; empty when all are.
    pub(crate) fn rest(&self) -> String {
        match self.total.saturating_sub(u32::try_from(self.rows.len()).unwrap_or(u32::MAX)) {
            0 => String::new(),
            n => format!(
                "Há mais {}: para elas vale a resposta que você der a todas.",
                counted(n, "linha", "linhas")
            ),
        }
    }
}

impl DoubtRow {
    fn of(doubt: &Doubt, choices: &Choices) -> Self {
        Self {
            line: doubt.line,
            name: doubt.name.to_string(),
            email: doubt.email.as_str().to_owned(),
            was: doubt.was.to_string(),
            certificate: certificate_path(&doubt.certificate),
            choice: match choices.of(doubt.line) {
                Some(Choice::Same) => "same",
                Some(Choice::Other) => "other",
                None => "",
            },
        }
    }
}

/// Why a file is not published yet, when there are lines of which nothing was said.
pub(crate) fn obstacle(tally: Tally, choices: &Choices) -> Option<String> {
    (choices.open(tally.doubts) > 0).then(|| {
        "Antes de publicar, responda em “Parece a mesma pessoa” se cada linha corrige um certificado ou é de outra pessoa.".to_owned()
    })
}
