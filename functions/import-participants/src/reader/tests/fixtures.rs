//! The files in `tests/fixtures`, which the README and the journeys use.

use super::{lines, problems, read_in_chunks};
use crate::reader::Summary;
use domain::participation::line::{Line, Reason};
use std::path::Path;

fn fixture(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures");
    std::fs::read(folder.join(name)).expect("a fixture")
}

#[test]
fn the_people_of_the_walkthrough_are_all_ready() {
    let people = lines(fixture("participantes.csv"));
    assert_eq!(people.len(), 25);
    assert_eq!(people[6].name.as_str(), "Cássia Helena Magalhães");
    assert_eq!(people[6].cpf.as_ref().map(|c| c.formatted()), Some("004.951.236-68".into()));
    assert_eq!(people.iter().filter(|person| person.cpf.is_none()).count(), 1);
    assert_eq!(people[18].workload.map(|w| w.to_string()), Some("1 hora e 30 minutos".into()));
}

#[test]
fn the_same_people_out_of_another_program_are_the_same() {
    assert_eq!(lines(fixture("participantes-utf8.csv")), lines(fixture("participantes.csv")));
}

#[test]
fn the_corrected_file_differs_in_one_name() {
    let (before, after) =
        (lines(fixture("participantes.csv")), lines(fixture("participantes-corrigido.csv")));
    let changed: Vec<(&Line, &Line)> =
        before.iter().zip(&after).filter(|(b, a)| !b.says_the_same_as(a)).collect();
    assert_eq!(before.len(), after.len());
    assert_eq!(changed.len(), 1);
    let (before, after) = changed[0];
    assert_eq!(before.identity(), after.identity());
    assert_eq!(after.name.as_str(), "Fátima Aparecida Gonsalves");
}

#[test]
fn every_mistake_is_found_in_its_row_and_column() {
    let file = fixture("participantes-com-erros.csv");
    let (_, summary) = read_in_chunks(&file, 100);
    assert_eq!(summary, Ok(Summary { ready: 6, refused: 18, repeated: 1, left_out: 0 }));
    let found: Vec<(u32, String, Reason)> =
        problems(&file).into_iter().map(|(row, column, _, why)| (row, column, why)).collect();
    let expected = [
        (3, "Nome completo", Reason::MissingName),
        (4, "CPF", Reason::CpfCheckDigit),
        (6, "CPF", Reason::CpfRounded),
        (7, "E-mail", Reason::EmailShape),
        (8, "E-mail", Reason::EmailCharacter),
        (10, "E-mail", Reason::SeveralEmails),
        (11, "CPF", Reason::CpfRepeatedDigit),
        (12, "CPF", Reason::CpfLength),
        (13, "Nome completo", Reason::NotAName),
        (13, "E-mail", Reason::EmailShape),
        (14, "Nome completo", Reason::GarbledText),
        (15, "Carga horária", Reason::NotAWorkload),
        (17, "CPF", Reason::RepeatedPerson { first_line: 2 }),
        (18, "CPF", Reason::ConflictingPerson { first_line: 5 }),
        (20, "E-mail", Reason::ConflictingPerson { first_line: 19 }),
        (21, "E-mail", Reason::OnceWithoutCpf { first_line: 16 }),
        (22, "E-mail", Reason::EmailDomain),
        (22, "CPF", Reason::CpfCharacter),
        (22, "Carga horária", Reason::NotAWorkload),
        (23, "(coluna 7)", Reason::ExtraCells),
        (25, "Nome completo", Reason::NameTooLong { most: 120 }),
        (27, "Nome completo", Reason::NotAName),
        (27, "E-mail", Reason::MissingEmail),
    ];
    assert_eq!(found, expected.map(|(row, column, reason)| (row, column.to_owned(), reason)));
}
