//! A row of a list as it is shown.

use super::search;
use crate::labels::Badge;
use domain::participation::cells::{CellColumn, CellRow, Retyped, RetypedCell, Verdict, is_kept_as};
use domain::participation::doubt::Choices;
use domain::participation::line::Column;
use schemars::JsonSchema;
use serde::Serialize;

/// A row of a list.
#[derive(Serialize, JsonSchema)]
pub(super) struct ListedRow {
    /// Row in the file.
    pub(super) line: u32,
    /// The name, as the row has it; empty, none.
    pub(super) name: String,
    /// The address; empty, none.
    pub(super) email: String,
    /// What its other columns say, each after its title.
    pub(super) others: Vec<(String, String)>,
    /// What becomes of it.
    pub(super) state: Badge,
    /// Whether there is a remark about it.
    pub(super) remarked: bool,
    /// What was typed in place of the file's cells.
    pub(super) retyped: Vec<ListedCell>,
    /// Address of its certificate as it would be; empty where none is made.
    pub(super) sample: String,
    /// Address of the form that corrects it.
    pub(super) correct: String,
}

/// A cell that was typed.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ListedCell {
    /// Row in the file.
    pub(crate) line: u32,
    /// The title of its column.
    pub(crate) column: String,
    /// What the file says; empty, nothing.
    pub(crate) was: String,
    /// What is used instead; empty, nothing.
    pub(crate) now: String,
}

impl From<&RetypedCell> for ListedCell {
    fn from(cell: &RetypedCell) -> Self {
        Self { line: cell.line, column: cell.title.clone(), was: cell.was.clone(), now: cell.now.clone() }
    }
}

/// What is known of a list beside its rows.
pub(super) struct Known<'a> {
    /// Address of its page.
    pub(super) path: &'a str,
    /// Where among its rows one is, as the end of an address.
    pub(super) place: &'a str,
    /// The sheet that is read.
    pub(super) sheet: &'a str,
    pub(super) retyped: &'a Retyped,
    pub(super) choices: &'a Choices,
}

impl Known<'_> {
    /// The cells of a row that were typed and are used.
    pub(super) fn typed<'b>(
        &'b self,
        columns: &'b [CellColumn],
        row: &'b CellRow,
    ) -> impl Iterator<Item = &'b RetypedCell> {
        let typed = |(column, cell): (&CellColumn, &String)| {
            self.retyped.find((self.sheet, row.line, column.at)).filter(|typed| is_kept_as(&typed.now, cell))
        };
        columns.iter().zip(&row.cells).filter_map(typed)
    }

    pub(super) fn show(&self, columns: &[CellColumn], row: &CellRow) -> ListedRow {
        let text = |kinds: &[Column]| {
            let of_kind = columns.iter().zip(&row.cells).filter(|(column, _)| kinds.contains(&column.column));
            of_kind
                .map(|(_, cell)| cell.as_str())
                .filter(|cell| !cell.is_empty())
                .collect::<Vec<_>>()
                .join(" ")
        };
        let is_other = |(column, cell): &(&CellColumn, &String)| {
            !matches!(column.column, Column::Name | Column::Surname | Column::Email) && !cell.is_empty()
        };
        let others = columns.iter().zip(&row.cells).filter(is_other);
        let verdict = search::verdict(row, self.choices);
        let is_issued = matches!(verdict, Verdict::New | Verdict::Changed | Verdict::Unchanged);
        let at = |page: &str| format!("{}/{page}?linha={}", self.path, row.line);
        ListedRow {
            line: row.line,
            name: text(&[Column::Name, Column::Surname]),
            email: text(&[Column::Email]),
            others: others.map(|(column, cell)| (column.title.clone(), cell.clone())).collect(),
            state: badge(verdict, row.asked && self.choices.of(row.line).is_none()),
            remarked: row.remarked,
            retyped: self.typed(columns, row).map(ListedCell::from).collect(),
            sample: if is_issued { at("amostra") } else { String::new() },
            correct: at("corrigir") + self.place,
        }
    }
}

/// What becomes of a row, in words.
pub(in crate::imports) fn badge(verdict: Verdict, is_open: bool) -> Badge {
    let (kind, label) = match verdict {
        _ if is_open => ("pending", "Espera a sua resposta"),
        Verdict::Bad => ("error", "Com erro: fica de fora"),
        Verdict::LeftOut => ("unavailable", "Não marcada: fica de fora"),
        Verdict::Repeated => ("unavailable", "Repetida: é ignorada"),
        Verdict::New => ("ready", "Nova"),
        Verdict::Changed => ("replaced", "Muda: versão nova"),
        Verdict::Unchanged => ("unavailable", "Igual: nada muda"),
        Verdict::Revoked => ("revoked", "Revogada: só por escolha"),
    };
    Badge { kind, label }
}
