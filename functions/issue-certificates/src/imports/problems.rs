//! The problems of an import as a file: opened in a spreadsheet, corrected beside the original.

use crate::labels;
use crate::owned;
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
    Ok(organiser.visit.file(file.into_bytes(), "text/csv; charset=utf-8", "problemas.csv", false))
}

async fn file(
    organiser: &Organiser,
    id: &domain::value::id::ImportId,
    tally: Tally,
) -> Result<String, Problem> {
    // A byte order mark and semicolons: what Excel in Brazil opens as it is.
    let mut file = "\u{feff}".to_owned();
    row(&mut file, ["Linha", "Coluna", "Valor", "A linha", "O que fazer"]);
    for chunk in 0..tally.problem_chunks.min(MOST_CHUNKS) {
        let found = organiser.visit.app.store.find_problems(id, tally.stored(chunk)).await?;
        for problem in found.ok_or_else(|| Problem::gone(FORGOTTEN))? {
            let LineProblem { line, column, value, reason } = &problem;
            row(
                &mut file,
                [&line.to_string(), column, value, labels::of_line(&reason.outcome()), &reason.sentence()],
            );
        }
    }
    if tally.problem_chunks > MOST_CHUNKS {
        row(
            &mut file,
            [
                "",
                "",
                "",
                "",
                "Há mais problemas do que cabem aqui. Corrija estes e envie a planilha de novo.",
            ],
        );
    }
    Ok(file)
}

/// One row, every cell in quotation marks.
fn row(file: &mut String, cells: [&str; 5]) {
    let cells = cells.map(|cell| format!("\"{}\"", harmless(cell).replace('"', "\"\"")));
    file.push_str(&cells.join(";"));
    file.push_str("\r\n");
}

/// A cell that no spreadsheet takes for a formula (OWASP, CSV injection).
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_never_a_formula_and_never_ends_its_row() {
        let mut file = String::new();
        row(&mut file, ["2", "Nome", "=HYPERLINK(\"http://x\")", "fica de fora", "a;b"]);
        assert_eq!(file, "\"2\";\"Nome\";\"'=HYPERLINK(\"\"http://x\"\")\";\"fica de fora\";\"a;b\"\r\n");
        for hostile in ["+1", "-1", "@a", "\t=1", "\r=1"] {
            assert!(harmless(hostile).starts_with('\''), "{hostile:?}");
        }
        assert_eq!(harmless("Ana=1"), "Ana=1");
    }
}
