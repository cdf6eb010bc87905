//! What can be told of a typed cell before the list is read again: what would be wrong with it by itself.

use domain::participation::cells::{CellColumn, LONGEST_CELL};
use domain::participation::edition::{ShortLine, Workload};
use domain::participation::line::{Column, Reason};
use domain::value::cpf::Cpf;
use domain::value::document::Document;
use domain::value::email::EmailAddress;
use domain::value::name::{PersonName, TextError, folded};

/// Why a cell cannot be used as it is typed.
pub(super) fn wrong(column: &CellColumn, columns: &[CellColumn], typed: &str) -> Option<String> {
    if typed.chars().count() > LONGEST_CELL {
        return Some(format!("O texto tem mais de {LONGEST_CELL} caracteres. Encurte-o."));
    }
    let is_blank = !typed.chars().any(char::is_alphanumeric);
    let reason = match column.column {
        // What one of several columns of a name says is judged with the others.
        Column::Name if !is_needed(column, columns) => None,
        Column::Name => PersonName::parse(typed).err().map(Reason::of_name),
        Column::Email => EmailAddress::parse(typed).err().map(Reason::from),
        Column::Cpf if is_blank || !folded(&column.title).contains("cpf") => None,
        Column::Cpf => Cpf::parse(typed).err().map(Reason::from),
        Column::Nif | Column::Passport | Column::Rnm if is_blank => None,
        Column::Nif => Document::nif(typed).err().map(|_| Reason::NotADocument),
        Column::Passport => Document::passport(typed).err().map(|_| Reason::NotADocument),
        Column::Rnm => Document::rnm(typed).err().map(|_| Reason::NotADocument),
        Column::Role => match ShortLine::parse(typed) {
            Err(TextError::TooLong(most)) => {
                Some(Reason::RoleTooLong { most: u32::try_from(most).unwrap_or(u32::MAX) })
            }
            _ => None,
        },
        Column::Workload if is_blank => None,
        Column::Workload => Workload::parse(typed).err().map(|_| Reason::NotAWorkload),
        Column::Surname | Column::SocialName | Column::Presence | Column::Status => None,
    };
    reason.map(|reason| reason.sentence())
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

    #[test]
    fn a_cell_that_is_wrong_by_itself_is_told_at_once() {
        for (kind, typed) in [
            (Column::Name, ""),
            (Column::Email, ""),
            (Column::Email, "ana@"),
            (Column::Cpf, "529.982.247-26"),
            (Column::Cpf, "123"),
            (Column::Nif, "123456780"),
            (Column::Workload, "muitas"),
            (Column::Role, &"x".repeat(200)),
            (Column::Presence, &"x".repeat(300)),
        ] {
            assert!(wrong(&column(kind, kind.label()), &[], typed).is_some(), "{kind:?} {typed}");
        }
        for (kind, typed) in [
            (Column::Name, "José"),
            (Column::Email, "ana@exemplo.com.br"),
            (Column::Cpf, ""),
            (Column::Cpf, "529.982.247-25"),
            (Column::Workload, ""),
            (Column::Workload, "1h30"),
            (Column::Role, ""),
            (Column::Presence, "presente"),
        ] {
            assert_eq!(wrong(&column(kind, kind.label()), &[], typed), None, "{kind:?} {typed}");
        }
    }

    #[test]
    fn what_only_the_whole_row_or_list_tells_is_left_to_the_reader() {
        let columns = [column(Column::Name, "Nome"), column(Column::SocialName, "Nome social")];
        assert_eq!(wrong(&columns[0], &columns, ""), None);
        assert_eq!(wrong(&column(Column::Cpf, "Documento"), &[], "12.345.678-9"), None);
    }
}
