//! Lists that tell who was there, and documents that are no CPF.

use super::{lines, problems, read, remarks};
use crate::reader::{Limits, Reader, Row, Summary};
use domain::participation::choices::{Choices, Entitled, Remembered, Survey};
use domain::participation::line::Reason;

fn ready(file: &str) -> Vec<String> {
    let name = |row| match row {
        Row::Ready(line) => Some(line.name.to_string()),
        _ => None,
    };
    read(file.as_bytes()).into_iter().filter_map(name).collect()
}

/// Name, how many say it, and whether they get a certificate, of what a column says.
fn answers(reader: &Reader, at: usize) -> Vec<(String, u32, bool)> {
    let answers = reader.survey().columns[at].answers.clone();
    answers.into_iter().map(|answer| (answer.value, answer.lines, answer.entitled)).collect()
}

fn told(file: &str, choices: &Choices) -> (Reader, Vec<String>, Summary) {
    let mut reader = Reader::told(Limits::default(), choices, &Remembered::default());
    let mut names = Vec::new();
    let mut sink = |row| {
        if let Row::Ready(line) = row {
            names.push(line.name.to_string())
        }
    };
    reader.push(file.as_bytes(), &mut sink).expect("a list");
    let summary = reader.finish(&mut sink).expect("a list");
    (reader, names, summary)
}

const PRESENCE: &str = "Nome;E-mail;Presença;Situação da inscrição\nRui Paz;r@exemplo.com.br;Presente;Confirmada\n\
    Ana Paz;a@exemplo.com.br;Faltou;Confirmada\nBia Paz;b@exemplo.com.br;PRESENTE;Cancelada\n\
    Caê Paz;c@exemplo.com.br;;Confirmada\nDavi Paz;x;75%;Confirmada\n";

#[test]
fn nobody_absent_gets_a_certificate_and_what_columns_say_is_counted() {
    let (reader, names, summary) = told(PRESENCE, &Choices::default());
    assert_eq!(names, ["Rui Paz"]);
    assert_eq!(summary, Summary { ready: 1, left_out: 4, ..Summary::default() });
    let presence = [("presente", 2, true), ("faltou", 1, false), ("", 1, false), ("75", 1, false)];
    assert_eq!(answers(&reader, 2), presence.map(|(value, lines, yes)| (value.to_owned(), lines, yes)));
    let status = [("confirmada", 4, true), ("cancelada", 1, false)];
    assert_eq!(answers(&reader, 3), status.map(|(value, lines, yes)| (value.to_owned(), lines, yes)));
}

#[test]
fn who_gets_a_certificate_is_what_the_organiser_says() {
    let set = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect();
    let said = Entitled { title: "Presença".to_owned(), yes: set(&["", "75"]), no: set(&["presente"]) };
    let (_, names, summary) = told(PRESENCE, &Choices { entitled: vec![said], ..Choices::default() });
    assert_eq!(names, ["Caê Paz"]);
    assert_eq!((summary.left_out, summary.refused), (3, 1), "of Davi now counts that he has no address");
}

#[test]
fn a_status_that_is_not_understood_is_asked_about_and_issued() {
    let file = "Nome;E-mail;Status\nRui Paz;r@exemplo.com.br;Bolsista\nAna Paz;a@exemplo.com.br;Pago\n";
    let (reader, names, _) = told(file, &Choices::default());
    assert_eq!(names, ["Rui Paz", "Ana Paz"]);
    assert_eq!(answers(&reader, 2), [("bolsista".to_owned(), 1, true), ("pago".to_owned(), 1, true)]);
}

#[test]
fn moments_are_one_answer_and_too_many_answers_are_not_listed() {
    let lines: String = (0..60)
        .map(|n| format!("Ana Paz;a{n}@exemplo.com.br;07/03/2026 19:{n:02};situação v{n}\n"))
        .collect();
    let (reader, names, _) = told(&format!("Nome;E-mail;Check-in;Status\n{lines}"), &Choices::default());
    assert_eq!(names.len(), 60);
    assert_eq!(answers(&reader, 2), [("data e hora".to_owned(), 60, true)]);
    let status = &reader.survey().columns[3];
    assert_eq!((status.answers.len(), status.other_answers), (Survey::MOST_ANSWERS, 60 - 24));
}

#[test]
fn a_column_of_absences_is_read_the_other_way_round() {
    let file = "Nome;E-mail;Faltou?\nRui Paz;r@exemplo.com.br;Não\nAna Paz;a@exemplo.com.br;Sim\n";
    assert_eq!(ready(file), ["Rui Paz"]);
}

#[test]
fn an_rg_or_a_passport_is_no_cpf() {
    let file = "Nome;E-mail;Documento\nRui Paz;r@exemplo.com.br;12.345.678-9\nAna Paz;a@exemplo.com.br;FB123456\n\
                Bia Paz;b@exemplo.com.br;529.982.247-25\nCaê Paz;c@exemplo.com.br;\n";
    let cpfs: Vec<bool> = lines(file).iter().map(|line| line.cpf.is_some()).collect();
    assert_eq!(cpfs, [false, false, true, false]);
    let told: Vec<_> = remarks(file).into_iter().map(|(row, _, _, reason)| (row, reason)).collect();
    assert_eq!(told, [(2, Reason::NotACpf), (3, Reason::NotACpf)]);
    let wrong = problems("Nome;E-mail;Documento\nRui Paz;r@exemplo.com.br;529.982.247-26\n");
    assert_eq!(wrong[0].3, Reason::CpfCheckDigit);
    // `26.772.060-2` would be a CPF with zeros before it.
    let under_cpf = problems("Nome;E-mail;CPF\nRui Paz;r@exemplo.com.br;26.772.060-2\n");
    assert_eq!(under_cpf[0].3, Reason::CpfLength);
}
