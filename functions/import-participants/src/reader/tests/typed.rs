//! Cells that somebody typed in place of what the file says.

use crate::reader::{Limits, Reader, Row};
use domain::participation::cells::RetypedCell;
use domain::participation::choices::{Choices, Fix, Remembered};
use domain::participation::line::Reason;
use std::collections::BTreeSet;

fn typed(line: u32, at: u16, was: &str, now: &str) -> RetypedCell {
    let [was, now] = [was, now].map(str::to_owned);
    RetypedCell { sheet: String::new(), line, at, title: String::new(), was, now, reading: 1 }
}

/// The rows of a list, and the cells of it that were read as somebody typed them.
fn read(file: &str, choices: &Choices, typed: &[RetypedCell]) -> (Vec<Row>, Vec<(u32, u16)>) {
    let reader = Reader::told(Limits::default(), choices, &Remembered::default());
    let mut reader = reader.retyping(typed.iter().cloned());
    let mut rows = Vec::new();
    reader.push(file.as_bytes(), &mut |row| rows.push(row)).expect("a list");
    reader.finish(&mut |row| rows.push(row)).expect("a list");
    (rows, reader.survey().retyped)
}

fn names(rows: &[Row]) -> Vec<String> {
    let name = |row: &Row| if let Row::Ready(line) = row { Some(line.name.to_string()) } else { None };
    rows.iter().filter_map(name).collect()
}

const FILE: &str = "Nome;Obs;E-mail;CPF\nJose Luz;x;jose@exemplo.com.br;\nAna Sá;y;ana@exemplo;52998224726\n";

#[test]
fn a_cell_is_read_as_it_was_typed_and_shown_so_with_its_row() {
    let all = [
        typed(2, 0, "Jose Luz", "José Luz"),
        typed(3, 2, "ana@exemplo", "ana@exemplo.com.br"),
        typed(3, 3, "52998224726", ""),
    ];
    let (rows, used) = read(FILE, &Choices::default(), &all);
    assert_eq!(names(&rows), ["José Luz", "Ana Sá"]);
    assert_eq!(used, [(2, 0), (3, 2), (3, 3)]);
    let cells = ["Ana Sá", "ana@exemplo.com.br", ""].map(str::to_owned).to_vec();
    assert!(rows.contains(&Row::Cells(3, cells)), "{rows:?}");
}

#[test]
fn a_cell_that_says_something_else_now_is_another_one() {
    let all = [typed(2, 0, "Joana Luz", "Joana da Luz"), typed(2, 1, "x", "z"), typed(9, 0, "", "Eva")];
    let (rows, used) = read(FILE, &Choices::default(), &all);
    assert_eq!(names(&rows), ["Jose Luz"]);
    assert_eq!(used, [(2, 1)], "what nobody reads is typed and used for nothing");
}

#[test]
fn what_was_typed_is_checked_as_any_cell_and_not_changed_by_what_is_put_right_on_all_lines() {
    let choices = Choices { fixes: BTreeSet::from([Fix::Capitals]), ..Choices::default() };
    let all = [typed(2, 0, "Jose Luz", "MC LUZ"), typed(3, 2, "ana@exemplo", "ana@")];
    let (rows, _) = read(&FILE.replace("Ana Sá", "ANA SÁ"), &choices, &all);
    assert_eq!(names(&rows), ["MC LUZ"]);
    let wrong = rows.iter().find_map(|row| if let Row::Refused(all) = row { all.first() } else { None });
    let wrong = wrong.expect("a problem");
    assert_eq!((wrong.value.as_str(), &wrong.reason), ("ana@", &Reason::EmailShape));
}

#[test]
fn a_row_with_a_separator_in_a_name_is_put_right_cell_by_cell() {
    let file = "Nome;E-mail;Papel\nLuz;Ana;ana@exemplo.com.br;ouvinte\n";
    let all = [
        typed(2, 0, "Luz", "Ana Luz"),
        typed(2, 1, "Ana", "ana@exemplo.com.br"),
        typed(2, 2, "ana@exemplo.com.br", "ouvinte"),
    ];
    let (rows, _) = read(file, &Choices::default(), &[]);
    assert!(rows.iter().any(|row| matches!(row, Row::Refused(_))));
    let (rows, _) = read(file, &Choices::default(), &all);
    assert_eq!(names(&rows), ["Ana Luz"]);
}

#[test]
fn who_is_said_to_have_been_there_gets_a_certificate() {
    let file = "Nome;E-mail;Presença\nAna Sá;ana@exemplo.com.br;ausente\n";
    let (rows, _) = read(file, &Choices::default(), &[]);
    assert!(rows.contains(&Row::LeftOut));
    let (rows, _) = read(file, &Choices::default(), &[typed(2, 2, "ausente", "presente")]);
    assert_eq!(names(&rows), ["Ana Sá"]);
}
