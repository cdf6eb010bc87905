//! The problems of an import as a file: opened in a spreadsheet, corrected beside the original.

use crate::labels;
use crate::owned;
use crate::table::Table;
use axum::extract::Path;
use common::error::Problem;
use common::web::{Answer, Organiser};
use domain::participation::import::{State, Tally};
use domain::participation::line::LineProblem;

/// Chunks that one file holds at most: 20,000 problems, a few megabytes. Whoever has more has another problem.
const MOST_CHUNKS: u32 = 200;

const FORGOTTEN: &str = "Os erros e avisos desta planilha foram apagados 90 dias depois do envio.";

/// GET `/organizador/importacoes/{import}/problemas.csv`
pub(crate) async fn download(organiser: Organiser, Path(id): Path<String>) -> Answer {
    let (import, _) = owned::import(&organiser, &id).await?;
    let tally = match &import.snapshot().state {
        State::Ready { tally, .. } | State::Issuing { tally, .. } | State::Done { tally, .. } => *tally,
        State::Received | State::Unreadable { .. } | State::Discarded => {
            return Err(owned::gone_from(import.id()));
        }
    };
    let file = file(&organiser, import.id(), tally).await?;
    Ok(organiser.visit.file(file, "text/csv; charset=utf-8", "problemas.csv", false))
}

async fn file(
    organiser: &Organiser,
    id: &domain::value::id::ImportId,
    tally: Tally,
) -> Result<Vec<u8>, Problem> {
    let mut table = Table::new(["Linha", "Coluna", "Valor", "A linha", "O que fazer"]);
    for chunk in 0..tally.problem_chunks.min(MOST_CHUNKS) {
        let found = organiser.visit.app.store.find_problems(id, tally.stored(chunk)).await?;
        for problem in found.ok_or_else(|| Problem::gone(FORGOTTEN))? {
            let LineProblem { line, column, value, reason } = &problem;
            let (line, sentence) = (line.to_string(), reason.sentence());
            table.row([line.as_str(), column, value, labels::of_line(&reason.outcome()), &sentence]);
        }
    }
    if tally.problem_chunks > MOST_CHUNKS {
        let more = "Há mais problemas do que cabem aqui. Corrija estes e envie a planilha de novo.";
        table.row(["", "", "", "", more]);
    }
    Ok(table.finish())
}
