//! People who are in a file twice.

use super::{problems, read};
use crate::reader::{Findings, Limits, Reader, Row};
use domain::participation::choices::{Choices, Fix, Remembered, Suggestion, Survey};
use domain::participation::line::{Line, Outcome, Reason};

const TITLES: &str = "Nome;E-mail;CPF;Papel\n";

fn second(first_line: &str, second_line: &str) -> Option<(u32, String, Reason)> {
    let found = problems(format!("{TITLES}{first_line}\n{second_line}\n"));
    assert!(found.len() <= 1, "{found:?}");
    found.into_iter().next().map(|(row, column, _, reason)| (row, column, reason))
}

#[test]
fn the_same_line_twice_is_skipped_with_a_notice() {
    let again = Some((3, "CPF".into(), Reason::RepeatedPerson { first_line: 2 }));
    assert_eq!(
        second("Ana Sá;ana@exemplo.com.br;529.982.247-25;", "Ana  Sá ;Ana@Exemplo.com.br;52998224725;"),
        again
    );
    let without_cpf = Some((3, "E-mail".into(), Reason::RepeatedPerson { first_line: 2 }));
    assert_eq!(second("Ana Sá;ana@exemplo.com.br;;", "Ana Sá;ana@exemplo.com.br;;-"), without_cpf);
    assert_eq!(Reason::RepeatedPerson { first_line: 2 }.outcome(), Outcome::Skipped);
}

#[test]
fn the_same_person_with_other_data_is_an_error() {
    let conflict = Some((3, "CPF".into(), Reason::ConflictingPerson { first_line: 2 }));
    for other in ["Ana de Sá;ana@exemplo.com.br;52998224725;", "Ana Sá;outra@exemplo.com.br;52998224725;"] {
        assert_eq!(second("Ana Sá;ana@exemplo.com.br;52998224725;", other), conflict, "{other}");
    }
    let without_cpf = Some((3, "E-mail".into(), Reason::ConflictingPerson { first_line: 2 }));
    assert_eq!(second("Ana Sá;ana@exemplo.com.br;;", "ANA SA;ana@exemplo.com.br;;"), without_cpf);
}

#[test]
fn once_with_and_once_without_cpf_is_an_error_in_either_order() {
    let (with, without) = ("Ana Sá;ana@exemplo.com.br;52998224725;", "Ana Sá;ana@exemplo.com.br;;");
    let expected = Some((3, "E-mail".into(), Reason::OnceWithoutCpf { first_line: 2 }));
    assert_eq!(second(with, without), expected);
    assert_eq!(second(without, with), expected);
}

#[test]
fn people_who_share_an_address_or_a_name_are_different_people() {
    assert_eq!(second("Ana Sá;casa@exemplo.com.br;;", "Bia Sá;casa@exemplo.com.br;;"), None);
    assert_eq!(second("Ana Sá;ana@exemplo.com.br;;", "Ana Sá;anasa@exemplo.com.br;;"), None);
    // Mother and daughter of one name with one address: their CPFs tell them apart.
    assert_eq!(
        second("Ana Sá;casa@exemplo.com.br;52998224725;", "Ana Sá;casa@exemplo.com.br;11144477735;"),
        None
    );
}

#[test]
fn a_bad_line_does_not_stand_in_the_way_of_its_correction() {
    let rows = read(
        format!("{TITLES}Ana Sá;ana@;52998224725;\nAna Sá;ana@exemplo.com.br;52998224725;\n").as_bytes(),
    );
    assert!(matches!(&rows[..], [Row::Refused(_), Row::Ready(line)] if line.number == 3));
}

/// A list that is read as often as it has to be.
fn read_again(file: &str, choices: &Choices) -> (Vec<Line>, Survey) {
    let mut findings = Findings::default();
    loop {
        let mut reader = Reader::told(Limits::default(), choices, &Remembered::default()).knowing(findings);
        let mut lines = Vec::new();
        let mut sink = |row| {
            if let Row::Ready(line) = row {
                lines.push(line)
            }
        };
        reader.push(file.as_bytes(), &mut sink).expect("a list");
        reader.finish(&mut sink).expect("a list");
        match reader.findings() {
            Some(found) => findings = found,
            None => return (lines, reader.survey()),
        }
    }
}

#[test]
fn each_line_of_a_person_in_several_roles_knows_it_and_nobody_elses() {
    let file = format!(
        "{TITLES}Ana Sá;ana@exemplo.com.br;529.982.247-25;ouvinte\nBia Sá;bia@exemplo.com.br;;monitora\n\
         Ana Sá;ana@exemplo.com.br;529.982.247-25;palestrante\nAna Sá;ana@exemplo.com.br;529.982.247-25;Ouvinte\n"
    );
    let (lines, _) = read_again(&file, &Choices::default());
    let several: Vec<_> = lines.iter().map(|line| (line.number, line.by_role)).collect();
    assert_eq!(several, [(2, true), (3, false), (4, true)]);
}

const DAYS: &str = "Data;Nome;E-mail;Carga horária\n05/11;Ana Sá;ana@exemplo.com.br;4\n05/11;Bia Sá;bia@exemplo.com.br;4\n\
    06/11;Ana Sá;ana@exemplo.com.br;4\n07/11;Ana Sá;ana@exemplo.com.br;2\n";

#[test]
fn the_hours_of_several_days_are_added_up_when_somebody_says_so() {
    let hours = |choices: &Choices| {
        let (lines, survey) = read_again(DAYS, choices);
        let hours: Vec<_> =
            lines.iter().map(|line| line.workload.map(|w| w.to_string()).unwrap_or_default()).collect();
        (hours, survey.suggestions)
    };
    let (as_they_are, suggestions) = hours(&Choices::default());
    assert_eq!(as_they_are, ["4 horas", "4 horas"]);
    let examples = vec![("Ana Sá".to_owned(), "10 horas".to_owned())];
    assert_eq!(
        suggestions,
        [Suggestion { fix: Fix::AddHours, lines: 1, fixed: false, examples: examples.clone() }]
    );
    let (added, suggestions) = hours(&Choices { fixes: [Fix::AddHours].into(), ..Choices::default() });
    assert_eq!(added, ["10 horas", "4 horas"]);
    assert_eq!(suggestions, [Suggestion { fix: Fix::AddHours, lines: 1, fixed: true, examples }]);
}
