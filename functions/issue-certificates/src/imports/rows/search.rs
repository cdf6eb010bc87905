//! Which rows of a list are looked for.

use super::walk::List;
use crate::people::Wanted;
use domain::participation::cells::{CellColumn, CellRow, Verdict};
use domain::participation::doubt::{Choice, Choices};
use domain::participation::import::Tally;
use domain::participation::line::Column;
use domain::value::name::folded;

/// Rows of which kind are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    All,
    Bad,
    Remarked,
    New,
    Changed,
    Unchanged,
    Out,
    Retyped,
}

impl Kind {
    pub(super) const ALL: [(Self, &'static str, &'static str); 8] = [
        (Self::All, "", "Todas"),
        (Self::Bad, "com-erro", "Com erro"),
        (Self::Remarked, "com-aviso", "Com aviso"),
        (Self::New, "novas", "Novas"),
        (Self::Changed, "mudam", "Mudam"),
        (Self::Unchanged, "iguais", "Iguais"),
        (Self::Out, "de-fora", "Ficam de fora"),
        (Self::Retyped, "corrigidas", "Corrigidas aqui"),
    ];

    pub(super) fn named(name: &str) -> Self {
        Self::ALL.into_iter().find(|(_, key, _)| *key == name).map_or(Self::All, |(kind, ..)| kind)
    }

    pub(super) fn name(self) -> &'static str {
        Self::ALL.into_iter().find(|(kind, ..)| *kind == self).map_or("", |(_, key, _)| key)
    }

    /// Whether a row is of this kind.
    pub(super) fn has(self, row: &CellRow, verdict: Verdict, is_retyped: bool) -> bool {
        match self {
            Self::All => true,
            Self::Bad => verdict == Verdict::Bad,
            Self::Remarked => row.remarked,
            Self::New => verdict == Verdict::New,
            Self::Changed => verdict == Verdict::Changed,
            Self::Unchanged => verdict == Verdict::Unchanged,
            Self::Out => matches!(verdict, Verdict::LeftOut | Verdict::Repeated | Verdict::Revoked),
            Self::Retyped => is_retyped,
        }
    }

    /// Where in a list rows of this kind are.
    pub(super) fn among(self, list: List<'_>) -> List<'_> {
        match self {
            Self::Bad => list.others(),
            Self::New | Self::Changed | Self::Unchanged => list.good(),
            Self::All | Self::Remarked | Self::Out | Self::Retyped => list,
        }
    }

    /// How many rows are of this kind, where that was counted.
    pub(super) fn count(self, tally: &Tally) -> Option<u32> {
        match self {
            Self::All => Some(tally.ready + tally.bad + tally.left_out + tally.repeated),
            Self::Bad => Some(tally.bad),
            Self::New => Some(tally.new),
            Self::Changed => Some(tally.changed),
            Self::Unchanged => Some(tally.unchanged),
            Self::Out => Some(tally.left_out + tally.repeated + tally.revoked),
            Self::Remarked | Self::Retyped => None,
        }
    }
}

/// What becomes of a row, with what was said of it.
pub(super) fn verdict(row: &CellRow, choices: &Choices) -> Verdict {
    match choices.of(row.line) {
        Some(Choice::Same) if row.asked => Verdict::Changed,
        _ => row.verdict,
    }
}

/// Whether a row is of somebody who is wanted.
pub(super) fn finds(wanted: &Wanted, columns: &[CellColumn], row: &CellRow) -> bool {
    let text = |kinds: &[Column]| {
        let of_kind = columns.iter().zip(&row.cells).filter(|(column, _)| kinds.contains(&column.column));
        of_kind.map(|(_, cell)| cell.as_str()).collect::<Vec<_>>().join(" ")
    };
    let name = folded(&text(&[Column::SocialName, Column::Name, Column::Surname]));
    let address = text(&[Column::Email]).to_lowercase();
    let number = text(&[Column::Cpf, Column::Nif, Column::Passport, Column::Rnm]);
    wanted.matches(&name, &address, &digits(&number))
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: [&str; 3], verdict: Verdict) -> CellRow {
        let cells = cells.map(str::to_owned).to_vec();
        CellRow { line: 2, cells, verdict, remarked: false, asked: true }
    }

    fn columns() -> Vec<CellColumn> {
        let column = |(at, column): (u16, Column)| CellColumn { at, column, title: String::new() };
        [(0, Column::Email), (3, Column::Name), (4, Column::Cpf)].map(column).to_vec()
    }

    #[test]
    fn a_row_is_found_by_what_its_cells_say_whether_they_are_right_or_not() {
        let row = row(["ana@exemplo", "Ana Conceição", "529.982.247-26"], Verdict::Bad);
        for typed in ["", "conceicao", "ANA", "ana@", "52998224726", "247-26"] {
            assert!(finds(&Wanted::of(typed), &columns(), &row), "{typed}");
        }
        for typed in ["bia", "exemplo.com.br", "111"] {
            assert!(!finds(&Wanted::of(typed), &columns(), &row), "{typed}");
        }
    }

    #[test]
    fn a_line_that_is_said_to_correct_a_certificate_changes_it() {
        let row = row(["", "", ""], Verdict::New);
        let said = |choice| Choices::default().with(Some(2), choice).expect("a choice");
        assert_eq!(verdict(&row, &Choices::default()), Verdict::New);
        assert_eq!(verdict(&row, &said(Choice::Same)), Verdict::Changed);
        assert_eq!(verdict(&row, &said(Choice::Other)), Verdict::New);
    }

    #[test]
    fn each_kind_has_a_name_of_its_own() {
        for (kind, name, _) in Kind::ALL {
            assert_eq!((Kind::named(name), kind.name()), (kind, name));
        }
        assert_eq!(Kind::named("x"), Kind::All);
    }
}
