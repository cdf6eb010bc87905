//! Lists that tell who was there, and documents that are no CPF.

use super::{lines, names, problems, read, remarks};
use crate::reader::Row;
use domain::participation::line::Reason;

fn ready(file: &str) -> Vec<String> {
    let name = |row| match row {
        Row::Ready(line) => Some(line.name.to_string()),
        _ => None,
    };
    read(file.as_bytes()).into_iter().filter_map(name).collect()
}

#[test]
fn nobody_absent_gets_a_certificate_and_each_is_told() {
    let file = "Nome;E-mail;Presença;Situação da inscrição\nRui Paz;r@exemplo.com.br;Presente;Confirmada\n\
                Ana Paz;a@exemplo.com.br;Faltou;Confirmada\nBia Paz;b@exemplo.com.br;Presente;Cancelada\n\
                Caê Paz;c@exemplo.com.br;;Confirmada\nDavi Paz;d@exemplo.com.br;75%;Confirmada\n";
    assert_eq!(ready(file), ["Rui Paz"]);
    let told: Vec<_> =
        problems(file).into_iter().map(|(row, column, _, reason)| (row, column, reason)).collect();
    assert_eq!(
        told,
        [
            (3, "Presença".into(), Reason::NotEntitled),
            (4, "Situação da inscrição".into(), Reason::NotEntitled),
            (5, "Presença".into(), Reason::PresenceUnclear),
            (6, "Presença".into(), Reason::PresenceUnclear),
        ]
    );
}

#[test]
fn a_status_that_is_not_understood_is_told_and_issued() {
    let file = "Nome;E-mail;Status\nRui Paz;r@exemplo.com.br;Bolsista\nAna Paz;a@exemplo.com.br;Pago\n";
    assert_eq!(names(&lines(file)), ["Rui Paz", "Ana Paz"]);
    assert_eq!(remarks(file), [(2, "Status".into(), "Bolsista".into(), Reason::StatusUnclear)]);
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
