//! What can be told of a typed cell before the list is read again: what would be wrong with it by itself.

use domain::participation::cells::{CellColumn, LONGEST_CELL};
use domain::participation::line::{Column, Reason};
use domain::participation::written::{self, is_blank, unwrapped};
use domain::value::name::plain_line;

/// Why a cell cannot be used as it is typed. What a file may say there may be typed there: one rule reads both.
pub(super) fn wrong(column: &CellColumn, columns: Columns<'_>, typed: &str) -> Option<String> {
    if typed.chars().count() > LONGEST_CELL {
        return Some(format!("O texto tem mais de {LONGEST_CELL} caracteres. Encurte-o."));
    }
    let cell = unwrapped(&plain_line(typed));
    let reason = match column.column {
        // What one of several columns of a name says is judged with the others.
        Column::Name if !is_needed(column, columns.all) => None,
        Column::Name => written::name(&cell).err(),
        Column::Email => written::email(&cell).err(),
        Column::Cpf if columns.may_be_another(column) && written::is_another_document(&cell) => None,
        Column::Cpf => written::cpf(&cell).err(),
        Column::Nif | Column::Passport | Column::Rnm if is_blank(&cell) => None,
        kind @ (Column::Nif | Column::Passport | Column::Rnm) => {
            written::document(kind, &cell).err().map(|_| Reason::NotADocument)
        }
        Column::Role => written::role(&cell).err(),
        Column::Workload => written::workload(&cell).err(),
        Column::Surname | Column::SocialName | Column::Presence | Column::Status => None,
    };
    reason.map(|reason| reason.sentence())
}

/// The columns of a list that are read.
#[derive(Clone, Copy)]
pub(super) struct Columns<'a> {
    pub(super) all: &'a [CellColumn],
    /// Whether the list has no row of titles: these were made up.
    pub(super) untitled: bool,
}

impl Columns<'_> {
    /// Whether a column of the CPF may hold other documents.
    fn may_be_another(self, column: &CellColumn) -> bool {
        !self.untitled && written::is_of_any_document(&column.title)
    }
}

/// Whether every row needs something in a column: a name may be in several.
pub(super) fn is_needed(column: &CellColumn, columns: &[CellColumn]) -> bool {
    match column.column {
        Column::Email => true,
        Column::Name => !columns.iter().any(|other| is_of_name(other.column)),
        _ => false,
    }
}

fn is_of_name(column: Column) -> bool {
    matches!(column, Column::Surname | Column::SocialName)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(column: Column, title: &str) -> CellColumn {
        CellColumn { at: 0, column, title: title.to_owned() }
    }

    /// Of a column alone.
    fn alone(kind: Column, title: &str, typed: &str) -> Option<String> {
        wrong(&column(kind, title), Columns { all: &[], untitled: false }, typed)
    }

    #[test]
    fn a_cell_that_is_wrong_by_itself_is_told_at_once() {
        for (kind, typed) in [
            (Column::Name, ""),
            (Column::Name, "não informado"),
            (Column::Email, ""),
            (Column::Email, "ana@"),
            (Column::Cpf, "529.982.247-26"),
            (Column::Cpf, "123"),
            (Column::Cpf, "AB123456"),
            (Column::Nif, "123456780"),
            (Column::Workload, "muitas"),
            (Column::Workload, "04:30:20"),
            (Column::Role, &"x".repeat(200)),
            (Column::Presence, &"x".repeat(300)),
        ] {
            assert!(alone(kind, kind.label(), typed).is_some(), "{kind:?} {typed}");
        }
        for (kind, typed) in [
            (Column::Name, "José"),
            (Column::Email, "ana@exemplo.com.br"),
            (Column::Cpf, ""),
            (Column::Cpf, "529.982.247-25"),
            (Column::Cpf, "52998224725.0"),
            (Column::Cpf, "=\"52998224725\""),
            (Column::Passport, "'AB123456"),
            (Column::Workload, ""),
            (Column::Workload, "1h30"),
            (Column::Workload, "04:30:00"),
            (Column::Role, ""),
            (Column::Role, "não se aplica"),
            (Column::Presence, "presente"),
        ] {
            assert_eq!(alone(kind, kind.label(), typed), None, "{kind:?} {typed}");
        }
    }

    #[test]
    fn a_column_of_several_documents_takes_each_of_them_and_a_wrong_cpf_is_one_all_the_same() {
        for title in ["CPF ou passaporte", "Documento"] {
            assert_eq!(alone(Column::Cpf, title, "AB123456"), None, "{title}");
            assert_eq!(alone(Column::Cpf, title, "12.345.678-9"), None, "{title}");
            assert!(alone(Column::Cpf, title, "529.982.247-26").is_some(), "{title}");
        }
        // `Coluna C` is no title of theirs.
        let made_up = column(Column::Cpf, "Coluna C");
        assert!(wrong(&made_up, Columns { all: &[], untitled: true }, "AB123456").is_some());
    }

    #[test]
    fn what_only_the_whole_row_tells_is_left_to_the_reader() {
        let all = [column(Column::Name, "Nome"), column(Column::SocialName, "Nome social")];
        assert_eq!(wrong(&all[0], Columns { all: &all, untitled: false }, ""), None);
    }
}
